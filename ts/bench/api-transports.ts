// The ways in which two Node processes (or threads) can pass messages, ours and Node's own, all as one thing: a message goes
// there and comes back. api-bench.ts measures them.
import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { parentPort, type Worker } from "node:worker_threads";
import { Channel } from "../api/channel.js";
import { Fifo } from "../api/fifo.js";
import { PosixQueue } from "../api/posix-queue.js";

/** Bytes of a message. */
export const SIZE = 64;
const payload = Buffer.alloc(SIZE, "m");

/** Names that both sides know. */
export interface Place {
  directory: string;
  /** Unique, for names that are the machine's. */
  mark: string;
}

/** The side that measures. */
export interface Client {
  /** Sends a message and waits until it is back. */
  roundTrip(): Promise<void>;
  close(): Promise<void>;
}

/** The other side, as the client sees it: a Node process or a thread. */
export type Peer = { process: ChildProcess } | { worker: Worker };

export interface Transport {
  readonly name: string;
  /** Whether the other side is a thread of the same process. */
  readonly thread?: boolean;
  /** Makes what must be there before the peer starts; gives what happens when it is ready. */
  prepare(place: Place): (peer: Peer) => Promise<Client>;
  /** In the peer: sends back what comes, until the other side is gone. Resolves when it is ready. */
  echo(place: Place): Promise<void>;
}

/** One waiter at a time, for answers that come by events. */
class Turn {
  #resolve: () => void = () => {};

  readonly next = (): Promise<void> =>
    new Promise((resolve) => {
      this.#resolve = resolve;
    });

  readonly done = (): void => this.#resolve();
}

const queueNames = ({ mark }: Place): [there: string, back: string] => [`/${mark}-there`, `/${mark}-back`];

const channelNames = ({ mark }: Place): [there: string, back: string] => [`shm:/${mark}-there`, `shm:/${mark}-back`];

const channel: Transport = {
  name: "Channel",
  prepare(place) {
    const [there, back] = channelNames(place);
    const ends = Promise.all([
      Channel.open(there, { role: "producer", exclusive: true }),
      Channel.open(back, { role: "consumer", exclusive: true }),
    ]);
    return async () => {
      const [to, from] = await ends;
      return {
        async roundTrip() {
          await to.send(payload);
          await from.receive();
        },
        async close() {
          for (const name of channelNames(place)) Channel.unlink(name);
          await Promise.all([to.close(), from.close()]);
        },
      };
    };
  },
  async echo(place) {
    const [there, back] = channelNames(place);
    const from = await Channel.open(there, { role: "consumer" });
    const to = await Channel.open(back, { role: "producer" });
    void (async () => {
      for await (const message of from) await to.send(message);
      await to.close();
    })().catch(() => {});
  },
};

const posixQueue: Transport = {
  name: "PosixQueue",
  prepare(place) {
    const queues = queueNames(place).map((name) =>
      PosixQueue.create(name, { capacity: 4, messageSize: SIZE, exclusive: true }),
    );
    const [there, back] = queues as [PosixQueue, PosixQueue];
    return async () => {
      for (const queue of queues) queue.unlink();
      return {
        async roundTrip() {
          await there.send(payload);
          await back.receive();
        },
        async close() {
          await Promise.all(queues.map((queue) => queue.close()));
        },
      };
    };
  },
  async echo(place) {
    const [there, back] = queueNames(place).map((name) => PosixQueue.open(name)) as [PosixQueue, PosixQueue];
    void (async () => {
      for await (const { data } of there) await back.send(data);
    })();
  },
};

const fifoNames = ({ directory }: Place): [there: string, back: string] => [
  join(directory, "there"),
  join(directory, "back"),
];

const fifo: Transport = {
  name: "Fifo",
  prepare(place) {
    const [there, back] = fifoNames(place).map((name) => Fifo.create(name)) as [Fifo, Fifo];
    return async () => {
      const [writer, reader] = await Promise.all([there.open("w"), back.open("r")]);
      const buffer = Buffer.alloc(SIZE);
      return {
        async roundTrip() {
          await writer.write(payload);
          for (let got = 0; got < SIZE; ) got += await reader.readInto(buffer.subarray(got));
        },
        async close() {
          await Promise.all([writer.close(), reader.close()]);
          there.unlink();
          back.unlink();
        },
      };
    };
  },
  async echo(place) {
    const [there, back] = fifoNames(place);
    void (async () => {
      const [reader, writer] = await Promise.all([Fifo.open(there, "r"), Fifo.open(back, "w")]);
      for await (const data of reader) await writer.write(data);
    })();
  },
};

const processSend: Transport = {
  name: "process.send",
  prepare() {
    return async (peer) => {
      const child = (peer as { process: ChildProcess }).process;
      const turn = new Turn();
      const text = payload.toString("latin1");
      child.on("message", turn.done);
      return {
        roundTrip() {
          const answered = turn.next();
          child.send(text);
          return answered;
        },
        async close() {
          child.off("message", turn.done);
        },
      };
    };
  },
  async echo() {
    process.on("message", (message) => process.send?.(message));
  },
};

const postMessage: Transport = {
  name: "worker postMessage",
  thread: true,
  prepare() {
    return async (peer) => {
      const { worker } = peer as { worker: Worker };
      const turn = new Turn();
      worker.on("message", turn.done);
      return {
        roundTrip() {
          const answered = turn.next();
          worker.postMessage(payload);
          return answered;
        },
        async close() {
          worker.off("message", turn.done);
        },
      };
    };
  },
  async echo() {
    parentPort?.on("message", (message) => parentPort?.postMessage(message));
  },
};

const unixSocket: Transport = {
  name: "net Unix socket",
  prepare({ directory }) {
    const path = join(directory, "socket");
    return async () => {
      const socket = connect(path);
      await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
      const turn = new Turn();
      let got = 0;
      socket.on("data", (data) => {
        got += data.length;
        if (got < SIZE) return;
        got = 0;
        turn.done();
      });
      return {
        roundTrip() {
          const answered = turn.next();
          socket.write(payload);
          return answered;
        },
        async close() {
          socket.destroy();
          rmSync(path, { force: true });
        },
      };
    };
  },
  echo({ directory }) {
    const server = createServer((socket: Socket) => {
      socket.on("data", (data) => socket.write(data));
      socket.on("error", () => {});
    });
    return new Promise((resolve) => server.listen(join(directory, "socket"), resolve));
  },
};

/** Ours first, then Node's own. */
export const transports: readonly Transport[] = [channel, posixQueue, fifo, processSend, postMessage, unixSocket];
/** What the others are compared with. */
export const reference = processSend.name;

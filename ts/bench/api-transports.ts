// The ways in which two Node processes (or threads) can pass messages, ours and Node's own, all as one thing: a message goes
// there and comes back. api-bench.ts measures them.
import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { parentPort, type Worker } from "node:worker_threads";
import { Channel } from "../api/channel.js";
import { Fifo } from "../api/fifo.js";
import { PosixQueue } from "../api/posix-queue.js";
import { SeqPacket, SeqPacketListener } from "../api/seq-packet.js";
import type { StreamSocket } from "../api/stream-socket.js";
import { TcpListener, TcpStream } from "../api/tcp.js";
import { UdpSocket } from "../api/udp.js";
import { UnixDatagram } from "../api/unix-datagram.js";
import { UnixListener, UnixStream } from "../api/unix-stream.js";
import { zmqTransports } from "./zmq-transports.js";

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
  /** The row's name, where it isn't that of round trips. */
  readonly row?: string;
  /** How many messages a step passes, whose time is told for each; 1 unless told. */
  readonly messages?: number;
  /** The transport that it is compared with, where it isn't the reference. */
  readonly against?: string;
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

/** A client and an echo over stream sockets of ours. */
async function streamClient(socket: StreamSocket): Promise<Client> {
  const buffer = Buffer.alloc(SIZE);
  return {
    async roundTrip() {
      await socket.write(payload);
      for (let got = 0; got < SIZE; ) got += await socket.readInto(got === 0 ? buffer : buffer.subarray(got));
    },
    close: () => socket.close(),
  };
}

async function echoStream(socket: StreamSocket): Promise<void> {
  for await (const data of socket) await socket.write(data);
}

const unixStream: Transport = {
  name: "UnixStream",
  prepare({ directory }) {
    return async () => streamClient(await UnixStream.connect(join(directory, "socket")));
  },
  async echo({ directory }) {
    const listener = UnixListener.listen(join(directory, "socket"));
    void listener.accept().then(echoStream);
  },
};

const seqPacket: Transport = {
  name: "SeqPacket",
  prepare({ directory }) {
    return async () => {
      const socket = await SeqPacket.connect(join(directory, "socket"));
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        close: () => socket.close(),
      };
    };
  },
  async echo({ directory }) {
    const listener = SeqPacketListener.listen(join(directory, "socket"));
    void (async () => {
      const socket = await listener.accept();
      for await (const { data } of socket) await socket.send(data);
    })();
  },
};

const unixDatagram: Transport = {
  name: "UnixDatagram",
  prepare({ directory }) {
    return async () => {
      const socket = UnixDatagram.connect(join(directory, "there"), { name: join(directory, "back") });
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        close: () => socket.close(),
      };
    };
  },
  async echo({ directory }) {
    const socket = UnixDatagram.bind(join(directory, "there"));
    void (async () => {
      const first = await socket.receive();
      if (first.from !== undefined) socket.connect(first.from);
      await socket.send(first.data);
      for await (const { data } of socket) await socket.send(data);
    })();
  },
};

/** A free port is found by whoever listens, and left in a file for the other side. */
const portFile = ({ directory }: Place): string => join(directory, "port");
const readPort = (place: Place): number => Number(readFileSync(portFile(place), "utf8"));

const tcp: Transport = {
  name: "TcpStream",
  prepare(place) {
    return async () =>
      streamClient(
        await TcpStream.connect({ host: "127.0.0.1", port: readPort(place) }, { options: { TCP_NODELAY: true } }),
      );
  },
  async echo(place) {
    const listener = await TcpListener.listen({ host: "127.0.0.1", port: 0 }, { options: { TCP_NODELAY: true } });
    writeFileSync(portFile(place), String(listener.localAddress.port));
    void listener.accept().then(echoStream);
  },
};

const udp: Transport = {
  name: "UdpSocket",
  prepare(place) {
    return async () => {
      const socket = await UdpSocket.connect({ host: "127.0.0.1", port: readPort(place) });
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        close: () => socket.close(),
      };
    };
  },
  async echo(place) {
    const socket = await UdpSocket.bind({ host: "127.0.0.1", port: 0 });
    writeFileSync(portFile(place), String(socket.localAddress.port));
    void (async () => {
      for await (const { data, from } of socket) await socket.send(data, { to: from });
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

/** A client over a connected socket of node:net. */
async function netClient(socket: Socket): Promise<Client> {
  await once(socket, "connect");
  socket.setNoDelay(true);
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
    },
  };
}

function netEcho(): Server {
  return createServer((socket: Socket) => {
    socket.setNoDelay(true);
    socket.on("data", (data) => socket.write(data));
    socket.on("error", () => {});
  });
}

const netUnix: Transport = {
  name: "net Unix socket",
  prepare({ directory }) {
    return async () => netClient(connect(join(directory, "socket")));
  },
  async echo({ directory }) {
    await once(netEcho().listen(join(directory, "socket")), "listening");
  },
};

const netTcp: Transport = {
  name: "net TCP",
  prepare(place) {
    return async () => netClient(connect(readPort(place), "127.0.0.1"));
  },
  async echo(place) {
    const server = netEcho().listen(0, "127.0.0.1");
    await once(server, "listening");
    writeFileSync(portFile(place), String((server.address() as AddressInfo).port));
  },
};

const nodeDatagram: Transport = {
  name: "dgram UDP",
  prepare(place) {
    return async () => {
      const socket = createSocket("udp4");
      socket.connect(readPort(place), "127.0.0.1");
      await once(socket, "connect");
      const turn = new Turn();
      socket.on("message", turn.done);
      return {
        roundTrip() {
          const answered = turn.next();
          socket.send(payload);
          return answered;
        },
        async close() {
          socket.close();
        },
      };
    };
  },
  async echo(place) {
    const socket = createSocket("udp4");
    socket.on("message", (data, { port, address }) => socket.send(data, port, address));
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    writeFileSync(portFile(place), String(socket.address().port));
  },
};

/** Ours first, then Node's own; then ZeroMQ. */
export const transports: readonly Transport[] = [
  channel,
  posixQueue,
  fifo,
  unixStream,
  seqPacket,
  unixDatagram,
  tcp,
  udp,
  processSend,
  postMessage,
  netUnix,
  netTcp,
  nodeDatagram,
  ...zmqTransports,
];
/** What the others are compared with. */
export const reference = processSend.name;

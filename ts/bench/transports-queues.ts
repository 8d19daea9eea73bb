// Messages between two Node processes by this package's channels, queues and FIFOs.
import { join } from "node:path";
import { Channel } from "../api/channel.js";
import { Fifo } from "../api/fifo.js";
import { PosixQueue } from "../api/posix-queue.js";
import { type Place, payload, SIZE, type Transport } from "./transport.js";

const queueNames = ({ mark }: Place): [there: string, back: string] => [`/${mark}-there`, `/${mark}-back`];

const channelNames = ({ mark }: Place): [there: string, back: string] => [`shm:/${mark}-there`, `shm:/${mark}-back`];

export const channel: Transport = {
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

export const posixQueue: Transport = {
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

export const fifo: Transport = {
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

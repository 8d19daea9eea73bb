// Messages between two Node processes, or threads, by what Node itself brings.
import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { parentPort, type Worker } from "node:worker_threads";
import { type Client, payload, readPort, SIZE, type Transport, Turn, writePort } from "./transport.js";

export const processSend: Transport = {
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

export const postMessage: Transport = {
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

export const netUnix: Transport = {
  name: "net Unix socket",
  prepare({ directory }) {
    return async () => netClient(connect(join(directory, "socket")));
  },
  async echo({ directory }) {
    await once(netEcho().listen(join(directory, "socket")), "listening");
  },
};

export const netTcp: Transport = {
  name: "net TCP",
  prepare(place) {
    return async () => netClient(connect(readPort(place), "127.0.0.1"));
  },
  async echo(place) {
    const server = netEcho().listen(0, "127.0.0.1");
    await once(server, "listening");
    writePort(place, (server.address() as AddressInfo).port);
  },
};

export const nodeDatagram: Transport = {
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
    writePort(place, socket.address().port);
  },
};

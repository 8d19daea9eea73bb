// Messages between two Node processes by packages of others, where they are installed. node-unix-socket is no development
// dependency, as its binaries for other systems keep `npm ci` from working with registries that lack them.
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { payload, type Transport, Turn } from "./transport.js";

interface SeqpacketSocket extends NodeJS.EventEmitter {
  connect(path: string): void;
  write(data: Buffer): void;
  destroy(): void;
}
interface SeqpacketServer extends NodeJS.EventEmitter {
  listen(path: string): void;
}
interface DgramSocket extends NodeJS.EventEmitter {
  bind(path: string): void;
  sendTo(data: Buffer, offset: number, length: number, path: string): void;
  close(): void;
}

interface UnixSockets {
  DgramSocket: new () => DgramSocket;
  SeqpacketServer: new () => SeqpacketServer;
  SeqpacketSocket: new () => SeqpacketSocket;
}

function installed(): UnixSockets | undefined {
  try {
    return createRequire(import.meta.url)("node-unix-socket") as UnixSockets;
  } catch {
    // It is not there, or has no binary for this machine.
    return undefined;
  }
}

const seqPacketOf = ({ SeqpacketServer, SeqpacketSocket }: UnixSockets): Transport => ({
  name: "node-unix-socket seqpacket",
  prepare({ directory }) {
    return async () => {
      const socket = new SeqpacketSocket();
      const connected = once(socket, "connect");
      socket.connect(join(directory, "socket"));
      await connected;
      const turn = new Turn();
      socket.on("data", turn.done);
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
    };
  },
  async echo({ directory }) {
    const server = new SeqpacketServer();
    server.on("connection", (socket: SeqpacketSocket) => {
      socket.on("data", (data: Buffer) => socket.write(data));
      socket.on("error", () => {});
    });
    server.listen(join(directory, "socket"));
  },
});

const datagramOf = ({ DgramSocket }: UnixSockets): Transport => ({
  name: "node-unix-socket datagram",
  prepare({ directory }) {
    return async () => {
      const socket = new DgramSocket();
      socket.bind(join(directory, "back"));
      const turn = new Turn();
      socket.on("data", turn.done);
      const there = join(directory, "there");
      return {
        roundTrip() {
          const answered = turn.next();
          socket.sendTo(payload, 0, payload.length, there);
          return answered;
        },
        async close() {
          socket.close();
        },
      };
    };
  },
  async echo({ directory }) {
    const socket = new DgramSocket();
    socket.on("data", (data: Buffer, from: string) => socket.sendTo(data, 0, data.length, from));
    socket.on("error", () => {});
    socket.bind(join(directory, "there"));
  },
});

const unixSockets = installed();

/** Those that can be had here. */
export const packages: readonly Transport[] =
  unixSockets === undefined ? [] : [seqPacketOf(unixSockets), datagramOf(unixSockets)];

// ZeroMQ between two Node processes, ours and npm's zeromq where that is installed: requests and replies, and messages a second.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as ours from "../api/zmq.js";
import type { Place, Transport } from "./transport.js";

type Library = typeof ours;

const libraries: Record<"zmq" | "zeromq.js", () => Promise<Library>> = {
  zmq: async () => ours,
  "zeromq.js": async () => (await import("zeromq")) as unknown as Library,
};

/** It is no dependency of the package's. */
function hasRival(): boolean {
  try {
    createRequire(import.meta.url).resolve("zeromq");
    return true;
  } catch {
    return false;
  }
}

/** Bytes of a message, and how many are sent before an answer is waited for. */
const bursts: readonly (readonly [size: number, text: string, count: number])[] = [
  [64, "64 B", 2000],
  [4096, "4 KiB", 500],
  [65536, "64 KiB", 100],
];

const portFile = ({ directory }: Place): string => join(directory, "endpoints");

/** Where a socket shall listen; it is told to the other side by a file. */
const place = (over: string, { directory }: Place, index: number): string =>
  over === "tcp" ? "tcp://127.0.0.1:*" : `ipc://${join(directory, `socket-${index}`)}`;

function requests(name: keyof typeof libraries, over: string): Transport {
  return {
    name: `${name} REQ, REP over ${over}`,
    ...(name === "zmq" && hasRival() ? { against: `zeromq.js REQ, REP over ${over}` } : {}),
    prepare: (where) => async () => {
      const { Request } = await libraries[name]();
      const socket = new Request({ linger: 0 });
      socket.connect(readFileSync(portFile(where), "utf8"));
      const payload = Buffer.alloc(64, "m");
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        async close() {
          socket.close();
        },
      };
    },
    async echo(where) {
      const { Reply } = await libraries[name]();
      const socket = new Reply({ linger: 0 });
      await socket.bind(place(over, where, 0));
      writeFileSync(portFile(where), socket.lastEndpoint as string);
      void (async () => {
        for await (const message of socket) await socket.send(message);
      })();
    },
  };
}

function messages(name: keyof typeof libraries, over: string, [size, text, count]: (typeof bursts)[number]): Transport {
  const title = (who: string): string => `${who} PUSH, PULL over ${over}, each of ${text}`;
  return {
    name: title(name),
    row: `api message ${text}: ${name} PUSH, PULL over ${over}`,
    messages: count,
    ...(name === "zmq" && hasRival() ? { against: title("zeromq.js") } : {}),
    prepare: (where) => async () => {
      const { Pull, Push } = await libraries[name]();
      const [push, done] = [new Push({ linger: 0 }), new Pull({ linger: 0 })];
      const [there = "", back = ""] = readFileSync(portFile(where), "utf8").split("\n");
      push.connect(there);
      done.connect(back);
      const payload = Buffer.alloc(size, "m");
      return {
        async roundTrip() {
          for (let index = 0; index < count; index++) await push.send(payload);
          await done.receive();
        },
        async close() {
          push.close();
          done.close();
        },
      };
    },
    async echo(where) {
      const { Pull, Push } = await libraries[name]();
      const [pull, done] = [new Pull({ linger: 0 }), new Push({ linger: 0 })];
      await pull.bind(place(over, where, 0));
      await done.bind(place(over, where, 1));
      writeFileSync(portFile(where), `${pull.lastEndpoint}\n${done.lastEndpoint}`);
      void (async () => {
        for (;;) {
          for (let index = 0; index < count; index++) await pull.receive();
          await done.send("done");
        }
      })();
    },
  };
}

const names: readonly (keyof typeof libraries)[] = hasRival() ? ["zmq", "zeromq.js"] : ["zmq"];

/** Each of ours, followed by npm's. */
export const zmqTransports: readonly Transport[] = ["ipc", "tcp"].flatMap((over) => [
  ...names.map((name) => requests(name, over)),
  ...bursts.flatMap((burst) => names.map((name) => messages(name, over, burst))),
]);

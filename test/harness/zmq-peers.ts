// Programs at the ends of ZeroMQ connections, started as peers that are told what to do line by line: see test/interop/zmq-peer.c.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../ts/paths.js";
import { compileGuest, compileNative } from "./compile.js";
import { execute } from "./execute.js";
import { Peer } from "./peer.js";

const source = join(packageRoot, "test", "interop", "zmq-peer.c");

/** The kinds of peer that are no guests. */
export type Other = "libzmq" | "Python" | "zeromq.js";

/** A guest, in a directory in which its ipc endpoints lie. */
export async function guestPeer(directory: string): Promise<Peer> {
  const module = await compileGuest(source, ["-lzmq"]);
  return Peer.run(["--dir", ".", "--allow-net=127.0.0.1,[::1]", "--allow-unix", module], directory).ready();
}

/** A C program with the machine's libzmq. */
export async function nativePeer(directory: string): Promise<Peer> {
  return new Peer(await compileNative(source, ["-lzmq"]), [], directory).ready();
}

/** Debian's Python, whose module zmq is of a package; others may have it too. */
const pythons = ["/usr/bin/python3", "python3"];

let found: Promise<string | undefined> | undefined;

async function find(): Promise<string | undefined> {
  for (const python of pythons) {
    if (python.startsWith("/") && !existsSync(python)) continue;
    const { status } = await execute(python, ["-c", "import zmq"]).catch(() => ({ status: 127 }));
    if (status === 0) return python;
  }
  return undefined;
}

/** The Python that has the module zmq, if there is one. */
export function pythonWithZmq(): Promise<string | undefined> {
  found ??= find();
  return found;
}

export async function otherPeer(kind: Other, directory: string): Promise<Peer> {
  if (kind === "libzmq") return nativePeer(directory);
  if (kind === "zeromq.js")
    return new Peer(
      process.execPath,
      [join(packageRoot, "build", "test", "interop", "zmq-peer.js")],
      directory,
    ).ready();
  const python = (await pythonWithZmq()) ?? "python3";
  return new Peer(python, [join(packageRoot, "test", "interop", "zmq-peer.py")], directory).ready();
}

let number = 0;

/** A name for a socket, or a file, that no other has. */
export const unused = (): string => `n${++number}`;

/** Binds and gives the endpoint. */
export async function bind(peer: Peer, name: string, endpoint: string): Promise<string> {
  peer.write(`bind ${name} ${endpoint}\n`);
  return peer.prints(new RegExp(`^${name}: bound (.*)\\n`, "m"));
}

/** What a peer receives at a socket; `milliseconds` until it says "nothing". */
export async function receive(peer: Peer, name: string, milliseconds = 30_000): Promise<string> {
  peer.write(`receive ${name} ${milliseconds}\n`);
  return peer.prints(new RegExp(`^${name}: (.*)\\n`, "m"));
}

export async function close(peer: Peer, name: string): Promise<void> {
  peer.write(`close ${name}\n`);
  await peer.prints(new RegExp(`^${name}: (closed)\\n`, "m"));
}

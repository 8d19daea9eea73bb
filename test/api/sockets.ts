// Other ends for the tests of the API's sockets: socket-peer.c natively and as a guest, Python; names; descriptors that are open.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../ts/paths.js";
import { compileGuest, compileNative, isthmusCommand, temporary } from "../harness/index.js";
import { type Kind, Running } from "./peers.js";

const source = join(packageRoot, "test", "api", "socket-peer.c");
export const directory = temporary("sockets");
let made = 0;

/** A path for a socket. */
export const freshPath = (): string => join(directory, `socket${++made}`);
/** An abstract name for a socket. */
export const freshName = (): string => `@isthmus-test-${process.pid}-${++made}`;

/** Descriptors that this process has open. */
export const openFds = (): number => readdirSync("/proc/self/fd").length;

/** Starts socket-peer.c. */
export async function startSocketPeer(kind: Kind, ...args: string[]): Promise<Running> {
  if (kind === "native") return new Running(await compileNative(source), args);
  const options = ["run", "--dir", directory, "--allow-unix", await compileGuest(source), ...args];
  const { command, args: all } = isthmusCommand(options);
  return new Running(command, all);
}

/** Starts a Python program. */
export const startPython = (text: string, ...args: string[]): Running => new Running("python3", ["-c", text, ...args]);

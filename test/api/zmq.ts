// For the tests of ZeroMQ's API: the library under test, endpoints of each transport, and other ends. With ISTHMUS_TEST_ZEROMQ=npm the tests
// that are about habits run with npm's zeromq itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as npm from "zeromq";
import * as ours from "../../ts/api/zmq.js";

export const isOurs = process.env.ISTHMUS_TEST_ZEROMQ !== "npm";
/** The library under test. */
export const zmq: typeof ours = isOurs ? ours : (npm as unknown as typeof ours);
/** npm's, as the other end. */
export const other: typeof ours = npm as unknown as typeof ours;

export const transports = ["tcp", "ipc", "inproc"] as const;
export type Transport = (typeof transports)[number];
let counter = 0;
const directory = mkdtempSync(join(tmpdir(), "zmq-"));
process.on("exit", () => rmSync(directory, { recursive: true, force: true }));

/** An address of this machine that is this process's alone, so that a port that is free again stays free. */
const host = `127.${64 + ((process.pid >> 16) & 63)}.${(process.pid >> 8) & 255}.${process.pid & 255}`;

/** An endpoint to bind; where it was bound to is the socket's lastEndpoint. */
export function endpoint(transport: Transport): string {
  counter += 1;
  if (transport === "tcp") return `tcp://${host}:*`;
  return transport === "ipc" ? `ipc://${join(directory, `${counter}`)}` : `inproc://test-${counter}`;
}

/** What a test makes, to be closed at its end. */
export class Sockets implements Disposable {
  readonly #made: ours.Socket[] = [];

  add<S extends ours.Socket>(socket: S): S {
    socket.linger = 0;
    this.#made.push(socket);
    return socket;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#made) socket.close();
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A promise's value, or "waits" when it has none after some time. */
export function within<T>(promise: Promise<T>, milliseconds = 100): Promise<T | "waits"> {
  let timer: NodeJS.Timeout | undefined;
  const waits = new Promise<"waits">((resolve) => {
    timer = setTimeout(() => resolve("waits"), milliseconds);
  });
  return Promise.race([promise, waits]).finally(() => clearTimeout(timer));
}

export const texts = (parts: readonly Buffer[]): string[] => parts.map(String);

/** Waits until something is so. */
export async function until(holds: () => boolean, milliseconds = 30_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !holds(); await pause(2))
    if (Date.now() > end) throw new Error("in vain");
}

// What the tests of signals share: signal-peer.c, and ways to wait for what it sends.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { promisify } from "node:util";
import { type SignalInfo, type SignalSet, signals } from "../../ts/api/index.js";
import { packageRoot } from "../../ts/paths.js";
import { compileNative } from "../harness/index.js";

export const run = promisify(execFile);
export const api = new URL("../../ts/api/index.js", import.meta.url).href;
export const peer = await compileNative(join(packageRoot, "test", "api", "signal-peer.c"));
export const own = process.pid;

/** Runs signal-peer.c to its end; what it printed. */
export const native = async (...args: (string | number)[]): Promise<string> =>
  (await run(peer, args.map(String))).stdout.trim();

/** What comes, until so many have. */
export async function first(count: number, set: SignalSet, send: () => unknown): Promise<SignalInfo[]> {
  using receiver = signals.receive(set);
  await send();
  const found: SignalInfo[] = [];
  for await (const info of receiver) if (found.push(info) === count) break;
  return found;
}

/** Lets what is on its way come. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await turn();
}

// Thousands of connections through servers in guests: none leaves a descriptor or a process behind.
// test-timeout: 600
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, temporary } from "./harness/index.js";
import { Peer } from "./harness/peer.js";

const source = join(packageRoot, "test", "interop", "load-server.c");
const TOGETHER = 200;
/** Descriptors that a guest's server may have open beside its connections. */
const OTHERS = 10;

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
/** What a process has open; nothing when it has just ended. */
function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Open descriptors of a process and of its children, and how many processes these are. */
function opened(pid: number): string {
  const pids = [pid, ...childrenOf(pid)];
  return `${pids.flatMap(descriptorsOf).length} descriptors of ${pids.length} processes`;
}

/** One connection: asks, and gives the answer once the server has it, too, that the connection ended. */
function ask(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ port, host: "127.0.0.1" }, () => socket.write("?"));
    socket.on("data", (data) => {
      answer += data;
      if (answer.endsWith("\n")) socket.end();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(Number(answer)));
  });
}

/** Waits until no process of a connection is left, and nothing has changed for a while. */
async function settled(pid: number, workers: number): Promise<string> {
  let last = opened(pid);
  for (let same = 0, looks = 0; (same < 10 || childrenOf(pid).length !== workers) && looks < 300; looks++) {
    await sleep(100);
    const now = opened(pid);
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

async function load(kind: string, connections: number, together: number): Promise<number> {
  const server = Peer.run(["--allow-net=127.0.0.1", await compileGuest(source), kind], temporary("load"));
  const port = Number(await server.prints(/^ready (\d+)\n/m));
  let highest = 0;
  let left = connections;
  const client = async (): Promise<void> => {
    while (left-- > 0) highest = Math.max(highest, await ask(port));
  };
  // What is opened once is opened now: workers are forked, timers and the like made.
  for (let i = 0; i < 20; i++) await ask(port);
  const before = await settled(server.pid, kind === "workers" ? 3 : 0);
  await Promise.all(Array.from({ length: together }, client));
  for (let wait = 10; opened(server.pid) !== before && wait < 20_000; wait *= 2) await sleep(wait);
  const after = opened(server.pid);
  for (const child of childrenOf(server.pid)) process.kill(child, "SIGKILL");
  server.kill("SIGKILL");
  assert.is(await server.end(), "");
  assert.is(after, before);
  return highest;
}

test("10,000 connections, 200 at a time, through an epoll server", async () => {
  const highest = await load("epoll", 10_000, TOGETHER);
  assert.ok(highest > TOGETHER / 2 && highest <= TOGETHER + OTHERS, `a descriptor was number ${highest}`);
});

test("10,000 connections, 200 at a time, through three processes", async () => {
  assert.ok((await load("workers", 10_000, TOGETHER)) <= OTHERS);
});

test("10,000 connections, each with a process of its own", async () => {
  assert.ok((await load("fork", 10_000, 20)) <= OTHERS);
});

test.run();

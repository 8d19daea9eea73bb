// The processes of the API's benchmarks: `measure NAMES ROUNDS` measures round trips, in alternating slices, and prints them as JSON;
// `peer NAME DIRECTORY MARK` is the other side, a process or a thread. Started by api.ts.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { transports } from "./api-transports.js";
import type { Client, Peer, Place, Transport } from "./transport.js";

/** Milliseconds of a slice. */
const SLICE = 10;
/** Slices that are not counted: half a second of each way. Sooner the engine has not compiled what each needs, which for some takes it longer. */
const WARM_UP = 50;
const READY = "ready";
const file = import.meta.filename;

interface Side {
  name: string;
  messages: number;
  client: Client;
  peer: Peer;
}

async function start(transport: Transport, place: Place): Promise<Side> {
  mkdirSync(place.directory);
  const connect = transport.prepare(place);
  const args = ["peer", transport.name, place.directory, place.mark];
  const peer: Peer = transport.thread ? { worker: new Worker(file, { argv: args }) } : { process: fork(file, args) };
  await once("worker" in peer ? peer.worker : peer.process, "message");
  return { name: transport.name, messages: transport.messages ?? 1, client: await connect(peer), peer };
}

async function stop({ client, peer }: Side): Promise<void> {
  await client.close();
  if ("worker" in peer) {
    await peer.worker.terminate();
    return;
  }
  const ended = once(peer.process, "exit");
  peer.process.kill("SIGKILL");
  await ended;
}

/** Nanoseconds a round trip, or a message, took in one slice. */
async function slice({ client, messages }: Side): Promise<number> {
  const steps = messages > 1 ? 1 : 16;
  const started = process.hrtime.bigint();
  const end = started + BigInt(SLICE * 1e6);
  let count = 0;
  let now = started;
  do {
    for (let step = 0; step < steps; step++) await client.roundTrip();
    count += steps * messages;
    now = process.hrtime.bigint();
  } while (now < end);
  return Number(now - started) / count;
}

async function measure(names: readonly string[], rounds: number): Promise<Record<string, number[]>> {
  const directory = mkdtempSync(join(tmpdir(), "isthmus-bench-api-"));
  const sides: Side[] = [];
  try {
    for (const transport of transports.filter(({ name }) => names.includes(name))) {
      const mark = `isthmus-bench-${process.pid}-${sides.length}`;
      sides.push(await start(transport, { directory: join(directory, String(sides.length)), mark }));
    }
    const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
    for (let round = -WARM_UP; round < rounds; round++) {
      // Who goes first changes, so that nobody always follows the same other's leftovers.
      const turn = round < 0 ? 0 : round % sides.length;
      for (const side of [...sides.slice(turn), ...sides.slice(0, turn)]) {
        const time = await slice(side);
        if (round >= 0) times[side.name]?.push(time);
      }
    }
    return times;
  } finally {
    await Promise.all(sides.map(stop));
    rmSync(directory, { recursive: true, force: true });
  }
}

async function peer(name: string, directory: string, mark: string): Promise<void> {
  await transports.find((transport) => transport.name === name)?.echo({ directory, mark });
  if (isMainThread) {
    process.send?.(READY);
    process.on("disconnect", () => process.exit());
  } else {
    parentPort?.postMessage(READY);
  }
}

async function main([role, ...words]: string[]): Promise<void> {
  if (role === "peer") {
    const [name = "", directory = "", mark = ""] = words;
    await peer(name, directory, mark);
  } else {
    const [names = "[]", rounds = "0"] = words;
    process.stdout.write(JSON.stringify(await measure(JSON.parse(names) as string[], Number(rounds))));
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

// Peers that are killed in the middle of traffic and started again: what may be lost is, and nothing else; no message comes twice.
// test-timeout: 300
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { skip } from "./harness/index.js";
import { Peer } from "./harness/peer.js";
import { compileZmq, hasLibzmq, type Kind, zmqCommand } from "./harness/zmq.js";

const source = join(packageRoot, "test", "zmq", "peers", "restart.c");
/** Messages, one each millisecond or somewhat slower; and how long the victim runs before, and is gone. */
const COUNT = 1500;
const BEFORE = 300;
const GONE = 150;
const place = (name: string): string => `/tmp/isthmus-zmq-${process.pid}-${name}`;

async function start(kind: Kind, ...words: string[]): Promise<Peer> {
  const { command, args } = zmqCommand(kind, await compileZmq(kind, source), [...words, String(COUNT)]);
  return new Peer(command, args, "/tmp").ready();
}

const numbers = (output: string): number[] =>
  output
    .split("\n")
    .filter((line) => /^\d+$/.test(line))
    .map(Number);

/** Kills and restarts the second of two roles; what the two lives of it, and the first one, have printed. */
async function killed(first: [Kind, string, string], second: [Kind, string, string], path: string): Promise<string[]> {
  const endpoint = `ipc://${path}`;
  const other = await start(first[0], first[1], first[2], endpoint);
  const victim = await start(second[0], second[1], second[2], endpoint);
  // What receives has received by then.
  if (second[1] === "pull" || second[1] === "sub") await victim.prints(/^(?=(?:\d+\n){100})/m);
  else await sleep(BEFORE);
  victim.kill("SIGKILL");
  const before = await victim.end();
  await sleep(GONE);
  const again = await start(second[0], second[1], second[2], endpoint);
  return Promise.all([before, again.end(), other.end()]);
}

function isIncreasing(list: readonly number[]): boolean {
  return list.every((number, index) => index === 0 || number > (list[index - 1] as number));
}

const pairs: [Kind, Kind][] = [
  ["native", "libzmq"],
  ["libzmq", "native"],
  ["guest", "libzmq"],
  ["libzmq", "guest"],
];

for (const [one, two] of pairs) {
  const check = one === "libzmq" || two === "libzmq" ? (hasLibzmq ? test : skip("needs libzmq's header")) : test;
  for (const [receives, sends] of [
    ["connect", "bind"],
    ["bind", "connect"],
  ] as const) {
    check(`PULL (${two}, ${receives}) is killed, PUSH is ${one}`, async () => {
      const path = place(`pull-${one}-${two}-${sends}`);
      try {
        const [before, after] = await killed([one, "push", sends], [two, "pull", receives], path);
        const [early, late] = [numbers(before as string), numbers(after as string)];
        assert.ok(early.length > 20, `${early.length} before`);
        assert.equal(early[0], 0);
        assert.equal(late.at(-1), COUNT - 1);
        assert.ok(isIncreasing([...early, ...late]), "in order, none twice");
        // What the victim had taken from the wire, and not yet printed, is lost, which on a busy machine is more; what comes
        // after its end is not.
        const gap = (late[0] as number) - (early.at(-1) as number) - 1;
        assert.ok(gap <= 100, `${gap} lost`);
        assert.equal(early.length, (early.at(-1) as number) + 1);
        assert.equal(late.length, COUNT - (late[0] as number));
      } finally {
        rmSync(path, { force: true });
      }
    });

    check(`SUB (${two}, ${receives}) is killed, PUB is ${one}`, async () => {
      const path = place(`sub-${one}-${two}-${sends}`);
      try {
        const [before, after] = await killed([one, "pub", sends], [two, "sub", receives], path);
        const [early, late] = [numbers(before as string), numbers(after as string)];
        assert.ok(early.length > 20 && late.length > 20, `${early.length} before, ${late.length} after`);
        assert.ok(isIncreasing([...early, ...late]), "in order, none twice");
        assert.equal(late.at(-1), COUNT - 1);
        assert.equal(late.length, COUNT - (late[0] as number));
      } finally {
        rmSync(path, { force: true });
      }
    });

    check(`REP (${two}, ${receives}) is killed, REQ is ${one}`, async () => {
      const path = place(`rep-${one}-${two}-${sends}`);
      try {
        const [, , client] = await killed([one, "req", sends], [two, "rep", receives], path);
        assert.is(client, `${COUNT} replies`);
      } finally {
        rmSync(path, { force: true });
      }
    });
  }

  check(`PUB (${two}, bind) is killed, SUB is ${one}`, async () => {
    const path = place(`pub-${one}-${two}`);
    try {
      const [, , received] = await killed([one, "sub", "connect"], [two, "pub", "bind"], path);
      const list = numbers(received as string);
      const again = list.findIndex((number, index) => index > 0 && number < (list[index - 1] as number));
      assert.ok(again > 20, "numbers begin again");
      assert.ok(isIncreasing(list.slice(0, again)) && isIncreasing(list.slice(again)), "in order, none twice");
      assert.equal(list.at(-1), COUNT - 1);
    } finally {
      rmSync(path, { force: true });
    }
  });
}

test.run();

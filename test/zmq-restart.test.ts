// Peers that are killed in the middle of traffic and started again: what may be lost is, and nothing else; no message comes twice.
// test-timeout: 600
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
/** How long the victim is gone, ms, while messages are sent, one each millisecond or somewhat slower. */
const GONE = 150;
/** The first number of a publisher's second life. */
const SECOND = 1_000_000;
/** So much has come through when the victim is killed, and again when the sender is told to end. */
const HUNDRED = /^(?=(?:\d+\n){100})/m;
const HUNDRED_OF_SECOND = /^(?=(?:1\d{6}\n){100})/m;
const place = (name: string): string => `/tmp/isthmus-zmq-${process.pid}-${name}`;

async function start(kind: Kind, ...words: string[]): Promise<Peer> {
  const { command, args } = zmqCommand(kind, await compileZmq(kind, source), words);
  return new Peer(command, args, "/tmp").ready();
}

const numbers = (output: string): number[] =>
  output
    .split("\n")
    .filter((line) => /^\d+$/.test(line))
    .map(Number);

/** What the two lives of a victim, and the other one, have printed. */
interface Printed {
  before: string;
  after: string;
  other: string;
}

/** Kills and restarts the second of two roles when a hundred messages have come through, and ends both after a hundred more. */
async function killed(first: [Kind, string, string], second: [Kind, string, string], path: string): Promise<Printed> {
  const endpoint = `ipc://${path}`;
  const other = await start(first[0], first[1], first[2], endpoint);
  const victim = await start(second[0], second[1], second[2], endpoint);
  const publishes = second[1] === "pub";
  await (publishes ? other : victim).prints(HUNDRED);
  victim.kill("SIGKILL");
  const before = await victim.end();
  await sleep(GONE);
  const again = await start(second[0], second[1], second[2], endpoint, ...(publishes ? [String(SECOND)] : []));
  await (publishes ? other.prints(HUNDRED_OF_SECOND) : again.prints(HUNDRED));
  // Who sends ends first, when all that it has sent has gone.
  if (publishes) return { before, after: await again.end(), other: await other.end() };
  const said = await other.end();
  return { before, after: await again.end(), other: said };
}

/** A number that a sender tells of itself. */
const told = (output: string, what: string): number => Number(new RegExp(`^${what} (\\d+)$`, "m").exec(output)?.[1]);

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
        const { before, after, other } = await killed([one, "push", sends], [two, "pull", receives], path);
        const [early, late, sent] = [numbers(before), numbers(after), told(other, "sent")];
        assert.equal(early[0], 0);
        assert.equal(late.at(-1), sent - 1);
        assert.ok(isIncreasing([...early, ...late]), "in order, none twice");
        // What the victim had taken from the wire, and not yet printed, is lost, and what was sent before the sender has
        // noticed; what is sent then is not.
        const noticed = told(other, "noticed before");
        assert.ok((late[0] as number) <= noticed, `${early.at(-1)}, then ${late[0]}, noticed before ${noticed}`);
        assert.equal(early.length, (early.at(-1) as number) + 1);
        assert.equal(late.length, sent - (late[0] as number));
      } finally {
        rmSync(path, { force: true });
      }
    });

    check(`SUB (${two}, ${receives}) is killed, PUB is ${one}`, async () => {
      const path = place(`sub-${one}-${two}-${sends}`);
      try {
        const { before, after, other } = await killed([one, "pub", sends], [two, "sub", receives], path);
        const [early, late, sent] = [numbers(before), numbers(after), told(other, "sent")];
        assert.ok(isIncreasing([...early, ...late]), "in order, none twice");
        assert.equal(early.length, (early.at(-1) as number) - (early[0] as number) + 1);
        assert.equal(late.at(-1), sent - 1);
        assert.equal(late.length, sent - (late[0] as number));
      } finally {
        rmSync(path, { force: true });
      }
    });

    check(`REP (${two}, ${receives}) is killed, REQ is ${one}`, async () => {
      const path = place(`rep-${one}-${two}-${sends}`);
      try {
        const { other } = await killed([one, "req", sends], [two, "rep", receives], path);
        const replies = numbers(other);
        assert.equal(
          replies,
          replies.map((_, index) => index + 1),
        );
        assert.match(other, /\nall answered$/);
      } finally {
        rmSync(path, { force: true });
      }
    });
  }

  check(`PUB (${two}, bind) is killed, SUB is ${one}`, async () => {
    const path = place(`pub-${one}-${two}`);
    try {
      const { after, other } = await killed([one, "sub", "connect"], [two, "pub", "bind"], path);
      const list = numbers(other);
      const late = list.filter((number) => number >= SECOND);
      assert.ok(isIncreasing(list), "in order, none twice");
      assert.equal(list.length - late.length, 1 + (list.at(-late.length - 1) as number) - (list[0] as number));
      assert.equal(late.at(-1), told(after, "sent") - 1);
      assert.equal(late.length, told(after, "sent") - (late[0] as number));
    } finally {
      rmSync(path, { force: true });
    }
  });
}

test.run();

// Guests talk with libzmq, from C, Python and npm's zeromq: every pair of types, tcp and ipc, whoever binds, without and with passwords.
// test-timeout: 300
import { test } from "uvu";
import * as assert from "uvu/assert";
import { skip, temporary } from "./harness/index.js";
import { libzmq } from "./harness/libzmq.js";
import type { Peer } from "./harness/peer.js";
import { bind, close, guestPeer, type Other, otherPeer, pythonWithZmq, receive, unused } from "./harness/zmq-peers.js";

interface Pair {
  /** Who speaks first, and the other. */
  from: string;
  to: string;
  /** What is sent, and what the other hears. */
  sends: string;
  hears: string;
  /** What comes back, if anything does. */
  answers?: string;
  gets?: string;
}

const pairs: readonly Pair[] = [
  { from: "PUSH", to: "PULL", sends: "a|b", hears: "[a][b]" },
  { from: "PAIR", to: "PAIR", sends: "a|b", hears: "[a][b]", answers: "c", gets: "[c]" },
  { from: "REQ", to: "REP", sends: "a|b", hears: "[a][b]", answers: "c||d", gets: "[c][][d]" },
  { from: "REQ", to: "ROUTER", sends: "a", hears: "[me][][a]", answers: "me||c", gets: "[c]" },
  { from: "DEALER", to: "REP", sends: "|a", hears: "[a]", answers: "c", gets: "[][c]" },
  { from: "DEALER", to: "DEALER", sends: "a|b", hears: "[a][b]", answers: "c", gets: "[c]" },
  { from: "DEALER", to: "ROUTER", sends: "a|b", hears: "[me][a][b]", answers: "me|c", gets: "[c]" },
  { from: "PUB", to: "SUB", sends: "topic|b", hears: "[topic][b]" },
  { from: "PUB", to: "XSUB", sends: "topic|b", hears: "[topic][b]" },
  { from: "XPUB", to: "SUB", sends: "topic|b", hears: "[topic][b]" },
  { from: "XPUB", to: "XSUB", sends: "topic|b", hears: "[topic][b]" },
];

/** Who is asked again and again until it has heard something. */
async function repeat(ask: () => Promise<string>): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const heard = await ask();
    if (heard !== "nothing") return heard;
  }
  return "nothing";
}

interface Meeting {
  from: Peer;
  to: Peer;
  pair: Pair;
  endpoint: string;
  fromBinds: boolean;
  plain: boolean;
}

async function meet({ from, to, pair, endpoint, fromBinds, plain }: Meeting): Promise<void> {
  const name = unused();
  const [binder, connecter] = fromBinds ? [from, to] : [to, from];
  from.write(`open ${name} ${pair.from}\n`);
  to.write(`open ${name} ${pair.to}\n`);
  if (plain) {
    binder.write(`set ${name} plain-server 1\nset ${name} zap-domain test\n`);
    connecter.write(`set ${name} username somebody\nset ${name} password secret\n`);
  }
  if (pair.to === "ROUTER") from.write(`set ${name} routing-id me\n`);
  if (pair.to === "SUB") to.write(`set ${name} subscribe to\n`);
  const at = await bind(binder, name, endpoint === "ipc" ? `ipc://${name}.socket` : endpoint);
  connecter.write(`connect ${name} ${at}\n`);
  if (pair.to === "XSUB") to.write(`topic ${name} to\n`);
  if (pair.from === "XPUB") {
    // A socket of libzmq's that was bound notices in the calls on it who has come.
    const seen = await repeat(async () => {
      await receive(to, name, 20);
      return receive(from, name, 100);
    });
    assert.is(seen, "[\\01to]");
  }
  if (pair.from === "PUB") {
    // What is published before the subscription has come is lost.
    const heard = await repeat(async () => {
      from.write(`send ${name} ${pair.sends}\n`);
      return receive(to, name, 100);
    });
    assert.is(heard, pair.hears);
  } else {
    from.write(`send ${name} ${pair.sends}\n`);
    assert.is(await receive(to, name), pair.hears);
  }
  if (pair.answers !== undefined) {
    to.write(`send ${name} ${pair.answers}\n`);
    assert.is(await receive(from, name), pair.gets);
  }
  await close(from, name);
  await close(to, name);
}

const directory = temporary("zmq");
const python = await pythonWithZmq();
const started = new Map<string, Promise<Peer>>();

/** Each program is started once, for all tests. */
function peer(kind: Other | "guest"): Promise<Peer> {
  const running = started.get(kind) ?? (kind === "guest" ? guestPeer(directory) : otherPeer(kind, directory));
  started.set(kind, running);
  return running;
}

const withLibzmq = libzmq(test);
const ends: readonly [Other, typeof withLibzmq][] = [
  ["libzmq", withLibzmq],
  ["Python", python === undefined ? skip("needs Python's module zmq: install python3-zmq") : withLibzmq],
  ["zeromq.js", withLibzmq],
];

/** ISTHMUS_PROGRAM picks tests by a regular expression, for work on one of them. */
const wanted = new RegExp(process.env.ISTHMUS_PROGRAM ?? "");

for (const [other, body] of ends) {
  for (const plain of [false, true]) {
    for (const endpoint of ["tcp://127.0.0.1:*", "ipc"]) {
      for (const guestFirst of [true, false]) {
        const way = guestFirst ? `from a guest to ${other}` : `from ${other} to a guest`;
        const title = `${way}, ${endpoint.slice(0, 3)}, ${plain ? "PLAIN" : "NULL"}`;
        if (!wanted.test(title)) continue;
        body(title, async () => {
          const [guest, native] = await Promise.all([peer("guest"), peer(other)]);
          const [from, to] = guestFirst ? [guest, native] : [native, guest];
          for (const pair of pairs)
            for (const fromBinds of [true, false]) {
              // A REQ of libzmq's that asks for passwords itself never gets an answer.
              if (plain && fromBinds && pair.from === "REQ") continue;
              const what = `${pair.from} to ${pair.to}, ${fromBinds ? pair.from : pair.to} binds`;
              await meet({ from, to, pair, endpoint, fromBinds, plain }).catch((error: Error) => {
                throw new Error(`${what}: ${error.message}`);
              });
            }
        });
      }
    }
  }
}

test.before(async () => {
  for (const [kind] of ends) if (kind !== "Python" || python !== undefined) (await peer(kind)).write("zap\n");
  (await peer("guest")).write("zap\n");
});

withLibzmq("all of them end", async () => {
  for (const running of started.values()) assert.match(await (await running).end(), /ended$/);
});

test.run();

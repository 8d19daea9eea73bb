// Peers by raw sockets, old ones and hostile ones, against a guest and against libzmq: both must answer the same bytes' meaning, tell the
// same events, and go on with everybody else.
// test-timeout: 400
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { execute, temporary } from "./harness/index.js";
import { libzmq } from "./harness/libzmq.js";
import type { Peer } from "./harness/peer.js";
import { bind, close, guestPeer, nativePeer, receive, unused } from "./harness/zmq-peers.js";

const script = join(packageRoot, "test", "interop", "zmtp-peer.py");
const directory = temporary("zmtp");

async function raw(what: string, endpoint: string, ...rest: string[]): Promise<string> {
  const port = endpoint.slice(endpoint.lastIndexOf(":") + 1);
  const { stdout, stderr, timedOut } = await execute("python3", [script, what, port, ...rest], { timeout: 60 });
  return `${stdout}${stderr}${timedOut ? "timed out\n" : ""}`;
}

/** What an old peer and a socket of a type tell one another. */
async function old(peer: Peer, version: string, kind: string, type: string): Promise<string> {
  const name = unused();
  const heard: string[] = [];
  peer.write(`open ${name} ${type}\n`);
  if (type === "SUB") peer.write(`set ${name} subscribe to\n`);
  const at = await bind(peer, name, "tcp://127.0.0.1:*");
  const talk = raw(`old-${version}-${kind}`, at);
  if (type === "PULL" || type === "PAIR" || type === "SUB") {
    heard.push(await receive(peer, name), await receive(peer, name));
  }
  if (type === "PAIR") peer.write(`send ${name} back|again\n`);
  if (type === "REP") {
    heard.push(await receive(peer, name));
    peer.write(`send ${name} answer\n`);
  }
  if (type === "ROUTER") {
    // The name that was made for the peer is any.
    heard.push((await receive(peer, name)).replace(/^\[\\00[^\]]*\]/, "[id]"));
  }
  if (type === "XPUB") {
    heard.push(await receive(peer, name));
    peer.write(`send ${name} other|lost\nsend ${name} topic|published\n`);
  }
  if (type === "PUSH") peer.write(`send ${name} task|${"x".repeat(300)}\n`);
  // A router's peer waits for nothing.
  const said = type === "ROUTER" ? "" : await talk;
  await talk;
  await close(peer, name);
  return `${said}${heard.join("\n")}`;
}

/** Attacks a PULL, watches its events, and looks whether it goes on. */
async function attack(peer: Peer, what: string): Promise<string> {
  const name = unused();
  const good = unused();
  peer.write(`open ${name} PULL\nset ${name} maximum 1000\nset ${name} handshake-interval 3000\n`);
  peer.write(`monitor ${name}\nopen ${good} PUSH\n`);
  const at = await bind(peer, name, "tcp://127.0.0.1:*");
  peer.write(`connect ${good} ${at}\nsend ${good} before\n`);
  assert.is(await receive(peer, name), "[before]");
  const events = async (): Promise<string> => {
    peer.write(`events ${name} 400\n`);
    return peer.prints(new RegExp(`^${name}:(.*)\\n`, "m"));
  };
  assert.is(await events(), " listening accepted succeeded");
  const said = await raw(what, at);
  const seen = await events();
  peer.write(`send ${good} after\n`);
  const heard = await receive(peer, name);
  await close(peer, good);
  await close(peer, name);
  return `${said}events:${seen}\nheard: ${heard}`;
}

const compared = libzmq(test);
const guest = guestPeer(directory);
const native = nativePeer(directory);
// Their failure is told by the tests.
guest.catch(() => {});
native.catch(() => {});

const meetings: readonly [string, string][] = [
  ["PUSH", "PULL"],
  ["PUB", "SUB"],
  ["SUB", "XPUB"],
  ["REQ", "REP"],
  ["PAIR", "PAIR"],
  ["PULL", "PUSH"],
];
for (const [version, words] of [
  ["3", "ZMTP 3.0"],
  ["2", "ZMTP 2.0"],
  ["1", "before ZMTP 2.0"],
] as const) {
  for (const [kind, type] of meetings) {
    compared(`an old ${kind}, ${words}, and ${type}`, async () => {
      const expected = await old(await native, version, kind, type);
      assert.is(await old(await guest, version, kind, type), expected);
    });
  }
}

const attacks = [
  "garbage",
  "half-greeting",
  "half-greeting-and-gone",
  "wrong-mechanism",
  "wrong-type",
  "no-such-type",
  "wrong-command",
  "cut-property",
  "cut-name",
  "message-first",
  "large-ready",
  "oversized",
  "giant",
  "beyond",
  "cut-frame",
  "cut-message",
];
for (const what of attacks) {
  compared(`${what}: disconnected, and told`, async () => {
    // libzmq does not always tell what was wrong.
    const plain = (seen: string): string => seen.replace(/ (protocol=[0-9a-f]+|failed)/, "");
    const expected = await attack(await native, what);
    const seen = await attack(await guest, what);
    assert.is(plain(seen), plain(expected));
    assert.match(seen, /disconnected\nheard: \[after\]$/);
  });
}

compared("parts without end: disconnected when they are more than the high-water mark's largest messages", async () => {
  const peer = await guest;
  const name = unused();
  peer.write(`open ${name} PULL\nset ${name} maximum 1000\nset ${name} receive-mark 100\n`);
  const said = raw("endless-parts", await bind(peer, name, "tcp://127.0.0.1:*"));
  assert.is(await receive(peer, name, 500), "nothing");
  assert.is(await said, "closed True\n");
  await close(peer, name);
});

test.after(async () => {
  for (const peer of [guest, native]) {
    const running = await peer.catch(() => undefined);
    await running?.end();
  }
});

test.run();

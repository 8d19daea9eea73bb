// Two processes in conversation, one of them with libzmq: every pair of socket types, over tcp and ipc, natively and as guests.
// test-timeout: 600
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { skip } from "./harness/index.js";
import { Peer } from "./harness/peer.js";
import { compileZmq, hasLibzmq, type Kind, zmqCommand } from "./harness/zmq.js";

const source = join(packageRoot, "test", "zmq", "peers", "peer.c");
const scenarios = [
  "req-rep",
  "rep-req",
  "router-dealer",
  "dealer-router",
  "pull-push",
  "push-pull",
  "xpub-sub",
  "sub-xpub",
  "pair",
  "large",
];
const chosen = new RegExp(process.env.ISTHMUS_PROGRAM ?? "");

async function start(kind: Kind, ...words: string[]): Promise<Peer> {
  const { command, args } = zmqCommand(kind, await compileZmq(kind, source), words);
  return new Peer(command, args, "/tmp");
}

/** What both ends print, the one that binds first. */
async function conversation(scenario: string, binds: Kind, connects: Kind, endpoint: string): Promise<string[]> {
  const binder = await start(binds, scenario, "bind", endpoint);
  const connecter = await start(connects, scenario, "connect", await binder.prints(/^endpoint (.*)\n/m));
  const timer = setTimeout(() => {
    binder.kill("SIGABRT");
    connecter.kill("SIGABRT");
  }, 40_000);
  const said = await Promise.all([binder.end(), connecter.end()]);
  clearTimeout(timer);
  return said;
}

const expected = new Map<string, Promise<string[]>>();

/** What two ends with libzmq print. */
function reference(scenario: string): Promise<string[]> {
  const known = expected.get(scenario) ?? conversation(scenario, "libzmq", "libzmq", "tcp://127.0.0.1:*");
  expected.set(scenario, known);
  return known;
}

for (const scenario of scenarios.filter((name) => chosen.test(name))) {
  for (const [binds, connects] of [
    ["native", "libzmq"],
    ["libzmq", "native"],
    ["guest", "libzmq"],
    ["libzmq", "guest"],
    ["guest", "native"],
  ] as const) {
    for (const transport of ["tcp", "ipc"] as const) {
      const path = `/tmp/isthmus-zmq-${process.pid}-${scenario}-${binds}-${connects}`;
      const endpoint = transport === "tcp" ? "tcp://127.0.0.1:*" : `ipc://${path}`;
      (hasLibzmq ? test : skip("needs libzmq's header"))(
        `${scenario}, ${transport}: ${binds}, ${connects}`,
        async () => {
          try {
            assert.equal(await conversation(scenario, binds, connects, endpoint), await reference(scenario));
          } finally {
            rmSync(path, { force: true });
          }
        },
      );
    }
  }
}

test.run();

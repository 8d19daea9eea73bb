// ZeroMQ between two hosts: a guest on one, libzmq on the other; the cable is pulled out and put back. What was sent meanwhile arrives
// when the pause was short; with heartbeats a long one is noticed, and then the connection made again.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { EAST, makeHosts } from "./harness/hosts.js";
import { isthmusCommand, skip, temporary } from "./harness/index.js";
import { libzmq } from "./harness/libzmq.js";
import { Peer } from "./harness/peer.js";
import { compileZmq } from "./harness/zmq.js";
import { bind, receive, unused } from "./harness/zmq-peers.js";

const source = join(packageRoot, "test", "interop", "zmq-peer.c");
const directory = temporary("zmq-hosts");
const hosts = await makeHosts();
const onHosts = hosts.refusal === undefined ? libzmq(test) : skip(hosts.refusal);

async function native(host: string): Promise<Peer> {
  return new Peer(...hosts.on(host, await compileZmq("libzmq", source), []), directory).ready();
}

async function guest(host: string): Promise<Peer> {
  const run = isthmusCommand(["run", "--allow-net=10.77.0.0/24", await compileZmq("guest", source)]);
  return new Peer(...hosts.on(host, run.command, run.args), directory).ready();
}

function cable(state: "up" | "down"): void {
  hosts.ip("-n", "east", "link", "set", "cable", state);
}

for (const [title, serving, talking] of [
  ["a guest serves libzmq", guest, native],
  ["libzmq serves a guest", native, guest],
] as const) {
  onHosts(`${title} on another host`, async () => {
    const [server, client] = [await serving("east"), await talking("west")];
    const name = unused();
    server.write(`open ${name} REP\n`);
    client.write(`open ${name} REQ\n`);
    client.write(`connect ${name} ${await bind(server, name, `tcp://${EAST}:*`)}\n`);
    const ask = async (): Promise<void> => {
      client.write(`send ${name} question\n`);
      assert.is(await receive(server, name), "[question]");
      server.write(`send ${name} answer\n`);
    };
    await ask();
    assert.is(await receive(client, name), "[answer]");
    // The question goes while there is no way.
    cable("down");
    client.write(`send ${name} meanwhile\n`);
    await sleep(150);
    cable("up");
    assert.is(await receive(server, name), "[meanwhile]");
    server.write(`send ${name} answer\n`);
    assert.is(await receive(client, name), "[answer]");
    assert.match(await client.end(), /ended$/);
    assert.match(await server.end(), /ended$/);
  });

  onHosts(`${title}: heartbeats notice that the other host is gone`, async () => {
    const [server, client] = [await serving("east"), await talking("west")];
    const name = unused();
    server.write(`open ${name} PULL\n`);
    client.write(`open ${name} PUSH\n`);
    for (const peer of [server, client]) {
      // Longer than anybody is held up.
      peer.write(`set ${name} heartbeat-interval 200\nset ${name} heartbeat-timeout 3000\n`);
      peer.write(`set ${name} reconnect-interval 50\nmonitor ${name}\n`);
    }
    client.write(`connect ${name} ${await bind(server, name, `tcp://${EAST}:*`)}\n`);
    client.write(`send ${name} one\n`);
    assert.is(await receive(server, name), "[one]");
    /** Waits until a peer has told of something. */
    const tells = async (peer: Peer, sign: RegExp): Promise<void> => {
      let told = "";
      for (let looks = 0; looks < 150 && !sign.test(told); looks++) {
        peer.write(`events ${name} 100\n`);
        told += await peer.prints(new RegExp(`^${name}:(.*)\\n`, "m"));
      }
      assert.match(told, sign);
    };
    await tells(server, /succeeded/);
    await tells(client, /succeeded/);
    cable("down");
    // What is sent before the sender has noticed is lost.
    await tells(server, /disconnected/);
    await tells(client, /disconnected/);
    client.write(`send ${name} two\n`);
    cable("up");
    assert.is(await receive(server, name), "[two]");
    await tells(client, /connected succeeded/);
    assert.match(await client.end(), /ended$/);
    assert.match(await server.end(), /ended$/);
  });
}

onHosts("the hosts are gone", () => hosts.end());

test.run();

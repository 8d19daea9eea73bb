// Two hosts, made of network namespaces with a cable between them: a guest on one, a native program on the other, and the cable is
// pulled out.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { EAST, makeHosts } from "./harness/hosts.js";
import { compileGuest, compileNative, isthmusCommand, skip, temporary } from "./harness/index.js";
import { Peer } from "./harness/peer.js";

const source = join(packageRoot, "test", "interop", "net-peer.c");
const directory = temporary("hosts");
const readyPort = /^ready (\d+)\n/m;

const hosts = await makeHosts();
const { ip } = hosts;
const onHosts = hosts.refusal === undefined ? test : skip(hosts.refusal);

/** Starts the peer on a host. */
async function native(host: string, ...args: string[]): Promise<Peer> {
  const [command, rest] = hosts.on(host, await compileNative(source), args);
  return new Peer(command, rest, directory);
}

async function guest(host: string, ...args: string[]): Promise<Peer> {
  const run = isthmusCommand(["run", "--allow-net=10.77.0.0/24", await compileGuest(source), ...args]);
  const [command, rest] = hosts.on(host, run.command, run.args);
  return new Peer(command, rest, directory);
}

for (const [title, server, client] of [
  ["a guest serves a native client", guest, native],
  ["a native server has a guest as client", native, guest],
] as const) {
  for (const kind of ["tcp", "udp"]) {
    onHosts(`${title} on another host, ${kind}`, async () => {
      const serving = await server("east", `serve-${kind}`, EAST, "0");
      const port = await serving.prints(readyPort);
      const talking = await client("west", `talk-${kind}`, EAST, port);
      await talking.prints(/^(ready)\n/);
      talking.write("across\n");
      await talking.prints(/^(\[across\])\n/);
      if (kind === "tcp") {
        // What is sent meanwhile arrives later.
        ip("-n", "west", "link", "set", "cable", "down");
        ip("-n", "west", "link", "set", "cable", "up");
        ip("-n", "east", "link", "set", "cable", "down");
        talking.write("after a while\n");
        await sleep(100);
        ip("-n", "east", "link", "set", "cable", "up");
        await talking.prints(/^(\[after a while\])\n/);
      }
      assert.is(await talking.end(), "");
      assert.match(await serving.end(), /^(ended)?$/);
    });
  }
}

for (const [title, watching] of [
  ["a guest", guest],
  ["a native program", native],
] as const) {
  for (const what of ["idle", "sent"]) {
    onHosts(`${title} notices that the other host is gone: ${what}`, async () => {
      const server = await native("east", "serve-tcp", EAST, "0");
      const port = await server.prints(readyPort);
      const watcher = await watching("west", `watch-${what}`, EAST, port);
      await watcher.prints(/^(ready)\n/);
      ip("-n", "east", "link", "set", "cable", "down");
      watcher.write("x");
      // Which of the two depends on whether the other's hardware address was still known.
      assert.match(await watcher.end(), /^dead: (ETIMEDOUT|EHOSTUNREACH)$/);
      ip("-n", "east", "link", "set", "cable", "up");
      server.kill("SIGKILL");
      await server.end();
    });
  }
}

onHosts("the hosts are gone", () => hosts.end());

test.run();

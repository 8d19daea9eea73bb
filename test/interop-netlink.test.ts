// Guests and iproute2 ask the same kernel: what a guest is told of links, addresses, routes and listening sockets is what `ip` and `ss`
// say; and what a guest changes in a network namespace of its own goes as it goes natively.
import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { isthmusCommand } from "./harness/execute.js";
import { compileGuest, compileNative, execute, isthmus, skip } from "./harness/index.js";
import { Peer } from "./harness/peer.js";

const source = join(packageRoot, "test", "interop", "netlink-peer.c");
const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const withIp = has("ip", "-V") ? test : skip("needs ip of iproute2");
const withSs = has("ss", "-V") ? test : skip("needs ss of iproute2");
const inNamespace = has("unshare", "-n", "true") ? test : skip("needs unshare -n, which is for root");

function ip<T>(...args: string[]): T[] {
  return JSON.parse(spawnSync("ip", ["-json", ...args], { encoding: "utf8" }).stdout) as T[];
}

async function guest(family: string, what: string): Promise<string[]> {
  const { stdout, stderr } = await isthmus(["run", `--allow-netlink=${family}`, await compileGuest(source), what]);
  assert.is(stderr, "");
  const lines = stdout.trimEnd().split("\n");
  assert.is(lines.pop(), "done 0 flags 0x2");
  return lines;
}

withIp("links", async () => {
  const wanted = ip<{ ifindex: number; ifname: string; mtu: number; flags: string[] }>("link").map(
    ({ ifindex, ifname, mtu, flags }) => `${ifindex} ${ifname} ${mtu} ${flags.includes("UP") ? "up" : "down"}`,
  );
  assert.equal(await guest("route", "links"), wanted);
});

withIp("addresses", async () => {
  const wanted = ip<{ ifindex: number; addr_info: { local: string; prefixlen: number }[] }>("addr").flatMap(
    ({ ifindex, addr_info }) => addr_info.map(({ local, prefixlen }) => `${ifindex} ${local}/${prefixlen}`),
  );
  assert.equal((await guest("route", "addresses")).sort(), wanted.sort());
});

withIp("routes", async () => {
  const wanted = ip<{ dst: string; dev: string }>("-4", "route", "show", "table", "main").map(
    ({ dst, dev }) => `${dst} ${dev}`,
  );
  assert.equal(await guest("route", "routes"), wanted);
});

withSs("listening sockets", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.on("listening", resolve));
  const { port } = server.address() as { port: number };
  const own = (lines: readonly string[]): string[] => lines.filter((line) => line.endsWith(`:${port}`));
  const { stdout } = spawnSync("ss", ["-Htln4"], { encoding: "utf8" });
  const said = stdout.split("\n").map((line) => line.split(/\s+/)[3] ?? "");
  assert.equal(own(said), [`127.0.0.1:${port}`]);
  assert.equal(own(await guest("sock-diag", "listeners").finally(() => server.close())), own(said));
});

inNamespace("changes of links, as natively", async () => {
  const native = await execute("unshare", ["-n", await compileNative(source), "change"]);
  assert.is(native.status, 0, native.stdout);
  const { command, args } = isthmusCommand([
    "run",
    "--allow-netlink=route:admin",
    await compileGuest(source),
    "change",
  ]);
  const sandboxed = await execute("unshare", ["-n", command, ...args]);
  assert.is(sandboxed.stderr, "");
  assert.is(sandboxed.stdout, native.stdout);
  assert.match(native.stdout, /^new one up$/m);
  assert.match(native.stdout, /^error EEXIST /m);
  assert.match(native.stdout, /^deleted one /m);
});

inNamespace("without :admin a guest changes nothing", async () => {
  const { command, args } = isthmusCommand(["run", "--allow-netlink=route", await compileGuest(source), "change"]);
  // It waits for what it has not changed.
  const refused = new Peer("unshare", ["-n", command, ...args], packageRoot);
  await refused.prints(/\n/);
  refused.kill("SIGKILL");
  assert.match(await refused.end(), /^error EPERM flags/);
});

test.run();

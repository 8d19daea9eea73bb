// Multicast groups that a guest joins: those of the list, in every way that there is, and no others; the notice names the option.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, isthmus } from "./harness/index.js";

const source = join(packageRoot, "test", "sandbox", "net-groups.c");
const groups = ["239.255.7.7", "ff12::7:7"];

/** How each way of joining went. */
async function joined(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const { stdout, stderr, status } = await isthmus(["run", ...options, await compileGuest(source), ...groups]);
  assert.is(status, 0, stderr);
  return { stdout, stderr };
}

const ways = [
  "IP_ADD_MEMBERSHIP",
  "old ip_mreq",
  "MCAST_JOIN_GROUP",
  "IP_ADD_SOURCE_MEMBERSHIP",
  "MCAST_JOIN_SOURCE_GROUP",
];
const ways6 = ["IPV6_ADD_MEMBERSHIP", "IPv6 MCAST_JOIN_GROUP", "IPv6 MCAST_JOIN_SOURCE_GROUP"];

const refused = (names: string[], output: string): void => {
  for (const name of names) assert.ok(output.includes(`${name} EACCES\n`), `${name}:\n${output}`);
};
const allowed = (names: string[], output: string): void => {
  for (const name of names) assert.ok(output.includes(`${name} joined\n`), `${name}:\n${output}`);
};

test("everything allowed: as natively", async () => {
  const native = await execute(await compileNative(source), groups);
  allowed([...ways, ...ways6], native.stdout);
  assert.ok(native.stdout.endsWith("heard\n"));
  assert.is((await joined("--allow-net")).stdout, native.stdout);
});

test("groups of the list, with a port or without", async () => {
  const { stdout, stderr } = await joined("--allow-net=239.255.0.0/16,[ff12::7:7]:4000");
  allowed([...ways, ...ways6], stdout);
  assert.ok(stdout.endsWith("heard\n"));
  assert.is(stderr, "");
  const one = await joined(`--allow-net=*:5000`);
  allowed([...ways, ...ways6], one.stdout);
});

test("others are refused, and the notice names the option", async () => {
  const { stdout, stderr } = await joined("--allow-net=127.0.0.1,[::1],239.255.7.8,ff12::7:8");
  refused([...ways, ...ways6], stdout);
  assert.match(stdout, "too short EINVAL\n");
  assert.not.match(stdout, "heard");
  assert.match(stderr, 'isthmus: setsockopt "239.255.7.7" refused: allow it with --allow-net=239.255.7.7\n');
  assert.match(stderr, 'isthmus: setsockopt "ff12::7:7" refused: allow it with --allow-net=ff12::7:7\n');
});

test("what is denied stays so", async () => {
  const { stdout, stderr } = await joined("--allow-net", "--deny-net=239.0.0.0/8");
  refused(ways, stdout);
  allowed(ways6, stdout);
  assert.match(stderr, 'isthmus: setsockopt "239.255.7.7" refused by --deny-net\n');
  // A port alone is for the socket's own address.
  allowed(ways, (await joined("--allow-net", "--deny-net=239.255.7.7:9")).stdout);
});

test.run();

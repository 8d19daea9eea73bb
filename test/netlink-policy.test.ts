// The lists of --allow-netlink and --deny-netlink, and what a guest that is root may do with what they allow: nothing that a user without
// privileges may not, whichever way it sends.
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { NetlinkPolicy, parseNetlinkEntry } from "../ts/host/netlink-policy.js";
import { optionShape } from "../ts/host/policy.js";
import { UsageError } from "../ts/host/usage-error.js";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, execute, isthmus, isthmusCommand, skip } from "./harness/index.js";

const list = (text: string) => text.split(",").map((entry) => parseNetlinkEntry("allow-netlink", entry));
const policy = (allowed: string | boolean, denied: string | boolean = false): NetlinkPolicy =>
  new NetlinkPolicy(
    typeof allowed === "string" ? list(allowed) : allowed,
    typeof denied === "string" ? list(denied) : denied,
  );

test("families by name and number", () => {
  assert.is(optionShape("allow-netlink"), "list");
  assert.equal(list("route,GENERIC:admin,sock_diag,20"), [
    { protocol: 0, admin: false },
    { protocol: 16, admin: true },
    { protocol: 4, admin: false },
    { protocol: 20, admin: false },
  ]);
  for (const text of ["", "routes", "32", "-1", "1.5", "route:", "route:root", ":admin", "toString"])
    assert.throws(
      () => parseNetlinkEntry("allow-netlink", text),
      (error: unknown) => error instanceof UsageError && error.message.startsWith(`--allow-netlink ${text}: `),
    );
});

test("what is allowed, with privileges and without, and taken back", () => {
  const some = policy("route,generic:admin");
  assert.ok(some.allows(0) && !some.allowsAdmin(0));
  assert.ok(some.allows(16) && some.allowsAdmin(16));
  assert.not.ok(some.allows(4) || some.allowsAdmin(4));
  assert.is(some.adminBits, 1 << 16);
  const all = policy(true);
  assert.ok(all.allows(31) && all.allowsAdmin(0));
  assert.is(all.adminBits, -1);
  const less = policy(true, "route:admin,audit");
  assert.ok(less.allows(0) && !less.allowsAdmin(0) && !less.allows(9) && !less.allowsAdmin(9) && less.allowsAdmin(16));
  assert.not.ok(policy(false).allows(0));
  assert.not.ok(policy(true, true).allows(0) || policy(true, true).allowsAdmin(0));
  assert.not.ok(policy("route", "route").allows(0));
  assert.ok(policy("usersock").allowsAdmin(2));
  assert.is(policy(true, "usersock").adminBits & 4, 0);
});

const program = join(packageRoot, "test", "sandbox", "netlink-rights.c");
const asRoot = process.geteuid?.() === 0 ? test : skip("asks as root");
const run = async (...options: string[]): Promise<string[]> => {
  const also = options.includes("--allow-net") ? ["internet"] : [];
  const { stdout, stderr } = await isthmus(["run", ...options, await compileGuest(program), ...also]);
  return [...stdout.trimEnd().split("\n"), stderr];
};

test("nothing by default, with a line that says what would allow it", async () => {
  const [first, notice = ""] = await run();
  assert.is(first, "socket: EACCES");
  assert.match(notice, /^isthmus: socket "AF_NETLINK route" refused: allow it with --allow-netlink=route\n$/);
  assert.is((await run("--allow-netlink=generic"))[0], "socket: EACCES");
  const [denied, said = ""] = await run("--allow-netlink", "--deny-netlink=route");
  assert.is(denied, "socket: EACCES");
  assert.match(said, /refused by --deny-netlink\n$/);
});

/** By every way to send; the last two are to others, and to join what users may not. */
const ways = ["write", "writev", "send", "sendto", "sendmsg", "sendmsg to", "sendmmsg to", "connected"];
const changes = (answer: string): string[] => ways.map((way) => `${way}: ${answer}`);

asRoot("a listed family is used without the privileges of root", async () => {
  const lines = [...changes("EPERM"), "to another: EPERM", "connect to another: EPERM", "to a group: EPERM", ""];
  assert.equal(await run("--allow-netlink=route"), lines);
  assert.equal(await run("--allow-netlink", "--deny-netlink=route:admin"), lines);
  // An address that a socket of the internet was given is no way in.
  assert.equal(await run("--allow-netlink=route", "--allow-net"), lines);
});

/** Where else a socket may come from: all are the guest's own. */
const origins = ["child", "message", "exec"];
const refusals = [...changes("EPERM"), "to another: EPERM", "connect to another: EPERM", "to a group: EPERM"];

asRoot("a socket that was handed over has no more than its maker", async () => {
  const file = await compileGuest(program);
  for (const origin of origins) {
    const { stdout, stderr } = await isthmus(["run", "--dir", dirname(file), "--allow-netlink=route", file, origin]);
    assert.equal(stdout.trimEnd().split("\n"), refusals, `${origin}: ${stderr}`);
  }
});

asRoot("of processes is told only with :admin", async () => {
  const module = await compileGuest(join(packageRoot, "test", "sandbox", "netlink-connector.c"));
  const joined = async (option: string): Promise<string> => (await isthmus(["run", option, module])).stdout;
  assert.is(await joined("--allow-netlink=connector"), "bind EPERM, option EPERM, told nothing\n");
  assert.is(await joined("--allow-netlink=connector:admin"), "bind 0, option 0, told of a process\n");
});

asRoot("a socket of root's that the run is given: to the kernel as root, to nobody else", async () => {
  const privileged =
    "import os, socket, sys; s = socket.socket(16, 3, 0); os.dup2(s.fileno(), 0); os.execvp(sys.argv[1], sys.argv[1:])";
  const given = async (...options: string[]): Promise<string> => {
    const { command, args } = isthmusCommand(["run", ...options, await compileGuest(program), "input"]);
    return (await execute("python3", ["-c", privileged, command, ...args])).stdout;
  };
  const output = await given();
  assert.match(output, "to another: EPERM\nconnect to another: EPERM\nto a group: EPERM\n");
  assert.is(await given("--allow-netlink=route"), output);
  // As docs/status.md says of sockets that a guest is handed.
  for (const way of ["write", "send", "sendmsg"]) assert.match(output, `${way}: ENODEV\n`);
});

asRoot("with :admin, or without a list, it is used with them", async () => {
  // There is no such link: the kernel got as far as looking for it.
  const lines = [...changes("ENODEV"), "to another: ECONNREFUSED", "connect to another: 0", "to a group: 0", ""];
  assert.equal(await run("--allow-netlink=route:admin"), lines);
  assert.equal(await run("--allow-netlink"), lines);
  assert.equal(await run("-A"), lines);
});

test.run();

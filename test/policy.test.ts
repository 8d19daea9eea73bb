// The policy's options: how they are read, from the command line's pieces and from a file, and how allow and deny combine.
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  addOption,
  makePolicy,
  mergeOptions,
  optionShape,
  type PolicyOptions,
  parseDirectory,
  parseDuration,
  parsePolicyFile,
  parseSize,
} from "../ts/host/policy.js";
import { UsageError } from "../ts/host/usage-error.js";

const around = { cwd: "/home/me", env: { HOME: "/home/me", PATH: "/usr/bin:/bin", NAME: "Zoë" } };

const refused = (action: () => unknown, pattern: RegExp): void =>
  assert.throws(action, (error: unknown) => error instanceof UsageError && pattern.test(error.message));

test("allows nothing by default", () => {
  const policy = makePolicy({}, around);
  assert.equal(policy, {
    all: false,
    preopens: [],
    deniedPaths: [],
    environment: [],
    exec: false,
    deniedExec: false,
    unix: false,
    deniedUnix: false,
    net: false,
    deniedNet: false,
    netlink: false,
    deniedNetlink: false,
    signal: false,
    ipc: { kind: "private" },
    maxProcesses: 64,
    maxFds: 1024,
    maxPages: 0,
    timeout: 0,
  });
});

test("travels as JSON to the processes that guests are forked from", () => {
  const list = (...entries: string[]): string[] => entries;
  const options: PolicyOptions = {
    dir: list("/data:ro", ".::/work"),
    "deny-dir": list("/data/secret"),
    env: list("A=b"),
    "allow-exec": list("/bin/echo"),
    "deny-exec": list("/bin/sh"),
    "allow-unix": list("/run", "@name"),
    "deny-unix": list("/run/private"),
    "allow-net": list("127.0.0.0/8", "[::1]:80-90", "localhost", "*.example.org", "*:443"),
    "deny-net": list("127.0.0.9", "fe80::/10"),
    "allow-netlink": list("route:admin", "generic"),
    "deny-netlink": list("audit"),
    "allow-signal": list("1"),
    ipc: "host:/jobs*,0x1234",
    "max-procs": "3",
    "max-memory": "64M",
    timeout: "3s",
  };
  const policy = makePolicy(options, around);
  assert.equal(JSON.parse(JSON.stringify(policy)), policy);
});

test("directories", () => {
  assert.equal(parseDirectory(".", "/home/me"), { host: "/home/me", name: ".", guest: "/home/me", readOnly: false });
  assert.equal(parseDirectory("/data:ro", "/"), { host: "/data", name: "/data", guest: "/data", readOnly: true });
  assert.equal(parseDirectory("a/../b::/x//y/.:ro", "/w"), {
    host: "/w/b",
    name: "/x//y/.",
    guest: "/x/y",
    readOnly: true,
  });
  assert.is(parseDirectory("x::data", "/").guest, "/data");
  assert.is(parseDirectory("/tmp/é", "/").host, "/tmp/\u00c3\u00a9", "as bytes");
  for (const wrong of ["", "::/x", "/x::", ":ro"]) refused(() => parseDirectory(wrong, "/"), /expected HOST/);
});

test("environment", () => {
  const of = (options: PolicyOptions): readonly string[] => makePolicy(options, around).environment;
  assert.equal(of({ env: ["HOME", "X=1=2", "EMPTY=", "UNSET"] }), ["HOME=/home/me", "X=1=2", "EMPTY="]);
  assert.equal(of({ env: "NAME" }), ["NAME=Zo\u00c3\u00ab"]);
  assert.equal(of({ "allow-all": true, "deny-env": ["PATH", "NAME"], env: "HOME=/" }), ["HOME=/"]);
  refused(() => of({ env: "=x" }), /--env =x/);
});

test("programs", () => {
  const of = (options: PolicyOptions) => makePolicy(options, around);
  assert.is(of({ "allow-exec": true }).exec, true);
  assert.equal(of({ "allow-exec": ["/bin/ls", "./tool", "echo"] }).exec, [
    "/bin/ls",
    "/home/me/tool",
    "/usr/bin/echo",
    "/bin/echo",
  ]);
  assert.is(of({ "allow-all": true }).exec, true);
  assert.is(of({ "allow-all": true, "deny-exec": true }).deniedExec, true);
});

test("Unix sockets", () => {
  const of = (options: PolicyOptions) => makePolicy(options, around);
  assert.is(of({ "allow-unix": true }).unix, true);
  assert.equal(of({ "allow-unix": ["/run/x.sock", "local/", "@name", ""] }).unix, [
    "/run/x.sock",
    "/home/me/local",
    "@name",
  ]);
  assert.is(of({ "allow-all": true }).unix, true);
  assert.equal(of({ "allow-all": true, "deny-unix": "@x" }).deniedUnix, ["@x"]);
  assert.is(of({ "allow-unix": true, "deny-unix": true }).deniedUnix, true);
});

test("signals: deny wins", () => {
  const of = (options: PolicyOptions) => makePolicy(options, around).signal;
  assert.equal(of({ "allow-signal": ["7", 8] }), [7, 8]);
  assert.equal(of({ "allow-signal": [7, 8], "deny-signal": "8" }), [7]);
  assert.is(of({ "allow-signal": true, "deny-signal": true }), false);
  assert.is(of({ "allow-all": true, "deny-signal": true }), false);
  refused(() => of({ "allow-all": true, "deny-signal": 9 }), /--deny-signal/);
  refused(() => of({ "allow-signal": "x" }), /allow-signal x/);
});

test("IPC namespaces", () => {
  const of = (options: PolicyOptions) => makePolicy(options, around).ipc;
  assert.equal(of({}), { kind: "private" });
  assert.equal(of({ "allow-all": true }), { kind: "host" });
  assert.equal(of({ "allow-all": true, ipc: "private" }), { kind: "private" });
  assert.equal(of({ ipc: "host" }), { kind: "host" });
  assert.equal(of({ ipc: "jobs.1" }), { kind: "named", name: "jobs.1" });
  assert.equal(of({ ipc: "host:/a,/b*,/*,42,0xFFFFFFFF,-2" }), {
    kind: "host",
    only: { exact: ["a"], prefixes: ["b", ""], keys: [42, -1, -2] },
  });
  assert.equal(of({ ipc: "host:/caf\u00e9" }), {
    kind: "host",
    only: { exact: ["caf\u00c3\u00a9"], prefixes: [], keys: [] },
  });
  for (const ipc of ["", "a/b", ".", "..", "-x", "a b", "x".repeat(65), "caf\u00e9", "run:1"])
    refused(() => of({ ipc }), /--ipc .*: expected private, host/);
  for (const list of [
    "",
    "/",
    "a",
    "/a/b",
    "/a*b",
    "0",
    "0x0",
    "4294967296",
    "0x100000000",
    "-2147483649",
    "1.5",
    "/a,,/b",
  ])
    refused(() => of({ ipc: `host:${list}` }), /--ipc host:.*: expected/);
  assert.is(mergeOptions({ ipc: "jobs" }, { ipc: "host" }).ipc, "host");
  refused(() => parsePolicyFile(`{"ipc": true}`, "file"), /"ipc" has a value of the wrong type/);
});

test("limits", () => {
  assert.is(parseDuration("500ms"), 500);
  assert.is(parseDuration("10s"), 10_000);
  assert.is(parseDuration("2m"), 120_000);
  assert.is(parseDuration("1.5"), 1500);
  assert.is(parseSize("64M"), 64 * 1024 * 1024);
  assert.is(parseSize("1g"), 1024 ** 3);
  assert.is(parseSize(65536), 65536);
  assert.is(makePolicy({ "max-memory": "64M" }, around).maxPages, 1024);
  assert.is(makePolicy({ "max-procs": "8", "max-fds": 9 }, around).maxProcesses, 8);
  refused(() => parseDuration("soon"), /--timeout soon/);
  refused(() => parseDuration("0"), /--timeout 0/);
  refused(() => parseSize("many"), /--max-memory many/);
  refused(() => makePolicy({ "max-procs": 0 }, around), /--max-procs 0/);
  refused(() => makePolicy({ "max-fds": "-1" }, around), /--max-fds -1/);
});

test("-A preopens the root, once", () => {
  const policy = makePolicy({ "allow-all": true, dir: "x::/y" }, around);
  assert.equal(
    policy.preopens.map((preopen) => preopen.guest),
    ["/", "/y"],
  );
  assert.is(makePolicy({ "allow-all": true, dir: "/srv::/" }, around).preopens.length, 1);
});

test("options of the command line add up", () => {
  const options: PolicyOptions = {};
  addOption(options, "dir", "a");
  addOption(options, "dir", "b");
  addOption(options, "allow-exec", "x,y");
  addOption(options, "allow-exec", "z");
  addOption(options, "max-procs", "3");
  addOption(options, "max-procs", "4");
  assert.equal(options, { dir: ["a", "b"], "allow-exec": ["x", "y", "z"], "max-procs": "4" });
  addOption(options, "allow-exec", undefined);
  addOption(options, "allow-exec", "w");
  assert.is(options["allow-exec"], true);
  refused(() => addOption(options, "everything", undefined), /unknown option --everything/);
});

test("a policy file has the same keys, and no others", () => {
  const text = '{"dir": [".:ro"], "allow-exec": ["echo"], "max-procs": 8, "timeout": "10s"}';
  assert.equal(parsePolicyFile(text, "p"), { dir: [".:ro"], "allow-exec": ["echo"], "max-procs": 8, timeout: "10s" });
  refused(() => parsePolicyFile('{"dirs": []}', "p.json"), /p\.json: unknown key "dirs"/);
  refused(() => parsePolicyFile('{"dir": true}', "p.json"), /p\.json: "dir" has a value of the wrong type/);
  refused(() => parsePolicyFile("[]", "p.json"), /JSON object/);
  refused(() => parsePolicyFile("{", "p.json"), /p\.json: /);
});

test("the command line adds to the file's lists and replaces its values", () => {
  const file: PolicyOptions = { dir: "a", "max-procs": 8, "allow-exec": ["x"] };
  const line: PolicyOptions = { dir: ["b"], "max-procs": "9", "allow-exec": ["y"] };
  assert.equal(mergeOptions(file, line), { dir: ["a", "b"], "max-procs": "9", "allow-exec": ["x", "y"] });
  assert.is(mergeOptions({ "allow-exec": true }, line)["allow-exec"], true);
  assert.is(mergeOptions(file, { "allow-exec": true })["allow-exec"], true);
});

test("options of mechanisms to come say so", () => {
  for (const name of ["trace"]) {
    refused(() => optionShape(name), new RegExp(`--${name} is not available yet`));
  }
  assert.is(optionShape("nonsense"), undefined);
});

test.run();

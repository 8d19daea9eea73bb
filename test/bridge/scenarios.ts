// What the tests of the bridge do in processes of their own, started as a guest's are: one scenario each, by name.
// Each prints what it found; the test compares. Nothing here may return to the event loop after a fork.
import { readlinkSync, writeSync } from "node:fs";
import type { RunLimits } from "../../ts/bridge/bridge.js";
import { loadBridge } from "../../ts/bridge/load.js";
import { calls } from "../../wasm/generated/imports.js";
import { makeGuest, type TestGuest } from "./guest.js";

const bridge = loadBridge();
const ALL = -1;
const STATUS = 4096;
const limits: RunLimits = { maxProcesses: 8, maxFds: 64, timeout: 0, signalOutside: false, setId: false };

const say = (text: string): void => void writeSync(1, `${text}\n`);

function start(changes: Partial<RunLimits> = {}, hook?: () => void): TestGuest {
  const guest = makeGuest(bridge, hook === undefined ? {} : { hook });
  bridge.startRun(guest.guest, { ...limits, ...changes });
  return guest;
}

/** The wait status of a child, as "exited 3" or "killed 9". */
function waited(test: TestGuest, pid = ALL): string {
  const child = test.calls.wait4?.(pid, STATUS, 0, 0) ?? 0;
  if (child < 0) return `error ${child}`;
  const status = test.view().getInt32(STATUS, true);
  return (status & 0x7f) === 0 ? `exited ${status >> 8}` : `killed ${status & 0x7f}`;
}

const fork = (test: TestGuest): number => test.calls.fork?.() ?? -38;

function call(test: TestGuest, name: string, ...values: (number | bigint)[]): number {
  const result = test.calls[name]?.(...values);
  if (result === undefined) throw new Error(`no call ${name}`);
  return result;
}

const IGNORE = 0xfffffffen;

/** sigaction with SIG_DFL (0), SIG_IGN (1) or a question (-1): the former one as 0 or 1, or minus an errno. */
function dispose(test: TestGuest, signal: number, disposition: number): number {
  const [action, former] = [0x2800, 0x2810];
  test.view().setBigUint64(action, disposition === 1 ? IGNORE : 0n, true);
  test.view().setBigUint64(action + 8, 0n, true);
  const result = call(test, "sigaction", signal, disposition < 0 ? 0 : action, former, 0);
  return result < 0 ? result : Number(test.view().getUint32(former, true) === Number(IGNORE));
}

/** A child does all that V8 can do, forks itself, and ends. */
function forks(): void {
  const test = start();
  if (fork(test) === 0) {
    const list: object[] = [];
    for (let round = 0; round < 50; round++) {
      for (let index = 0; index < 20000; index++) list[index] = { index, text: `${round} ${index}` };
    }
    test.memory.grow(100);
    const again = makeGuest(bridge);
    const compiled = new Function("a", "b", "return a * b")(6, 7) as number;
    const grown = call(test, "write", 1, 100 * 65536, 0);
    if (fork(test) === 0) bridge.exit(5);
    const inner = waited(test);
    say(`child: ${compiled} ${grown} ${again.peek(0)} ${inner} ${list.length}`);
    bridge.exit(3);
  }
  say(`parent: ${waited(test)} ${waited(test)}`);
  bridge.exit(0);
}

function forkLimit(): void {
  const test = start({ maxProcesses: 3 });
  const results: number[] = [];
  for (let index = 0; index < 4; index++) {
    const pid = fork(test);
    if (pid === 0) {
      call(test, "ppoll", 0, 0, 0, 0);
    }
    results.push(Math.sign(pid) === -1 ? pid : 1);
    if (pid > 0) call(test, "kill", pid, 19);
  }
  call(test, "kill", -1, 9);
  say(`${results.join()} ${waited(test)} ${waited(test)} ${waited(test)}`);
  if (fork(test) === 0) bridge.exit(9);
  say(waited(test));
  // Children whose parent lets the kernel reap them leave stale entries.
  dispose(test, 17, 1);
  for (let index = 0; index < 8; index++) {
    for (let pid = fork(test); pid !== 1; pid = fork(test)) {
      if (pid === 0) bridge.exit(0);
      if (pid > 0) break;
    }
  }
  say("pruned");
  bridge.exit(0);
}

function unwinds(): void {
  let reached = "";
  const test = start({}, () => {
    try {
      bridge.unwind();
    } finally {
      reached += "finally";
    }
  });
  const outcomes = [
    bridge.run(() => {
      if (test.hooked() === 1) reached += "caught";
      reached += "after";
    }),
    bridge.run(() => {}),
    bridge.run(() => test.peek(-1)),
    bridge.run(() => {
      throw new TypeError("thrown");
    }),
  ];
  const inner = bridge.run(() => {
    if (bridge.run(() => test.hooked()).kind === "unwound") reached += "nested";
  });
  say(outcomes.map((one) => (one.kind === "threw" ? String(one.error) : one.kind)).join("; "));
  say(`${inner.kind} ${reached}`);
  if (fork(test) === 0) bridge.exit(bridge.run(() => test.hooked()).kind === "unwound" ? 4 : 5);
  say(waited(test));
  bridge.exit(0);
}

function recursion(): void {
  const test = start();
  say(String(test.recurse(100000)));
  const deep = bridge.run(() => test.recurse(1 << 28));
  say(deep.kind === "threw" ? String(deep.error) : deep.kind);
  if (fork(test) === 0) bridge.exit(test.recurse(100000) === 100000 ? 0 : 1);
  say(waited(test));
  bridge.exit(0);
}

const text = (test: TestGuest, address: number, value: string): [number, number] => [
  address,
  test.store(address, value),
];

/** Failing exec leaves all as it was; then one that succeeds, with descriptors where the guest has them. */
function exec(): void {
  const test = start();
  const O_PATH = 0o10000000;
  const program = bridge.calls.openat2(-100, "/bin/sh", O_PATH, 0, 0);
  const notProgram = bridge.calls.openat2(-100, "/etc/passwd", O_PATH, 0, 0);
  const directory = bridge.calls.openat2(-100, "/usr", O_PATH, 0, 0);
  const pipe = 8192;
  call(test, "pipe2", pipe, 0);
  // Descriptors whose numbers the kernel uses for something else: the shuffle must not lose any.
  for (let fd = 5; fd < 40; fd++) call(test, "dup3", fd % 2 === 0 ? 3 : 4, fd, fd % 3 === 0 ? 0o2000000 : 0);
  call(test, "write", 4, ...text(test, 0x3000, "through the pipe"));
  dispose(test, 10, 1);
  const before = readlinkSync("/proc/self/cwd");
  const failed = bridge.execNative(test.guest, notProgram, ["x"], [], directory);
  const still = readlinkSync("/proc/self/cwd") === before;
  call(test, "write", 5, ...text(test, 0x3000, "|and more"));
  say(`failed: ${failed} ${still} ${fork(test) === 0 ? bridge.exit(6) : waited(test)}`);
  const script =
    'pwd; echo "$ONE $0 $1"; for fd in $(ls /proc/self/fd); do printf "%s " $fd; done; echo; head -c 25 <&3; echo; grep SigIgn /proc/self/status';
  const result = bridge.execNative(
    test.guest,
    program,
    ["sh", "-c", script, "zero", "first"],
    ["ONE=1", "PATH=/bin:/usr/bin"],
    directory,
  );
  say(`not reached: ${result}`);
  bridge.exit(1);
}

/** What may be signalled: the run's own processes, groups of them, nobody else. */
function kills(): void {
  const stranger = Number(process.argv[3]);
  const test = start();
  const answers = [
    call(test, "kill", 1, 0),
    call(test, "kill", stranger, 9),
    call(test, "kill", 0x3fffffff, 9),
    call(test, "kill", -0x3fffffff, 9),
    call(test, "kill", -stranger, 9),
    call(test, "kill", 0, 65),
    call(test, "kill", 0, -1),
    call(test, "kill", -1, 15),
    call(test, "setpriority", 0, stranger, 5),
  ];
  say(answers.join());
  const [one, two] = [0, 1].map(() => {
    const pid = fork(test);
    if (pid !== 0) return pid;
    call(test, "ppoll", 0, 0, 0, 0);
    return bridge.exit(0);
  });
  say(`${call(test, "kill", one ?? 0, 0)} ${call(test, "kill", one ?? 0, 10)} ${waited(test, one)}`);
  say(`${call(test, "kill", -1, 12)} ${waited(test, two)} ${call(test, "kill", one ?? 0, 9)}`);
  dispose(test, 11, 1);
  const ignored = call(test, "kill", call(test, "getpid"), 11);
  dispose(test, 11, 0);
  if (fork(test) === 0) call(test, "kill", call(test, "getpid"), 11);
  say(`${ignored} ${waited(test)}`);
  say("last words");
  // The whole group, this process too: whoever waits for us sees it.
  if (fork(test) === 0) call(test, "kill", 0, 9);
  call(test, "ppoll", 0, 0, 0, 0);
}

/** The first process is killed: what it forked must not outlive it. */
function killedFirst(): void {
  const test = start();
  const child = fork(test);
  if (child === 0) {
    fork(test);
    call(test, "setsid");
    call(test, "ppoll", 0, 0, 0, 0);
  }
  process.kill(process.pid, "SIGKILL");
}

/** The first process ends: orphans live on, as on Linux. */
function orphan(): void {
  const test = start();
  const pipe = 8192;
  call(test, "pipe2", pipe, 0);
  if (fork(test) === 0) {
    call(test, "close", 4);
    call(test, "read", 3, 0x2000, 1); // until the first process is gone
    const time = 0x2100;
    test.view().setBigInt64(time, 0n, true);
    test.view().setBigInt64(time + 8, 100000000n, true);
    call(test, "clock_nanosleep", 1, 0, time, 0);
    say(`orphan lives`);
    bridge.exit(0);
  }
  bridge.exit(7);
}

function timeout(): void {
  const test = start({ timeout: 300 });
  if (fork(test) === 0) call(test, "setsid");
  for (;;) call(test, "getpid");
}

/** A native program that replaced a guest's process is reached by the run's end and its timeout. */
function nativeTimeout(): void {
  // Long enough to get as far as the native program on a busy machine.
  const test = start({ timeout: 3000 });
  const program = bridge.calls.openat2(-100, "/bin/sleep", 0o10000000, 0, 0);
  bridge.execNative(test.guest, program, ["sleep", "1000"], [], bridge.calls.openat2(-100, "/", 0o10000000, 0, 0));
}

function signalState(): void {
  const test = start();
  const set = 0x2000;
  const old = 0x2010;
  const masks: string[] = [];
  const mask = (how: number, value: bigint): void => {
    test.view().setBigUint64(set, value, true);
    masks.push(`${call(test, "sigprocmask", how, set, old)} ${test.view().getBigUint64(old, true).toString(16)}`);
  };
  mask(2, 0xffffffffffffffffn);
  mask(1, 1n << 10n);
  mask(2, 0n);
  mask(7, 0n);
  say(masks.join("; "));
  // A blocked signal waits; ignored is asked for; the unchangeable are refused.
  mask(0, 1n << 14n);
  const sent = call(test, "kill", call(test, "getpid"), 15);
  call(test, "sigpending", set);
  say(`${sent} ${test.view().getBigUint64(set, true)}`);
  const answers = [
    [15, -1],
    [15, 1],
    [15, -1],
    [9, 1],
    [9, -1],
    [32, 0],
    [65, -1],
    [13, -1],
    [11, 1],
    [11, -1],
  ].map(([signal = 0, disposition = 0]) => dispose(test, signal, disposition));
  say(answers.join());
  bridge.exit(0);
}

function limitsOfResources(): void {
  const test = start();
  const [set, old] = [0x2000, 0x2010];
  const limit = (resource: number, soft?: bigint, hard = soft): string => {
    if (soft !== undefined) test.view().setBigUint64(set, soft, true);
    if (hard !== undefined) test.view().setBigUint64(set + 8, hard, true);
    const result = call(test, "prlimit", 0, resource, soft === undefined ? 0 : set, old);
    return `${result} ${test.view().getBigUint64(old, true)} ${test.view().getBigUint64(old + 8, true)}`;
  };
  const [NOFILE, AS, FSIZE] = [7, 9, 1];
  say(
    `${limit(NOFILE)}; ${limit(NOFILE, 4n, 64n)}; ${limit(NOFILE)}; ${limit(NOFILE, 9n, 4n)}; ${limit(NOFILE, 100n)}`,
  );
  say(`${call(test, "dup", 0)} ${call(test, "dup", 0)} ${call(test, "fcntl", 0, 0, 4)}`);
  say(
    `${limit(AS, 1000n)} | ${limit(AS)} | ${limit(99)} | ${call(test, "prlimit", 1, AS, 0, old)}`.replace(
      /\d{10,}/g,
      "max",
    ),
  );
  say(`${test.memory.grow(500)} ${limit(FSIZE, 1000n, 2000n)} | ${limit(FSIZE)}`.replace(/\d{10,}/g, "max"));
  bridge.exit(0);
}

/** Results of thousands of calls with arguments of all kinds, which must be the same in both lanes. */
function lanes(): void {
  const test = start();
  dispose(test, 13, 1);
  const harmless = new Set(
    "read write pread pwrite readv writev preadv2 pwritev2 lseek close dup dup3 fcntl ioctl flock pipe2 splice tee vmsplice sendfile".split(
      " ",
    ),
  );
  let seed = 12345;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const values = [0, 1, 3, 4, 8, 100, 4096, 65536, 0x7fffffff, -1, -4096, -100, 262140, 262144];
  const names = Object.keys(calls).filter((name) => harmless.has(name));
  const results: string[] = [];
  for (let round = 0; round < 6000; round++) {
    const name = names[random(names.length)] ?? "";
    const values32 = (calls[name]?.parameters ?? []).map((type, index) => {
      // Descriptors stay off 0 to 2 and nothing waits: every pipe is non-blocking.
      const value = index === 0 && name !== "pipe2" ? 3 + random(8) : (values[random(values.length)] ?? 0);
      return type === "i64" ? BigInt(value) : value;
    });
    if (name === "vmsplice") values32[3] = 2;
    if (name === "pipe2") values32[1] = 0o4000;
    if (name === "fcntl") values32[1] = [1, 2, 3, 1031, 1032][random(5)] ?? 1;
    if (name === "ioctl") values32[1] = [0x541b, 0x5401, 0x5450, 0x5451][random(4)] ?? 1;
    if (name.startsWith("p") && name.endsWith("v2")) values32[3] = -1n;
    results.push(`${name} ${values32.join()} = ${test.calls[name]?.(...values32)}`);
  }
  const bytes = new Uint8Array(test.memory.buffer);
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) | 0;
  say(`${bridge.fast}`);
  say(`${results.join("\n")}\n${sum}`);
  bridge.exit(0);
}

/** A zygote on descriptor 3, as ts/host's. Children run what the payload says. */
function zygote(): void {
  let prepared = "";
  const request = bridge.serve(3, ({ payload }) => {
    prepared = `prepared ${Buffer.from(payload).toString()}`;
    if (prepared.endsWith("throw")) throw new Error("ignored");
  });
  const test = start();
  const [kind, argument] = Buffer.from(request.payload).toString().split(" ");
  const [output = -1] = request.kfds;
  bridge.calls.write(output, Buffer.from(`${prepared}; ${request.kfds.length} descriptors\n`));
  if (kind === "exit") bridge.exit(Number(argument));
  if (fork(test) === 0) call(test, "setsid");
  call(test, "ppoll", 0, 0, 0, 0);
}

const scenarios: Record<string, () => void> = {
  exec,
  forkLimit,
  forks,
  killedFirst,
  kills,
  lanes,
  limitsOfResources,
  nativeTimeout,
  orphan,
  recursion,
  signalState,
  timeout,
  unwinds,
  zygote,
};

const name = process.argv[2] ?? "";
scenarios[name]?.();

// The native bridge by itself: memory that faults, the descriptor table, calls made wildly, both lanes.
import { execFileSync } from "node:child_process";
import { fstatSync, openSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadBridge } from "../ts/bridge/load.js";
import { kernelPipe, makeGuest, type TestGuest } from "./bridge/guest.js";
import { scenario, scenarioFile } from "./bridge/processes.js";
import { temporary } from "./harness/index.js";

const bridge = loadBridge();
const EBADF = -9;
const EFAULT = -14;
const EINVAL = -22;
const EMFILE = -24;
const ENOSYS = -38;
const WILD = 0xfffffff0 | 0;

function pipe(guest: TestGuest, flags = 0): [number, number] {
  assert.is(guest.calls.pipe2?.(64, flags), 0);
  return [guest.view().getInt32(64, true), guest.view().getInt32(68, true)];
}

function iovecs(guest: TestGuest, address: number, entries: readonly (readonly [number, number])[]): void {
  for (const [index, [pointer, length]] of entries.entries()) {
    guest.view().setInt32(address + 8 * index, pointer, true);
    guest.view().setInt32(address + 8 * index + 4, length, true);
  }
}

test("wild pointers and lengths are EFAULT, and nothing crashes", () => {
  const one = makeGuest(bridge);
  const [reading, writing] = pipe(one);
  const { read, write, readv, writev, clock_gettime, ppoll, uname, fcntl, getresuid } = one.calls;
  assert.is(write?.(writing, WILD, 100), EFAULT);
  assert.is(write?.(writing, WILD, -1), EFAULT);
  assert.is(write?.(writing, 0, 1), EFAULT, "null is nobody's memory");
  assert.is(write?.(writing, 4 * 65536, 1), EFAULT);
  assert.is(write?.(writing, 4 * 65536 - 1, 2), EFAULT);
  assert.is(write?.(writing, WILD, 0), 0);
  assert.is(write?.(writing, 4 * 65536 - 1, 1), 1);
  assert.is(read?.(reading, 4 * 65536, 1), EFAULT);
  assert.is(clock_gettime?.(1, WILD), EFAULT);
  assert.is(clock_gettime?.(1, 0), EFAULT);
  assert.is(uname?.(4 * 65536 - 389), EFAULT);
  assert.is(uname?.(4 * 65536 - 390), 0);
  assert.is(fcntl?.(reading, 5, WILD), EFAULT);
  assert.is(readv?.(reading, WILD, 3), EFAULT);
  assert.is(readv?.(reading, 0x100, 1025), EINVAL);
  assert.is(readv?.(reading, 0x100, -1), EINVAL);
  assert.is(readv?.(reading, 4 * 65536 - 8, 2), EFAULT);
  iovecs(one, 0x100, [
    [0x200, 4],
    [WILD, 0],
    [0x203, 1],
  ]);
  assert.is(one.store(0x200, "four"), 4);
  assert.is(writev?.(writing, 0x100, 3), 5);
  iovecs(one, 0x100, [[WILD, 0x20]]);
  assert.is(writev?.(writing, 0x100, 1), EFAULT);
  assert.is(ppoll?.(WILD, 2, 0, 0), EFAULT);
  assert.is(ppoll?.(0x100, -1, 0, 0), EINVAL);
  assert.is(ppoll?.(0x100, 0, WILD, 0), EFAULT);
  assert.is(getresuid?.(0x100, 0x104, WILD), EFAULT);
  one.guest.close();
});

test("the host's copies of guest memory survive every address", () => {
  const { guest, store, memory } = makeGuest(bridge);
  store(0x1000, "bytes \xff");
  assert.equal(guest.read(0x1000, 7), new Uint8Array(Buffer.from("bytes \xff", "latin1")));
  assert.is(guest.readString(0x1000, 7), "bytes \xff");
  assert.equal(guest.read(0, 0), new Uint8Array());
  for (const [pointer, length] of [
    [4 * 65536, 1],
    [4 * 65536 - 1, 2],
    [0xffffffff, 0xffffffff],
    [0, 0xffffffff],
    [0x1000, 0xf0000000],
  ] as const) {
    assert.is(guest.read(pointer, length), EFAULT);
    assert.is(guest.readString(pointer, length), EFAULT);
  }
  assert.is(guest.write(4 * 65536 - 2, new Uint8Array(4)), EFAULT);
  assert.is(guest.write(0xffffffff, new Uint8Array(4)), EFAULT);
  assert.is(guest.writeU32(0x1000, 0x80000001), 0);
  assert.is(guest.writeU64(0x1008, 0xfedcba9876543210n), 0);
  assert.is(new DataView(memory.buffer).getUint32(0x1000, true), 0x80000001);
  assert.is(new DataView(memory.buffer).getBigUint64(0x1008, true), 0xfedcba9876543210n);
  assert.is(guest.writeU64(4 * 65536 - 4, 1n), EFAULT);
  memory.grow(1);
  assert.is(guest.writeU64(4 * 65536 - 4, 1n), 0, "growth is seen without being told");
  guest.close();
  assert.is(guest.read(0x1000, 1), EFAULT);
});

test("a protected page traps in wasm, and is EFAULT in calls", () => {
  const one = makeGuest(bridge);
  assert.is(one.peek(10), 0);
  assert.is(one.guest.protect(0, 4096), 0);
  assert.is(one.guest.protect(1, 4096), EINVAL);
  assert.is(one.guest.protect(0xfffff000, 4096), EINVAL);
  assert.throws(() => one.peek(10), /out of bounds/);
  assert.is(one.peek(4096), 0);
  assert.is(one.guest.read(100, 1), EFAULT);
  assert.is(one.guest.write(4090, new Uint8Array(10)), EFAULT);
  assert.is(one.calls.uname?.(100), EFAULT);
  assert.is(one.calls.readv?.(0, 100, 1), EFAULT);
  one.guest.close();
});

test("descriptors: the lowest free number, limits, flags, EBADF", () => {
  const one = makeGuest(bridge, { maxFds: 8 });
  const { close, dup, dup3, fcntl, ioctl, pipe2, lseek } = one.calls;
  const cloexec = 0o2000000;
  assert.equal(one.guest.openFds(), [0, 1, 2]);
  assert.equal(pipe(one, cloexec), [3, 4]);
  assert.is(dup?.(3), 5);
  assert.is(close?.(1), 0);
  assert.is(close?.(1), EBADF);
  assert.is(dup?.(3), 1);
  assert.is(fcntl?.(3, 1, 0), 1);
  assert.is(fcntl?.(5, 1, 0), 0, "dup clears close-on-exec");
  assert.is(fcntl?.(3, 0, 6), 6);
  assert.is(fcntl?.(3, 1030, 6), 7);
  assert.is(fcntl?.(7, 1, 0), 1);
  assert.is(dup?.(3), EMFILE);
  assert.is(fcntl?.(3, 0, 8), EINVAL);
  assert.is(fcntl?.(3, 0, -1), EINVAL);
  assert.is(pipe2?.(64, 0), EMFILE);
  assert.is(close?.(7), 0);
  assert.is(pipe2?.(64, 0), EMFILE, "room for one end only");
  assert.equal(one.guest.openFds(), [0, 1, 2, 3, 4, 5, 6]);
  assert.is(pipe2?.(0, 0), EMFILE);
  assert.is(close?.(6), 0);
  assert.is(pipe2?.(WILD, 0), EFAULT);
  assert.is(pipe2?.(0, 0), EFAULT);
  assert.is(pipe2?.(64, 1), EINVAL);
  assert.equal(one.guest.openFds(), [0, 1, 2, 3, 4, 5]);
  assert.is(dup3?.(3, 3, 0), EINVAL);
  assert.is(dup3?.(3, 8, 0), EBADF);
  assert.is(dup3?.(3, -1, 0), EBADF);
  assert.is(dup3?.(3, 7, 1), EINVAL);
  assert.is(dup3?.(9, 7, 0), EBADF);
  assert.is(dup3?.(3, 7, cloexec), 7);
  assert.is(ioctl?.(7, 0x5450, 0), 0);
  assert.is(fcntl?.(7, 1, 0), 0);
  assert.is(fcntl?.(7, 2, 1), 0);
  assert.is(fcntl?.(7, 1, 0), 1);
  assert.is(fcntl?.(3, 99, 0), EINVAL);
  assert.is(fcntl?.(3, 8, 1), EINVAL, "F_SETOWN");
  assert.is(ioctl?.(3, 0x5452, 0), -14, "FIOASYNC with a null pointer");
  assert.is(ioctl?.(3, 0x5412, 0), -25, "TIOCSTI");
  assert.is(lseek?.(3, 0n, 0) as unknown as bigint, -29n);
  for (const fd of [-1, 8, 1 << 30, 0x7fffffff, -0x80000000]) assert.is(close?.(fd), EBADF);
  one.guest.closeOnExec();
  assert.equal(one.guest.openFds(), [0, 1, 2, 5]);
  one.guest.close();
  assert.equal(one.guest.openFds(), []);
});

test("the host's side of the table", () => {
  const { guest, calls } = makeGuest(bridge, { maxFds: 8, standard: false });
  const [reading, writing] = kernelPipe(bridge);
  assert.is(guest.install(reading, 0, 5), 5);
  assert.is(guest.installAt(3, writing, 2 | 0x100), 3);
  assert.is(guest.kernelFd(3), writing);
  assert.is(guest.kernelFd(-5), EBADF);
  assert.is(guest.fdFlags(3), 0x102);
  assert.is(calls.fchmod?.(3, 0o600), -30, "EROFS");
  assert.is(calls.dup?.(3), 0);
  assert.is(guest.fdFlags(0), 2, "a copy is as read-only, but not noted");
  assert.is(calls.fcntl?.(3, 2, 1), 0);
  assert.is(guest.fdFlags(3), 0x103);
  assert.is(guest.renumber(3, 5), 0);
  assert.is(guest.fdFlags(5), 0x103);
  assert.is(guest.fdFlags(3), EBADF);
  assert.throws(() => fstatSync(reading), /EBADF/);
  assert.is(guest.renumber(3, 4), EBADF);
  assert.is(guest.renumber(5, 8), EBADF);
  assert.is(guest.setFdFlags(3, 0), EBADF);
  const last = bridge.calls.dup(writing);
  assert.is(guest.installAt(8, last, 0), EBADF);
  assert.throws(() => fstatSync(last), /EBADF/);
  guest.close();
});

test("poll: bad descriptors are POLLNVAL at once, negative ones are left out", () => {
  const one = makeGuest(bridge);
  const [reading, writing] = pipe(one);
  const entries = [
    [reading, 1],
    [-7, 1],
    [50, 1],
    [writing, 4],
  ] as const;
  for (const [index, [fd, events]] of entries.entries()) {
    one.view().setInt32(0x100 + 8 * index, fd, true);
    one.view().setInt32(0x104 + 8 * index, events | 0x7fff0000, true);
  }
  assert.is(one.calls.ppoll?.(0x100, 4, 0, 0), 2);
  assert.equal(
    [0, 1, 2, 3].map((index) => one.view().getInt16(0x106 + 8 * index, true)),
    [0, 0, 32, 4],
  );
  one.view().setBigInt64(0x200, 0n, true);
  one.view().setBigInt64(0x208, 1000000n, true);
  assert.is(one.calls.ppoll?.(0x100, 1, 0x200, 0), 0);
  assert.is(one.view().getBigInt64(0x208, true), 1000000n, "the timeout is only read");
  one.view().setBigInt64(0x208, -1n, true);
  assert.is(one.calls.ppoll?.(0x100, 1, 0x200, 0), EINVAL);
  one.guest.close();
});

test("vmsplice copies: what is stored afterwards is not seen; it moves what fits", () => {
  const one = makeGuest(bridge);
  const fifo = join(temporary(), "fifo");
  execFileSync("mkfifo", [fifo]);
  const kfd = bridge.calls.openat2(-100, fifo, 2, 0, 0);
  const fd = one.guest.install(kfd, 0);
  for (const [reading, writing] of [pipe(one), [fd, fd]] as const) {
    one.store(0x300, "first");
    iovecs(one, 0x100, [[0x300, 5]]);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 0), 5);
    one.store(0x300, "other");
    assert.is(one.calls.read?.(reading, 0x400, 5), 5);
    assert.is(one.load(0x400, 5), "first");
    iovecs(one, 0x100, [[0x1000, 200000]]);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 0), 65536);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 2), -11);
    assert.is(one.calls.vmsplice?.(writing, 0x100, 1, 16), EINVAL);
    if (reading !== writing) assert.is(one.calls.vmsplice?.(reading, 0x100, 1, 0), 65536);
  }
  const file = one.guest.install(openSync(scenarioFile, "r"), 0);
  assert.is(one.calls.vmsplice?.(file, 0x100, 1, 0), EBADF);
  one.guest.close();
});

test("a program that embeds a guest keeps its own state", () => {
  const { guest, calls } = makeGuest(bridge);
  for (const name of ["fork", "setsid", "umask", "kill", "sigaction", "wait4", "setpriority", "sigprocmask"]) {
    const values = name === "kill" ? [process.pid, 15] : [0, 0, 0, 0];
    assert.is(calls[name]?.(...values), ENOSYS, name);
  }
  assert.is(calls.getpid?.(), process.pid);
  assert.throws(() => guest.bind("openat"), TypeError);
  assert.throws(() => guest.bind("nonsense"), TypeError);
  guest.close();
});

test("both lanes give the same results", async () => {
  const [fast, ordinary] = await Promise.all([scenario("lanes"), scenario("lanes", [], { ISTHMUS_FAST: "0" })]);
  const abi = Number(process.versions.modules);
  const [found, ...results] = fast.stdout.split("\n");
  const [off, ...same] = ordinary.stdout.split("\n");
  assert.equal([found, off], [String(abi <= 137 && process.env.ISTHMUS_FAST !== "0"), "false"]);
  assert.ok(results.length > 6000, fast.stderr);
  assert.equal(results, same);
});

test.run();

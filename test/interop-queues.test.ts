// System V queues and semaphores and POSIX queues between guests (`--ipc host`) and native programs, both ways: the same
// C built natively, util-linux, Python. Namespaces that keep the two apart are ipc-namespace.test.ts's.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import {
  compileGuest,
  compileNative,
  execute,
  isthmus,
  running,
  skip,
  temporary,
  untilAsleep,
} from "./harness/index.js";

const source = join(packageRoot, "test", "interop", "queue-peer.c");
const key = `0x${((0x49 << 24) | (process.pid & 0xffffff)).toString(16)}`;
const name = `/isthmus-interop-${process.pid}`;
const directory = temporary("interop");

/** Runs the peer on one side: what it prints, without the last newline. A death by a signal shows as `killed`. */
type Side = (...args: string[]) => Promise<string>;

const shown = ({ stdout, stderr, status }: { stdout: string; stderr: string; status: number }): string =>
  stdout.trimEnd() + (stderr === "" ? "" : ` [${stderr.trim()}]`) + (status > 128 ? ` killed ${status - 128}` : "");

const native: Side = async (...args) => shown(await execute(await compileNative(source), args, { cwd: directory }));
const guest: Side = async (...args) =>
  shown(await isthmus(["run", "--ipc", "host", "--dir", ".", await compileGuest(source), ...args], { cwd: directory }));

function tool(command: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** Takes away what a test that failed left behind. It does not throw, since the runner would then say nothing of the test. */
async function remove(): Promise<void> {
  const left = [native("msg-remove", key), native("sem-remove", key), native("mq-remove", name)];
  await Promise.allSettled(left);
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test.after.each(remove);

for (const [title, one, other] of [
  ["native to guest", native, guest],
  ["guest to native", guest, native],
] as const) {
  test(`System V queue, ${title}`, async () => {
    assert.is(await one("msg-make", key), "ok");
    assert.is(await other("msg-make", key), "EEXIST");
    assert.is(await one("msg-send", key, "3", "three"), "ok");
    assert.is(await one("msg-send", key, "0x7fffffff", "highest"), "ok");
    assert.is(await one("msg-send", key, "2", ""), "ok");
    assert.is(await other("msg-stat", key), `3 messages, 12 bytes, room for 16384, mode 600, key ${key}`);
    assert.is(await other("msg-receive", key, "-2"), "type 2:");
    assert.is(await other("msg-receive", key, "0x7fffffff"), "type 2147483647: highest");
    assert.is(await other("msg-receive", key, "0"), "type 3: three");
    assert.is(await other("msg-poll", key, "0"), "ENOMSG");
    assert.is(await one("msg-send-long", key), "ok");
    assert.is(await other("msg-receive-long", key), "ok");
    const waiting = other("msg-receive", key, "5");
    await pause(200);
    assert.is(await one("msg-send", key, "5", "waited for"), "ok");
    assert.is(await waiting, "type 5: waited for");
    const removed = other("msg-await", key, "5", "6");
    assert.is(await one("msg-receive", key, "6"), "type 6:", "it is about to wait");
    await untilAsleep("msgrcv", () => running("msg-await", key, "5", "6"));
    assert.is(await one("msg-remove", key), "ok");
    assert.is(await removed, "EIDRM");
  });

  test(`System V semaphores, ${title}`, async () => {
    assert.is(await one("sem-make", key, "3"), "ok");
    assert.is(await one("sem-change", key, "1", "7"), "ok");
    assert.is(await other("sem-change", key, "1", "-2"), "ok");
    assert.is(await other("sem-values", key), "0 5 0");
    assert.is(await other("sem-try", key, "0", "-1"), "EAGAIN");
    const waiting = other("sem-change", key, "2", "-1");
    await pause(200);
    assert.is(await one("sem-change", key, "2", "1"), "ok");
    assert.is(await waiting, "ok");
    assert.is(await one("sem-die", key, "1", "-5"), "ok killed 9");
    assert.is(await other("sem-values", key), "0 5 0", "what a killed process took is given back");
    assert.is(await other("sem-die", key, "0", "4"), "ok killed 9");
    assert.is(await one("sem-values", key), "0 5 0");
    assert.is(await other("sem-remove", key), "ok");
    assert.is(await one("sem-remove", key), "EINVAL");
  });

  test(`POSIX queue, ${title}`, async () => {
    assert.is(await one("mq-make", name, "5", "8192"), "ok");
    assert.is(await other("mq-make", name, "5", "8192"), "EEXIST");
    assert.is(await one("mq-send", name, "1", "low"), "ok");
    assert.is(await one("mq-send", name, "32767", "high"), "ok");
    assert.is(await other("mq-stat", name), "2 of 5 messages of 8192 bytes");
    assert.is(await other("mq-receive", name), "priority 32767: high");
    assert.is(await other("mq-receive", name), "priority 1: low");
    const waiting = other("mq-receive", name);
    await pause(200);
    assert.is(await one("mq-send", name, "2", "waited for"), "ok");
    assert.is(await waiting, "priority 2: waited for");
    const awaiting = other("mq-await", name);
    while (!(await one("mq-stat", name)).endsWith("notifies")) await pause(50);
    assert.is(await one("mq-await", name), "EBUSY");
    assert.is(await one("mq-send", name, "0", "with a signal"), "ok");
    assert.is(await awaiting, "ok");
    assert.is(await other("mq-remove", name), "ok");
    assert.is(await one("mq-stat", name), "EBADF");
  });
}

test("a key is the same on both sides", async () => {
  writeFileSync(join(directory, "file"), "");
  for (const project of ["a", "Z", "~"]) {
    assert.is(await guest("key", "file", project), await native("key", "file", project));
  }
});

test("what does not fit 32 bits is told, and not lost", async () => {
  assert.is(await native("msg-make", key), "ok");
  assert.is(await native("msg-send", key, "0x123456789a", "of a type beyond"), "ok");
  assert.is(await native("msg-send", key, "4", "behind it"), "ok");
  assert.is(await guest("msg-receive", key, "0"), "EOVERFLOW");
  assert.is(await guest("msg-receive", key, "0"), "type 4: behind it", "it has gone to the end");
  assert.is(await guest("msg-receive", key, "0"), "EOVERFLOW");
  assert.is(await guest("msg-poll", key, "-0x7fffffff"), "ENOMSG", "and no choice of types that fit meets it");
  assert.is(await native("msg-receive", key, "0"), `type ${0x123456789a}: of a type beyond`);
  // The kernel takes the room for an int, so that this is 2^64 - 1; it needs CAP_SYS_RESOURCE.
  const large = await native("msg-room", key, "0xffffffff");
  assert.is(await guest("msg-stat", key).then((state) => state === "EOVERFLOW"), large === "ok");
  assert.is(await native("msg-room", key, "4096"), "ok");
  assert.match(await guest("msg-stat", key), "room for 4096");
  assert.is(await native("msg-remove", key), "ok");
});

const utilities = tool("ipcmk", "--version") !== undefined && tool("lsipc", "--version") !== undefined;
const withUtilities = utilities ? test : skip("needs ipcmk, ipcs, ipcrm and lsipc of util-linux");

withUtilities("util-linux sees what a guest makes, and a guest what it makes", async () => {
  assert.is(await guest("msg-make", key), "ok");
  assert.is(await guest("msg-send", key, "1", "twelve bytes"), "ok");
  assert.match(tool("ipcs", "-q") ?? "", new RegExp(`${key}\\s+\\d+\\s+\\S+\\s+600\\s+12\\s+1\\b`));
  const listed = JSON.parse(tool("lsipc", "-q", "--json") ?? "{}") as { queues?: { key: string; msgs: unknown }[] };
  const mine = Object.values(listed)
    .flat()
    .find((queue) => queue?.key === key);
  assert.is(Number(mine?.msgs), 1);
  assert.is.not(tool("ipcrm", "-Q", key), undefined);
  assert.is(await guest("msg-stat", key), "EINVAL");

  assert.is(await guest("sem-make", key, "2"), "ok");
  assert.match(tool("ipcs", "-s") ?? "", new RegExp(`${key}\\s+\\d+\\s+\\S+\\s+600\\s+2\\b`));
  assert.is.not(tool("ipcrm", "-S", key), undefined);

  const made = /(\d+)/.exec(tool("ipcmk", "-Q") ?? "")?.[1];
  try {
    const state = tool("ipcs", "-q", "-i", made ?? "") ?? "";
    const its = /\b0x[0-9a-f]+/.exec(
      tool("ipcs", "-q")
        ?.split("\n")
        .find((line) => line.includes(` ${made} `)) ?? "",
    );
    assert.match(state, "msqid");
    assert.is(await guest("msg-send", String(its), "6", "into ipcmk's queue"), "ok");
    assert.is(await native("msg-receive", String(its), "6"), "type 6: into ipcmk's queue");
  } finally {
    if (made !== undefined) tool("ipcrm", "-q", made);
  }
});

/** Python's own library has neither kind of queue, but calls C. */
const python = `
import ctypes, sys
c = ctypes.CDLL(None, use_errno=True)
key, name = int(sys.argv[1], 0), sys.argv[2].encode()
class Message(ctypes.Structure):
    _fields_ = [("type", ctypes.c_long), ("text", ctypes.c_char * 64)]
queue = c.msgget(key, 0)
message = Message()
length = c.msgrcv(queue, ctypes.byref(message), 64, ctypes.c_long(8), 0)
print(message.type, message.text[:length].decode())
message = Message(9, b"from Python")
print(c.msgsnd(queue, ctypes.byref(message), 11, 0))
posix = c.mq_open(name, 2)
text, priority = ctypes.create_string_buffer(64), ctypes.c_uint()
length = c.mq_receive(posix, text, 64, ctypes.byref(priority))
print(priority.value, text.raw[:length].decode())
print(c.mq_send(posix, b"from Python", 11, 5))
`;
const withPython = tool("python3", "--version") === undefined ? skip("needs python3") : test;

withPython("Python and a guest exchange messages", async () => {
  assert.is(await guest("msg-make", key), "ok");
  assert.is(await guest("mq-make", name, "4", "64"), "ok");
  assert.is(await guest("msg-send", key, "8", "for Python"), "ok");
  assert.is(await guest("mq-send", name, "3", "for Python"), "ok");
  const { stdout, stderr } = await execute("python3", ["-c", python, key, name]);
  assert.is(stdout, "8 for Python\n0\n3 for Python\n0\n", stderr);
  assert.is(await guest("msg-receive", key, "9"), "type 9: from Python");
  assert.is(await guest("mq-receive", name), "priority 5: from Python");
  assert.is(await guest("mq-remove", name), "ok");
  assert.is(await guest("msg-remove", key), "ok");
});

test.run();

// PosixQueue: messages with priorities, against Node processes, native programs, guests and the queue file system.
import { lookup } from "node:dns/promises";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { PosixQueue, type PosixQueueCreateOptions, type PriorityMessage } from "../ts/api/index.js";
import { assertIpcError, kinds, program, rejection, startPeer, startProgram, thrown, uniqueName } from "./api/peers.js";

const openFds = (): number => readdirSync("/proc/self/fd").length;

/** A queue for a test, without its name. */
function unnamed(options?: PosixQueueCreateOptions): PosixQueue {
  const queue = PosixQueue.create(uniqueName(), { exclusive: true, ...options });
  queue.unlink();
  return queue;
}

const show = ({ data, priority }: { data: Buffer; priority: number }): string => `${priority} ${data}`;

test("the highest priority comes first, and within it the oldest", async () => {
  using queue = unnamed();
  await queue.send("low");
  await queue.send("high", { priority: 9 });
  queue.sendSync(Buffer.from("high too"), { priority: 9 });
  assert.is(queue.trySend("highest", { priority: 32_767 }), true);
  assert.equal(
    [await queue.receive(), queue.receiveSync(), queue.tryReceive(), await queue.receive()].map((each) =>
      each === undefined ? "" : show(each),
    ),
    ["32767 highest", "9 high", "9 high too", "0 low"],
  );
  assert.is(queue.tryReceive(), undefined);
  await queue.send("");
  assert.is((await queue.receive()).data.length, 0);
});

test("attributes, and messages as long as they say", async () => {
  using queue = unnamed({ capacity: 3, messageSize: 100 });
  assert.equal(queue.attributes, { capacity: 3, messageSize: 100, messages: 0 });
  const longest = Buffer.alloc(100, "x");
  await queue.send(longest);
  assert.is(queue.attributes.messages, 1);
  assert.ok((await queue.receive()).data.equals(longest));
  assertIpcError(await rejection(queue.send(Buffer.alloc(101))), "EMSGSIZE", "mq_send");
  using plain = unnamed();
  assert.is(plain.attributes.messageSize, 8192);
  using sized = unnamed({ messageSize: 10 });
  assert.equal([sized.attributes.capacity, sized.attributes.messageSize], [10, 10]);
});

test("names: opened, refused, unlinked; access", async () => {
  const name = uniqueName();
  using queue = PosixQueue.create(name, { mode: 0o640 });
  using same = PosixQueue.create(name);
  using reading = PosixQueue.open(name, { access: "r" });
  using writing = PosixQueue.open(name, { access: "w" });
  await writing.send("through");
  assert.is(String((await reading.receive()).data), "through");
  assertIpcError(await rejection(reading.send("x")), "EBADF", "mq_send");
  assertIpcError(await rejection(writing.receive()), "EBADF", "mq_receive");
  assertIpcError(
    thrown(() => PosixQueue.create(name, { exclusive: true })),
    "EEXIST",
    "mq_open",
  );
  queue.unlink();
  assertIpcError(
    thrown(() => same.unlink()),
    "ENOENT",
    "mq_unlink",
  );
  assertIpcError(
    thrown(() => PosixQueue.open(name)),
    "ENOENT",
    "mq_open",
  );
  assert.instance(
    thrown(() => PosixQueue.open("a")),
    TypeError,
  );
  assert.instance(
    thrown(() => PosixQueue.create(name, { messageSize: 0 })),
    RangeError,
  );
  assert.instance(await rejection(same.send("", { priority: 32_768 })), RangeError);
  assert.instance(
    thrown(() => PosixQueue.open(name, { access: "rw" as "r" })),
    TypeError,
  );
});

test("a full queue: senders wait in order; close waits for them, dispose doesn't", async () => {
  const name = uniqueName();
  const queue = PosixQueue.create(name, { capacity: 2, messageSize: 10 });
  using other = PosixQueue.open(name);
  queue.unlink();
  const sends = Array.from({ length: 8 }, (_, index) => queue.send(String(index)));
  assert.is(other.trySend("x"), false);
  const closed = queue.close();
  for (let i = 0; i < 8; i++) assert.is(String((await other.receive()).data), String(i));
  await Promise.all([...sends, closed]);
  assert.is(queue.closed, true);
  const sent = [other.send("a"), other.send("b")];
  const last = rejection(other.send("c"));
  other[Symbol.dispose]();
  await Promise.all(sent);
  assertIpcError(await last, "ECANCELED", "mq_send");
  assertIpcError(await rejection(other.receive()), "EBADF", "mq_receive");
});

for (const kind of kinds) {
  test(`a ${kind} program answers`, async () => {
    using there = PosixQueue.create(uniqueName());
    using back = PosixQueue.create(uniqueName());
    const other = await startPeer(kind, "echo-queue", there.name, back.name, "200");
    for (let i = 0; i < 200; i++) {
      await there.send(`message ${i}`, { priority: i });
      assert.is(show(await back.receive()), `${i} message ${i}`);
    }
    assert.is(await other.ended(), 0);
    there.unlink();
    back.unlink();
  });
}

test("another Node process sends; iterating", async () => {
  using queue = PosixQueue.create(uniqueName());
  const other = startProgram(`const queue = ipc.PosixQueue.open(${JSON.stringify(queue.name)}, { access: "w" });
    for (let i = 0; i < 500; i++) await queue.send(String(i));
    await queue.close();`);
  let expected = 0;
  for await (const { data } of queue) {
    assert.is(String(data), String(expected));
    if (++expected === 500) break;
  }
  assert.is(await other.ended(), 0);
  const loop = (async () => {
    for await (const _ of queue) assert.unreachable();
  })();
  await sleep(5);
  queue.unlink();
  await queue.close();
  await loop;
});

test("a hundred queues wait while files and names are looked up; aborts", async () => {
  const queues = Array.from({ length: 60 }, () => unnamed({ capacity: 1, messageSize: 16 }));
  const controller = new AbortController();
  const waits = queues.flatMap((queue) => [queue.receive(), rejection(queue.receive({ signal: controller.signal }))]);
  await sleep(10);
  const begin = performance.now();
  await Promise.all([readFile("/etc/passwd"), lookup("localhost"), readFile("/etc/hosts"), readFile("/etc/group")]);
  assert.ok(performance.now() - begin < 10_000);
  const reason = new Error("enough");
  controller.abort(reason);
  for (const [index, queue] of queues.entries()) await queue.send(String(index));
  for (const [index, wait] of waits.entries()) {
    if (index % 2 === 1) assert.is(await wait, reason);
    else assert.is(String(((await wait) as PriorityMessage).data), String(index / 2));
  }
  for (const queue of queues) queue[Symbol.dispose]();
});

test("duplicate gives a native program a blocking descriptor of the queue", async () => {
  using queue = unnamed();
  const fd = queue.duplicate();
  const { closeSync, readFileSync } = await import("node:fs");
  const flags = Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1] ?? "", 8);
  assert.is(flags & 0o4000, 0);
  closeSync(fd);
});

test("nothing is left open, and nothing keeps a process from ending", async () => {
  unnamed()[Symbol.dispose]();
  const before = openFds();
  for (let i = 0; i < 20; i++) unnamed()[Symbol.dispose]();
  thrown(() => PosixQueue.create(uniqueName(), { capacity: 1 << 30 }));
  assert.is(openFds(), before);
  const { status, stderr } = await program(`const queue = ipc.PosixQueue.create(${JSON.stringify(uniqueName())});
    queue.unlink();
    queue.unref();
    queue.receive();`);
  assert.is(status, 0, stderr);
});

test.run();

// MessageQueue: System V messages with types, against Node processes, native programs, guests and util-linux.
import { execFileSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type IpcError, type Message, MessageQueue } from "../ts/api/index.js";
import { assertIpcError, kinds, program, rejection, startPeer, startProgram, thrown } from "./api/peers.js";
import { untilAsleep } from "./harness/index.js";

const api = new URL("../ts/api/index.js", import.meta.url).href;

/** A queue for a test. */
async function withQueue(body: (queue: MessageQueue) => void | Promise<void>): Promise<void> {
  const queue = MessageQueue.create("private");
  try {
    await body(queue);
  } finally {
    if (execFileSync("ipcs", ["-q"], { encoding: "utf8" }).includes(` ${queue.id} `)) queue.remove();
  }
}

const show = ({ type, data }: Message): string => `${type} ${data}`;

test("messages come in order, with their types", () =>
  withQueue(async (queue) => {
    await queue.send(1, "one");
    queue.sendSync(2, Buffer.from("two"));
    assert.is(queue.trySend(3, new Uint16Array([0x3333])), true);
    assert.is(show(await queue.receive()), "1 one");
    assert.is(show(queue.receiveSync()), "2 two");
    assert.equal(queue.tryReceive(), { type: 3, data: Buffer.from("33") });
    assert.is(queue.tryReceive(), undefined);
    await queue.send(4, "");
    assert.is((await queue.receive()).data.length, 0);
  }));

test("messages are chosen by type: one, up to, all but", () =>
  withQueue(async (queue) => {
    for (const type of [5, 3, 7, 3, 1]) await queue.send(type, String(type));
    assert.is(show(await queue.receive({ type: 7 })), "7 7");
    assert.is(show(await queue.receive({ upTo: 4 })), "1 1");
    assert.is(show(await queue.receive({ except: 5 })), "3 3");
    assert.is(queue.tryReceive({ type: 9 }), undefined);
    assert.is(show(queue.receiveSync({ upTo: 4 })), "3 3");
    assert.is(show(await queue.receive()), "5 5");
    await queue.send(Number.MAX_SAFE_INTEGER, "far");
    assert.is((await queue.receive({ type: Number.MAX_SAFE_INTEGER })).type, Number.MAX_SAFE_INTEGER);
  }));

test("a longer message is cut, or refused and kept; big ones pass", () =>
  withQueue(async (queue) => {
    await queue.send(1, "0123456789");
    assert.is(show(await queue.receive({ truncate: 4 })), "1 0123");
    const big = Buffer.alloc(8192, "x");
    await queue.send(1, big);
    assert.ok((await queue.receive()).data.equals(big));
    assertIpcError(await rejection(queue.send(1, Buffer.alloc(2_000_000))), "EINVAL", "msgsnd");
  }));

test("wrong arguments", () =>
  withQueue(async (queue) => {
    for (const type of [0, -1, 1.5, 2 ** 60]) assert.instance(await rejection(queue.send(type, "")), RangeError);
    assert.instance(await rejection(queue.send("1" as unknown as number, "")), TypeError);
    assert.instance(await rejection(queue.send(1, 5 as unknown as string)), TypeError);
    assert.instance(await rejection(queue.receive({ type: 1, except: 2 })), TypeError);
    assert.instance(await rejection(queue.receive({ tpye: 1 } as object)), TypeError);
    assert.instance(
      thrown(() => queue.tryReceive({ truncate: -1 })),
      RangeError,
    );
    assert.instance(
      thrown(() => MessageQueue.open("private" as unknown as number)),
      TypeError,
    );
    const error = await rejection(MessageQueue.fromId(0x7fffffff).receive());
    assert.is((error as IpcError).code, "EINVAL");
  }));

test("keys, status, capacity, removal", async () => {
  const key = 0x15600000 + (process.pid & 0xffff);
  const queue = MessageQueue.create(key, { exclusive: true, mode: 0o640 });
  assert.is(MessageQueue.open(key).id, queue.id);
  assert.is(MessageQueue.create(key).id, queue.id);
  assertIpcError(
    thrown(() => MessageQueue.create(key, { exclusive: true })),
    "EEXIST",
    "msgget",
  );
  await queue.send(1, "12345");
  const status = queue.stat();
  assert.equal(
    [status.key, status.mode, status.messages, status.bytes, status.lastSenderPid, status.lastReceiverPid],
    [key, 0o640, 1, 5, process.pid, 0],
  );
  assert.instance(status.lastSent, Date);
  assert.is(status.lastReceived, undefined);
  assert.match(execFileSync("ipcs", ["-q", "-i", String(queue.id)], { encoding: "utf8" }), /cbytes=5\s+qbytes=/);
  queue.set({ capacity: 4000, mode: 0o600 });
  assert.equal([queue.stat().capacity, queue.stat().mode], [4000, 0o600]);
  const waiting = queue.receive({ type: 3 });
  await untilAsleep("msgrcv");
  queue.remove();
  assertIpcError(await rejection(waiting), "EIDRM", "msgrcv");
  assertIpcError(
    thrown(() => MessageQueue.open(key)),
    "ENOENT",
    "msgget",
  );
  const made = execFileSync("ipcmk", ["-Q"], { encoding: "utf8" });
  const id = Number(/\d+/.exec(made)?.[0]);
  await MessageQueue.fromId(id).send(1, "x");
  execFileSync("ipcrm", ["-q", String(id)]);
});

test("a full queue: senders wait in order, trySend doesn't", () =>
  withQueue(async (queue) => {
    queue.set({ capacity: 100 });
    const sends: Promise<void>[] = [];
    for (let i = 1; i <= 20; i++) sends.push(queue.send(i, Buffer.alloc(40, i)));
    assert.is(queue.trySend(99, Buffer.alloc(90)), false);
    await sleep(10);
    assert.is(queue.stat().messages, 2);
    for (let i = 1; i <= 20; i++) assert.is((await queue.receive()).type, i);
    await Promise.all(sends);
  }));

test("receives are served in the order of their calls", () =>
  withQueue(async (queue) => {
    const receives = Array.from({ length: 10 }, () => queue.receive());
    await sleep(5);
    for (let i = 1; i <= 10; i++) await queue.send(i, "");
    assert.equal(
      (await Promise.all(receives)).map(({ type }) => type),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  }));

for (const kind of kinds) {
  test(`a ${kind} program answers`, () =>
    withQueue(async (queue) => {
      const other = await startPeer(kind, "echo-messages", String(queue.id), "1", "200");
      for (let i = 0; i < 200; i++) {
        await queue.send(1, `message ${i}`);
        assert.is(show(await queue.receive({ type: 2 })), `2 message ${i}`);
      }
      assert.is(await other.ended(), 0);
    }));
}

test("another Node process sends; iterating, and leaving the loop", () =>
  withQueue(async (queue) => {
    const other = startProgram(`const queue = ipc.MessageQueue.fromId(${queue.id});
      for (let i = 1; i <= 500; i++) await queue.send(i, String(i));`);
    let expected = 1;
    for await (const message of queue) {
      assert.is(show(message), `${expected} ${expected}`);
      if (++expected > 500) break;
    }
    assert.is(await other.ended(), 0);
    await queue.send(5, "five");
    for await (const { type } of queue.messages({ upTo: 9 })) {
      assert.is(type, 5);
      queue.close();
    }
    assertIpcError(await rejection(queue.receive()), "EBADF", "msgrcv");
    queue.close();
  }));

test("closing ends what waits, and a loop", () =>
  withQueue(async (queue) => {
    const waits = [queue.receive(), queue.receive(), queue.receive({ type: 4 })].map(rejection);
    const loop = (async () => {
      for await (const _ of queue.messages({ type: 5 })) assert.unreachable();
    })();
    await sleep(5);
    queue.close();
    for (const wait of waits) assertIpcError(await wait, "ECANCELED", "msgrcv");
    await loop;
    MessageQueue.fromId(queue.id).remove();
  }));

test("a hundred receivers wait, each for another type, while files and names are looked up", () =>
  withQueue(async (queue) => {
    const waits = Array.from({ length: 120 }, (_, index) => queue.receive({ type: index + 1 }));
    await sleep(30);
    const begin = performance.now();
    await Promise.all([readFile("/etc/passwd"), lookup("localhost"), readFile("/etc/hosts"), readFile("/etc/group")]);
    assert.ok(performance.now() - begin < 10_000);
    for (let type = 120; type > 0; type--) queue.sendSync(type, String(type));
    assert.equal((await Promise.all(waits)).map(show).slice(118), ["119 119", "120 120"]);
  }));

test("aborts: a message is delivered or stays, and is never lost", () =>
  withQueue(async (queue) => {
    const reason = new Error("enough");
    assert.is(await rejection(queue.receive({ signal: AbortSignal.abort(reason) })), reason);
    let delivered = 0;
    for (let round = 0; round < 300; round++) {
      const controller = new AbortController();
      const received = queue.receive({ signal: controller.signal }).then(
        ({ data }) => String(data),
        (error: unknown) => error,
      );
      if (round % 3 === 0) await sleep(1);
      queue.sendSync(1, String(round));
      if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      controller.abort(reason);
      const result = await received;
      if (result === reason) assert.is(String(queue.tryReceive()?.data), String(round));
      else {
        assert.is(result, String(round));
        delivered += 1;
      }
    }
    assert.ok(delivered > 0);
    assert.is(queue.stat().messages, 0);
    queue.set({ capacity: 10 });
    await queue.send(1, "0123456789");
    const signal = AbortSignal.timeout(20);
    const sends = [queue.send(1, "x", { signal }), queue.send(1, "y", { signal })].map(rejection);
    for (const send of sends) assert.is(await send, signal.reason);
    assert.is(queue.stat().messages, 1);
  }));

test("a flood lets timers through", () =>
  withQueue(async (queue) => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    for (let i = 0; i < 20_000; i++) {
      await queue.send(1, "x");
      await queue.receive();
    }
    clearInterval(timer);
    assert.ok(ticks > 5, `${ticks} ticks`);
  }));

test("nothing keeps a process or a thread from ending", () =>
  withQueue(async (queue) => {
    const first = await program(`const queue = ipc.MessageQueue.fromId(${queue.id}).unref(); queue.receive({ type: 1 });
      const other = ipc.MessageQueue.fromId(${queue.id}); other.receive({ type: 2 }); other.unref();`);
    assert.is(first.status, 0, first.stderr);
    const second = await program(`const queue = ipc.MessageQueue.fromId(${queue.id});
      for (let type = 1; type < 100; type++) queue.receive({ type });
      setTimeout(() => process.exit(4), 20);`);
    assert.is(second.status, 4);
    const worker = new Worker(
      `import(${JSON.stringify(api)}).then(({ MessageQueue }) => {
         const queue = MessageQueue.fromId(${queue.id});
         for (let type = 1; type < 50; type++) queue.receive({ type });
         setTimeout(() => {
           require("node:worker_threads").parentPort.postMessage("");
           for (;;);
         }, 20);
       });`,
      { eval: true },
    );
    await new Promise((resolve) => worker.once("message", resolve));
    for (let type = 1; type < 50; type++) queue.sendSync(type, String(type));
    while (queue.stat().messages > 0) await sleep(5);
    await worker.terminate();
    // What its threads had taken, and its JavaScript never saw, is back.
    assert.is(queue.stat().messages, 49);
  }));

test.run();

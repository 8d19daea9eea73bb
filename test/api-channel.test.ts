// Channel: messages between Node processes, guests and native programs; waiting, cancellation, deaths, leaks.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Channel, type ChannelOptions } from "../ts/api/index.js";
import { packageRoot } from "../ts/paths.js";
import {
  assertIpcError,
  becomes,
  kinds,
  program,
  Running,
  rejection,
  startProgram,
  thrown,
  uniqueName,
} from "./api/peers.js";
import { compileGuest, compileNative, isthmusCommand } from "./harness/index.js";

const api = new URL("../ts/api/index.js", import.meta.url).href;
const source = join(packageRoot, "test", "channel", "peer.c");
const openFds = (): number => readdirSync("/proc/self/fd").length;

async function startPeer(kind: (typeof kinds)[number], ...words: string[]): Promise<Running> {
  if (kind === "native") return new Running(await compileNative(source, [], ["channel"]), words);
  const { command, args } = isthmusCommand(["run", "--ipc", "host", await compileGuest(source), ...words]);
  return new Running(command, args);
}

/** Both ends of a new channel in this process; the name is gone at once. */
async function both(options: Partial<ChannelOptions> = {}): Promise<{ out: Channel; inn: Channel }> {
  const out = await Channel.open("memory:", { ...options, role: "producer" });
  return { out, inn: await Channel.fromDescriptor(out.fd, { ...options, role: "consumer" }) };
}

/** An address whose name is removed when the test ends. */
function named(): { address: string } & Disposable {
  const address = `shm:${uniqueName()}`;
  return {
    address,
    [Symbol.dispose]: () => {
      try {
        Channel.unlink(address);
      } catch {
        // It was never made, or removed already.
      }
    },
  };
}

test("messages come whole, in order, of every kind and size", async () => {
  const { out, inn } = await both({ capacity: 8192 });
  await out.send("héllo");
  await out.send(new Uint16Array([0x4142, 0x4344]));
  await out.send(new ArrayBuffer(0));
  assert.is(String(await inn.receive()), "héllo");
  assert.is(String(await inn.receive()), "BADC");
  assert.is((await inn.receive())?.length, 0);
  for (let size = 0; size <= out.largest; size += 61) {
    const data = Buffer.alloc(size, String(size));
    assert.is(out.trySend(data), true);
    assert.ok(inn.tryReceive()?.equals(data));
  }
  assert.is(inn.tryReceive(), undefined);
  await out.close();
  assert.is(await inn.receive(), null);
  assert.is(inn.tryReceive(), null);
  await inn.close();
});

test("messages larger than what crosses at once", async () => {
  const { out, inn } = await both({ capacity: 8 << 20 });
  const data = Buffer.alloc(5_000_000, "0123456789abcdef!");
  await out.send("before");
  await out.send(data);
  await out.sendMany(["after", data.subarray(0, 2_000_000), "end"]);
  assert.is(String(await inn.receive()), "before");
  assert.ok((await inn.receive())?.equals(data));
  assert.is(String(await inn.receive()), "after");
  assert.ok((await inn.receive())?.equals(data.subarray(0, 2_000_000)));
  assert.is(String(await inn.receive()), "end");
  out[Symbol.dispose]();
  inn[Symbol.dispose]();
});

test("a full ring makes senders wait, in order, and the event loop runs on", async () => {
  const { out, inn } = await both({ capacity: 4096 });
  const sends = Array.from({ length: 200 }, (_, index) => out.send(Buffer.alloc(100, index)));
  assert.is(out.trySend("x"), false);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  // It would hang if it didn't.
  while (ticks <= 3) await sleep(5);
  clearInterval(timer);
  const closed = out.close();
  let count = 0;
  for await (const message of inn) assert.is(message[0], count++);
  assert.is(count, 200);
  await Promise.all([...sends, closed]);
  await inn.close();
});

test("receives are served in the order of their calls", async () => {
  const { out, inn } = await both();
  const waiting = [inn.receive(), inn.receive(), inn.receive()];
  assert.is(inn.tryReceive(), undefined);
  await sleep(5);
  await out.sendMany(["a", "b", "c", "d"]);
  assert.equal((await Promise.all(waiting)).map(String), ["a", "b", "c"]);
  assert.equal((await inn.receiveMany())?.map(String), ["d"]);
  out[Symbol.dispose]();
  inn[Symbol.dispose]();
});

test("synchronous twins", async () => {
  using name = named();
  const inn = await Channel.open(name.address, { role: "consumer", capacity: 4096 });
  const peer = startProgram(`
    const out = await ipc.Channel.open(${JSON.stringify(name.address)}, { role: "producer" });
    for (let number = 0; number < 500; number++) out.sendSync(String(number).padEnd(50));
    out[Symbol.dispose]();`);
  for (let number = 0; number < 500; number++) assert.is(Number.parseInt(String(inn.receiveSync()), 10), number);
  assert.is(inn.receiveSync(), null);
  assert.is(await peer.ended(), 0);
  inn[Symbol.dispose]();
});

test("a signal ends waiting with its reason, and nothing else", async () => {
  const { out, inn } = await both({ capacity: 4096 });
  const controller = new AbortController();
  const reason = new Error("enough");
  const aborted = inn.receive({ signal: controller.signal });
  const next = inn.receive();
  controller.abort(reason);
  assert.is(await rejection(aborted), reason);
  assert.is(await rejection(inn.receive({ signal: controller.signal })), reason);
  await out.send("kept");
  assert.is(String(await next), "kept");
  while (out.trySend(Buffer.alloc(1000)));
  const full = out.send(Buffer.alloc(1000), { signal: AbortSignal.timeout(5) });
  assert.is(((await rejection(full)) as Error).name, "TimeoutError");
  out[Symbol.dispose]();
  inn[Symbol.dispose]();
});

test("closing: what waits is cancelled, what comes later is refused, others are told", async () => {
  const { out, inn } = await both();
  const waiting = inn.receive();
  await sleep(5);
  inn[Symbol.dispose]();
  inn[Symbol.dispose]();
  assertIpcError(await rejection(waiting), "ECANCELED", "channel");
  assertIpcError(await rejection(inn.receive()), "EBADF", "channel_receive");
  assert.is(inn.fd, -1);
  assert.ok(inn.closed);
  assertIpcError(await rejection(out.send("x")), "EPIPE", "channel_send");
  assertIpcError(
    thrown(() => out.trySend("x")),
    "EPIPE",
    "channel_send",
  );
  const again = await Channel.fromDescriptor(out.fd, { role: "consumer" });
  assert.is(out.trySend("found"), true);
  assert.is(String(await again.receive()), "found");
  assertIpcError(await rejection(again.send("x")), "EBADF", "channel_send");
  assertIpcError(await rejection(out.receive()), "EBADF", "channel_receive");
  await again[Symbol.asyncDispose]();
  await out[Symbol.asyncDispose]();
});

test("errors and arguments", async () => {
  using name = named();
  const { address } = name;
  assertIpcError(await rejection(Channel.open(address, { role: "consumer", create: false })), "ENOENT", "channel_open");
  const inn = await Channel.open(address, { role: "consumer", capacity: 5000, producers: 2 });
  assert.is(inn.capacity, 8192);
  assert.is(inn.largest, 8184);
  assertIpcError(await rejection(Channel.open(address, { role: "consumer" })), "EBUSY", "channel_open");
  assertIpcError(
    await rejection(Channel.open(address, { role: "producer", exclusive: true })),
    "EEXIST",
    "channel_open",
  );
  assertIpcError(await rejection(Channel.open("pigeon://x", { role: "producer" })), "EPROTONOSUPPORT", "channel_open");
  const out = await Channel.open(address, { role: "producer" });
  assert.equal(out.status(), {
    capacity: 8192,
    largest: 8184,
    used: 0,
    producers: 1,
    mostProducers: 2,
    deadProducers: 0,
    consumer: true,
    deadConsumer: false,
  });
  assertIpcError(await rejection(out.send(Buffer.alloc(8185))), "EMSGSIZE", "channel_send");
  assert.instance(await rejection(out.send(5 as unknown as string)), TypeError);
  assert.instance(await rejection(Channel.open(address, {} as ChannelOptions)), TypeError);
  assert.instance(await rejection(Channel.open(address, { role: "producer", capacity: 0 })), RangeError);
  assert.match(
    String(await rejection(Channel.open(address, { role: "producer", capcity: 1 } as ChannelOptions))),
    /did you mean "capacity"/,
  );
  Channel.unlink(address);
  assertIpcError(
    thrown(() => Channel.unlink(address)),
    "ENOENT",
    "channel_unlink",
  );
  await out.close();
  await inn.close();
});

for (const kind of kinds) {
  test(`a ${kind} program at the other end, both ways`, async () => {
    using there = named();
    using back = named();
    const out = await Channel.open(there.address, { role: "producer" });
    const inn = await Channel.open(back.address, { role: "consumer" });
    const peer = await startPeer(kind, "echo", there.address, back.address);
    await inn.waitForPeer({ signal: AbortSignal.timeout(20_000) });
    await out.waitForPeer();
    for (let number = 0; number < 300; number++) {
      await out.send(`ping ${number}`);
      assert.is(String(await inn.receive()), `ping ${number}`);
    }
    const sizes = Array.from({ length: 2000 }, (_, index) => (index * 37) % 3000);
    const sent = out.sendMany(sizes.map((size) => Buffer.alloc(size, size))).then(() => out.close());
    for (const size of sizes) assert.ok((await inn.receive())?.equals(Buffer.alloc(size, size)));
    assert.is(await inn.receive(), null);
    await sent;
    assert.is(await peer.ended(), 0);
    await inn.close();
  });

  test(`a ${kind} producer that dies`, async () => {
    using name = named();
    const inn = await Channel.open(name.address, { role: "consumer" });
    const received = inn.receive();
    const peer = await startPeer(kind, "die", name.address);
    assert.is(String(await received), "last words");
    assertIpcError(await rejection(inn.receive()), "ECONNRESET", "channel_receive");
    assert.is(inn.status().deadProducers, 1);
    await peer.ended();
    const next = await startPeer(kind, "numbers", name.address, "1000");
    await inn.waitForPeer();
    const numbers: string[] = [];
    for await (const message of inn) numbers.push(String(message));
    assert.equal(
      numbers,
      Array.from({ length: 1000 }, (_, number) => String(number)),
    );
    assert.is(await next.ended(), 0);
    await inn.close();
  });

  test(`a ${kind} consumer that is killed while a sender waits`, async () => {
    using name = named();
    const out = await Channel.open(name.address, { role: "producer", capacity: 4096 });
    const peer = await startPeer(kind, "count", name.address);
    await out.waitForPeer();
    for (let number = 0; number < 1000; number++) await out.send("one of many");
    peer.child.kill("SIGSTOP");
    // Until each of its threads has stopped, it may take a message still.
    const states = (): string[] =>
      readdirSync(`/proc/${peer.child.pid}/task`).map(
        (thread) => /\) (.)/.exec(readFileSync(`/proc/${peer.child.pid}/task/${thread}/stat`, "latin1"))?.[1] ?? "",
      );
    await becomes(() => states().every((state) => state === "T"), true);
    while (out.trySend(Buffer.alloc(100)));
    const waiting = rejection(out.send(Buffer.alloc(1000)));
    await sleep(20);
    await peer.kill();
    assertIpcError(await waiting, "EPIPE", "channel_send");
    assert.is(out.status().deadConsumer, true);
    await out.close();
  });
}

test("Node at both ends, killed in the middle", async () => {
  using name = named();
  const inn = await Channel.open(name.address, { role: "consumer", producers: 2 });
  const peer = startProgram(`
    const out = await ipc.Channel.open(${JSON.stringify(name.address)}, { role: "producer" });
    for (let number = 0; ; number++) await out.send(String(number));`);
  for (let number = 0; number < 20_000; number++) assert.is(String(await inn.receive()), String(number));
  await peer.kill();
  const error = await (async () => {
    for (let number = 20_000; ; number++) assert.is(String(await inn.receive()), String(number));
  })().catch((error) => error);
  assertIpcError(error, "ECONNRESET", "channel_receive");
  await inn.close();
});

test("a worker thread's end ends its attachment", async () => {
  const { out, inn } = await both({ producers: 2 });
  await out.close();
  const worker = new Worker(
    `import(${JSON.stringify(api)}).then(async ({ Channel }) => {
      globalThis.out = await Channel.fromDescriptor(${inn.fd}, { role: "producer" });
      await out.send("from a worker");
    });`,
    { eval: true },
  );
  await inn.waitForPeer();
  assert.is(String(await inn.receive()), "from a worker");
  const next = rejection(inn.receive());
  await worker.terminate();
  assertIpcError(await next, "ECONNRESET", "channel_receive");
  await inn.close();
});

test("many producers, Node and others", async () => {
  using name = named();
  const inn = await Channel.open(name.address, { role: "consumer", producers: 4, capacity: 4096 });
  const out = await Channel.open(name.address, { role: "producer" });
  const peers = [
    await startPeer("native", "numbers", name.address, "3000"),
    await startPeer("guest", "numbers", name.address, "3000"),
    startProgram(`
      const out = await ipc.Channel.open(${JSON.stringify(name.address)}, { role: "producer" });
      for (let number = 0; number < 3000; number++) await out.send(String(number));
      await out.close();`),
  ];
  let sum = 0;
  for (let count = 0; count < 9000; count++) sum += Number(await inn.receive());
  assert.is(sum, (3 * 3000 * 2999) / 2);
  for (const peer of peers) assert.is(await peer.ended(), 0);
  await out.close();
  assert.is(await inn.receive(), null);
  await inn.close();
});

test("an endless stream leaves the event loop its turns", async () => {
  const { out, inn } = await both();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const end = performance.now() + 20_000;
  const sending = (async () => {
    while (turns <= 3 && performance.now() < end) await out.send("x");
    await out.close();
  })();
  for await (const _ of inn);
  await sending;
  clearInterval(timer);
  assert.ok(turns > 3, `${turns} turns`);
  await inn.close();
});

test("a program ends although channels are open, and waits for a receive unless unref'd", async () => {
  const open = "globalThis.inn = await ipc.Channel.open('memory:', { role: 'consumer' });";
  assert.is((await program(`${open} console.log('done')`)).status, 0);
  assert.is((await program(`${open} inn.receive(); inn.unref();`)).status, 0);
  const waiting = await program(`${open}
    const out = await ipc.Channel.fromDescriptor(inn.fd, { role: "producer" });
    setTimeout(() => out.send("x"), 50).unref();
    const timer = setTimeout(() => {}, 60);
    console.log(String(await inn.receive()));`);
  assert.is(waiting.stdout, "x\n");
});

test("nothing is left open, and what is forgotten is closed with one warning", async () => {
  const before = openFds();
  for (let count = 0; count < 200; count++) {
    const { out, inn } = await both();
    await out.send("x");
    await inn.receive();
    inn.receive().catch(() => {});
    out[Symbol.dispose]();
    inn[Symbol.dispose]();
  }
  await becomes(openFds, before);
  const { stdout } = await program(
    `import { readdirSync } from "node:fs";
    process.on("warning", (warning) => console.log(warning.name, warning.code));
    (await ipc.Channel.open("memory:", { role: "consumer" }))[Symbol.dispose]();
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for (let count = 0; count < 50; count++) await ipc.Channel.open("memory:", { role: "consumer" });
    for (let count = 0; count < 100 && open() >= before + 10; count++) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
    console.log(open() < before + 10);`,
    ["--expose-gc"],
  );
  assert.is(stdout, "ResourceWarning ISTHMUS_UNCLOSED\ntrue\n");
});

test.run();

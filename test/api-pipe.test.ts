// pipe() in the calling process: data, order, ends, errors, cancellation, streams, other programs, collection, exit, threads.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { IpcError, type PipeOptions, pipe } from "../ts/api/index.js";
import { becomes } from "./api/peers.js";
import { execute, temporary } from "./harness/index.js";

const api = new URL("../ts/api/index.js", import.meta.url).href;
const openFds = (): number => readdirSync("/proc/self/fd").length;

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not reject");
}

function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error("did not throw");
}

function assertIpcError(error: unknown, code: string, syscall: string): void {
  assert.instance(error, IpcError);
  assert.is((error as IpcError).code, code);
  assert.is((error as IpcError).syscall, syscall);
}

/** Runs a module's text in a new Node process. */
const program = (source: string, flags: string[] = []): ReturnType<typeof execute> =>
  execute(process.execPath, [
    ...flags,
    "--input-type=module",
    "-e",
    `import * as ipc from ${JSON.stringify(api)};\n${source}`,
  ]);

test("what is written is read, in order", async () => {
  using ends = pipe();
  await ends.writer.write("hello, ");
  await ends.writer.write(Buffer.from("wörld"));
  await ends.writer.write(new Uint16Array([0x2121]));
  assert.is((await ends.reader.read())?.toString(), "hello, wörld!!");
});

test("a read waits for data and null means the end", async () => {
  const { reader, writer } = pipe();
  const read = reader.read();
  await sleep(10);
  await writer.write("late");
  assert.is((await read)?.toString(), "late");
  await writer.close();
  assert.is(await reader.read(), null);
  assert.is(await reader.read(), null);
  assert.is(await reader.readInto(new Uint8Array(4)), 0);
  await reader.close();
});

test("reads are served in the order of their calls, writes too", async () => {
  using ends = pipe();
  const reads = [ends.reader.read({ size: 1 }), ends.reader.read({ size: 2 }), ends.reader.read()];
  await Promise.all([ends.writer.write("a"), ends.writer.write("bc"), ends.writer.write("def")]);
  assert.equal((await Promise.all(reads)).map(String), ["a", "bc", "def"]);
});

test("more than fits is written as room comes, in order, without blocking", async () => {
  using ends = pipe();
  const big = Buffer.alloc(3_000_000, "abcdefghij");
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const written = Promise.all([ends.writer.write(big), ends.writer.write("end")]).then(() => ends.writer.close());
  while (ticks <= 3 || ends.reader.available < ends.reader.capacity) await sleep(5);
  const chunks: Buffer[] = [];
  for await (const chunk of ends.reader) chunks.push(chunk);
  await written;
  clearInterval(timer);
  assert.ok(Buffer.concat(chunks).equals(Buffer.concat([big, Buffer.from("end")])));
});

test("readInto fills a view and nothing around it", async () => {
  using ends = pipe();
  await ends.writer.write("12345678");
  const whole = new Uint8Array(8).fill(46);
  assert.is(await ends.reader.readInto(whole.subarray(2, 5)), 3);
  assert.is(Buffer.from(whole).toString(), "..123...");
  const floats = new DataView(whole.buffer, 6, 2);
  assert.is(await ends.reader.readInto(floats), 2);
  assert.is(Buffer.from(whole).toString(), "..123.45");
});

test("the synchronous twins wait, and keep their place", async () => {
  using ends = pipe();
  ends.writer.writeSync("sync");
  assert.is(ends.reader.readSync()?.toString(), "sync");
  const first = ends.reader.read({ size: 3 });
  ends.writer.writeSync("onetwo");
  assert.is(ends.reader.readSync()?.toString(), "two");
  assert.is((await first)?.toString(), "one");
  const target = new Uint8Array(4);
  ends.writer.writeSync("four");
  assert.is(ends.reader.readIntoSync(target), 4);
  const worker = new Worker(`setTimeout(() => require("fs").writeSync(${ends.writer.fd}, "from a thread"), 50)`, {
    eval: true,
  });
  const ended = once(worker, "exit");
  assert.is(ends.reader.readSync()?.toString(), "from a thread");
  await ended;
  await ends.writer.close();
  assert.is(ends.reader.readSync(), null);
});

test("EPIPE without readers, and no SIGPIPE", async () => {
  const { reader, writer } = pipe();
  await reader.close();
  const error = await rejection(writer.write("x"));
  assertIpcError(error, "EPIPE", "write");
  assert.is((error as IpcError).errno, -32);
  assert.is((error as IpcError).message, "EPIPE: broken pipe, write");
  assertIpcError(
    thrown(() => writer.writeSync("x")),
    "EPIPE",
    "write",
  );
  await writer.close();
});

test("a waiting write fails when the last reader closes", async () => {
  const { reader, writer } = pipe();
  const write = writer.write(Buffer.alloc(200_000));
  await sleep(5);
  await reader.close();
  assertIpcError(await rejection(write), "EPIPE", "write");
  await writer.close();
});

test("a signal ends waiting with its reason, and nothing else", async () => {
  using ends = pipe();
  const controller = new AbortController();
  const reason = new Error("enough");
  const aborted = ends.reader.read({ signal: controller.signal });
  const next = ends.reader.read();
  controller.abort(reason);
  assert.is(await rejection(aborted), reason);
  await ends.writer.write("kept");
  assert.is((await next)?.toString(), "kept");
  assert.is(await rejection(ends.reader.read({ signal: controller.signal })), reason);
  assert.is(((await rejection(ends.reader.read({ signal: AbortSignal.timeout(5) }))) as Error).name, "TimeoutError");
  const full = ends.writer.write(Buffer.alloc(100_000), { signal: AbortSignal.timeout(5) });
  assert.is(((await rejection(full)) as Error).name, "TimeoutError");
});

test("closing twice is harmless; what waits is cancelled; what comes later gets EBADF", async () => {
  const { reader, writer } = pipe();
  const waiting = reader.read();
  await reader.close();
  assertIpcError(await rejection(waiting), "ECANCELED", "read");
  await reader.close();
  reader[Symbol.dispose]();
  await reader[Symbol.asyncDispose]();
  assert.ok(reader.closed);
  assert.is(reader.fd, -1);
  assertIpcError(await rejection(reader.read()), "EBADF", "read");
  assertIpcError(
    thrown(() => reader.capacity),
    "EBADF",
    "fcntl",
  );
  writer[Symbol.dispose]();
  assertIpcError(await rejection(writer.write("x")), "EBADF", "write");
});

test("close of a writer waits for what was written; dispose doesn't", async () => {
  const { reader, writer } = pipe();
  const write = writer.write(Buffer.alloc(150_000));
  const closed = writer.close();
  let length = 0;
  for await (const chunk of reader) length += chunk.length;
  await write;
  await closed;
  assert.is(length, 150_000);
  await reader.close();
  const second = pipe();
  const lost = second.writer.write(Buffer.alloc(150_000));
  second.writer[Symbol.dispose]();
  assertIpcError(await rejection(lost), "ECANCELED", "write");
  second.reader[Symbol.dispose]();
});

test("await using closes", async () => {
  let seen: { closed: boolean };
  {
    await using ends = pipe();
    await using reader = ends.reader;
    seen = reader;
  }
  assert.ok(seen.closed);
});

test("capacity is the kernel's", () => {
  using ends = pipe({ capacity: 10_000 });
  assert.is(ends.writer.capacity, 16_384);
  ends.reader.capacity = 4096;
  assert.is(ends.writer.capacity, 4096);
  assert.is(ends.reader.available, 0);
  ends.writer.writeSync("12345");
  assert.is(ends.writer.available, 5);
});

test("packets stay apart", async () => {
  using ends = pipe({ packets: true });
  await ends.writer.write("first");
  await ends.writer.write("second");
  assert.is((await ends.reader.read())?.toString(), "first");
  assert.is((await ends.reader.read())?.toString(), "second");
});

test("writes of up to 4,096 bytes stay together between processes", async () => {
  const { reader, writer } = pipe();
  const directory = temporary("pipe");
  const peers = ["a", "b"].map((letter) => {
    const file = join(directory, letter);
    writeFileSync(file, Buffer.alloc(100 * 4096, letter));
    const stdout = writer.duplicate();
    const peer = spawn("dd", [`if=${file}`, "bs=4096", "status=none"], { stdio: ["ignore", stdout, "inherit"] });
    closeSync(stdout);
    return once(peer, "exit");
  });
  const written = Promise.all(Array.from({ length: 100 }, () => writer.write(Buffer.alloc(4096, "c")))).then(() =>
    writer.close(),
  );
  const blocks = new Map<string, number>();
  const block = Buffer.alloc(4096);
  for (let filled = 0; ; ) {
    const count = await reader.readInto(block.subarray(filled));
    if (count === 0) break;
    filled += count;
    if (filled < 4096) continue;
    filled = 0;
    const letters = new Set(block.toString());
    assert.is(letters.size, 1);
    for (const letter of letters) blocks.set(letter, (blocks.get(letter) ?? 0) + 1);
  }
  await Promise.all([...peers, written]);
  assert.equal([...blocks].sort(), [
    ["a", 100],
    ["b", 100],
    ["c", 100],
  ]);
  await reader.close();
});

test("wrong arguments are told before anything happens", async () => {
  using ends = pipe();
  assert.throws(() => pipe({ capcity: 1 } as PipeOptions), /unknown option "capcity"; did you mean "capacity"\?/);
  assert.instance(
    thrown(() => pipe({ packets: 1 } as unknown as PipeOptions)),
    TypeError,
  );
  assert.instance(
    thrown(() => pipe({ capacity: -1 })),
    RangeError,
  );
  assert.instance(
    thrown(() => pipe({ capacity: 1.5 })),
    RangeError,
  );
  assert.instance(await rejection(ends.writer.write(5 as unknown as string)), TypeError);
  assert.instance(await rejection(ends.reader.read({ size: 0 })), RangeError);
  assert.match(String(await rejection(ends.reader.read({ singal: undefined } as object))), /did you mean "signal"\?/);
  assert.instance(await rejection(ends.reader.read({ signal: {} as AbortSignal })), TypeError);
  assert.instance(await rejection(ends.reader.readInto([] as unknown as Uint8Array)), TypeError);
  assert.instance(await rejection(ends.reader.readInto(new Uint8Array(0))), RangeError);
});

test("Node streams", async () => {
  const { reader, writer } = pipe();
  const input = writer.toNodeStream();
  const output = reader.toNodeStream();
  const big = "0123456789".repeat(100_000);
  input.write(big.slice(0, 5));
  input.end(big.slice(5));
  assert.is(await text(output), big);
  await Promise.all([input.closed || once(input, "close"), output.closed || once(output, "close")]);
  assert.ok(reader.closed && writer.closed);
});

test("Node streams carry errors", async () => {
  const { reader, writer } = pipe();
  reader[Symbol.dispose]();
  const stream = writer.toNodeStream();
  stream.write("x");
  assertIpcError((await once(stream, "error"))[0], "EPIPE", "write");
  assert.ok(writer.closed);
});

test("web streams", async () => {
  const { reader, writer } = pipe();
  const sink = writer.toWebStream().getWriter();
  const sent = (async () => {
    await sink.write("hello ");
    await sink.write(new Uint8Array([119, 101, 98]));
    await sink.close();
  })();
  assert.is(await new Response(reader.toWebStream() as unknown as BodyInit).text(), "hello web");
  await sent;
  assert.ok(reader.closed && writer.closed);
  const second = pipe();
  const byob = second.reader.toWebStream().getReader({ mode: "byob" });
  await second.writer.write("own buffer");
  const { value } = await byob.read(new Uint8Array(3));
  assert.is(Buffer.from(value ?? []).toString(), "own");
  await byob.cancel();
  assert.ok(second.reader.closed);
  await second.writer.close();
});

test("a native program reads and writes the other ends", async () => {
  const to = pipe();
  const from = pipe();
  const stdio = [to.reader.duplicate(), from.writer.duplicate()];
  const peer = spawn("cat", [], { stdio: [stdio[0], stdio[1], "inherit"] });
  const ended = once(peer, "exit");
  for (const fd of stdio) closeSync(fd as number);
  await to.reader.close();
  await from.writer.close();
  const data = Buffer.alloc(500_000, "native");
  const sent = to.writer.write(data).then(() => to.writer.close());
  const chunks: Buffer[] = [];
  for await (const chunk of from.reader) chunks.push(chunk);
  await sent;
  assert.ok(Buffer.concat(chunks).equals(data));
  await ended;
  await from.reader.close();
});

test("a producer that never stops leaves the event loop its turns", async () => {
  const { reader, writer } = pipe();
  const stdout = writer.duplicate();
  const peer = spawn("cat", ["/dev/zero"], { stdio: ["ignore", stdout, "inherit"] });
  const ended = once(peer, "exit");
  closeSync(stdout);
  await writer.close();
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const end = performance.now() + 20_000;
  for await (const _chunk of reader) if (turns > 5 || performance.now() > end) break;
  clearInterval(timer);
  assert.ok(turns > 5, `${turns} turns`);
  await reader.close();
  await ended;
});

test("no descriptor is left open", async () => {
  const before = openFds();
  for (let count = 0; count < 200; count++) {
    using ends = pipe();
    await ends.writer.write("x");
    await ends.reader.read();
    ends.reader.read().catch(() => {});
  }
  await becomes(openFds, before);
});

test("a program ends although handles are open, and waits for a read unless unref'd", async () => {
  const idle = await program("globalThis.ends = ipc.pipe(); console.log('done')");
  assert.is(idle.stdout, "done\n");
  assert.is(idle.status, 0);
  const unreferenced = await program("globalThis.ends = ipc.pipe(); ends.reader.unref().read(); console.log('done')");
  assert.is(unreferenced.status, 0);
  const again = await program(
    "globalThis.ends = ipc.pipe(); ends.reader.read(); ends.reader.unref(); console.log('done')",
  );
  assert.is(again.status, 0);
  const waiting = await program(`
    globalThis.ends = ipc.pipe();
    setTimeout(() => ends.writer.write("x"), 50).unref();
    const timer = setTimeout(() => {}, 60);
    console.log(String(await ends.reader.read()));`);
  assert.is(waiting.stdout, "x\n");
});

test("what is forgotten is closed, with one warning", async () => {
  const { stdout, stderr, status } = await program(
    `import { readdirSync } from "node:fs";
    ipc.pipe()[Symbol.dispose]();
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    process.on("warning", (warning) => console.log(warning.name, warning.code));
    for (let count = 0; count < 50; count++) ipc.pipe();
    for (let count = 0; count < 100 && open() >= before + 10; count++) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
    console.log(open() < before + 10);`,
    ["--expose-gc"],
  );
  assert.is(stdout, "ResourceWarning ISTHMUS_UNCLOSED\ntrue\n");
  assert.match(stderr, /was garbage-collected before it was closed/);
  assert.is(status, 0);
});

test("a handle with a read pending is not collected", async () => {
  const { stdout } = await program(
    `let ends = ipc.pipe();
    const { writer } = ends;
    const read = ends.reader.read();
    ends = undefined;
    for (let count = 0; count < 5; count++) { gc(); await new Promise((resolve) => setTimeout(resolve, 5)); }
    await writer.write("still here");
    console.log(String(await read));
    await writer.close();`,
    ["--expose-gc"],
  );
  assert.is(stdout, "still here\n");
});

test("worker threads have their own, closed when they are terminated", async () => {
  const before = openFds();
  const worker = new Worker(
    `import(${JSON.stringify(api)}).then(async ({ pipe }) => {
      const { parentPort } = require("node:worker_threads");
      globalThis.all = Array.from({ length: 20 }, () => pipe());
      const { reader, writer } = all[0];
      await writer.write("in a worker");
      parentPort.postMessage(String(await reader.read()));
      all.map(({ reader }) => reader.read());
    });`,
    { eval: true },
  );
  const [message] = await once(worker, "message");
  assert.is(message, "in a worker");
  await worker.terminate();
  await becomes(openFds, before);
});

test.run();

// Fifo: names, the waiting of open, both directions with native programs, cancellation, hundreds at once.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFile, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Fifo, type FifoMode, IpcError, type Pipe, type PipeReader } from "../ts/api/index.js";
import { becomes } from "./api/peers.js";
import { execute, skip, temporary } from "./harness/index.js";

const openFds = (): number => readdirSync("/proc/self/fd").length;
const threads = (): number => readdirSync("/proc/self/task").length;
const directory = temporary("fifo");
let made = 0;
const fresh = (): string => join(directory, `fifo${++made}`);

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not reject");
}

function assertIpcError(error: unknown, code: string, syscall: string, path?: string): void {
  assert.instance(error, IpcError);
  assert.is((error as IpcError).code, code);
  assert.is((error as IpcError).syscall, syscall);
  assert.is((error as IpcError).path, path);
}

test("create makes a FIFO with a mode, unlink removes it", () => {
  const path = fresh();
  const fifo = Fifo.create(path, { mode: 0o640 });
  assert.ok(statSync(path).isFIFO());
  assert.is(statSync(path).mode & 0o777, 0o640 & ~process.umask());
  try {
    Fifo.create(path);
    assert.unreachable();
  } catch (error) {
    assertIpcError(error, "EEXIST", "mkfifo", path);
    assert.is((error as Error).message, `EEXIST: file exists, mkfifo '${path}'`);
  }
  fifo.unlink();
  assert.not.ok(existsSync(path));
  try {
    fifo.unlink();
    assert.unreachable();
  } catch (error) {
    assertIpcError(error, "ENOENT", "unlink", path);
  }
});

test("using removes the name; URLs, Buffers and other alphabets are paths too", () => {
  const path = join(directory, "名前 ü");
  {
    using fifo = Fifo.create(pathToFileURL(path));
    assert.is(fifo.path, path);
    assert.ok(existsSync(path));
  }
  assert.not.ok(existsSync(path));
  using fifo = Fifo.create(Buffer.from(path));
  assert.ok(existsSync(fifo.path));
});

test("both sides wait for each other", async () => {
  using fifo = Fifo.create(fresh());
  let opened = 0;
  const reading = fifo.open("r").then((reader) => {
    opened++;
    return reader;
  });
  await sleep(30);
  assert.is(opened, 0);
  const [reader, writer] = await Promise.all([reading, fifo.open("w")]);
  await writer.write("through a name");
  assert.is((await reader.read())?.toString(), "through a name");
  await writer.close();
  assert.is(await reader.read(), null);
  await reader.close();
});

test("a writer waits for a native reader, and a reader for a native writer", async () => {
  using fifo = Fifo.create(fresh());
  const cat = spawn("cat", [fifo.path], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(cat, "exit");
  const writer = await fifo.open("w");
  await writer.write("to cat");
  await writer.close();
  assert.is(String((await once(cat.stdout, "data"))[0]), "to cat");
  await ended;
  const reading = fifo.open("r");
  const echo = spawn("sh", ["-c", `echo from sh > '${fifo.path}'`]);
  await using reader = await reading;
  assert.is((await reader.read())?.toString(), "from sh\n");
  assert.is(await reader.read(), null);
  if (echo.exitCode === null) await once(echo, "exit");
});

test("without waiting: reading opens at once and waits at the first read", async () => {
  using fifo = Fifo.create(fresh());
  await using reader = await fifo.open("r", { wait: false });
  const read = reader.read();
  await sleep(20);
  const writer = await fifo.open("w", { wait: false });
  await sleep(20);
  await writer.write("first");
  assert.is((await read)?.toString(), "first");
  await writer.close();
  assert.is(await reader.read(), null);
  const second = await fifo.open("w");
  const waiting = reader.read();
  await sleep(5);
  await second.write("again");
  assert.is((await waiting)?.toString(), "again");
  await second.close();
});

test("a writer that comes and goes without a word is an end", async () => {
  using fifo = Fifo.create(fresh());
  await using reader = await fifo.open("r", { wait: false });
  const read = reader.read();
  await sleep(10);
  await (await fifo.open("w")).close();
  assert.is(await read, null);
});

test("without waiting: writing needs a reader", async () => {
  using fifo = Fifo.create(fresh());
  assertIpcError(await rejection(fifo.open("w", { wait: false })), "ENXIO", "open", fifo.path);
});

test("r+ opens both ends at once and sees no end", async () => {
  using fifo = Fifo.create(fresh());
  await using ends: Pipe = await fifo.open("r+");
  await ends.writer.write("x");
  assert.is((await ends.reader.read())?.toString(), "x");
  const writer = await fifo.open("w");
  await writer.write("y");
  await writer.close();
  assert.is((await ends.reader.read())?.toString(), "y");
  const controller = new AbortController();
  const read = ends.reader.read({ signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  assert.is(((await rejection(read)) as Error).name, "AbortError");
});

test("a signal ends the waiting of open, and leaves nothing", async () => {
  using fifo = Fifo.create(fresh());
  const [fds, tasks] = [openFds(), threads()];
  const reason = new Error("no more");
  for (const mode of ["r", "w"] as const) {
    const controller = new AbortController();
    const opening = fifo.open(mode, { signal: controller.signal });
    await sleep(10);
    controller.abort(reason);
    assert.is(await rejection(opening), reason);
    assert.is(await rejection(fifo.open(mode, { signal: AbortSignal.abort(reason) })), reason);
  }
  await becomes(openFds, fds);
  await becomes(() => threads() <= tasks, true);
});

test("errors of open", async () => {
  const path = fresh();
  assertIpcError(await rejection(Fifo.open(path, "r")), "ENOENT", "open", path);
  assertIpcError(await rejection(Fifo.open(path, "r+")), "ENOENT", "open", path);
  assert.instance(await rejection(Fifo.open(path, "rw" as FifoMode)), TypeError);
  assert.match(String(await rejection(Fifo.open(path, "r", { waiting: false } as object))), /did you mean "wait"\?/);
  assert.instance(await rejection(Fifo.open("", "r")), TypeError);
  assert.instance(await rejection(Fifo.open("a\0b", "r")), TypeError);
  assert.throws(() => Fifo.create(path, { mode: 0o1777 }), RangeError);
  assert.throws(() => Fifo.create(5 as unknown as string), TypeError);
  const long = `${directory}/${"n".repeat(5000)}`;
  assertIpcError(await rejection(Fifo.open(long, "r")), "ENAMETOOLONG", "open", long);
});

test("500 idle FIFOs leave libuv's threads to fs", async () => {
  const before = openFds();
  const fifos = Array.from({ length: 500 }, () => Fifo.create(fresh()));
  const readers: PipeReader[] = await Promise.all(fifos.map((fifo) => fifo.open("r", { wait: false })));
  const controller = new AbortController();
  const reads = readers.map((reader) => reader.read({ signal: controller.signal }).catch(() => null));
  const pending = fifos.slice(0, 20).map(() => Fifo.create(fresh()));
  const opening = pending.map((fifo) => fifo.open("w", { signal: controller.signal }).catch(() => null));
  const file = join(directory, "file");
  writeFileSync(file, "readable");
  const started = performance.now();
  const contents = await Promise.all(
    Array.from({ length: 8 }, () => new Promise((resolve) => readFile(file, "utf8", (_error, data) => resolve(data)))),
  );
  assert.equal(new Set(contents), new Set(["readable"]));
  assert.ok(performance.now() - started < 10_000);
  const writer = await (fifos[321] as Fifo).open("w");
  await writer.write("one of many");
  assert.is((await reads[321])?.toString(), "one of many");
  await writer.close();
  controller.abort();
  await Promise.all([...reads, ...opening]);
  await Promise.all(readers.map((reader) => reader.close()));
  for (const fifo of [...fifos, ...pending]) fifo.unlink();
  await becomes(openFds, before);
});

test("process.exit ends a program in which an open waits", async () => {
  using fifo = Fifo.create(fresh());
  const api = new URL("../ts/api/index.js", import.meta.url).href;
  const source = `import { Fifo } from ${JSON.stringify(api)};
    Fifo.open(${JSON.stringify(fifo.path)}, "r").catch(() => {});
    setTimeout(() => { console.log("leaving"); process.exit(); }, 50);`;
  const { stdout, status } = await execute(process.execPath, ["--input-type=module", "-e", source]);
  assert.is(stdout, "leaving\n");
  assert.is(status, 0);
});

const socat = spawnSync("socat", ["-V"]).status === 0;
(socat ? test : skip("needs socat"))("socat reads a FIFO as a pipe", async () => {
  using fifo = Fifo.create(fresh());
  const peer = spawn("socat", ["-u", `PIPE:${fifo.path},rdonly`, "STDOUT"], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(peer, "close");
  const chunks: Buffer[] = [];
  peer.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await using writer = await fifo.open("w");
  await writer.write(Buffer.alloc(200_000, "s"));
  await writer.close();
  await closed;
  assert.is(Buffer.concat(chunks).length, 200_000);
});

test.run();

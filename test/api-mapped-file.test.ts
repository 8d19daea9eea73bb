// MappedFile: files as memory, whole and in part, shared and private, with other programs looking on.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { MappedFile, Mutex } from "../ts/api/index.js";
import {
  assertIpcError,
  collectUntil,
  kinds,
  peerOutput,
  program,
  rejection,
  thrown,
  withPython,
} from "./api/peers.js";
import { temporary } from "./harness/index.js";

const directory = temporary();
let counter = 0;

function file(content: string | Uint8Array): string {
  counter += 1;
  const path = join(directory, String(counter));
  writeFileSync(path, content);
  return path;
}

const mapsOf = (path: string): number =>
  readFileSync("/proc/self/maps", "utf8")
    .split("\n")
    .filter((line) => line.endsWith(path)).length;

test("a file is read; what is written into the buffer stays here", () => {
  const path = file("hello, file");
  const map = MappedFile.open(path);
  const { buffer } = map;
  assert.instance(buffer, ArrayBuffer);
  const bytes = new Uint8Array(buffer);
  assert.is(Buffer.from(bytes).toString(), "hello, file");
  bytes[0] = 72;
  assert.is(readFileSync(path, "utf8"), "hello, file");
  assert.is(new TextDecoder().decode(bytes), "Hello, file");
  assert.is(map.size, 11);
  map.close();
  map.close();
  assert.is(buffer.byteLength, 0);
  assert.is(mapsOf(path), 0);
  assertIpcError(
    thrown(() => map.buffer),
    "EBADF",
    "mmap",
  );
});

test("a file is changed, at once for others", async () => {
  const path = file("hello, file");
  using map = MappedFile.open(pathToFileURL(path), { access: "r+" });
  assert.instance(map.buffer, SharedArrayBuffer);
  map.view(Uint8Array).set(Buffer.from("HELLO"));
  assert.is(readFileSync(path, "utf8"), "HELLO, file");
  writeFileSync(path, "HELLO, FILE", { flag: "r+" });
  assert.is(map.read(7).toString(), "FILE");
  await map.flush();
  await map.flush({ offset: 3, length: 2 });
  map.flushSync();
  map.advise("sequential");
  map.advise("willNeed", { offset: 1 });
});

test("a part of a file, from any byte on", () => {
  const content = Buffer.alloc(20_000, "0123456789");
  const path = file(content);
  using map = MappedFile.open(path, { access: "r+", offset: 4099, length: 5000 });
  assert.is(map.buffer.byteLength, 5000);
  assert.ok(map.read().equals(content.subarray(4099, 9099)));
  map.view(Uint8Array)[0] = 33;
  map.flushSync({ offset: 4999, length: 1 });
  assert.is(readFileSync(path)[4099], 33);
  using rest = MappedFile.open(path, { offset: 19_999 });
  assert.is(rest.read().toString(), "9");
  for (const options of [
    { offset: 20_001, length: 0 },
    { offset: 19_000, length: 1001 },
  ]) {
    assert.instance(
      thrown(() => MappedFile.open(path, options)),
      RangeError,
    );
  }
});

test("files are made, lengthened and cut; older views stay harmless", () => {
  const path = join(directory, "made");
  assertIpcError(
    thrown(() => MappedFile.open(path)),
    "ENOENT",
    "open",
  );
  using map = MappedFile.open(path, { access: "r+", create: true, exclusive: true, size: 9000, mode: 0o640 });
  assert.is(statSync(path).mode & 0o777, 0o640 & ~process.umask());
  assertIpcError(
    thrown(() => MappedFile.open(path, { access: "r+", create: true, exclusive: true })),
    "EEXIST",
    "open",
  );
  const old = map.view(Uint8Array);
  old[8999] = 1;
  map.resize(100_000);
  assert.is(map.view(Uint8Array)[8999], 1);
  map.resize(10);
  assert.is(statSync(path).size, 10);
  assert.is(old[8999], 0);
  assert.is(map.buffer.byteLength, 10);
  map.resize(0);
  assert.is(map.buffer.byteLength, 0);
  map.flushSync();
});

test("an empty file is an empty buffer, and no file is an error", () => {
  using map = MappedFile.open(file(""));
  assert.is(map.buffer.byteLength, 0);
  assert.is(map.read().length, 0);
  mkdirSync(join(directory, "folder"));
  assertIpcError(
    thrown(() => MappedFile.open(join(directory, "folder"), { access: "r+" })),
    "EISDIR",
    "open",
  );
  const path = file("x");
  assert.instance(
    thrown(() => MappedFile.open(path, { create: true })),
    TypeError,
  );
  assert.instance(
    thrown(() => MappedFile.open(path, { access: "w" as "r" })),
    TypeError,
  );
  assert.instance(
    thrown(() => MappedFile.open(path, { lenght: 1 } as object)),
    TypeError,
  );
  using device = MappedFile.open("/dev/null", { length: 0, access: "r+" });
  assertIpcError(
    thrown(() => device.resize(1)),
    "EINVAL",
    "ftruncate",
  );
});

for (const kind of kinds) {
  test(`a ${kind} program has the same pages`, async () => {
    const path = file(Buffer.alloc(4096));
    using map = MappedFile.open(path, { access: "r+" });
    const other = peerOutput(kind, "add-file", path, "10000");
    for (let i = 0; i < 10_000; i++) Atomics.add(map.view(Int32Array), 0, 1);
    await other;
    assert.is(map.view(Int32Array)[0], 20_000);
  });
}

withPython("Python's mmap has the same pages", () => {
  const path = file(Buffer.alloc(4096));
  using map = MappedFile.open(path, { access: "r+" });
  map.view(Uint8Array).set(Buffer.from("node"));
  const script = `import mmap, sys
with open(sys.argv[1], "r+b") as file:
    with mmap.mmap(file.fileno(), 0) as memory:
        print(memory[:4].decode())
        memory[:6] = b"python"`;
  assert.is(execFileSync("python3", ["-c", script, path], { encoding: "utf8" }), "node\n");
  assert.is(map.read(0, 6).toString(), "python");
});

test("words of a file can be waited for, and mutexes live in files", async () => {
  const path = file(Buffer.alloc(8192));
  using map = MappedFile.open(path, { access: "r+", offset: 100, length: 4096 });
  using other = MappedFile.open(path, { access: "r+" });
  const waiting = map.wait(8, 0);
  while (other.notify(108) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.is(await waiting, "ok");
  using mutex = Mutex.create(other, 4096);
  using guard = await mutex.lock();
  using part = MappedFile.open(path, { access: "r+", offset: 4096 });
  using same = Mutex.at(part, 0);
  assert.is(same.tryLock(), undefined);
  guard.release();
  same.tryLock()?.release();
});

test("flush is cancelled by a signal that was aborted, and on close", async () => {
  using map = MappedFile.open(file("abc"), { access: "r+" });
  const reason = new Error("no");
  assert.is(await rejection(map.flush({ signal: AbortSignal.abort(reason) })), reason);
  assert.instance(await rejection(map.flush({ offset: 4 })), RangeError);
});

test("pages of a shared map go with its last view", async () => {
  const path = file(Buffer.alloc(8192));
  const map = MappedFile.open(path, { access: "r+" });
  map.view(Uint8Array)[0] = 1;
  map.close();
  assert.is(mapsOf(path), 1);
  await collectUntil(() => mapsOf(path) === 0);
});

test("a file that somebody else has cut: the length is looked at when it is mapped", async () => {
  const path = file(Buffer.alloc(8192));
  using map = MappedFile.open(path, { access: "r+", length: 8192 });
  truncateSync(path, 100);
  map.resize(100);
  assert.instance(
    thrown(() => map.buffer),
    RangeError,
  );
  const outcome = await program(
    `const map = ipc.MappedFile.open(${JSON.stringify(path)}); console.log(map.read().length)`,
  );
  assert.is(outcome.stdout, "100\n");
});

test.run();

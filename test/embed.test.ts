// `isthmus/host` in an ordinary Node program: alone, and beside node:wasi and @wasmer/wasi, which then serve the files.
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { WASI } from "node:wasi";
import type { WASI as WasmerWasi } from "@wasmer/wasi";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createHost, ModuleError, MountError, UsageError } from "../ts/host/index.js";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, temporary } from "./harness/index.js";

const compile = async (name: string): Promise<WebAssembly.Module> =>
  new WebAssembly.Module(readFileSync(await compileGuest(join(packageRoot, "test", "embed", name))));

test("a guest of this host alone", async () => {
  const module = await compile("exit.c");
  const directory = temporary("embed");
  for (let time = 0; time < 3; time++) {
    const policy = { dir: `${directory}::/work`, env: "NAME=value" };
    const host = createHost(module, { args: ["exit", "hello"], policy, cwd: "/work" });
    const instance = new WebAssembly.Instance(module, host.imports());
    assert.is(host.start(instance), 9);
    assert.is(readFileSync(join(directory, "out"), "utf8"), "hello -1 1 value\n-1 1\n");
    host.close();
  }
});

test("closing the host gives its descriptors back", async () => {
  const module = await compile("exit.c");
  const lowest = (): number => {
    const fd = openSync("/dev/null", "r");
    closeSync(fd);
    return fd;
  };
  const before = lowest();
  for (let time = 0; time < 5; time++) createHost(module, { policy: { dir: ["/tmp", "/usr"] }, cwd: "/tmp" }).close();
  assert.is(lowest(), before);
});

test("beside node:wasi", async () => {
  const module = await compile("pipe-and-files.c");
  const directory = temporary("embed");
  writeFileSync(join(directory, "greeting"), "from a file\n");
  const out = openSync(join(directory, "out"), "w");
  const wasi = new WASI({ version: "preview1", preopens: { "/data": directory }, stdout: out, returnOnExit: true });
  const host = createHost(module);
  const imports = { ...(wasi.getImportObject() as WebAssembly.Imports), ...host.isthmusImports() };
  const instance = new WebAssembly.Instance(module, imports);
  host.attach(instance);
  assert.is(wasi.start(instance) as unknown, 7);
  assert.is(readFileSync(join(directory, "out"), "utf8"), "through a pipe: from a file\n");
  host.close();
  closeSync(out);
});

test("beside @wasmer/wasi", async () => {
  const module = await compile("pipe-and-files.c");
  // Its ES module build has no exports that Node sees; the CommonJS one does.
  const wasmer = createRequire(import.meta.url)("@wasmer/wasi") as typeof import("@wasmer/wasi");
  await wasmer.init();
  const files = new wasmer.MemFS();
  files.createDir("/data");
  const greeting = files.open("/data/greeting", { read: true, write: true, create: true });
  greeting.writeString("from memory\n");
  greeting.flush();
  const wasi: WasmerWasi = new wasmer.WASI({ args: ["guest"], env: {}, preopens: { "/data": "/data" }, fs: files });
  const host = createHost(module);
  const imports = { ...(wasi.getImports(module) as WebAssembly.Imports), ...host.isthmusImports() };
  const instance = new WebAssembly.Instance(module, imports);
  host.attach(instance);
  wasi.instantiate(instance, {});
  assert.is(wasi.start(instance), 7);
  assert.is(wasi.getStdoutString(), "through a pipe: from memory\n");
  host.close();
});

test("a guest with memory maps, whose faults are exceptions", async () => {
  const module = await compile("maps.c");
  const directory = temporary("embed");
  const file = join(directory, "file");
  const run = (...args: string[]): number => {
    writeFileSync(file, Buffer.alloc(100));
    const host = createHost(module, { args: ["maps", ...args], policy: { dir: `${directory}::/work` } });
    const instance = new WebAssembly.Instance(module, host.imports());
    try {
      return host.start(instance);
    } finally {
      host.close();
    }
  };
  assert.is(run(), 5);
  assert.is(readFileSync(file, "utf8").slice(0, 8), "by a map");
  const faults = ["read-only", "unmapped", "behind the end", "read-only, atomically", "behind the end, atomically"];
  for (let time = 0; time < 3; time++) {
    for (const fault of faults) {
      assert.throws(
        () => run(fault),
        (error: unknown) => error instanceof WebAssembly.RuntimeError,
      );
    }
    assert.is(run(), 5);
  }
});

test("a guest with timers that are descriptors; those of the process are none of its", async () => {
  const module = await compile("timers.c");
  for (let time = 0; time < 2; time++) {
    const host = createHost(module, { args: ["timers", String(process.ppid)] });
    assert.is(host.start(new WebAssembly.Instance(module, host.imports())), 42);
    host.close();
  }
});

test("the program's signals, name and parent are not the guest's", async () => {
  const module = await compile("signals.c");
  const title = readFileSync("/proc/self/comm", "utf8");
  const host = createHost(module);
  assert.is(host.start(new WebAssembly.Instance(module, host.imports())), 0);
  assert.is(readFileSync("/proc/self/comm", "utf8"), title);
  host.close();
});

test("what can't be served is refused", () => {
  // (module (import "env" "f" (func)))
  const module = new WebAssembly.Module(Buffer.from("0061736d0100000001040160000002090103656e7601660000", "hex"));
  const host = createHost(module);
  assert.throws(
    () => host.imports(),
    (error: unknown) => error instanceof ModuleError && /env\.f/.test(error.message),
  );
  host.close();
  const directory = temporary("embed");
  mkdirSync(join(directory, "x"));
  assert.throws(
    () => createHost(module, { policy: { dir: join(directory, "none") } }),
    (error: unknown) => error instanceof MountError,
  );
  assert.throws(
    () => createHost(module, { cwd: "/work" }),
    (error: unknown) => error instanceof MountError,
  );
  const wrong = { dirs: "." } as unknown as Record<string, never>;
  assert.throws(
    () => createHost(module, { policy: wrong }),
    (error: unknown) => error instanceof UsageError,
  );
});

test.run();

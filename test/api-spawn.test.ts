// spawn(): guests in processes of their own: streams, descriptors, ends, permissions, errors, signals, and that nothing outlives its program.
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ChildProcess, IpcError, pipe, type SpawnOptions, spawn } from "../ts/api/index.js";
import { packageRoot } from "../ts/paths.js";
import { becomes } from "./api/peers.js";
import { compileGuest, execute, processes, temporary } from "./harness/index.js";

const api = new URL("../ts/api/index.js", import.meta.url).href;
const directory = temporary("spawn");
const guest = join(directory, "guest.wasm");
copyFileSync(await compileGuest(join(packageRoot, "test", "api", "guest.c")), guest);

const openFds = (): number => readdirSync("/proc/self/fd").length;
const alive = (pid: number): boolean => processes().some((one) => one.pid === pid && one.state !== "Z");

async function gone(...pids: number[]): Promise<boolean> {
  for (const end = performance.now() + 30_000; pids.some(alive); await sleep(5)) {
    if (performance.now() > end) return false;
  }
  return true;
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("did not reject");
}

async function output(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout);
  return text(child.stdout);
}

async function firstLine(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout);
  const [chunk] = await once(child.stdout, "data");
  return String(chunk).trim();
}

test("arguments and environment arrive, as bytes of UTF-8, and nothing else", async () => {
  const child = spawn(guest, ["args", "", "two words", "ünï\n"], {
    env: { NAME: "välue", EMPTY: "", NONE: undefined },
  });
  assert.is(await output(child), `${guest}\nargs\n\ntwo words\nünï\n\nNAME=välue\nEMPTY=\n`);
  assert.equal(await child.exited, { code: 0, signal: null });
  assert.is(child.exitCode, 0);
  const named = spawn(pathToFileURL(guest), ["args"], { argv0: "me", stdio: ["ignore", "pipe", "inherit"] });
  assert.is(await output(named), "me\nargs\n");
});

test("a large environment and many arguments arrive too", async () => {
  const long = Array.from({ length: 2000 }, (_, index) => `${index}-${"x".repeat(100)}`);
  const child = spawn(guest, ["args", ...long]);
  assert.is(await output(child), `${[guest, "args", ...long].join("\n")}\n`);
});

test("bytes are a module too", async () => {
  const child = spawn(readFileSync(guest), ["exit", "7"]);
  assert.equal(await child.exited, { code: 7, signal: null });
});

test("C source is compiled first", async () => {
  const source = join(directory, "hello.c");
  writeFileSync(source, '#include <stdio.h>\nint main(void) { puts("compiled"); return 3; }\n');
  const child = spawn(source);
  assert.is(await output(child), "compiled\n");
  assert.equal(await child.exited, { code: 3, signal: null });
});

test("streams in both directions, with more than any buffer holds", async () => {
  const child = spawn(guest, ["cat"]);
  const data = "0123456789".repeat(200_000);
  child.stdin.end(data);
  assert.is(await output(child), data);
  assert.equal(await child.exited, { code: 0, signal: null });
});

test("exit codes and signals", async () => {
  assert.equal(await spawn(guest, ["exit", "255"]).exited, { code: 255, signal: null });
  assert.equal(await spawn(guest, ["raise", "9"]).exited, { code: null, signal: "SIGKILL" });
  const child = spawn(guest, ["raise", "15"]);
  assert.equal(await child.exited, { code: null, signal: "SIGTERM" });
  assert.is(child.exitCode, null);
  assert.is(child.signalCode, "SIGTERM");
  assert.not.ok(child.kill());
});

test("pid is the process's own, known when spawned resolves", async () => {
  const child = spawn(guest, ["pid"]);
  assert.is(child.pid, undefined);
  await child.spawned;
  const pid = child.pid;
  assert.is(await output(child), `${pid}\n`);
  await child.exited;
});

test("stdio: ignore, numbers, ends of pipes, more than three", async () => {
  assert.is(spawn(guest, ["exit", "0"], { stdio: "ignore" }).stdout, null);
  const file = join(directory, "out");
  const fd = openSync(file, "w");
  const child = spawn(guest, ["three"], { stdio: ["ignore", fd, "pipe", "pipe"] });
  closeSync(fd);
  const [error, extra] = await Promise.all([text(child.stderr), text(child.stdio[3] as AsyncIterable<string>)]);
  assert.is(error, "two\n");
  assert.is(extra, "three\n");
  await child.exited;
  assert.is(readFileSync(file, "utf8"), "one\n");

  const ends = pipe();
  const writing = spawn(guest, ["args"], { argv0: "to a pipe", stdio: ["ignore", ends.writer, "inherit"] });
  await ends.writer.close();
  assert.is((await ends.reader.read())?.toString(), "to a pipe\nargs\n");
  assert.is(await ends.reader.read(), null);
  await writing.exited;
  await ends.reader.close();

  const input = spawn(guest, ["read", "5"], { stdio: ["ignore", "pipe", "inherit", null, undefined, "pipe-in"] });
  (input.stdio[5] as NodeJS.WritableStream).end("by number five");
  assert.is(await output(input), "by number five");
  await input.exited;
});

test("a guest's descriptors block, also those that don't here", async () => {
  const [into, from] = [pipe(), pipe()];
  const child = spawn(guest, ["flags"], { stdio: [into.reader, from.writer, "inherit"] });
  await child.exited;
  assert.is((await from.reader.read())?.toString(), "0 0\n");
  for (const ends of [into, from]) ends[Symbol.dispose]();
});

test("inherit is the program's own", async () => {
  const source = `import { spawn } from ${JSON.stringify(api)};
    await spawn(${JSON.stringify(guest)}, ["cat"], { stdio: "inherit" }).exited;`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", source], {
    stdin: "passed through",
  });
  assert.is(stdout, "passed through");
});

test("directories: none unless given, read where given", async () => {
  writeFileSync(join(directory, "secret"), "for those who may");
  const denied = spawn(guest, ["open", join(directory, "secret")], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, error] = await Promise.all([output(denied), text(denied.stderr)]);
  assert.is(out, "EACCES\n");
  assert.match(error, /isthmus: .*secret.* refused/);
  assert.is((await denied.exited).code, 1);
  const allowed = spawn(guest, ["open", "/data/secret"], {
    dirs: [{ host: directory, guest: "/data", readOnly: true }],
  });
  assert.is(await output(allowed), "for those who may");
  const asOption = spawn(guest, ["open", "/data/secret"], { dirs: [`${directory}::/data:ro`] });
  assert.is(await output(asOption), "for those who may");
  const all = spawn(guest, ["open", join(directory, "secret")], { allow: true });
  assert.is(await output(all), "for those who may");
  const inside = spawn(guest, ["open", "secret"], { dirs: [{ host: directory, guest: "/data" }], cwd: "/data" });
  assert.is(await output(inside), "for those who may");
});

test("native programs: none unless allowed", async () => {
  assert.is((await spawn(guest, ["exec", "/bin/echo"], { stdio: "ignore" }).exited).code, 44);
  const allowed = spawn(guest, ["exec", "/bin/echo"], { allow: { exec: ["/bin/echo"] } });
  assert.is(await output(allowed), "native\n");
  assert.is(
    (await spawn(guest, ["exec", "/bin/true"], { allow: { exec: ["/bin/echo"] }, stdio: "ignore" }).exited).code,
    44,
  );
  const denied = spawn(guest, ["exec", "/bin/echo"], {
    allow: { exec: true },
    deny: { exec: ["/bin/echo"] },
    stdio: "ignore",
  });
  assert.is((await denied.exited).code, 44);
});

test("the network: what the lists say, of addresses, blocks, ports and names", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const connects = async (options: SpawnOptions): Promise<string> =>
    (await output(spawn(guest, ["connect", String(port)], { ...options, stdio: ["ignore", "pipe", "ignore"] }))).trim();
  try {
    for (const net of ["127.0.0.1", "127.0.0.0/8", "*", `*:${port}`, `127.0.0.1:${port}`, "localhost"])
      assert.is(await connects({ allow: { net: [net] } }), "connected", net);
    for (const net of ["127.0.0.2", "10.0.0.0/8", `127.0.0.1:${port - 1}`, "::1", "example.invalid"])
      assert.is(await connects({ allow: { net: [net] } }), "EACCES", net);
    assert.is(await connects({}), "EACCES");
    for (const net of ["127.0.0.1", "127.0.0.0/8", `*:${port}`, "localhost"]) {
      assert.is(await connects({ allow: { net: true }, deny: { net: [net] } }), "EACCES", net);
      assert.is(await connects({ allow: true, deny: { net: [net] } }), "EACCES", net);
    }
    assert.is(await connects({ allow: { net: true }, deny: { net: ["10.0.0.0/8"] } }), "connected");
  } finally {
    server.close();
  }
});

test("the working directory and the umask are the program's at the time", async () => {
  const folder = join(directory, "elsewhere");
  mkdirSync(folder);
  const [cwd, umask] = [process.cwd(), process.umask()];
  assert.is(await output(spawn(guest, ["umask"])), `${umask.toString(8).padStart(3, "0")}\n`);
  try {
    process.chdir(folder);
    process.umask(0o057);
    assert.is(await output(spawn(guest, ["cwd"], { dirs: ["."] })), `${folder}\n`);
    assert.is(await output(spawn(guest, ["cwd"])), "/\n");
    assert.is(await output(spawn(guest, ["umask"])), "057\n");
  } finally {
    process.chdir(cwd);
    process.umask(umask);
  }
});

test("output can be read after the end", async () => {
  const child = spawn(guest, ["args", "still there"]);
  await child.exited;
  await sleep(20);
  assert.is(await output(child), `${guest}\nargs\nstill there\n`);
});

test("what can't be started rejects with the reason", async () => {
  const missing = spawn(join(directory, "missing.wasm"));
  const error = await rejection(missing.exited);
  assert.instance(error, IpcError);
  assert.is((error as IpcError).code, "ENOENT");
  assert.is((error as IpcError).path, join(directory, "missing.wasm"));
  assert.is(await rejection(missing.spawned), error);
  assert.is(missing.pid, undefined);
  assert.not.ok(missing.kill());
  const code = async (module: string | Uint8Array): Promise<unknown> =>
    ((await rejection(spawn(module).exited)) as IpcError).code;
  writeFileSync(join(directory, "text"), "no module at all");
  mkdirSync(join(directory, "folder"));
  assert.is(await code(join(directory, "text")), "ENOEXEC");
  assert.is(await code(join(directory, "folder")), "EACCES");
  assert.is(await code(new Uint8Array(100)), "ENOEXEC");
});

test("wrong arguments are thrown", () => {
  const wrong = (options: object, pattern: RegExp): void =>
    assert.throws(() => spawn(guest, [], options as SpawnOptions), pattern);
  wrong({ stdoi: "pipe" }, /unknown option "stdoi"; did you mean "stdio"\?/);
  wrong({ limits: { maxProcs: 1 } }, /unknown option "maxProcs"/);
  wrong({ limits: { maxFds: 0 } }, /must be an integer from 1/);
  wrong({ stdio: ["nothing"] }, /stdio\[0\] must be/);
  wrong({ stdio: 5 }, /stdio must be a string or an array/);
  wrong({ env: { A: 5 } }, /env\.A must be a string/);
  wrong({ env: { "A=B": "" } }, /can't be a variable's name/);
  wrong({ dirs: "." }, /dirs must be an array/);
  wrong({ dirs: [{ hots: "." }] }, /did you mean "host"/);
  wrong({ allow: { exce: true } }, /did you mean "exec"/);
  wrong({ killSignal: "SIGNOTHING" }, /killSignal must be a signal/);
  wrong({ signal: {} }, /signal must be an AbortSignal/);
  assert.throws(() => spawn(5 as unknown as string), TypeError);
  assert.throws(() => spawn(guest, ["a\0b"]), /must not contain a NUL/);
  assert.throws(() => spawn(guest, "args" as unknown as string[]), TypeError);
});

test("kill ends it, before it runs too", async () => {
  const child = spawn(guest, ["stay"]);
  assert.is(await firstLine(child), "staying");
  assert.ok(child.kill(0));
  assert.ok(child.kill());
  assert.equal(await child.exited, { code: null, signal: "SIGTERM" });
  const early = spawn(guest, ["stay"]);
  assert.ok(early.kill("SIGINT"));
  assert.equal(await early.exited, { code: null, signal: "SIGINT" });
  const spinning = spawn(guest, ["spin"]);
  await spinning.spawned;
  spinning.kill();
  assert.is((await spinning.exited).signal, "SIGTERM");
});

test("aborting kills and rejects with the reason", async () => {
  const controller = new AbortController();
  const child = spawn(guest, ["stay"], { signal: controller.signal });
  await firstLine(child);
  const reason = new Error("not needed");
  controller.abort(reason);
  assert.is(await rejection(child.exited), reason);
  assert.ok(await gone(child.pid ?? 0));
  assert.is(child.signalCode, "SIGTERM");
  const never = spawn(guest, ["stay"], { signal: AbortSignal.abort(reason) });
  assert.is(await rejection(never.exited), reason);
  assert.is(never.pid, undefined);
});

test("a time limit, and await using", async () => {
  const limited = spawn(guest, ["spin"], { limits: { timeout: 100 } });
  assert.equal(await limited.exited, { code: null, signal: "SIGKILL" });
  let pid: number | undefined;
  {
    await using child = spawn(guest, ["stay"]);
    await firstLine(child);
    pid = child.pid;
  }
  assert.ok(await gone(pid ?? 0));
});

test("what a killed guest forked ends with it", async () => {
  const child = spawn(guest, ["tree"]);
  const pids = (await firstLine(child)).split(" ").map(Number);
  assert.is(pids[0], child.pid);
  assert.ok(pids.every(alive));
  child.kill("SIGKILL");
  await child.exited;
  assert.ok(await gone(...pids));
});

test("many at once, and the event loop goes on", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const children = Array.from({ length: 40 }, (_, index) => spawn(guest, ["exit", String(index)]));
  // One that lasts until the loop has turned often enough, however fast the others are.
  const lasting = spawn(guest, ["cat"], { stdio: ["pipe", "ignore", "inherit"] });
  while (turns <= 40) await sleep(1);
  lasting.stdin.end();
  const codes = await Promise.all(children.map(async (child) => (await child.exited).code));
  assert.equal(await lasting.exited, { code: 0, signal: null });
  clearInterval(timer);
  assert.equal(
    codes,
    children.map((_, index) => index),
  );
  assert.ok(turns > 40, `only ${turns} turns of the loop`);
});

test("nothing is left open", async () => {
  await spawn(guest, ["exit", "0"]).exited;
  await sleep(20);
  const before = openFds();
  for (let count = 0; count < 30; count++) {
    const child = spawn(guest, ["args"]);
    if (count % 2 === 0) await output(child);
    await child.exited;
  }
  await rejection(spawn(join(directory, "missing.wasm")).exited);
  await rejection(spawn(new Uint8Array(3)).exited);
  await spawn(readFileSync(guest), ["exit", "0"]).exited;
  await becomes(() => openFds() <= before, true);
});

const zygoteOf = (pid: number): number =>
  Number(/PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

test("when the program is killed, everything ends", async () => {
  const source = `import { spawn } from ${JSON.stringify(api)};
    const child = spawn(${JSON.stringify(guest)}, ["tree"]);
    child.stdout.on("data", (data) => process.stdout.write(process.pid + " " + data));`;
  const { spawn: spawnNative } = await import("node:child_process");
  const program = spawnNative(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pids = String((await once(program.stdout, "data"))[0])
    .trim()
    .split(" ")
    .map(Number);
  const zygote = zygoteOf(pids[1] ?? 0);
  assert.is(pids.length, 3);
  assert.ok([...pids, zygote].every(alive));
  program.kill("SIGKILL");
  await once(program, "exit");
  assert.ok(await gone(...pids, zygote));
});

test("when the zygote is killed, its guests end, their program hears of it and can start others", async () => {
  const child = spawn(guest, ["tree"]);
  const pids = (await firstLine(child)).split(" ").map(Number);
  process.kill(zygoteOf(pids[0] ?? 0), "SIGKILL");
  assert.is(((await rejection(child.exited)) as IpcError).code, "ECONNRESET");
  assert.ok(await gone(...pids));
  assert.equal(await spawn(guest, ["exit", "4"]).exited, { code: 4, signal: null });
});

test("what a terminal sends to all reaches program and guests, and leaves the zygote", async () => {
  const source = `import { spawn } from ${JSON.stringify(api)};
    process.on("SIGINT", () => {});
    const child = spawn(${JSON.stringify(guest)}, ["stay"]);
    child.stdout.once("data", () => process.kill(-process.pid, "SIGINT"));
    console.log((await child.exited).signal);
    console.log((await spawn(${JSON.stringify(guest)}, ["exit", "8"]).exited).code);`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", source]);
  assert.is(stdout, "SIGINT\n8\n");
});

test("a program waits for its processes, unless they are unref'd", async () => {
  const run = (source: string): ReturnType<typeof execute> =>
    execute(process.execPath, ["--input-type=module", "-e", `import { spawn } from ${JSON.stringify(api)};${source}`]);
  const waits = await run(
    `spawn(${JSON.stringify(guest)}, ["exit", "5"], { stdio: "ignore" }).exited.then(({ code }) => console.log(code));`,
  );
  assert.is(waits.stdout, "5\n");
  assert.equal(waits.left, []);
  const leaves = await run(
    `const child = spawn(${JSON.stringify(guest)}, ["stay"], { stdio: "ignore" }); await child.spawned; child.unref(); console.log("leaves");`,
  );
  assert.is(leaves.stdout, "leaves\n");
  assert.is(leaves.status, 0);
  assert.equal(leaves.left, []);
});

test("nobody's rejection is everybody's: a program that ignores a failed start hears of it", async () => {
  const source = `import { spawn } from ${JSON.stringify(api)}; spawn("/missing.wasm");`;
  const { status, stderr } = await execute(process.execPath, ["--input-type=module", "-e", source]);
  assert.is(status, 1);
  assert.match(stderr, /IpcError: ENOENT: no such file or directory, open '\/missing.wasm'/);
});

test("worker threads spawn too, and take their processes with them", async () => {
  const before = openFds();
  const worker = new Worker(
    `import(${JSON.stringify(api)}).then(async ({ spawn }) => {
      const { parentPort } = require("node:worker_threads");
      const { code } = await spawn(${JSON.stringify(guest)}, ["exit", "6"]).exited;
      const child = spawn(${JSON.stringify(guest)}, ["stay"]);
      await child.spawned;
      parentPort.postMessage([code, child.pid]);
    });`,
    { eval: true },
  );
  const [[code, pid]] = (await once(worker, "message")) as [[number, number]];
  assert.is(code, 6);
  assert.ok(alive(pid));
  await worker.terminate();
  assert.ok(await gone(pid));
  await becomes(() => openFds() <= before, true);
});

test("a changed module is noticed", async () => {
  const changing = join(directory, "changing.wasm");
  copyFileSync(guest, changing);
  assert.equal(await spawn(changing, ["exit", "1"]).exited, { code: 1, signal: null });
  // The smallest module that returns at once.
  const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1];
  const exports = [7, 19, 2, 6, 109, 101, 109, 111, 114, 121, 2, 0, 6, 95, 115, 116, 97, 114, 116, 0, 0];
  writeFileSync(changing, Buffer.from([...bytes, ...exports, 10, 4, 1, 2, 0, 11]));
  assert.equal(await spawn(changing, ["exit", "1"]).exited, { code: 0, signal: null });
  assert.ok(existsSync(changing));
});

test.run();

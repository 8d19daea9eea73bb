// WASI preview1 as plain modules see it: the programs in test/preview1 check every call's results themselves, errors included.
// Here they get what they need around them: directories, links, FIFOs, the other ends of streams and sockets.
import * as assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import { Errno, errnoMessage, errnoName, WasiErrno, wasiErrno } from "../ts/host/errno.js";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, isthmus, isthmusCommand, type Outcome, temporary } from "./harness/index.js";

const module = (name: string): Promise<string> =>
  compileGuest(join(packageRoot, "test", "preview1", `${name}.c`), ["--isthmus-plain"]);

/** A fresh directory to preopen as "/", in a parent of its own. */
function box(name: string): string {
  const directory = join(temporary(`preview1-${name}`), "box");
  mkdirSync(directory);
  return directory;
}

const mkfifo = (path: string): void => assert.equal(spawnSync("mkfifo", [path]).status, 0);

const passed = (outcome: Outcome, status = 0): void => {
  assert.deepEqual(
    { status: outcome.status, stdout: outcome.stdout, stderr: outcome.stderr.replace(/^isthmus: .*\n/gm, "") },
    { status, stdout: "", stderr: "" },
  );
};

const run = async (name: string, directory: string, options: string[] = [], args: string[] = []): Promise<Outcome> =>
  isthmus(["run", "--dir", `${directory}::/`, ...options, await module(name), ...args]);

test("errno: numbers, names and texts, and what preview1 makes of them", () => {
  for (const [name, number] of Object.entries(constants.errno)) {
    if (name in Errno) assert.equal(Errno[name as keyof typeof Errno], number, name);
  }
  assert.equal(errnoName(-Errno.EAGAIN), "EAGAIN");
  assert.equal(errnoName(4095), "errno 4095");
  assert.equal(errnoMessage(-Errno.ENOENT), "No such file or directory");
  assert.equal(errnoMessage(4095), "Unknown error 4095");
  assert.equal(wasiErrno(0), WasiErrno.SUCCESS);
  assert.equal(wasiErrno(-Errno.ENOENT), WasiErrno.ENOENT);
  assert.equal(wasiErrno(Errno.EOPNOTSUPP), WasiErrno.ENOTSUP);
  assert.equal(wasiErrno(-Errno.EUCLEAN), WasiErrno.EIO);
  assert.equal(wasiErrno(-4095), WasiErrno.EIO);
});

for (const name of ["clock", "files", "descriptors", "readdir", "paths"]) {
  test(`preview1: ${name}`, async () => passed(await run(name, box(name))));
}

test("preview1: arguments and environment", async () => {
  const options = ["--env", "FIRST=1", "--env", "SECOND=a=b"];
  passed(await run("args", box("args"), options, ["one", "two words", "été"]));
});

test("preview1: random bytes, and the exit status", async () => passed(await run("random", box("random")), 33));

test("preview1: links, and those that lead out", async () => {
  const directory = box("links");
  const outside = join(directory, "..", "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "secret"), "secret\n");
  mkdirSync(join(directory, "sub"));
  symlinkSync(outside, join(directory, "sub", "absolute"));
  symlinkSync("..", join(directory, "sub", "up"));
  symlinkSync("../../outside/secret", join(directory, "sub", "away"));
  passed(await run("links", directory));
  assert.equal(readFileSync(join(outside, "secret"), "utf8"), "secret\n");
  assert.ok(!existsSync(join(outside, "new")));
});

test("preview1: a read-only directory", async () => {
  const directory = box("read-only");
  writeFileSync(join(directory, "file"), "text\n");
  mkdirSync(join(directory, "dir"));
  symlinkSync("file", join(directory, "link"));
  mkfifo(join(directory, "fifo"));
  const program = await module("read-only");
  passed(await isthmus(["run", "--dir", `${directory}::/:ro`, program]));
});

test("preview1: FIFOs block, or don't", async () => {
  const directory = box("fifo");
  mkfifo(join(directory, "fifo"));
  mkfifo(join(directory, "busy"));
  const program = await module("fifo");
  const writer = spawn("sh", ["-c", "sleep 0.3; echo late > busy"], { cwd: directory, stdio: "ignore" });
  passed(await isthmus(["run", "--dir", `${directory}::/`, program]));
  if (writer.exitCode === null) await once(writer, "exit");
});

test("preview1: standard descriptors", async () => {
  const directory = box("stdio");
  const outcome = await isthmus(["run", "--dir", `${directory}::/`, "--dir", "/dev", await module("stdio")], {
    stdin: "input\n",
  });
  assert.deepEqual([outcome.status, outcome.stdout, outcome.stderr], [0, "output\n", "error\n"]);
});

/** Starts a program with a stream for descriptor 0; gives what it writes to descriptor 1, and its status. */
async function start(
  name: string,
  directory: string,
  stdin: "pipe" | Socket | number,
): Promise<[ChildProcess, Promise<[string, number | null]>]> {
  const { command, args } = isthmusCommand(["run", "--dir", `${directory}::/`, await module(name)]);
  const child = spawn(command, args, { stdio: [stdin as Socket, "pipe", "inherit"] });
  let output = "";
  child.stdout?.on("data", (data: Buffer) => {
    output += data.toString("latin1");
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
  const end = once(child, "close").then(([status]): [string, number | null] => {
    clearTimeout(timer);
    return [output, status as number | null];
  });
  return [child, end];
}

test("preview1: poll_oneoff", async () => {
  const directory = box("poll");
  mkfifo(join(directory, "fifo"));
  writeFileSync(join(directory, "file"), "12345");
  const [child, end] = await start("poll", directory, "pipe");
  child.stdout?.once("data", () => child.stdin?.end("now\n"));
  assert.deepEqual(await end, ["ready\n", 0]);
});

test("preview1: sockets", async () => {
  const directory = box("sockets");
  const path = join(directory, "..", "socket");
  // Paused, or Node would read what the guest shall read.
  const server = createServer({ pauseOnConnect: true });
  await once(server.listen(path), "listening");
  const client = connect(path);
  const [peer] = (await once(server, "connection")) as [Socket];
  client.write("hello");
  client.on("data", (data) => {
    if (String(data) === "answer") client.write("again");
  });
  const [, end] = await start("sockets", directory, peer);
  assert.deepEqual(await end, ["", 0]);
  peer.destroy();
  client.destroy();
  server.close();
});

test("preview1: sock_accept", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const [, end] = await start("accept", box("accept"), (server as unknown as { _handle: { fd: number } })._handle.fd);
  // From here on only the guest has it, and accepts.
  server.close();
  for (const name of ["one", "two"]) {
    const client = connect(port, "127.0.0.1");
    let answer = "";
    client.on("data", (data) => {
      answer += String(data);
    });
    client.write(name);
    await once(client, "end");
    assert.equal(answer, `welcome ${name}`);
  }
  assert.deepEqual(await end, ["", 0]);
});

test.run();

// Memory shared between guests and native programs, both ways: files and System V segments mapped by the same C built
// natively, by Python's mmap, and made, listed and removed by util-linux.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, isthmus, skip, temporary } from "./harness/index.js";

const source = join(packageRoot, "test", "interop", "map-peer.c");
const directory = temporary("interop-maps");
const file = join(directory, "shared");
const SIZE = 8192;
const ROUNDS = 2000;

type Side = (...args: string[]) => Promise<string>;

const native: Side = async (...args) =>
  (await execute(await compileNative(source), args, { cwd: directory })).stdout.trimEnd();
const guest: Side = async (...args) => {
  const options = ["run", "--ipc", "host", "--dir", "."];
  const { stdout, stderr } = await isthmus([...options, await compileGuest(source), ...args], { cwd: directory });
  return stdout.trimEnd() + stderr;
};

function tool(command: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

/** What ipcs says of a segment. */
const rowOf = (id: string): string | undefined =>
  (tool("ipcs", "-m") ?? "").split("\n").find((line) => line.split(/\s+/)[1] === id);

const python = (program: string, ...args: string[]): string | undefined => tool("python3", "-c", program, ...args);

test.before.each(() => writeFileSync(file, Buffer.alloc(SIZE)));

for (const [title, one, other] of [
  ["native to guest", native, guest],
  ["guest to native", guest, native],
] as const) {
  test(`a mapped file, ${title}`, async () => {
    await one("write", "file", "shared", title);
    assert.is(await other("read", "file", "shared"), title);
    const both = await Promise.all([one("turns", "file", "shared", "0"), other("turns", "file", "shared", "1")]);
    assert.is(both[1], String(2 * 3 * ROUNDS), both[0]);
  });
}

const withPython = tool("python3", "--version") === undefined ? skip("needs python3") : test;
const withUtilLinux = tool("ipcmk", "--version") === undefined ? skip("needs util-linux") : test;

withPython("a file mapped by Python and by a guest", async () => {
  const opened = "import mmap,sys\nf=open(sys.argv[1],'r+b')\nm=mmap.mmap(f.fileno(),0)\n";
  python(`${opened}m[4088:4093]=b'from '\nm[8184:8190]=b'python'`, file);
  assert.is(await guest("end", "file", "shared"), "from python");
  await guest("write", "file", "shared", "from a guest");
  assert.is(python(`${opened}print(m[8:20].decode())`, file), "from a guest\n");
});

withUtilLinux("a segment made by ipcmk, listed by ipcs and lsipc, removed by ipcrm", async () => {
  const made = /id: (\d+)/.exec(tool("ipcmk", "-M", String(SIZE), "-p", "0640") ?? "")?.[1] ?? "";
  try {
    const key = rowOf(made)?.split(/\s+/)[0] ?? "";
    assert.is(await guest("status", "segment", key), `${SIZE} bytes, 1 attached, mode 640`);
    await guest("write", "segment", key, "left by a guest");
    assert.is(await native("read", "segment", key), "left by a guest");
    const both = await Promise.all([guest("turns", "segment", key, "0"), native("turns", "segment", key, "1")]);
    assert.is(both[1], String(2 * 3 * ROUNDS), both[0]);
    assert.match(tool("ipcs", "-m", "-i", made) ?? "", /nattch=0/);
    const listed = tool("lsipc", "-m", "-i", made);
    if (listed !== undefined) assert.match(listed, /8192|8K/);
  } finally {
    tool("ipcrm", "-m", made);
  }
  assert.is(rowOf(made), undefined);
});

test.run();

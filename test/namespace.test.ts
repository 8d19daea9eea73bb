// The guest's path names, through the calls a guest makes: what resolves as on Linux, and that nothing resolves out of the preopens.
import { spawn } from "node:child_process";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadBridge } from "../ts/bridge/load.js";
import { AtFlags, OpenFlags } from "../ts/host/beneath.js";
import { Errno, errnoName } from "../ts/host/errno.js";
import { Host } from "../ts/host/host.js";
import { makePolicy, type PolicyOptions } from "../ts/host/policy.js";
import { calls as table } from "../wasm/generated/imports.js";
import { temporary } from "./harness/index.js";

const { readOnly, writeOnly, readWrite, create, exclusive, truncate, directory, noFollow, path: pathOnly } = OpenFlags;
const HERE: number = AtFlags.currentDirectory;

/** Makes the calls of a guest without a guest: puts strings into a memory and passes pointers. */
class Caller {
  readonly host: Host;
  readonly #memory = new WebAssembly.Memory({ initial: 4 });
  readonly #functions: Record<string, (...parameters: (number | bigint)[]) => number>;

  constructor(options: PolicyOptions, cwd = "/") {
    const policy = makePolicy(options, { cwd: "/", env: {} });
    this.host = new Host(loadBridge(), { policy, args: [], embedded: true, stdio: true });
    this.host.guest.attach(this.#memory.buffer);
    const names = Object.keys(table);
    this.#functions = this.host.isthmusImports({ abi: 1, isthmus: names, preview1: [], unknown: [], command: true });
    assert.is(this.host.chdir(cwd), 0, `chdir ${cwd}`);
  }

  get bytes(): Buffer {
    return Buffer.from(this.#memory.buffer);
  }

  /** Strings become a pointer and a length; numbers are passed as they are. */
  call(name: string, ...parameters: (string | number | bigint)[]): number {
    let free = 65536;
    const plain = parameters.flatMap((parameter) => {
      if (typeof parameter !== "string") return [parameter];
      const bytes = Buffer.from(parameter, "latin1");
      new Uint8Array(this.#memory.buffer).set(bytes, free);
      free += bytes.length;
      return [free - bytes.length, bytes.length];
    });
    // Functions made for wasm are not called from here: the bridge has others for that.
    const made = table[name]?.lane === "host" ? this.#functions[name] : this.host.guest.call(name);
    return made?.(...plain) ?? -Errno.ENOSYS;
  }

  open(name: string, flags: number = readOnly, dirfd = HERE, mode = 0o666): number {
    return this.call("openat", dirfd, name, flags, mode);
  }

  /** What a file holds, or the name of the error. */
  read(name: string, flags: number = readOnly, dirfd = HERE): string {
    const fd = this.open(name, flags, dirfd);
    if (fd < 0) return errnoName(fd);
    const bytes = Buffer.alloc(256);
    const count = readSync(this.host.guest.kernelFd(fd), bytes);
    this.call("close", fd);
    return bytes.toString("latin1", 0, count);
  }

  getcwd(): string {
    const length = this.call("getcwd", 0, 4096);
    return length < 0 ? errnoName(length) : Buffer.from(this.#memory.buffer, 0, length - 1).toString("latin1");
  }

  readlink(name: string): string {
    const length = this.call("readlinkat", HERE, name, 0, 4096);
    return length < 0 ? errnoName(length) : Buffer.from(this.#memory.buffer, 0, length).toString("latin1");
  }

  /** The type bits of a file's mode, or minus an errno. */
  type(name: string, flags = 0): number {
    const result = this.call("statx", HERE, name, flags, 0x7ff, 1024);
    return result < 0 ? result : new DataView(this.#memory.buffer).getUint16(1024 + 28, true) & 0o170000;
  }
}

const fails = (result: number, name: keyof typeof Errno): void => assert.is(errnoName(Math.min(result, 0)), name);

/** A directory with `in/` to preopen, and `secret` beside it. */
function place(): { root: string; inside: string } {
  const root = temporary("names");
  const inside = join(root, "in");
  mkdirSync(join(inside, "sub", "deep"), { recursive: true });
  writeFileSync(join(root, "secret"), "secret");
  writeFileSync(join(inside, "file"), "file");
  writeFileSync(join(inside, "sub", "file"), "sub file");
  return { root, inside };
}

test("without a preopen there is nothing but the harmless devices", () => {
  const guest = new Caller({});
  assert.is(guest.getcwd(), "/");
  fails(guest.open("/etc/passwd"), "EACCES");
  fails(guest.open("/no/such/file"), "EACCES");
  fails(guest.open("/"), "EACCES");
  fails(guest.open("relative"), "EACCES");
  fails(guest.open("/tmp/new", writeOnly | create), "EACCES");
  for (const name of ["null", "zero", "full", "random", "urandom"]) {
    assert.is(guest.type(`/dev/${name}`), 0o020000, name);
    assert.ok(guest.open(`/dev/${name}`) > 0, name);
  }
  for (const name of ["tty", "mem", "kmsg", "sda", "vda", "pts/0"]) fails(guest.open(`/dev/${name}`), "EACCES");
  assert.is(guest.type("/"), 0o040000, "the root can be looked at");
  assert.is(guest.type("/dev/fd"), 0o040000);
  fails(guest.call("mkdirat", HERE, "/", 0o777), "EEXIST");
  fails(guest.call("mkdirat", HERE, "/new", 0o777), "EACCES");
  fails(guest.open(""), "ENOENT");
});

test("names within a preopen", () => {
  const { inside } = place();
  const guest = new Caller({ dir: inside }, inside);
  assert.is(guest.getcwd(), inside);
  for (const name of ["file", "./file", "sub/../file", `${inside}/file`, `//${inside}//./file`, `../in/file`]) {
    assert.is(guest.read(name), "file", name);
  }
  assert.is(guest.read(`/usr/..${inside}/file`), "EACCES", "not even by way of another directory");
  const up = "/..".repeat(inside.split("/").length - 1);
  assert.is(guest.read(`${inside}${up}${inside}/file`), "file", "unless that leads to a preopen anyway");
  assert.is(guest.call("chdir", "sub"), 0);
  assert.is(guest.getcwd(), `${inside}/sub`);
  assert.is(guest.read("../file"), "file");
  assert.is(guest.read("file"), "sub file");
  fails(guest.open("file/"), "ENOTDIR");
  fails(guest.open("file/x"), "ENOTDIR");
  fails(guest.open("none"), "ENOENT");
  fails(guest.open("none/", writeOnly | create), "EISDIR");
  fails(guest.open("x".repeat(256)), "ENAMETOOLONG");
  fails(guest.open("x/".repeat(2100)), "ENAMETOOLONG");
  fails(guest.open("file", readOnly | directory), "ENOTDIR");
  fails(guest.open("deep", writeOnly), "EISDIR");
  fails(guest.open("file", writeOnly | create | exclusive), "EEXIST");
});

test("another name for a preopen, and directories that only lead to it", () => {
  const { inside } = place();
  const guest = new Caller({ dir: `${inside}::/data/here` });
  assert.is(guest.read("/data/here/file"), "file");
  assert.is(guest.read("data/here/file"), "file");
  assert.is(guest.call("chdir", "/data"), 0);
  assert.is(guest.getcwd(), "/data");
  assert.is(guest.read("here/sub/../file"), "file");
  assert.is(guest.type(".."), 0o040000);
  fails(guest.open("."), "EACCES");
  fails(guest.open("other"), "EACCES");
  fails(guest.call("mkdirat", HERE, "here", 0o777), "EEXIST");
  fails(guest.call("unlinkat", HERE, "here", AtFlags.removeDirectory), "EBUSY");
  fails(guest.call("renameat2", HERE, "here", HERE, "there", 0), "EBUSY");
  assert.is(guest.call("faccessat2", HERE, "/data", 1, 0), 0);
  fails(guest.call("faccessat2", HERE, "/data", 4, 0), "EACCES");
  assert.is(guest.call("chdir", "here/sub"), 0);
  assert.is(guest.getcwd(), "/data/here/sub");
  assert.is(guest.call("chdir", "../../.."), 0);
  assert.is(guest.getcwd(), "/");
});

test("nothing leads out: dots, links, magic links", () => {
  const { root, inside } = place();
  symlinkSync("../secret", join(inside, "relative"));
  symlinkSync(join(root, "secret"), join(inside, "absolute"));
  symlinkSync("..", join(inside, "up"));
  symlinkSync("/", join(inside, "rootlink"));
  symlinkSync("/proc/self/root", join(inside, "magic"));
  symlinkSync("../new", join(inside, "dangling"));
  const guest = new Caller({ dir: inside }, inside);
  const ways = [
    ...["../secret", "sub/../../secret", "relative", "absolute", "up/secret", `rootlink${root}/secret`],
    ...[`magic${root}/secret`, `/proc/self/root${root}/secret`, `/proc/self/cwd/../secret`, `${root}/secret`],
    ...[`${inside}/../secret`, `/proc/${process.pid}/root${root}/secret`, "/dev/fd/../../etc/passwd"],
  ];
  for (const way of ways) {
    for (const flags of [readOnly, pathOnly, readWrite]) assert.is(guest.read(way, flags), "EACCES", way);
    fails(guest.type(way), "EACCES");
    fails(guest.call("truncate", way, 0n), "EACCES");
    fails(guest.call("fchmodat", HERE, way, 0o777, 0), "EACCES");
    fails(guest.call("linkat", HERE, way, HERE, "linked", AtFlags.symlinkFollow), "EACCES");
  }
  for (const way of ["up", "rootlink", "..", "/", "up/..", root])
    fails(guest.open(way, readOnly | directory), "EACCES");
  for (const way of ["../new", "up/new", "dangling", `rootlink${root}/new`, `${root}/new`]) {
    fails(guest.open(way, writeOnly | create), "EACCES");
    if (way !== "dangling") {
      fails(guest.call("mkdirat", HERE, way, 0o777), "EACCES");
      fails(guest.call("symlinkat", "x", HERE, way), "EACCES");
      fails(guest.call("renameat2", HERE, "file", HERE, way, 0), "EACCES");
      fails(guest.call("linkat", HERE, "file", HERE, way, 0), "EACCES");
      fails(guest.call("mknodat", HERE, way, 0o010666, 0n), "EACCES");
    }
  }
  fails(guest.call("unlinkat", HERE, "../secret", 0), "EACCES");
  assert.is(guest.call("linkat", HERE, "relative", HERE, "copy", 0), 0, "a link itself may be linked");
  assert.is(guest.readlink("absolute"), join(root, "secret"));
  assert.is(readFileSync(join(root, "secret"), "utf8"), "secret");
  assert.not(existsSync(join(root, "new")));
});

test("links within and between preopens", () => {
  const { root, inside } = place();
  mkdirSync(join(root, "other"));
  writeFileSync(join(root, "other", "file"), "other");
  symlinkSync("sub/file", join(inside, "near"));
  symlinkSync(join(inside, "file"), join(inside, "far"));
  symlinkSync(`${root}/other/file`, join(inside, "across"));
  symlinkSync("../other", join(inside, "aside"));
  symlinkSync("loop", join(inside, "loop"));
  symlinkSync("nowhere", join(inside, "dangling"));
  symlinkSync("/dev/null", join(inside, "null"));
  const guest = new Caller({ dir: [inside, join(root, "other")] }, inside);
  assert.is(guest.read("near"), "sub file");
  assert.is(guest.read("far"), "file");
  assert.is(guest.read("across"), "other");
  assert.is(guest.read("aside/file"), "other");
  assert.is(guest.read("aside/../in/file"), "file", "the parent of both is not preopened, but leads to both");
  fails(guest.open("aside/..", readOnly | directory), "EACCES");
  assert.is(guest.type("null"), 0o020000);
  fails(guest.open("loop"), "ELOOP");
  fails(guest.open("near", readOnly | noFollow), "ELOOP");
  fails(guest.open("far", readOnly | noFollow), "ELOOP");
  fails(guest.open("dangling"), "ENOENT");
  fails(guest.open("dangling", writeOnly | create | exclusive), "EEXIST");
  assert.is(guest.type("far", AtFlags.symlinkNoFollow), 0o120000);
  assert.ok(guest.open("dangling", writeOnly | create) > 0);
  assert.ok(existsSync(join(inside, "nowhere")));
  const fd = guest.open("aside", readOnly | directory);
  assert.is(guest.read("file", readOnly, fd), "other");
  assert.is(guest.read("../in/file", readOnly, fd), "file", "from a directory descriptor, too");
  assert.is(guest.call("fchdir", fd), 0);
  assert.is(guest.getcwd(), join(root, "other"));
});

test("the root as a preopen is a root: absolute links and dots stay within", () => {
  const { root, inside } = place();
  symlinkSync("/sub/file", join(inside, "absolute"));
  symlinkSync("../../../secret", join(inside, "up"));
  const guest = new Caller({ dir: `${inside}::/` });
  assert.is(guest.read("/file"), "file");
  assert.is(guest.read("/../file"), "file");
  assert.is(guest.read("absolute"), "sub file");
  assert.is(guest.read("up"), "ENOENT");
  assert.is(guest.read("../../secret"), "ENOENT");
  assert.is(guest.call("chdir", "/sub/deep"), 0);
  assert.is(guest.getcwd(), "/sub/deep");
  assert.is(guest.read("../../absolute"), "sub file");
  fails(guest.open(join(root, "secret")), "ENOENT");
  assert.ok(guest.open("/") > 0, "and can be listed");
});

test("a working directory that moves or goes away", () => {
  const { inside } = place();
  const guest = new Caller({ dir: inside }, `${inside}/sub/deep`);
  renameSync(join(inside, "sub"), join(inside, "moved"));
  assert.is(guest.getcwd(), `${inside}/moved/deep`);
  assert.is(guest.read("../file"), "sub file");
  rmSync(join(inside, "moved", "deep"), { recursive: true });
  assert.is(guest.getcwd(), "ENOENT");
  fails(guest.open("x", writeOnly | create), "ENOENT");
  assert.is(guest.read("../file"), "sub file", "its parent still is");
  assert.is(guest.call("chdir", ".."), 0);
  assert.is(guest.getcwd(), `${inside}/moved`);
  mkdirSync(join(inside, "not (deleted)"));
  assert.is(guest.call("chdir", "../not (deleted)"), 0);
  assert.is(guest.getcwd(), `${inside}/not (deleted)`);
  assert.is(guest.read("../file"), "file");
});

test("a working directory that was moved out of the preopen", () => {
  const { root, inside } = place();
  const guest = new Caller({ dir: inside }, `${inside}/sub`);
  renameSync(join(inside, "sub"), join(root, "moved"));
  assert.is(guest.read("file"), "sub file", "it is still open");
  fails(guest.open("../secret"), "EACCES");
  assert.is(guest.getcwd(), "ENOENT");
});

test("read-only preopens", () => {
  const { root, inside } = place();
  mkdirSync(join(root, "out"));
  const guest = new Caller({ dir: [`${inside}:ro`, join(root, "out")] }, inside);
  assert.is(guest.read("file"), "file");
  assert.is(guest.read("file", readOnly | create), "file", "O_CREAT of what is there");
  for (const flags of [writeOnly, readWrite, readOnly | truncate, writeOnly | create]) {
    fails(guest.open("file", flags), "EROFS");
  }
  fails(guest.open("new", writeOnly | create), "EROFS");
  fails(guest.open("new", writeOnly), "ENOENT");
  fails(guest.open("sub", writeOnly), "EISDIR");
  fails(guest.open(".", writeOnly | OpenFlags.temporaryFile), "EROFS");
  fails(guest.open("file", writeOnly | create | exclusive), "EEXIST");
  fails(guest.call("mkdirat", HERE, "new", 0o777), "EROFS");
  fails(guest.call("mkdirat", HERE, "sub", 0o777), "EEXIST");
  fails(guest.call("unlinkat", HERE, "file", 0), "EROFS");
  fails(guest.call("renameat2", HERE, "file", HERE, "name", 0), "EROFS");
  fails(guest.call("symlinkat", "x", HERE, "new"), "EROFS");
  fails(guest.call("mknodat", HERE, "new", 0o010666, 0n), "EROFS");
  fails(guest.call("linkat", HERE, "file", HERE, "new", 0), "EROFS");
  fails(guest.call("fchmodat", HERE, "file", 0o777, 0), "EROFS");
  fails(guest.call("fchownat", HERE, "file", 0, 0, 0), "EROFS");
  fails(guest.call("utimensat", HERE, "file", 0, 0), "EROFS");
  fails(guest.call("truncate", "file", 0n), "EROFS");
  fails(guest.call("faccessat2", HERE, "file", 2, 0), "EROFS");
  // Nothing is carried from one to the other, where it could be changed.
  fails(guest.call("linkat", HERE, "file", HERE, `${root}/out/file`, 0), "EXDEV");
  fails(guest.call("linkat", HERE, "file", HERE, `${root}/out/file`, AtFlags.symlinkFollow), "EXDEV");
  fails(guest.call("renameat2", HERE, "file", HERE, `${root}/out/file`, 0), "EXDEV");
  const fd = guest.open("file");
  fails(guest.call("fchmod", fd, 0o777), "EROFS");
  fails(guest.call("fchown", fd, 0, 0), "EROFS");
  // As on Linux: it was never opened for writing.
  fails(guest.call("ftruncate", fd, 0n), "EINVAL");
  fails(guest.call("fallocate", fd, 0, 0n, 1n), "EBADF");
  fails(guest.call("fchmodat", fd, "", 0o777, AtFlags.emptyPath), "EROFS");
  fails(guest.call("utimensat", fd, "", 0, 0), "EROFS");
  fails(guest.call("linkat", fd, "", HERE, `${root}/out/file`, AtFlags.emptyPath), "EXDEV");
  const copy = guest.call("dup", fd);
  fails(guest.call("fchmod", copy, 0o777), "EROFS");
  fails(guest.open(`/dev/fd/${fd}`, writeOnly), "EACCES");
  fails(guest.open(`/proc/self/fd/${fd}`, readWrite), "EACCES");
  const dirfd = guest.open("sub", readOnly | directory);
  fails(guest.open("file", writeOnly, dirfd), "EROFS");
  assert.is(readFileSync(join(inside, "file"), "utf8"), "file");
});

test("a read-only preopen within a writable one, and the other way round", () => {
  const { inside } = place();
  for (const [outer, inner] of [
    ["", ":ro"],
    [":ro", ""],
  ]) {
    const guest = new Caller({ dir: [`${inside}${outer}`, `${inside}/sub${inner}`] }, inside);
    const writable = (name: string, is: boolean): void => {
      const fd = guest.open(name, readWrite);
      if (is) assert.ok(fd > 0, `${name}: ${errnoName(fd)}`);
      else fails(fd, "EROFS");
    };
    writable("file", outer === "");
    symlinkSync("sub", join(inside, "alias"));
    for (const way of ["sub/file", "./sub/file", "sub/deep/../file", `${inside}/sub/file`, "alias/file"]) {
      writable(way, inner === "");
    }
    const fd = guest.open(".", readOnly | directory);
    if (inner === "") assert.ok(guest.open("sub/file", writeOnly, fd) > 0);
    else fails(guest.open("sub/file", writeOnly, fd), "EROFS");
    assert.is(guest.call("chdir", "sub"), 0);
    writable("file", inner === "");
    writable("../file", outer === "");
    fails(guest.call("renameat2", HERE, "../sub", HERE, "../renamed", 0), "EBUSY");
    fails(guest.call("unlinkat", HERE, "../sub", AtFlags.removeDirectory), "EBUSY");
    rmSync(join(inside, "alias"));
  }
});

test("--deny-dir takes a part of a preopen back", () => {
  const { inside } = place();
  symlinkSync("sub", join(inside, "alias"));
  linkSync(join(inside, "sub", "file"), join(inside, "hard"));
  const guest = new Caller({ dir: inside, "deny-dir": [`${inside}/sub`, `${inside}/none`, `${inside}/file`] }, inside);
  for (const way of ["sub", "sub/file", "alias/file", "sub/deep", "./sub/../sub/file", "none", "file"]) {
    fails(guest.open(way), "EACCES");
  }
  fails(guest.open("none", writeOnly | create), "EACCES");
  fails(guest.call("renameat2", HERE, "sub", HERE, "renamed", 0), "EACCES");
  fails(guest.call("linkat", HERE, "file", HERE, "copy", 0), "EACCES");
  assert.is(guest.read("hard"), "sub file", "a file with a name of its own elsewhere is that other name's");
  assert.is(guest.read("sub/../hard"), "EACCES");
});

test("plain preview1 modules may not lead a path from one preopen into another, nor into what is denied", () => {
  const { inside } = place();
  symlinkSync("sub/file", join(inside, "alias"));
  writeFileSync(join(inside, "denied"), "denied");
  const dir = [inside, `${inside}/sub:ro`];
  const caller = new Caller({ dir, "deny-dir": [`${inside}/denied`] });
  const plain = { abi: undefined, isthmus: [], preview1: ["path_open", "path_rename"], unknown: [], command: true };
  const { path_open: open, path_rename: rename } = caller.host.imports(plain).wasi_snapshot_preview1 as Record<
    string,
    (...parameters: (number | bigint)[]) => number
  >;
  const memory = caller.bytes;
  const at = (name: string, offset = 0): [number, number] => [offset, memory.write(name, offset, "latin1")];
  const opened = (fd: number, name: string, oflags: number, rights: bigint): number =>
    open?.(fd, 1, ...at(name), oflags, rights, 0n, 0, 4096) ?? -1;
  const [READ, WRITE, CREATE, TRUNCATE] = [2n, 64n, 1, 8];
  const [EACCES, EROFS, EBUSY] = [2, 69, 10];
  assert.is(opened(3, "file", 0, READ), 0);
  assert.is(opened(3, "file", TRUNCATE, WRITE), 0);
  assert.is(opened(3, "new", CREATE, WRITE), 0);
  assert.is(opened(4, "file", 0, READ), 0);
  assert.is(opened(4, "file", 0, WRITE), EROFS);
  for (const name of ["sub/file", "alias", "sub", "denied", "sub/new"]) {
    if (name !== "sub/new") assert.is(opened(3, name, 0, READ), EACCES, name);
    assert.is(opened(3, name, CREATE | TRUNCATE, WRITE), EACCES, name);
  }
  assert.is(rename?.(3, ...at("sub"), 3, ...at("moved", 100)), EBUSY);
  assert.is(rename?.(3, ...at("denied"), 3, ...at("moved", 100)), EBUSY);
  assert.is(readFileSync(join(inside, "sub", "file"), "utf8"), "sub file");
  assert.is(readFileSync(join(inside, "denied"), "utf8"), "denied");
});

test("descriptors by name", () => {
  const { inside } = place();
  const guest = new Caller({ dir: inside }, inside);
  const fd = guest.open("file");
  for (const name of [`/dev/fd/${fd}`, `/proc/self/fd/${fd}`, `/proc/thread-self/fd/${fd}`]) {
    assert.is(guest.type(name), 0o100000, name);
    const copy = guest.open(name);
    assert.is(statSync(`/proc/self/fd/${guest.host.guest.kernelFd(copy)}`).ino, statSync(join(inside, "file")).ino);
    fails(guest.open(name, writeOnly), "EACCES");
  }
  assert.is(guest.readlink(`/proc/self/fd/${fd}`), `${inside}/file`);
  fails(guest.open("/dev/fd/77"), "ENOENT");
  assert.ok(guest.open("/dev/stdout", writeOnly) > 0 || guest.open("/dev/stdout") > 0);
  fails(guest.open("/proc/self/exe"), "ENOENT");
  fails(guest.open("/proc/self/mem"), "EACCES");
});

test("/proc keeps its processes' insides, also when it is preopened", () => {
  const guest = new Caller({ dir: ["/proc", "/dev"] });
  assert.ok(guest.read("/proc/uptime").length > 3);
  assert.ok(guest.read("/proc/self/stat").startsWith(String(process.pid)));
  assert.ok(guest.open("/proc") > 0);
  for (const name of ["mem", "environ", "maps", "fd", "cwd/x", "root/etc/passwd", "task/self/mem"]) {
    const result = guest.open(`/proc/self/${name}`);
    assert.ok(result === -Errno.EACCES || result === -Errno.ENOENT, `${name}: ${result}`);
  }
  fails(guest.open("/proc/self/comm", writeOnly), "EACCES");
  fails(guest.open("/proc/self/mem", readWrite), "EACCES");
  assert.ok(guest.open("/dev/null") > 0);
  if (existsSync("/dev/mem")) fails(guest.open("/dev/mem"), "EACCES");
});

test("names that are no text, and trailing slashes", () => {
  const { inside } = place();
  const guest = new Caller({ dir: inside }, inside);
  const name = "\xff\xfe\x01 name";
  assert.ok(guest.open(name, writeOnly | create) > 0);
  assert.ok(existsSync(Buffer.from(`${inside}/${name}`, "latin1")));
  fails(guest.open("a\0b"), "EINVAL");
  assert.is(guest.call("mkdirat", HERE, "made/", 0o777), 0);
  fails(guest.call("unlinkat", HERE, "file/", 0), "ENOTDIR");
  fails(guest.call("unlinkat", HERE, "made/", 0), "EISDIR");
  assert.is(guest.call("unlinkat", HERE, "made/", AtFlags.removeDirectory), 0);
  fails(guest.call("unlinkat", HERE, ".", AtFlags.removeDirectory), "EINVAL");
  fails(guest.call("unlinkat", HERE, "sub/..", AtFlags.removeDirectory), "ENOTEMPTY");
  fails(guest.call("symlinkat", "", HERE, "x"), "ENOENT");
  fails(guest.call("mknodat", HERE, "device", 0o020666, 0x103n), "EPERM");
  fails(guest.call("mknodat", HERE, "strange", 0o130666, 0n), "EINVAL");
});

test("no race leads out: links that change while they are followed", async () => {
  const { root, inside } = place();
  mkdirSync(join(inside, "target"));
  writeFileSync(join(inside, "target", "secret"), "harmless");
  mkdirSync(join(inside, "a", "b"), { recursive: true });
  // One process swaps a directory for a link outwards, and moves a directory under "..", as fast as it can.
  const script = `
    const fs = require("fs"), [inside, root] = process.argv.slice(1);
    for (let n = 0; ; n++) {
      try { fs.symlinkSync(n % 2 ? root : "target", inside + "/next"); fs.renameSync(inside + "/next", inside + "/flip"); } catch {}
      try { fs.renameSync(inside + "/a/b", root + "/b"); fs.renameSync(root + "/b", inside + "/a/b"); } catch {}
    }`;
  const other = spawn(process.execPath, ["-e", script, inside, root], { stdio: "inherit" });
  const ended = new Promise((resolve) => other.on("exit", resolve));
  const guest = new Caller({ dir: inside }, inside);
  const seen = new Map<string, number>();
  const bothSeen = (): boolean => seen.has("harmless") && seen.has("EACCES");
  try {
    for (const begin = Date.now(); Date.now() < begin + 1200 || (!bothSeen() && Date.now() < begin + 60_000); ) {
      for (const name of ["flip/secret", "a/b/../../secret", "a/b/../../../secret", "flip/../secret"]) {
        const text = guest.read(name);
        assert.is.not(text, "secret", name);
        seen.set(text, (seen.get(text) ?? 0) + 1);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    other.kill("SIGKILL");
    await ended;
  }
  assert.ok(bothSeen(), JSON.stringify([...seen]));
});

test.run();

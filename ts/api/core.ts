// The C core of the calling thread: core.wasm, instantiated on first use, over the host shim in embedded mode.
// What pipes and FIFOs need of it, and the ways of its buffer, memory and descriptors; other mechanisms call its exports. Nothing here waits.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bridge, NativeGuest, Readiness, Watch } from "../bridge/bridge.js";
import { loadBridge } from "../bridge/load.js";
import { Errno } from "../host/errno.js";
import { Host } from "../host/host.js";
import { moduleNeeds } from "../host/loader.js";
import { makePolicy } from "../host/policy.js";
import { wasmDirectory } from "../paths.js";
import type { CoreExports } from "./core-exports.js";
import { check, IpcError } from "./error.js";

/** Kernel values of open(2). */
const O_ACCMODE = 3;
const O_RDONLY = 0;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const O_KEPT = 0o2000 | 0o40000; // O_APPEND, and O_DIRECT of x86-64
const F_GETFL = 3;
const F_SETFL = 4;
const AT_FDCWD = -100;

const byteString = (text: string): string => Buffer.from(text).toString("latin1");

/** One thread's core. "number" is a descriptor of its table, "kfd" a kernel descriptor. */
export class Core {
  readonly bridge: Bridge;
  readonly guest: NativeGuest;
  readonly exports: CoreExports;
  /** Where its buffer lies. */
  readonly buffer: number;
  readonly bufferSize: number;
  #bytes: Uint8Array;
  #numbers: DataView | undefined;
  #words: Uint32Array | undefined;
  #memory: Buffer | undefined;

  constructor() {
    this.bridge = loadBridge();
    const module = new WebAssembly.Module(readFileSync(join(wasmDirectory, "core.wasm")));
    const policy = makePolicy({ "allow-all": true, "max-fds": 65536 }, { cwd: "/", env: {} });
    const host = new Host(this.bridge, { policy, args: [], embedded: true, stdio: false });
    const instance = new WebAssembly.Instance(module, host.imports(moduleNeeds(module)));
    host.attach(instance);
    this.guest = host.guest;
    // The table's descriptors are closed when this thread ends; let that of "/" be one of them.
    for (const { guest } of policy.preopens) this.adopt(host.namespace.mounts.at(guest)?.kfd ?? -1);
    this.exports = instance.exports as unknown as CoreExports;
    this.exports._initialize();
    this.buffer = this.exports.core_buffer();
    this.bufferSize = this.exports.core_buffer_size();
    this.#bytes = this.#view();
  }

  read(number: number, length: number): number {
    return this.exports.core_read(number, Math.min(length, this.bufferSize));
  }

  /** The buffer, to be used before the core is called again. */
  get bytes(): Uint8Array {
    return this.#view();
  }

  /** The same, for numbers. */
  get numbers(): DataView {
    const { buffer } = this.exports.memory;
    if (this.#numbers?.buffer !== buffer) this.#numbers = new DataView(buffer, this.buffer, this.bufferSize);
    return this.#numbers;
  }

  /** The same, as words of 32 bits. */
  get words(): Uint32Array {
    const { buffer } = this.exports.memory;
    if (this.#words?.buffer !== buffer) this.#words = new Uint32Array(buffer, this.buffer, this.bufferSize >> 2);
    return this.#words;
  }

  /** All of the core's memory, to be used before the core is called again. */
  get memory(): Buffer {
    const { buffer } = this.exports.memory;
    if (this.#memory?.buffer !== buffer) this.#memory = Buffer.from(buffer);
    return this.#memory;
  }

  /** The bytes that the last call left in the buffer. */
  copyOut(count: number): Buffer {
    return Buffer.from(this.#view().subarray(0, count));
  }

  copyInto(target: Uint8Array, count: number): void {
    target.set(this.#view().subarray(0, count));
  }

  /** Writes as much of the bytes as fits the buffer and the descriptor takes. */
  write(number: number, bytes: Uint8Array): number {
    const part = bytes.length > this.bufferSize ? bytes.subarray(0, this.bufferSize) : bytes;
    this.#view().set(part);
    return this.exports.core_write(number, part.length);
  }

  close(number: number): void {
    this.exports.core_close(number);
  }

  /** poll(2): blocks for the given milliseconds, or until something comes when they are negative. */
  wait(number: number, events: number, timeout: number): number {
    return this.exports.core_wait(number, events, timeout);
  }

  available(number: number): number {
    return this.exports.core_available(number);
  }

  pipe(nonblocking: boolean, packets: boolean): [number, number] {
    check(this.exports.core_pipe(Number(nonblocking), Number(packets)), "pipe2");
    const ends = this.numbers;
    return [ends.getInt32(0, true), ends.getInt32(4, true)];
  }

  capacity(number: number): number {
    return this.exports.core_capacity(number);
  }

  setCapacity(number: number, bytes: number): number {
    return this.exports.core_set_capacity(number, bytes);
  }

  setNonblocking(number: number, on: boolean): number {
    return this.exports.core_set_nonblocking(number, Number(on));
  }

  duplicate(number: number): number {
    return check(this.exports.core_duplicate(number), "dup");
  }

  mkfifo(path: string, mode: number): void {
    this.passName(path, "mkfifo");
    check(this.exports.core_mkfifo(mode), "mkfifo", path);
  }

  openFifo(path: string, access: number): number {
    this.passName(path, "open");
    return check(this.exports.core_open_fifo(access), "open", path);
  }

  unlink(path: string): void {
    this.passName(path, "unlink");
    check(this.exports.core_unlink(), "unlink", path);
  }

  /** The kernel's descriptor behind a number. */
  kernelFd(number: number): number {
    return this.guest.kernelFd(number);
  }

  /** Takes a kernel descriptor into the table, which owns it from then on. */
  adopt(kfd: number): number {
    const number = this.guest.install(kfd, 0);
    if (number < 0) this.bridge.calls.close(kfd);
    return check(number, "open");
  }

  watch(number: number, events: number, callback: () => void): Watch {
    return this.bridge.watch(this.kernelFd(number), events, callback);
  }

  readiness(number: number, events: number): Readiness | number {
    return this.bridge.readiness(this.kernelFd(number), events);
  }

  /** open(2), blocking on a thread of the bridge's own; calls back with a kernel descriptor or minus an errno. */
  openBlocking(path: string, flags: number, callback: (result: number) => void): Watch {
    return this.bridge.openBlocking(byteString(path), flags | O_CLOEXEC, 0, callback);
  }

  /**
   * A blocking kernel descriptor of the same pipe or FIFO: a new open file description, since O_NONBLOCK belongs to that and
   * would show in both. The caller closes it.
   */
  reopenBlocking(number: number): number {
    const { calls } = this.bridge;
    const kfd = this.kernelFd(number);
    const flags = check(calls.fcntl(kfd, F_GETFL, 0), "fcntl");
    const path = `/proc/self/fd/${kfd}`;
    const open = (access: number): number =>
      calls.openat2(AT_FDCWD, path, access | O_NONBLOCK | O_CLOEXEC | (flags & O_KEPT), 0, 0);
    let copy = open(flags & O_ACCMODE);
    if (copy === -Errno.ENXIO) {
      // A FIFO without readers can't be opened to write without waiting; with a reader of our own for a moment it can.
      const reader = open(O_RDWR);
      copy = reader < 0 ? reader : open(O_WRONLY);
      if (reader >= 0) calls.close(reader);
    }
    check(copy, "open", path);
    calls.fcntl(copy, F_SETFL, flags & O_KEPT);
    return copy;
  }

  /** Memory may have moved since: a core that allocates lets it grow. */
  #view(): Uint8Array {
    const { buffer } = this.exports.memory;
    if (this.#bytes?.buffer !== buffer) this.#bytes = new Uint8Array(buffer, this.buffer, this.bufferSize);
    return this.#bytes;
  }

  /** Puts a path or name into the buffer, ended by NUL. */
  passName(path: string, syscall: string): void {
    const bytes = Buffer.from(path);
    if (bytes.length >= 4096) throw new IpcError(Errno.ENAMETOOLONG, syscall, path);
    const view = this.#view();
    view.set(bytes);
    view[bytes.length] = 0;
  }
}

let current: Core | undefined;

/** This thread's core. */
export function core(): Core {
  current ??= new Core();
  return current;
}

/** Flags of open(2) for a way of opening a FIFO. */
export const accessFlags = { r: O_RDONLY, w: O_WRONLY, "r+": O_RDWR } as const;

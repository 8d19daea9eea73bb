// The typed face of the native bridge; load.ts loads it. Nothing here decides anything: policy is ts/host's.
// Results are zero or more, or minus a Linux errno, unless said otherwise. "kfd" is a kernel descriptor, "fd" a guest's.
// Paths and names cross as byte strings: one JavaScript character (0 to 255, Latin-1) for each byte, so none is lost.

/** A function as wasm imports it. */
// biome-ignore lint/suspicious/noExplicitAny: replaced below by a precise type where it is called from TypeScript
export type ImportFunction = (...parameters: any[]) => any;

/** What a guest descriptor carries besides the kernel's own. Bits of `flags` in the guest's table. */
export const FdFlags = {
  /** Closed by exec, as FD_CLOEXEC says (the kernel's descriptor always is, so that nothing leaks by accident). */
  cloexec: 1,
  /** Came from a read-only preopen: what changes the file is refused with EROFS. */
  readOnly: 2,
  /** The host shim's own notes about the descriptor still hold: gone when it is closed, not copied by dup, moved by renumber. */
  noted: 0x100,
} as const;

/** Kinds of System V objects. */
export const IpcKind = { message: 0, semaphore: 1, memory: 2 } as const;

/** One guest: its memory, its descriptor table, its import functions. */
export interface NativeGuest {
  /** Tells the bridge the guest's memory: the module's exported `memory.buffer`. Called after instantiation, and again after exec. */
  attach(memory: ArrayBuffer): void;
  /** The import function for a call of lane `forward` or `bridge`, for wasm only: fast where that can be had. */
  bind(name: string): ImportFunction;
  /** The same for calls from TypeScript, never fast: V8 11 dies when it optimises JavaScript that calls a fast one with 64-bit values. */
  call(name: string): ImportFunction;

  /** A copy of guest memory, or -EFAULT. Never touches memory from JavaScript, so mapped and protected pages are safe. */
  read(pointer: number, length: number): Uint8Array | number;
  /** Copies into guest memory: 0 or -EFAULT. */
  write(pointer: number, bytes: Uint8Array): number;
  /** A byte string of guest memory, or -EFAULT. */
  readString(pointer: number, length: number): string | number;
  /** Little-endian stores; 0 or -EFAULT. */
  writeU32(pointer: number, value: number): number;
  writeU64(pointer: number, value: bigint): number;
  /** Makes whole pages inaccessible: 0, or minus an errno. A load there traps, a call on a buffer there gets EFAULT. */
  protect(pointer: number, length: number): number;

  /** Puts a kernel descriptor into the table at the lowest free number from `minimum` on; it then owns it. -EMFILE when full. */
  install(kfd: number, flags: number, minimum?: number): number;
  /** Puts a kernel descriptor at exactly `fd`, closing what is there. */
  installAt(fd: number, kfd: number, flags: number): number;
  /** The kernel's descriptor, or -EBADF. */
  kernelFd(fd: number): number;
  /** FdFlags, or -EBADF. */
  fdFlags(fd: number): number;
  setFdFlags(fd: number, flags: number): number;
  /** Moves an open descriptor to another number, closing what is there (preview1's fd_renumber). */
  renumber(from: number, to: number): number;
  /** Numbers of all open guest descriptors, ascending. */
  openFds(): number[];
  /** How the guest calls directories: pairs of the host's name and the guest's. Paths of sockets are told it so. */
  setPlaces(names: readonly string[]): void;
  /** How far into the network: 0 nowhere, 1 as a list says, 2 everywhere. */
  setReach(reach: number): void;
  /** Families of netlink, as bits, that it uses with the user's privileges. */
  setNetlinkRights(families: number): void;
  /** Takes note of an address (a kernel struct sockaddr) that sendto may send to without asking again. */
  approve(address: Uint8Array): void;
  /** Closes the descriptors marked close-on-exec; exec of a wasm module does this. */
  closeOnExec(): void;
  /** Closes every descriptor of the guest and forgets its memory. */
  close(): void;
}

/** System calls on kernel descriptors, for the host shim. */
export interface NativeCalls {
  openat2(dirkfd: number, path: string, flags: number, mode: number, resolve: number): number;
  close(kfd: number): number;
  dup(kfd: number): number;
  /** Makes `target`, one of 0 to 2, a copy of a descriptor: how a zygote's child gets its standard ones. */
  dup2(kfd: number, target: number): number;
  /** Into a 256-byte buffer of the host's. */
  statx(dirkfd: number, path: string, flags: number, mask: number, into: Uint8Array): number;
  statfs(kfd: number, into: Uint8Array): number;
  faccessat2(dirkfd: number, path: string, mode: number, flags: number): number;
  /** With an empty path: the descriptor, also an O_PATH one. */
  fchmodat(dirkfd: number, path: string, mode: number, flags: number): number;
  fchownat(dirkfd: number, path: string, owner: number, group: number, flags: number): number;
  linkat(olddirkfd: number, oldpath: string, newdirkfd: number, newpath: string, flags: number): number;
  symlinkat(target: string, dirkfd: number, path: string): number;
  readlinkat(dirkfd: number, path: string): string | number;
  unlinkat(dirkfd: number, path: string, flags: number): number;
  renameat2(olddirkfd: number, oldpath: string, newdirkfd: number, newpath: string, flags: number): number;
  mkdirat(dirkfd: number, path: string, mode: number): number;
  mknodat(dirkfd: number, path: string, mode: number, device: bigint): number;
  /** `times` is two kernel timespecs (32 bytes), or null for now. */
  utimensat(dirkfd: number, path: string, times: Uint8Array | null, flags: number): number;
  ftruncate(kfd: number, length: bigint): number;
  fallocate(kfd: number, mode: number, offset: bigint, length: bigint): number;
  fadvise(kfd: number, offset: bigint, length: bigint, advice: number): number;
  fsync(kfd: number): number;
  fdatasync(kfd: number): number;
  getdents64(kfd: number, into: Uint8Array): number;
  lseek(kfd: number, offset: bigint, whence: number): bigint;
  /** F_GETFL, F_SETFL and their like. */
  fcntl(kfd: number, command: number, argument: number): number;
  read(kfd: number, into: Uint8Array, length?: number): number;
  write(kfd: number, from: Uint8Array): number;
  pipe2(into: Int32Array, flags: number): number;
  shutdown(kfd: number, how: number): number;
  /** recvmsg(2) of a guest descriptor into an iovec array of guest memory, with MSG_ flags. */
  recv(guest: NativeGuest, fd: number, iov: number, count: number, flags: number): number;
  /** accept4; a kernel descriptor. */
  accept(kfd: number, flags: number): number;
  /** A kernel descriptor. */
  socket(domain: number, type: number, protocol: number): number;
  /** The same with no capabilities: as a user without privileges. */
  socketWithoutRights(domain: number, type: number, protocol: number): number;
  bindWithoutRights(kfd: number, address: Uint8Array): number;
  /** An address is a kernel struct sockaddr. */
  bind(kfd: number, address: Uint8Array): number;
  /**
   * Binds to a path, which may make a name beneath the directory `parentkfd` only: the kernel sees to that, whatever the path says. One that is not
   * absolute begins at `cwdkfd`. -ENOSYS where the kernel can't (before Linux 5.13, or without Landlock).
   */
  bindBeneath(kfd: number, path: string, parentkfd: number, cwdkfd: number): number;
  connect(kfd: number, address: Uint8Array): number;
  listen(kfd: number, backlog: number): number;
  /** A socket's option of SOL_SOCKET that is a number; or minus an errno. */
  socketOption(kfd: number, name: number): number;
  /** setsockopt(2), without the privileges of the user. */
  setsockoptWithoutRights(kfd: number, level: number, name: number, value: Uint8Array): number;
  /** A socket's own address, a kernel struct sockaddr; or minus an errno. */
  socketAddress(kfd: number): Uint8Array | number;
  /** A name's addresses by the host's resolver, of 16 bytes each, those of IPv4 as IPv6 has them. Blocks. */
  lookup(name: string): Uint8Array;
  /**
   * getaddrinfo(3), by the host's resolver; blocks. The request has five i32: which of host (1), service (2) and hints (4) are given, and the hints. The
   * answer has two i32, the function's result and the errno of EAI_SYSTEM, and what core-c/posix/netdb-entries.h says; minus an errno for texts with a NUL.
   */
  getaddrinfo(request: Uint8Array, host: string, service: string): Uint8Array | number;
  /** getnameinfo(3) of a kernel struct sockaddr; blocks. The answer begins in the same way, then come host and service, each ended by a NUL. */
  getnameinfo(address: Uint8Array, flags: number): Uint8Array;
  /** Entries of a database; may block. The answer begins with h_errno and an errno. */
  netdb(database: number, number: number, key: Uint8Array, protocol: string): Uint8Array | number;
  /** getifaddrs(3). The answer begins with 0 and an errno. */
  interfaces(): Uint8Array;
  /** A kernel descriptor of a new inotify instance, with O_NONBLOCK as a flag. */
  inotify_init1(flags: number): number;
  inotify_add_watch(kfd: number, path: string, mask: number): number;
  /** sendto(2) from guest memory. */
  sendto(guest: NativeGuest, fd: number, pointer: number, length: number, flags: number, address: Uint8Array): number;
  /** sendmsg(2) of a guest's struct msghdr, of which `message` is a copy; its address is the one given, which may be null. */
  sendmsg(guest: NativeGuest, fd: number, message: Uint8Array, flags: number, address: Uint8Array | null): number;
  /**
   * recvmsg(2) into a guest's struct msghdr. Descriptors that came along are in the table, marked readOnly; `received` gets how many
   * there are, and their numbers (room for 257).
   */
  recvmsg(guest: NativeGuest, fd: number, pointer: number, flags: number, received: Int32Array): number;
  /** `fds` holds kernel struct pollfd entries (8 bytes each); timeout in nanoseconds, negative for ever. */
  poll(fds: Uint8Array, timeout: bigint): number;
  /** Nanoseconds, or minus an errno. */
  clock_gettime(clock: number): bigint;
  clock_getres(clock: number): bigint;
  /** Sleeps, absolutely when `flags` is TIMER_ABSTIME (1); 0 or minus an errno. */
  clock_nanosleep(clock: number, flags: number, nanoseconds: bigint): number;
  /** Fills guest memory with random bytes: 0, or minus an errno. */
  getrandom(guest: NativeGuest, pointer: number, length: number): number;
  sched_yield(): number;
  /** System V objects, within the guest's namespace: an id. */
  shmget(guest: NativeGuest, key: number, size: bigint, flags: number): number;
  semget(guest: NativeGuest, key: number, count: number, flags: number): number;
  msgget(guest: NativeGuest, key: number, flags: number): number;
  /** A POSIX queue by its name without the slash; `attributes` is a struct mq_attr (64 bytes) or null. A kernel descriptor. */
  mq_open(guest: NativeGuest, name: string, flags: number, mode: number, attributes: Uint8Array | null): number;
  mq_unlink(guest: NativeGuest, name: string): number;
  /** A queue's struct mq_attr into a 64-byte buffer. */
  mq_getattr(kfd: number, into: Uint8Array): number;
  /** IPC_STAT of an object of the kernel's namespace, by IpcKind, into a buffer of 120 bytes: 0, or minus an errno. */
  ipcStatus(kind: number, id: number, into: Uint8Array): number;
  kill(pid: number, signal: number): number;
  getpid(): number;

  // pidfd_calls.cc, for the API

  /** Sends a signal with a value, of which a receiver may see all 64 bits or the lower 32. */
  sigqueue(pid: number, signal: number, value: bigint): number;
  /** A kernel descriptor of a process. */
  pidfd_open(pid: number): number;
  /** With `queued` 1: as sigqueue does, with the value. */
  pidfd_send_signal(kfd: number, signal: number, queued: 0 | 1, value: bigint): number;
  /**
   * The status, as wait(2) gives it, of a process that has ended, which stays to be waited for. -EAGAIN while it runs; -EBUSY when it is no child of
   * this process and its own parent hasn't taken the status yet (POLLHUP tells when); -ECHILD when the status can't be had.
   */
  pidfdStatus(kfd: number): number;
}

/** One JavaScript thread's end of the process's signals. */
export type SignalPort = { readonly isSignalPort: unique symbol };

/**
 * The process's signals, for the API: sets are of 64 bits, signal 1 the lowest. A record is 136 bytes: u32 of the wait that the signal was taken
 * for, or 0, four unused ones, and the kernel's siginfo_t.
 */
export interface NativeSignals {
  /** Calls back whenever there is something to take, without keeping the event loop running; or minus an errno. */
  open(callback: () => void): SignalPort | number;
  /** Listens to exactly these signals, which other threads and Node's own listeners see too: 0, or minus an errno. */
  listen(port: SignalPort, signals: bigint): number;
  /** Leaves these signals in the kernel for the time being, though they are listened to; real-time ones only. */
  pause(port: SignalPort, signals: bigint): void;
  /** Waits for one signal of the set, which nobody else gets then. 0 when it was there already: `into` has it. Otherwise the wait's number. */
  wait(port: SignalPort, signals: bigint, into: Uint8Array): number;
  /** Ends a wait: 1, or 0 when it has been given a signal already. */
  cancel(port: SignalPort, wait: number): number;
  /** Takes what has come, as far as there is room for records: their number. */
  take(port: SignalPort, into: Uint8Array): number;
  /** Lets the port keep the event loop running (1), or not (0). */
  setReferenced(port: SignalPort, referenced: 0 | 1): void;
  /** Blocks signals in all threads, and unblocks others. */
  block(add: bigint, remove: bigint): void;
  /** What is blocked, by `block` or by other native code for this thread. */
  blocked(): bigint;
  /** What was sent and not taken. */
  pending(): bigint;
  /** Waits for one signal, blocking the thread: its number, or -EAGAIN after so many nanoseconds (for ever when negative). */
  waitSync(signals: bigint, limit: bigint, into: Uint8Array): number;
}

/** How a guest's run ended, when it did end by itself. */
export type RunOutcome =
  | { kind: "returned" }
  /** `unwind()` was called: exec of another module, or exit of an embedded guest. */
  | { kind: "unwound" }
  /** An embedded guest was ended for touching memory in a way that V8 makes no error of: atomically. */
  | { kind: "faulted" }
  /** A JavaScript or WebAssembly error: a trap, an uncaught exception, stack overflow. */
  | { kind: "threw"; error: unknown };

/** What holds a run's processes together: shared by all of them, made once by the first. */
export interface RunLimits {
  maxProcesses: number;
  maxFds: number;
  /** Milliseconds until the run's processes are killed, or 0. */
  timeout: number;
  /** Signals may go to processes that are not the run's: true for all, or those pids. */
  signalOutside: boolean | readonly number[];
  /** Whether the guest may make files that run with their owner's rights (set-user-ID, set-group-ID). */
  setId: boolean;
}

/** A request that a zygote received: what `spawn` sent, with the descriptors that came along. */
export interface ZygoteRequest {
  payload: Uint8Array;
  kfds: number[];
}

export interface Bridge {
  readonly calls: NativeCalls;
  /** Only in programs that embed the bridge, never in a process started for a guest. */
  readonly signals: NativeSignals;
  /** Whether import functions are V8 fast API functions, called straight from wasm, as the self-test at load found. */
  readonly fast: boolean;
  /** A table of at most `maxFds` descriptors, all free. */
  createGuest(maxFds: number): NativeGuest;

  // Compiled code, kept between runs. `prefix` is a byte path to which the module's hash is appended; only in processes that run a guest.

  /** The module with the code that was saved for exactly these bytes by this user, this V8 and its flags; undefined without. */
  loadCompiled(prefix: string, bytes: Uint8Array): WebAssembly.Module | undefined;
  /** Saves what V8 has compiled of a module so far, unless it is hardly more than what was saved: its size, or minus an errno. */
  saveCompiled(prefix: string, module: WebAssembly.Module): number;

  // Processes: only in a process started for a guest, never in a program that embeds one.

  /** Makes this process the first of a run: shared registry, limits, resets SIGPIPE and the stack limit, remembers the guest. */
  startRun(guest: NativeGuest, limits: RunLimits): void;
  /**
   * Leaves the kernel's namespace of IPC objects for a new one: a kernel descriptor of an empty file system for its /dev/shm, or minus an
   * errno, with all as before. `forNative` also puts that at /dev/shm for native programs that the process starts, where that can be had.
   */
  isolateIpc(forNative: boolean): number;
  /** From now on the guest may use only System V objects that its run opens or makes: 0, or minus an errno. */
  limitIpc(guest: NativeGuest): number;
  /**
   * Gives the guest a virtual namespace in that of the kernel: with a name one that lasts; with "" one of the run's own, made when it is
   * needed, and removed when the last of its processes has ended, or when an embedded guest is closed. 0, or minus an errno.
   */
  enterIpc(guest: NativeGuest, name: string, embedded: boolean): number;
  /**
   * Of a virtual namespace of this user's, by its directory's name: whether somebody lives there (1 or 0), then IpcKind, id and key of each
   * System V object; or minus an errno.
   */
  ipcObjects(directory: string): number[] | number;
  /** Removes one with all its objects: 0, or minus an errno; -EBUSY when somebody lives there. */
  removeIpc(directory: string): number;
  /** The virtual namespace's /dev/shm: a new O_PATH kernel descriptor, or minus an errno. */
  ipcFiles(guest: NativeGuest): number;
  /** Runs `entry` to its end, catching what it throws and what `unwind` starts; wasm's catch_all can't stop an unwind. */
  run(entry: () => void): RunOutcome;
  /** Leaves the running guest at once, past every frame of it. Never returns. */
  unwind(): never;
  /** Ends the process as exit(2) does, without Node's own exit work; tells the run. Never returns. */
  exit(status: number): never;
  /**
   * The function that runs a guest's handlers where V8 interrupts its code, since the guest makes no call that would; it returns false
   * when it must not be called again at once.
   */
  deliverSignalsBy(deliver: () => boolean): void;
  /**
   * After a fault that threw an exception: records its signal, if the guest has a handler for it that isn't blocked, to be run next. The
   * signal, which for SIGSEGV may turn out to be SIGBUS, or 0.
   */
  recordFault(guest: NativeGuest, signal: number): number;
  /** Ends the process by a signal, with its default action; no core. Never returns. */
  die(signal: number): never;
  /**
   * While exec is under way, signals with handlers wait in the kernel: for the new program, or until `releaseSignals()` when exec has
   * failed. 0, or minus an errno where a handler comes first.
   */
  holdSignals(): number;
  releaseSignals(): void;
  /**
   * execve: the guest's descriptors that are not close-on-exec take their own numbers in the kernel, everything else is
   * closed, masks stay, ignored signals stay ignored. Returns minus an errno, with all as before, when it fails.
   * `kfd` is the program, opened O_PATH.
   */
  execNative(guest: NativeGuest, kfd: number, argv: readonly string[], envp: readonly string[], cwdkfd: number): number;
  /**
   * execve of the program that the first argument is the path of, for the command line only: no guest may run yet. It keeps the environment and
   * descriptors 0 to 2, the latter exactly as they are. Returns minus an errno when it fails.
   */
  execHost(argv: readonly string[]): number;
  /**
   * Serves spawn requests on a Unix seqpacket socket for as long as the other end lives: each forks; the child returns from here with
   * the request, the zygote never does. When the other end closes (its program may have been killed), the zygote kills its
   * children and exits; they die with it in any case. The zygote ignores SIGINT, SIGQUIT, SIGHUP, SIGTERM and SIGPIPE; its children have the defaults.
   *
   * A request is `i32 kind, i32 id` and more, little-endian. Kind 0 starts a process: the payload follows, descriptors come along
   * (close-on-exec; the zygote closes its own after the fork). `prepare` is called for it in the zygote before the fork, to fill caches that children inherit;
   * what it throws is ignored. Kind 1 sends a signal: `i32 signal` follows; it reaches the child of that id only while it has not been reaped.
   *
   * A report is three i32, little-endian: `kind, id, value`. Kind 0: started, value is the pid, or minus an errno when fork failed.
   * Kind 1: ended, value is the status as wait(2) gives it.
   */
  serve(socketKfd: number, prepare: (request: ZygoteRequest) => void): ZygoteRequest;

  // The client's side of a zygote's socket, for the API.

  /** Connected Unix seqpacket sockets, both close-on-exec, the first non-blocking; or minus an errno. */
  socketPair(): [number, number] | number;
  /** Sends one packet with copies of kernel descriptors (SCM_RIGHTS, at most 250): 0, or minus an errno; never raises SIGPIPE. */
  send(kfd: number, packet: Uint8Array, kfds: readonly number[]): number;
  /** Receives one packet into a buffer, descriptors that come along are closed: its length, 0 at the end, or minus an errno. */
  receive(kfd: number, into: Uint8Array): number;

  // Waiting, for the API: never on libuv's thread pool. A watch that is pending when its thread's JavaScript ends is cancelled.

  /** Calls back once when the kernel descriptor is ready (poll events POLLIN 1, POLLOUT 4), or has hung up; returns a handle. */
  watch(kfd: number, events: number, callback: (events: number) => void): Watch;
  /** The same to be waited for many times, POLLIN or POLLOUT; or minus an errno, of what can't be waited for (files). The caller closes it. */
  readiness(kfd: number, events: number): Readiness | number;
  // The following block on threads of their own, of which there may be hundreds. -EAGAIN when no thread can be had. Where JavaScript ends
  // before the callback is called, what was taken is given back: a descriptor is closed, a message goes to its queue's end.

  /** Opens a path, blocking as open(2) may on a FIFO; a kernel descriptor. */
  openBlocking(path: string, flags: number, mode: number, callback: (result: number) => void): Watch;
  /** Connects a blocking socket: 0, or minus an errno. */
  connectBlocking(kfd: number, address: Uint8Array, callback: (result: number) => void): Watch;
  /**
   * FUTEX_WAIT, shared, on the first word of a view, be it of wasm memory or of a mapped buffer: 0 when woken, -EAGAIN when the word isn't
   * `expected`, -ECANCELED, -ETIMEDOUT after `limit` milliseconds, if told. Who cancels and gets 0 has taken a wake-up that was perhaps meant for somebody else, and passes it on.
   */
  waitFutex(word: Int32Array, expected: number, callback: (result: number) => void, limit?: number): Watch;
  /** FUTEX_WAIT as above, but it blocks the thread. */
  waitFutexSync(word: Int32Array, expected: number): number;
  /** FUTEX_WAKE, shared: how many were woken. */
  wakeFutex(word: Int32Array, count: number): number;
  /** msgsnd(2); a copy of the bytes is sent. */
  msgsndBlocking(id: number, type: bigint, text: Uint8Array, flags: number, callback: (result: number) => void): Watch;
  /** msgrcv(2): the callback gets the number of bytes, the type and the bytes; or minus an errno alone. */
  msgrcvBlocking(
    id: number,
    size: number,
    type: bigint,
    flags: number,
    callback: (result: number, type?: number, text?: Uint8Array) => void,
  ): Watch;
  /** semop(2); 6-byte struct sembuf each. */
  semopBlocking(id: number, operations: Uint8Array, callback: (result: number) => void): Watch;

  // Buffers over real pages, for the API. They stay mapped until no thread's JavaScript holds the buffer any more. Touching what lies
  // behind the end of a file kills the process, so `offset + length` must not exceed the file's size.

  /** mmap(2), to read and write, of bytes from any offset on, with MAP_ flags; or minus an errno. `shared` 1 gives a SharedArrayBuffer. */
  mapBuffer(kfd: number, offset: number, length: number, flags: number, shared: 0 | 1): MappedBuffer | number;
  /** shmat(2), to read and write: a SharedArrayBuffer of the whole segment. */
  attachBuffer(id: number): MappedBuffer | number;
  /** msync(2) of the pages of a view; -ENOMEM when they aren't of such a buffer. */
  syncBuffer(view: Uint8Array, flags: number): number;
  /** The same on a thread of its own: the callback gets 0 or minus an errno. */
  syncBlocking(view: Uint8Array, flags: number, callback: (result: number) => void): Watch;
  /** madvise(2) of the pages of a view; -ENOMEM when they aren't of such a buffer. */
  adviseBuffer(view: Uint8Array, advice: number): number;
  /** Empties an ArrayBuffer, whose pages go at once. */
  detachBuffer(buffer: ArrayBuffer): void;
  /**
   * Puts private zero pages in the place of those that begin at `offset` (from the first page's begin on) or later, if the buffer is still
   * held anywhere: before its file is cut there, so that old views stay harmless.
   */
  cutBuffer(id: number, offset: number): number;
}

/** A buffer over pages, and the number by which the bridge knows its map. */
export interface MappedBuffer {
  buffer: ArrayBuffer | SharedArrayBuffer;
  id: number;
}

export interface Watch {
  /** Stops waiting; the callback of `watch` is not called any more, the others with -ECANCELED, or with the result if that was faster. */
  cancel(): void;
  ref(): void;
  unref(): void;
}

/** A descriptor that is waited for again and again, without a system call for each wait. It keeps a copy of the descriptor until closed. */
export interface Readiness extends Watch {
  /** Calls back once when the descriptor is ready or has hung up, and keeps the event loop running until then, if `referenced`. */
  wait(callback: () => void, referenced: boolean): void;
  close(): void;
}

// The one definition of the `isthmus` import module: every call, its parameters, its result, who serves it.
// Everything else that speaks of a call (C, TypeScript, C++, AssemblyScript, docs) is generated from here.

/** Raised whenever a call changes shape. A guest exports `isthmus_abi_<version>`, which is checked at load. */
export const version = 1;

/**
 * What a parameter is. It decides its wasm type, the C type, and what the bridge checks before the kernel sees it.
 *
 * | kind | wasm | meaning |
 * |---|---|---|
 * | `fd` | i32 | a descriptor of the guest's own table, else EBADF |
 * | `fd-mutate` | i32 | the same, refused with EROFS where mode, owner and times must stay: read-only preopens, what came with the start |
 * | `dirfd` | i32 | a directory of the guest's table, or AT_FDCWD (-100) |
 * | `i32`, `u32`, `i64` | i32, i32, i64 | a plain value |
 * | `clock` | i32 | a clock; the CPU time of another process only if it belongs to the run, else EPERM |
 * | `clock-wait` | i32 | the same, to wait for; EPERM for those that wake the machine from sleep |
 * | `timer` | i32 | a timer that the guest made, else EINVAL |
 * | `path` | i32 i32 | pointer and length of a path, no terminating NUL needed |
 * | `in`, `out` | i32 i32 | pointer and length of a buffer that the kernel reads, or writes |
 * | `struct-in`, `struct-out`, `struct-inout` | i32 | pointer to `size` bytes in the kernel's layout |
 * | `iovec` | i32 i32 | pointer to an array of {u32 pointer, u32 length}, and its count |
 * | `pollfd` | i32 i32 | pointer to an array of struct pollfd with guest descriptors, and its count |
 */
export type Kind =
  | "fd"
  | "fd-mutate"
  | "dirfd"
  | "i32"
  | "u32"
  | "i64"
  | "clock"
  | "clock-wait"
  | "timer"
  | "path"
  | "in"
  | "out"
  | "struct-in"
  | "struct-out"
  | "struct-inout"
  | "iovec"
  | "pollfd";

export interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  /** Bytes of a struct; kernel layout of a 64-bit Linux. */
  readonly size?: number;
  /** A struct pointer that may be 0. */
  readonly nullable?: boolean;
}

/** What a call needs of the policy; `none` is open to every guest. */
export type Capability = "none" | "dir" | "exec" | "signal" | "ipc" | "socket" | "net";

export interface Call {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** `i32`: zero or more, or minus an errno. `fd`: a new guest descriptor. `i64` only where the value needs it. */
  readonly result: "i32" | "fd" | "i64";
  /**
   * Who serves it. `forward`: the bridge, straight to the system call of that name, generated from the parameters.
   * `bridge`: the bridge, written by hand (descriptor tables, processes). `host`: TypeScript, which applies the policy.
   */
  readonly lane: "forward" | "bridge" | "host";
  /** The kernel's name of the call, where it differs. */
  readonly syscall?: string;
  readonly capability: Capability;
  /** The mechanism, which is the name of the file that serves it in each layer. */
  readonly mechanism: string;
  /** Man page that decides its behaviour. */
  readonly man: string;
  readonly doc: string;
}

const fd = (name = "fd"): Parameter => ({ name, kind: "fd" });
const fdMutate = (name = "fd"): Parameter => ({ name, kind: "fd-mutate" });
const dirfd = (name = "dirfd"): Parameter => ({ name, kind: "dirfd" });
const i32 = (name: string): Parameter => ({ name, kind: "i32" });
const u32 = (name: string): Parameter => ({ name, kind: "u32" });
const i64 = (name: string): Parameter => ({ name, kind: "i64" });
const clockId = (): Parameter => ({ name: "clock", kind: "clock" });
const waitClock = (): Parameter => ({ name: "clock", kind: "clock-wait" });
const timerId = (): Parameter => ({ name: "timer", kind: "timer" });
const path = (name = "path"): Parameter => ({ name, kind: "path" });
const input = (name: string): Parameter => ({ name, kind: "in" });
const output = (name: string): Parameter => ({ name, kind: "out" });
const iovec = (name = "iov"): Parameter => ({ name, kind: "iovec" });
const structIn = (name: string, size: number): Parameter => ({ name, kind: "struct-in", size });
const structOut = (name: string, size: number): Parameter => ({ name, kind: "struct-out", size });
const optional = (parameter: Parameter): Parameter => ({ ...parameter, nullable: true });
const structInOut = (name: string, size: number): Parameter => ({ name, kind: "struct-inout", size });

interface Options {
  result?: Call["result"];
  syscall?: string;
  capability?: Capability;
}

const calls: Call[] = [];

/** One mechanism's calls: `define(mechanism)(lane, name, man, parameters, doc, options)`. */
const define =
  (mechanism: string) =>
  (
    lane: Call["lane"],
    name: string,
    man: string,
    parameters: Parameter[],
    doc: string,
    options: Options = {},
  ): void => {
    calls.push({
      name,
      parameters,
      result: options.result ?? "i32",
      lane,
      ...(options.syscall === undefined ? {} : { syscall: options.syscall }),
      capability: options.capability ?? "none",
      mechanism,
      man,
      doc,
    });
  };

const TIMESPEC = 16;
const TIMESPEC_PAIR = 32;
const STATX = 256;
const STATFS = 120;
const RUSAGE = 144;
const ITIMERVAL = 32;
const ITIMERSPEC = 32;
const SIGINFO = 128;
const RLIMIT = 16;
const SIGSET = 8;
const SIGACTION = 16;
const SIGNAL_RECORD = 144;
const SIGEVENT = 64;
const MQ_ATTR = 64;
/** A guest's own struct msghdr, which holds pointers of the guest's; struct mmsghdr has one more word. */
const MSGHDR = 28;
const MMSGHDR = 32;
const SOCKLEN = 4;
const EPOLL_EVENT = 12;

const io = define("io");
io("forward", "read", "read(2)", [fd(), output("buffer")], "Reads up to the buffer's length.");
io("forward", "write", "write(2)", [fd(), input("buffer")], "Writes up to the buffer's length.");
io("forward", "pread", "pread(2)", [fd(), output("buffer"), i64("offset")], "Reads at an offset.", {
  syscall: "pread64",
});
io("forward", "pwrite", "pwrite(2)", [fd(), input("buffer"), i64("offset")], "Writes at an offset.", {
  syscall: "pwrite64",
});
io("bridge", "readv", "readv(2)", [fd(), iovec()], "Reads into several buffers.");
io("bridge", "writev", "writev(2)", [fd(), iovec()], "Writes from several buffers.");
io(
  "bridge",
  "preadv2",
  "preadv2(2)",
  [fd(), iovec(), i64("offset"), i32("flags")],
  "Reads into several buffers at an offset (-1: the file's own), with RWF_ flags.",
);
io(
  "bridge",
  "pwritev2",
  "pwritev2(2)",
  [fd(), iovec(), i64("offset"), i32("flags")],
  "Writes from several buffers at an offset (-1: the file's own), with RWF_ flags.",
);
io("forward", "lseek", "lseek(2)", [fd(), i64("offset"), i32("whence")], "Moves the file offset.", { result: "i64" });
io(
  "bridge",
  "ppoll",
  "ppoll(2)",
  [{ name: "fds", kind: "pollfd" }, optional(structIn("timeout", TIMESPEC)), optional(structIn("mask", SIGSET))],
  "Waits for events on descriptors; timeout null waits for ever.",
);

const descriptor = define("fd");
descriptor("bridge", "close", "close(2)", [fd()], "Closes a descriptor.");
descriptor("bridge", "dup", "dup(2)", [fd()], "Duplicates to the lowest free number.", { result: "fd" });
descriptor(
  "bridge",
  "dup3",
  "dup3(2)",
  [fd("oldfd"), i32("newfd"), i32("flags")],
  "Duplicates to a given number; EINVAL when they are equal.",
  { result: "fd" },
);
descriptor(
  "bridge",
  "fcntl",
  "fcntl(2)",
  [fd(), i32("command"), u32("argument")],
  "Commands F_DUPFD(_CLOEXEC), F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETPIPE_SZ, F_SETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS, F_GETSIG, F_SETSIG take a value; F_GETLK, F_SETLK, F_SETLKW and the F_OFD_ three take a pointer to a 32-byte kernel struct flock; F_GETOWN_EX, F_SETOWN_EX one to 8 bytes. Owners outside the run, and O_ASYNC for them, need --allow-signal.",
);
descriptor(
  "bridge",
  "ioctl",
  "ioctl(2)",
  [fd(), u32("request"), u32("argument")],
  "FIONREAD, FIONBIO, FIOASYNC, FIOCLEX, FIONCLEX, FIOGETOWN, FIOSETOWN, SIOCGPGRP, SIOCSPGRP, TIOCGWINSZ, TIOCSWINSZ, TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGPGRP, TIOCSPGRP, TIOCGSID, TIOCOUTQ, SIOCATMARK, TFD_IOC_SET_TICKS take a pointer; TCSBRK, TCXONC, TCFLSH a value; others ENOTTY.",
);
descriptor("forward", "flock", "flock(2)", [fd(), i32("operation")], "Locks a whole file.");

const pipe = define("pipe");
pipe(
  "bridge",
  "pipe2",
  "pipe2(2)",
  [structOut("fds", 8), i32("flags")],
  "Makes a pipe: two guest descriptors, read end first.",
);
pipe(
  "forward",
  "splice",
  "splice(2)",
  [
    fd("fd_in"),
    optional(structInOut("offset_in", 8)),
    fd("fd_out"),
    optional(structInOut("offset_out", 8)),
    u32("length"),
    u32("flags"),
  ],
  "Moves data between a pipe and another descriptor.",
);
pipe(
  "forward",
  "tee",
  "tee(2)",
  [fd("fd_in"), fd("fd_out"), u32("length"), u32("flags")],
  "Copies data from pipe to pipe.",
);
pipe(
  "bridge",
  "vmsplice",
  "vmsplice(2)",
  [fd(), iovec(), u32("flags")],
  "Splices memory into a pipe (the pages are copied, so the guest may reuse them at once).",
);
pipe(
  "forward",
  "sendfile",
  "sendfile(2)",
  [fd("out_fd"), fd("in_fd"), optional(structInOut("offset", 8)), u32("count")],
  "Copies between descriptors in the kernel.",
);
pipe(
  "forward",
  "copy_file_range",
  "copy_file_range(2)",
  [
    fd("fd_in"),
    optional(structInOut("offset_in", 8)),
    fd("fd_out"),
    optional(structInOut("offset_out", 8)),
    u32("length"),
    u32("flags"),
  ],
  "Copies between files in the kernel.",
);

const socket = define("socket");
const addressOut = (): Parameter[] => [u32("address"), optional(structInOut("length", SOCKLEN))];
socket("host", "socket", "socket(2)", [i32("domain"), i32("type"), i32("protocol")], "Makes a socket.", {
  result: "fd",
});
socket(
  "bridge",
  "socketpair",
  "socketpair(2)",
  [i32("domain"), i32("type"), i32("protocol"), structOut("fds", 8)],
  "Makes two connected sockets, of AF_UNIX.",
);
socket("host", "bind", "bind(2)", [fd(), input("address")], "Gives a socket its name.", { capability: "socket" });
socket("host", "connect", "connect(2)", [fd(), input("address")], "Connects a socket, or sets its peer.", {
  capability: "socket",
});
socket("host", "listen", "listen(2)", [fd(), i32("backlog")], "Lets a socket be connected to.");
socket(
  "bridge",
  "accept4",
  "accept4(2)",
  [fd(), ...addressOut(), i32("flags")],
  "Takes the next connection; the address may be null.",
  { result: "fd" },
);
socket("forward", "shutdown", "shutdown(2)", [fd(), i32("how")], "Ends one direction, or both.");
socket("bridge", "getsockname", "getsockname(2)", [fd(), ...addressOut()], "The socket's own name.");
socket("bridge", "getpeername", "getpeername(2)", [fd(), ...addressOut()], "The name of the other end.");
socket("forward", "send", "send(2)", [fd(), input("buffer"), i32("flags")], "Sends to the connected end.", {
  syscall: "sendto",
});
socket("forward", "recv", "recv(2)", [fd(), output("buffer"), i32("flags")], "Receives.", { syscall: "recvfrom" });
socket(
  "bridge",
  "sendto",
  "sendto(2)",
  [fd(), input("buffer"), i32("flags"), input("address")],
  "Sends to an address that the host has approved before; -515 for others, with which sendto_named is to be called.",
);
socket(
  "host",
  "sendto_named",
  "sendto(2)",
  [fd(), input("buffer"), i32("flags"), input("address")],
  "Sends to an address.",
  { capability: "socket", syscall: "sendto" },
);
socket(
  "bridge",
  "recvfrom",
  "recvfrom(2)",
  [fd(), output("buffer"), i32("flags"), ...addressOut()],
  "Receives, and tells from whom; the address may be null.",
);
socket(
  "host",
  "sendmsg",
  "sendmsg(2)",
  [fd(), structIn("message", MSGHDR), i32("flags")],
  "Sends several buffers, with control data in the kernel's layout, in which descriptors are the guest's. struct msghdr is the guest's own: {u32 name, u32 namelen, u32 iov, u32 iovlen, u32 control, u32 controllen, i32 flags}.",
  { capability: "socket" },
);
socket(
  "host",
  "recvmsg",
  "recvmsg(2)",
  [fd(), structInOut("message", MSGHDR), i32("flags")],
  "Receives into several buffers, with control data in the kernel's layout; descriptors that come along get the lowest free numbers.",
);
socket(
  "host",
  "sendmmsg",
  "sendmmsg(2)",
  [fd(), structInOut("messages", MMSGHDR), u32("count"), i32("flags")],
  "Sends several messages, each a struct msghdr followed by a u32 for what was sent.",
  { capability: "socket" },
);
socket(
  "host",
  "recvmmsg",
  "recvmmsg(2)",
  [fd(), structInOut("messages", MMSGHDR), u32("count"), i32("flags"), optional(structInOut("timeout", TIMESPEC))],
  "Receives several messages; the time that is left is written back.",
);
socket(
  "bridge",
  "setsockopt",
  "setsockopt(2)",
  [fd(), i32("level"), i32("name"), input("value")],
  "Sets an option, in the kernel's layout; those that carry pointers or programs, or lift limits, are refused. -515 for those that join a group where not every host is allowed, with which setsockopt_group is to be called.",
);
socket(
  "host",
  "setsockopt_group",
  "setsockopt(2)",
  [fd(), i32("level"), i32("name"), input("value")],
  "Sets an option that joins a group.",
  { capability: "net", syscall: "setsockopt" },
);
socket(
  "bridge",
  "getsockopt",
  "getsockopt(2)",
  [fd(), i32("level"), i32("name"), u32("value"), structInOut("length", SOCKLEN)],
  "Reads an option, in the kernel's layout.",
);

const netdb = define("netdb");
netdb(
  "host",
  "getaddrinfo",
  "getaddrinfo(3)",
  [structIn("request", 20), input("host"), input("service"), output("answer")],
  "Looks a name up by the host's resolver; refused unless the policy allows the name. The request has five i32: which of host (1), service (2) and hints (4) are given, then flags, family, type and protocol. The answer's size in all, which is there only when there is room for it: i32 EAI_ value, i32 errno, u32 whether a canonical name was given, then for each address i32 flags, family, type, protocol, u32 length and 28 bytes of address; the canonical name, ended by a NUL.",
  { capability: "net" },
);
netdb(
  "host",
  "getnameinfo",
  "getnameinfo(3)",
  [input("address"), i32("flags"), output("answer")],
  "The names of an address, which stays a number where the policy does not allow it. The answer's size in all, as above: i32 EAI_ value, i32 errno, host and service, each ended by a NUL.",
  { capability: "net" },
);
netdb(
  "host",
  "netdb",
  "getservent(3)",
  [i32("database"), i32("number"), input("key"), input("protocol"), output("answer")],
  "Entries of the databases of hosts (0 by name, 1 by address, 2 all), services (3, 4, 5), protocols (6, 7, 8) and networks (9, 10, 11). The answer's size in all, as above: i32 h_errno, i32 errno, and entries, each of u32 size, i32 number (port, protocol, network, or a host's family), i32 other (a host's length, a network's family), u32 aliases, u32 addresses, the addresses, and name, protocol and aliases, each ended by a NUL.",
  { capability: "net" },
);
netdb(
  "host",
  "getifaddrs",
  "getifaddrs(3)",
  [output("answer")],
  "The addresses of interfaces. The answer's size in all, as above: i32 0, i32 errno, and for each address u32 size, u32 flags, u32 lengths of address, mask, broadcast address or peer, and statistics; these, each in a multiple of 4 bytes; and the interface's name, ended by a NUL. EACCES unless something of the network is allowed.",
  { capability: "net" },
);

const inotify = define("inotify");
inotify("host", "inotify_init1", "inotify_init1(2)", [i32("flags")], "Makes a queue of events of files.", {
  result: "fd",
});
inotify(
  "host",
  "inotify_add_watch",
  "inotify_add_watch(2)",
  [fd(), path(), u32("mask")],
  "Watches a file or directory, which must be readable.",
  { capability: "dir" },
);
inotify("forward", "inotify_rm_watch", "inotify_rm_watch(2)", [fd(), i32("watch")], "Watches something no longer.");

const epoll = define("epoll");
epoll("bridge", "epoll_create1", "epoll_create(2)", [i32("flags")], "Makes a set of descriptors to wait for.", {
  result: "fd",
});
epoll(
  "bridge",
  "epoll_ctl",
  "epoll_ctl(2)",
  [fd(), i32("operation"), fd("target"), optional(structIn("event", EPOLL_EVENT))],
  "Adds, changes or removes a descriptor. struct epoll_event is x86-64's, without padding.",
);
epoll(
  "bridge",
  "epoll_pwait2",
  "epoll_wait(2)",
  [fd(), u32("events"), i32("most"), optional(structIn("timeout", TIMESPEC)), optional(structIn("mask", SIGSET))],
  "Waits for up to so many events; timeout null waits for ever.",
);

const file = define("file");
file(
  "host",
  "openat",
  "open(2)",
  [dirfd(), path(), i32("flags"), u32("mode")],
  "Opens a file beneath the preopened directories. Flags are those of x86-64 Linux.",
  { result: "fd", capability: "dir" },
);
file(
  "host",
  "statx",
  "statx(2)",
  [dirfd(), path(), i32("flags"), u32("mask"), structOut("statx", STATX)],
  "Status of a path, or of the descriptor with AT_EMPTY_PATH and an empty path.",
  { capability: "dir" },
);
file(
  "host",
  "statfs",
  "statfs(2)",
  [dirfd(), path(), structOut("statfs", STATFS)],
  "Status of the file system of a path, or of the descriptor when the path is empty.",
  { capability: "dir" },
);
file("host", "faccessat2", "faccessat2(2)", [dirfd(), path(), i32("mode"), i32("flags")], "Checks permissions.", {
  capability: "dir",
});
file("host", "fchmodat", "fchmodat(2)", [dirfd(), path(), u32("mode"), i32("flags")], "Changes a file's mode.", {
  capability: "dir",
});
file(
  "host",
  "fchownat",
  "fchownat(2)",
  [dirfd(), path(), u32("owner"), u32("group"), i32("flags")],
  "Changes a file's owner.",
  { capability: "dir" },
);
file(
  "host",
  "linkat",
  "linkat(2)",
  [dirfd("olddirfd"), path("oldpath"), dirfd("newdirfd"), path("newpath"), i32("flags")],
  "Makes a hard link.",
  { capability: "dir" },
);
file(
  "host",
  "symlinkat",
  "symlinkat(2)",
  [path("target"), dirfd("newdirfd"), path("linkpath")],
  "Makes a symbolic link.",
  { capability: "dir" },
);
file("host", "readlinkat", "readlinkat(2)", [dirfd(), path(), output("buffer")], "Reads a symbolic link.", {
  capability: "dir",
});
file(
  "host",
  "unlinkat",
  "unlinkat(2)",
  [dirfd(), path(), i32("flags")],
  "Removes a name, or with AT_REMOVEDIR a directory.",
  { capability: "dir" },
);
file(
  "host",
  "renameat2",
  "renameat2(2)",
  [dirfd("olddirfd"), path("oldpath"), dirfd("newdirfd"), path("newpath"), u32("flags")],
  "Renames, also with RENAME_NOREPLACE and RENAME_EXCHANGE.",
  { capability: "dir" },
);
file("host", "mkdirat", "mkdirat(2)", [dirfd(), path(), u32("mode")], "Makes a directory.", { capability: "dir" });
file(
  "host",
  "mknodat",
  "mknodat(2)",
  [dirfd(), path(), u32("mode"), i64("device")],
  "Makes a FIFO or a regular file; devices are refused with EPERM.",
  { capability: "dir" },
);
file(
  "host",
  "utimensat",
  "utimensat(2)",
  [dirfd(), path(), optional(structIn("times", TIMESPEC_PAIR)), i32("flags")],
  "Sets times of a path, or of the descriptor when the path is empty.",
  { capability: "dir" },
);
file("host", "truncate", "truncate(2)", [path(), i64("length")], "Sets a file's length by path.", {
  capability: "dir",
});
file("host", "chdir", "chdir(2)", [path()], "Changes the working directory, within the preopened ones.", {
  capability: "dir",
});
file("host", "fchdir", "fchdir(2)", [fd()], "Changes the working directory to an open directory.");
file(
  "host",
  "getcwd",
  "getcwd(2)",
  [output("buffer")],
  "The guest's name of the working directory; the result counts its bytes with the NUL.",
);
file("forward", "ftruncate", "ftruncate(2)", [fd(), i64("length")], "Sets a file's length.");
file(
  "forward",
  "fallocate",
  "fallocate(2)",
  [fd(), i32("mode"), i64("offset"), i64("length")],
  "Allocates or frees file space.",
);
file(
  "forward",
  "fadvise",
  "posix_fadvise(2)",
  [fd(), i64("offset"), i64("length"), i32("advice")],
  "Announces an access pattern.",
  { syscall: "fadvise64" },
);
file(
  "forward",
  "getdents64",
  "getdents64(2)",
  [fd(), output("entries")],
  "Reads directory entries, struct linux_dirent64 each.",
);
file("forward", "fsync", "fsync(2)", [fd()], "Flushes a file.");
file("forward", "fdatasync", "fdatasync(2)", [fd()], "Flushes a file's data.");
file(
  "bridge",
  "fchmod",
  "fchmod(2)",
  [fdMutate(), u32("mode")],
  "Changes an open file's mode. Set-ID bits need --allow-exec without a list, EPERM otherwise.",
);
file("forward", "fchown", "fchown(2)", [fdMutate(), u32("owner"), u32("group")], "Changes an open file's owner.");
file(
  "forward",
  "umask",
  "umask(2)",
  [u32("mask")],
  "Sets the file mode creation mask; the result is the previous one.",
);

const mmap = define("mmap");
mmap(
  "bridge",
  "mmap",
  "mmap(2)",
  [u32("address"), u32("length"), i32("protection"), i32("flags"), i32("fd"), i64("offset")],
  "Maps over a page-aligned range of linear memory; flags are Linux's, with MAP_FIXED. PROT_EXEC is refused with EPERM, a range that is not all in memory with ENOMEM.",
);
mmap(
  "bridge",
  "munmap",
  "munmap(2)",
  [u32("address"), u32("length")],
  "Takes away what is mapped in a range: its pages are inaccessible until they are mapped again. Detaches System V segments too.",
);
mmap(
  "bridge",
  "mremap",
  "mremap(2)",
  [u32("old_address"), u32("old_length"), u32("new_length"), i32("flags"), u32("new_address")],
  "Moves, grows or shrinks a mapping; the caller chooses the new range, which may be the old one. What it leaves is inaccessible.",
);
mmap("bridge", "mprotect", "mprotect(2)", [u32("address"), u32("length"), i32("protection")], "Sets protection.");
mmap("bridge", "msync", "msync(2)", [u32("address"), u32("length"), i32("flags")], "Flushes a mapped file.");
mmap("bridge", "madvise", "madvise(2)", [u32("address"), u32("length"), i32("advice")], "Announces use.");
mmap("bridge", "mlock2", "mlock2(2)", [u32("address"), u32("length"), i32("flags")], "Locks pages into memory.");
mmap("bridge", "munlock", "munlock(2)", [u32("address"), u32("length")], "Unlocks pages.");
mmap(
  "bridge",
  "mincore",
  "mincore(2)",
  [u32("address"), output("vector")],
  "Tells, by a byte per page, which are resident; the vector's length is the number of pages.",
);
mmap("bridge", "memfd_create", "memfd_create(2)", [input("name"), u32("flags")], "Makes an anonymous file in memory.", {
  result: "fd",
});

const shm = define("shm");
const ipc = { capability: "ipc" } as const;
shm("host", "shmget", "shmget(2)", [i32("key"), i64("size"), i32("flags")], "Finds or makes a segment.", ipc);
shm(
  "bridge",
  "shmat",
  "shmat(2)",
  [i32("id"), u32("address"), u32("length"), i32("flags")],
  "Attaches a segment over a range of linear memory that is as long as the segment, rounded up to pages; EINVAL when it isn't.",
);
shm(
  "bridge",
  "shmctl",
  "shmctl(2)",
  [i32("id"), i32("command"), u32("argument")],
  "All commands; the argument points to a 112-byte kernel struct shmid_ds, a 72-byte struct shminfo or a 48-byte struct shm_info.",
);

const sem = define("sem");
sem("host", "semget", "semget(2)", [i32("key"), i32("count"), i32("flags")], "Finds or makes a set.", ipc);
sem(
  "bridge",
  "semtimedop",
  "semtimedop(2)",
  [i32("id"), input("operations"), optional(structIn("timeout", TIMESPEC))],
  "Performs struct sembuf operations (6 bytes each, the length says how many), all or none; timeout null waits for ever.",
);
sem(
  "bridge",
  "semctl",
  "semctl(2)",
  [i32("id"), i32("number"), i32("command"), u32("argument")],
  "All commands; the argument is a value, or points to a 104-byte kernel struct semid_ds, a 40-byte struct seminfo or an array of u16.",
);

const msg = define("msg");
msg("host", "msgget", "msgget(2)", [i32("key"), i32("flags")], "Finds or makes a queue.", ipc);
// Types go by pointer: Node 20 has no quick way to pass 64-bit values (ts/bridge/version.h).
msg(
  "bridge",
  "msgsnd",
  "msgsnd(2)",
  [i32("id"), structIn("type", 8), input("text"), i32("flags")],
  "Sends a message; its type, of 64 bits, and its text lie apart.",
);
msg(
  "bridge",
  "msgrcv",
  "msgrcv(2)",
  [i32("id"), structInOut("type", 8), output("text"), i32("flags")],
  "Receives a message, chosen by the type asked for, which becomes the type received; the result counts the text's bytes.",
);
msg(
  "bridge",
  "msgctl",
  "msgctl(2)",
  [i32("id"), i32("command"), u32("argument")],
  "All commands; the argument points to a 120-byte kernel struct msqid_ds or a 32-byte struct msginfo.",
);

const mq = define("mq");
mq(
  "host",
  "mq_open",
  "mq_open(2)",
  [path("name"), i32("flags"), u32("mode"), optional(structIn("attributes", MQ_ATTR))],
  "Opens a queue by its name without the slash. Flags are those of x86-64 Linux.",
  { result: "fd", capability: "ipc" },
);
mq("host", "mq_unlink", "mq_unlink(2)", [path("name")], "Removes a queue's name.", ipc);
mq(
  "forward",
  "mq_timedsend",
  "mq_timedsend(2)",
  [fd(), input("message"), u32("priority"), optional(structIn("deadline", TIMESPEC))],
  "Sends a message; deadline (CLOCK_REALTIME) null waits for ever.",
);
mq(
  "forward",
  "mq_timedreceive",
  "mq_timedreceive(2)",
  [fd(), output("message"), optional(structOut("priority", 4)), optional(structIn("deadline", TIMESPEC))],
  "Receives the oldest message of the highest priority.",
);
mq(
  "bridge",
  "mq_notify",
  "mq_notify(2)",
  [fd(), optional(structIn("event", SIGEVENT))],
  "Asks for a signal when a message comes to the empty queue: SIGEV_NONE and SIGEV_SIGNAL, others ENOSYS.",
);
mq(
  "forward",
  "mq_getsetattr",
  "mq_getsetattr(2)",
  [fd(), optional(structIn("attributes", MQ_ATTR)), optional(structOut("former", MQ_ATTR))],
  "Reads a queue's attributes, and sets O_NONBLOCK.",
);

const futex = define("futex");
futex(
  "bridge",
  "futex",
  "futex(2)",
  [
    structInOut("word", 4),
    i32("operation"),
    u32("value"),
    optional(structIn("timeout", TIMESPEC)),
    u32("value2"),
    optional(structInOut("second", 4)),
    u32("value3"),
  ],
  "FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET, WAKE_BITSET, WAKE_OP, shared or private; value2 where the operation has no timeout. Others ENOSYS.",
);
futex(
  "bridge",
  "robust_list",
  "set_robust_list(2)",
  [u32("word"), u32("former")],
  "Puts a lock word (in shared memory, at a multiple of 8) on the list of those that the kernel marks with FUTEX_OWNER_DIED and wakes when the process ends, as the one being worked on, and takes a former word off it; 0 for neither. EINVAL for private memory, which needs no list. 1 where each word has to be taken off once it is free, since the thread isn't the guest's own.",
);

const process = define("process");
process(
  "bridge",
  "fork",
  "fork(2)",
  [],
  "Makes a copy of the process, a real one: 0 in the child. EAGAIN beyond --max-procs.",
);
process(
  "host",
  "execveat",
  "execveat(2)",
  [dirfd(), path(), input("argv"), input("envp"), i32("flags")],
  "Replaces the program. argv and envp are strings each ended by NUL. A wasm module beneath a preopened directory replaces the instance; a native program needs the policy.",
  { capability: "exec" },
);
process(
  "bridge",
  "wait4",
  "wait4(2)",
  [i32("pid"), optional(structOut("status", 4)), i32("options"), optional(structOut("rusage", RUSAGE))],
  "Waits for a child.",
);
process(
  "bridge",
  "waitid",
  "waitid(2)",
  [
    i32("type"),
    i32("id"),
    optional(structOut("siginfo", SIGINFO)),
    i32("options"),
    optional(structOut("rusage", RUSAGE)),
  ],
  "Waits for a child's change of state. P_PIDFD takes a guest descriptor.",
);
process("forward", "getpid", "getpid(2)", [], "The process's id.");
process("forward", "getppid", "getppid(2)", [], "The parent's id.");
process("forward", "gettid", "gettid(2)", [], "The calling thread's id.");
process(
  "bridge",
  "getpgid",
  "getpgid(2)",
  [i32("pid")],
  "A process group's id. EPERM for processes outside the run that may not be signalled.",
);
process("bridge", "setpgid", "setpgid(2)", [i32("pid"), i32("pgid")], "Sets a process group.");
process(
  "bridge",
  "getsid",
  "getsid(2)",
  [i32("pid")],
  "A session's id. EPERM for processes outside the run that may not be signalled.",
);
process("forward", "setsid", "setsid(2)", [], "Starts a session.");
process("forward", "getuid", "getuid(2)", [], "Real user.");
process("forward", "geteuid", "geteuid(2)", [], "Effective user.");
process("forward", "getgid", "getgid(2)", [], "Real group.");
process("forward", "getegid", "getegid(2)", [], "Effective group.");
process(
  "forward",
  "getresuid",
  "getresuid(2)",
  [structOut("ruid", 4), structOut("euid", 4), structOut("suid", 4)],
  "All three users.",
);
process(
  "forward",
  "getresgid",
  "getresgid(2)",
  [structOut("rgid", 4), structOut("egid", 4), structOut("sgid", 4)],
  "All three groups.",
);
process(
  "bridge",
  "setresuid",
  "setresuid(2)",
  [i32("ruid"), i32("euid"), i32("suid")],
  "Sets the users; the kernel decides.",
);
process(
  "forward",
  "setresgid",
  "setresgid(2)",
  [i32("rgid"), i32("egid"), i32("sgid")],
  "Sets the groups; the kernel decides.",
);
process(
  "bridge",
  "getgroups",
  "getgroups(2)",
  [i32("size"), u32("list")],
  "Supplementary groups, u32 each; size 0 asks for their number.",
);
process(
  "bridge",
  "getpriority",
  "getpriority(2)",
  [i32("which"), i32("who")],
  "The kernel's value: 20 minus the nice value.",
);
process(
  "bridge",
  "setpriority",
  "setpriority(2)",
  [i32("which"), i32("who"), i32("priority")],
  "Of the run's own processes only.",
);
process(
  "bridge",
  "prlimit",
  "prlimit(2)",
  [i32("pid"), i32("resource"), optional(structIn("new_limit", RLIMIT)), optional(structOut("old_limit", RLIMIT))],
  "Resource limits of the process itself (pid 0 or its own). RLIMIT_NOFILE is the guest table's.",
);
process("forward", "getrusage", "getrusage(2)", [i32("who"), structOut("rusage", RUSAGE)], "Resource usage.");
process("forward", "times", "times(2)", [optional(structOut("tms", 32))], "Process times in clock ticks.", {
  result: "i64",
});
process("forward", "uname", "uname(2)", [structOut("utsname", 390)], "Names of the system.");
process("forward", "sysinfo", "sysinfo(2)", [structOut("sysinfo", 112)], "Memory, load, uptime.");
process(
  "bridge",
  "sched_getaffinity",
  "sched_getaffinity(2)",
  [i32("pid"), output("mask")],
  "Processors a process may run on; the result counts the mask's bytes.",
);
process(
  "bridge",
  "prctl",
  "prctl(2)",
  [i32("option"), u32("argument")],
  "PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER take a value; PR_GET_PDEATHSIG, PR_GET_CHILD_SUBREAPER a pointer to an i32; PR_SET_NAME and PR_GET_NAME one to 16 bytes. Others EINVAL.",
);

const signal = define("signal");
signal(
  "bridge",
  "kill",
  "kill(2)",
  [i32("pid"), i32("signal")],
  "Signals processes of the run: one, a group (only its members that belong to the run) or all. Others need --allow-signal.",
  { capability: "signal" },
);
signal(
  "bridge",
  "sigaction",
  "sigaction(2)",
  [i32("signal"), optional(structIn("action", SIGACTION)), optional(structOut("former", SIGACTION)), u32("pending")],
  "Sets what a signal does: { u32 handler, u32 flags, u64 mask }, the handler SIG_DFL (0), SIG_IGN (-2) or the guest's own function pointer, which the host only keeps. From the first handler on the i32 at `pending` becomes 1 when signal_next has something to tell, and calls may answer -513 (ERESTARTNOINTR): not begun, to be made again after the handlers.",
);
signal(
  "bridge",
  "signal_next",
  "signal(7)",
  [optional(structIn("mask", SIGSET)), structOut("record", SIGNAL_RECORD)],
  "Restores the mask that the last handler returns to, if told, and takes the signal whose handler is to be called next, with the mask that holds during it in force: its number, or 0. The record is { u64 mask to restore, u32 handler, u32 flags (0x40000: the fault was a store), 128 bytes of siginfo }.",
);
signal(
  "bridge",
  "signal_fault",
  "signal(7)",
  [i32("signal"), i32("code"), u32("address")],
  "A fault that the program has seen coming, such as a division by zero: its handler is called next, or without one the process ends.",
);
signal(
  "bridge",
  "signal_fault_over",
  "signal(7)",
  [i32("signal"), u32("address"), i32("was_write")],
  "The handler of a fault has returned: the program goes on if the fault was a store that would succeed now, and otherwise ends by the signal.",
);
signal(
  "host",
  "handler_shape",
  "signal(7)",
  [u32("handler")],
  "How a function of the guest's table can be called as a handler: 1 with the signal alone, 3 with all of sigaction(2)'s parameters, 0 only by call_handler.",
);
signal(
  "host",
  "call_handler",
  "signal(7)",
  [u32("handler"), i32("signal"), u32("information"), u32("context")],
  "Calls a function that has other parameters or a result, as a native program may.",
);
signal(
  "bridge",
  "sigprocmask",
  "sigprocmask(2)",
  [i32("how"), optional(structIn("set", SIGSET)), optional(structOut("oldset", SIGSET))],
  "Changes the signal mask. The signals of faults are kept for the host, but shown as the guest set them.",
);
signal("bridge", "sigpending", "sigpending(2)", [structOut("set", SIGSET)], "Pending signals.");
signal(
  "bridge",
  "rt_sigtimedwait",
  "sigwaitinfo(2)",
  [structIn("set", SIGSET), optional(structOut("siginfo", SIGINFO)), optional(structIn("timeout", TIMESPEC))],
  "Takes a pending signal of a set, and waits for one; timeout null waits for ever. Signals of faults are never taken. The result is the signal.",
);
const signalCapability = { capability: "signal" } as const;
signal(
  "bridge",
  "rt_sigqueueinfo",
  "rt_sigqueueinfo(2)",
  [i32("pid"), i32("signal"), structIn("siginfo", SIGINFO)],
  "Queues a signal to a process, with what it tells. As kill, but for one process only.",
  signalCapability,
);
signal(
  "bridge",
  "tgkill",
  "tgkill(2)",
  [i32("process"), i32("thread"), i32("signal")],
  "Signals the calling thread, or another process's first; ESRCH for other threads of the run.",
  signalCapability,
);
signal(
  "bridge",
  "rt_tgsigqueueinfo",
  "rt_tgsigqueueinfo(2)",
  [i32("process"), i32("thread"), i32("signal"), structIn("siginfo", SIGINFO)],
  "The same with what it tells.",
  signalCapability,
);
signal(
  "bridge",
  "signalfd4",
  "signalfd(2)",
  [i32("fd"), structIn("set", SIGSET), i32("flags")],
  "Makes a descriptor from which pending signals of a set are read (fd -1), or changes the set of one. Signals of faults are never read.",
  { result: "fd" },
);

const pidfd = define("pidfd");
pidfd(
  "bridge",
  "pidfd_open",
  "pidfd_open(2)",
  [i32("pid"), u32("flags")],
  "Makes a descriptor for a process of the run. Others need --allow-signal.",
  { result: "fd", ...signalCapability },
);
pidfd(
  "bridge",
  "pidfd_send_signal",
  "pidfd_send_signal(2)",
  [fd("pidfd"), i32("signal"), optional(structIn("siginfo", SIGINFO)), u32("flags")],
  "Signals the process of a descriptor, with kill's siginfo when it is null. EBADF for anything but a pidfd; no groups.",
  signalCapability,
);

const timer = define("timer");
timer(
  "forward",
  "getitimer",
  "getitimer(2)",
  [i32("which"), structOut("value", ITIMERVAL)],
  "What is left of an interval timer.",
);
timer(
  "forward",
  "setitimer",
  "setitimer(2)",
  [i32("which"), optional(structIn("value", ITIMERVAL)), optional(structOut("former", ITIMERVAL))],
  "Sets an interval timer of the process.",
);
timer(
  "bridge",
  "timer_create",
  "timer_create(2)",
  [waitClock(), optional(structIn("event", SIGEVENT)), structOut("timer", 4)],
  "Makes a timer, which is disarmed. SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD_ID of the own thread; SIGEV_THREAD gives ENOSYS. Event null is SIGALRM with the timer's id as value.",
);
timer(
  "forward",
  "timer_settime",
  "timer_settime(2)",
  [timerId(), i32("flags"), structIn("value", ITIMERSPEC), optional(structOut("former", ITIMERSPEC))],
  "Arms a timer for a time, or with TIMER_ABSTIME until it; zero disarms it.",
);
timer(
  "forward",
  "timer_gettime",
  "timer_settime(2)",
  [timerId(), structOut("value", ITIMERSPEC)],
  "What is left of a timer, and its interval.",
);
timer(
  "forward",
  "timer_getoverrun",
  "timer_getoverrun(2)",
  [timerId()],
  "How often it expired between its last signal and the delivery of that.",
);
timer("bridge", "timer_delete", "timer_delete(2)", [timerId()], "Deletes a timer.");

const timerfd = define("timerfd");
timerfd(
  "bridge",
  "timerfd_create",
  "timerfd_create(2)",
  [waitClock(), i32("flags")],
  "Makes a timer that is a descriptor. Flags are Linux's TFD_NONBLOCK and TFD_CLOEXEC.",
  { result: "fd" },
);
timerfd(
  "forward",
  "timerfd_settime",
  "timerfd_create(2)",
  [fd(), i32("flags"), structIn("value", ITIMERSPEC), optional(structOut("former", ITIMERSPEC))],
  "Arms it for a time, or with TFD_TIMER_ABSTIME until it; zero disarms it.",
);
timerfd(
  "forward",
  "timerfd_gettime",
  "timerfd_create(2)",
  [fd(), structOut("value", ITIMERSPEC)],
  "What is left of it, and its interval.",
);

const eventfd = define("eventfd");
eventfd(
  "bridge",
  "eventfd2",
  "eventfd(2)",
  [u32("value"), i32("flags")],
  "Makes a counter that is a descriptor. Flags are Linux's EFD_SEMAPHORE, EFD_NONBLOCK and EFD_CLOEXEC.",
  { result: "fd" },
);

const clock = define("clock");
clock("bridge", "clock_gettime", "clock_gettime(2)", [clockId(), structOut("time", TIMESPEC)], "Reads a clock.");
clock(
  "forward",
  "clock_getres",
  "clock_getres(2)",
  [clockId(), optional(structOut("resolution", TIMESPEC))],
  "A clock's resolution.",
);
clock(
  "forward",
  "clock_nanosleep",
  "clock_nanosleep(2)",
  [waitClock(), i32("flags"), structIn("request", TIMESPEC), optional(structOut("remain", TIMESPEC))],
  "Sleeps.",
);
clock("forward", "getrandom", "getrandom(2)", [output("buffer"), u32("flags")], "Random bytes.");

/** Every call, in the order of the reference page. */
export const interfaceCalls: readonly Call[] = calls;

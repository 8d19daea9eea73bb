// Generated from wasm/interface.ts by `make generate`; do not edit.
// The calls of the `isthmus` module as the host sees them, and their types where TypeScript serves them.
import type { Call } from "../interface.js";

export const abiVersion = 1;
export const abiExport = "isthmus_abi_1";

/** What the loader and the policy know of a call. */
export interface CallInfo extends Pick<Call, "lane" | "capability" | "mechanism"> {
  /** Wasm types of the parameters, in order. */
  readonly parameters: readonly ("i32" | "i64")[];
  readonly result: "i32" | "i64";
}

export const calls: Readonly<Record<string, CallInfo>> = {
  read: { lane: "forward", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32"], result: "i32" },
  write: { lane: "forward", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32"], result: "i32" },
  pread: { lane: "forward", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32", "i64"], result: "i32" },
  pwrite: { lane: "forward", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32", "i64"], result: "i32" },
  readv: { lane: "bridge", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32"], result: "i32" },
  writev: { lane: "bridge", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32"], result: "i32" },
  preadv2: { lane: "bridge", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32", "i64", "i32"], result: "i32" },
  pwritev2: { lane: "bridge", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32", "i64", "i32"], result: "i32" },
  lseek: { lane: "forward", capability: "none", mechanism: "io", parameters: ["i32", "i64", "i32"], result: "i64" },
  ppoll: { lane: "bridge", capability: "none", mechanism: "io", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  close: { lane: "bridge", capability: "none", mechanism: "fd", parameters: ["i32"], result: "i32" },
  dup: { lane: "bridge", capability: "none", mechanism: "fd", parameters: ["i32"], result: "i32" },
  dup3: { lane: "bridge", capability: "none", mechanism: "fd", parameters: ["i32", "i32", "i32"], result: "i32" },
  fcntl: { lane: "bridge", capability: "none", mechanism: "fd", parameters: ["i32", "i32", "i32"], result: "i32" },
  ioctl: { lane: "bridge", capability: "none", mechanism: "fd", parameters: ["i32", "i32", "i32"], result: "i32" },
  flock: { lane: "forward", capability: "none", mechanism: "fd", parameters: ["i32", "i32"], result: "i32" },
  pipe2: { lane: "bridge", capability: "none", mechanism: "pipe", parameters: ["i32", "i32"], result: "i32" },
  splice: { lane: "forward", capability: "none", mechanism: "pipe", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  tee: { lane: "forward", capability: "none", mechanism: "pipe", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  vmsplice: { lane: "bridge", capability: "none", mechanism: "pipe", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  sendfile: { lane: "forward", capability: "none", mechanism: "pipe", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  copy_file_range: { lane: "forward", capability: "none", mechanism: "pipe", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  socket: { lane: "host", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  socketpair: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  bind: { lane: "host", capability: "socket", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { lane: "host", capability: "socket", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  listen: { lane: "host", capability: "none", mechanism: "socket", parameters: ["i32", "i32"], result: "i32" },
  accept4: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  shutdown: { lane: "forward", capability: "none", mechanism: "socket", parameters: ["i32", "i32"], result: "i32" },
  getsockname: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  getpeername: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  send: { lane: "forward", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  recv: { lane: "forward", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  sendto: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  sendto_named: { lane: "host", capability: "socket", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  recvfrom: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  sendmsg: { lane: "host", capability: "socket", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  recvmsg: { lane: "host", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32"], result: "i32" },
  sendmmsg: { lane: "host", capability: "socket", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  recvmmsg: { lane: "host", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  setsockopt: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  setsockopt_group: { lane: "host", capability: "net", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  getsockopt: { lane: "bridge", capability: "none", mechanism: "socket", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  getaddrinfo: { lane: "host", capability: "net", mechanism: "netdb", parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  getnameinfo: { lane: "host", capability: "net", mechanism: "netdb", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  netdb: { lane: "host", capability: "net", mechanism: "netdb", parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  getifaddrs: { lane: "host", capability: "net", mechanism: "netdb", parameters: ["i32", "i32"], result: "i32" },
  inotify_init1: { lane: "host", capability: "none", mechanism: "inotify", parameters: ["i32"], result: "i32" },
  inotify_add_watch: { lane: "host", capability: "dir", mechanism: "inotify", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  inotify_rm_watch: { lane: "forward", capability: "none", mechanism: "inotify", parameters: ["i32", "i32"], result: "i32" },
  epoll_create1: { lane: "bridge", capability: "none", mechanism: "epoll", parameters: ["i32"], result: "i32" },
  epoll_ctl: { lane: "bridge", capability: "none", mechanism: "epoll", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  epoll_pwait2: { lane: "bridge", capability: "none", mechanism: "epoll", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  openat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  statx: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  statfs: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  faccessat2: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  fchmodat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  fchownat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  linkat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  symlinkat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  readlinkat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  unlinkat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  renameat2: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  mkdirat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  mknodat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i64"], result: "i32" },
  utimensat: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  truncate: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32", "i64"], result: "i32" },
  chdir: { lane: "host", capability: "dir", mechanism: "file", parameters: ["i32", "i32"], result: "i32" },
  fchdir: { lane: "host", capability: "none", mechanism: "file", parameters: ["i32"], result: "i32" },
  getcwd: { lane: "host", capability: "none", mechanism: "file", parameters: ["i32", "i32"], result: "i32" },
  ftruncate: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32", "i64"], result: "i32" },
  fallocate: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32", "i32", "i64", "i64"], result: "i32" },
  fadvise: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32", "i64", "i64", "i32"], result: "i32" },
  getdents64: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32", "i32", "i32"], result: "i32" },
  fsync: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32"], result: "i32" },
  fdatasync: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32"], result: "i32" },
  fchmod: { lane: "bridge", capability: "none", mechanism: "file", parameters: ["i32", "i32"], result: "i32" },
  fchown: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32", "i32", "i32"], result: "i32" },
  umask: { lane: "forward", capability: "none", mechanism: "file", parameters: ["i32"], result: "i32" },
  mmap: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32", "i32", "i32", "i64"], result: "i32" },
  munmap: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32"], result: "i32" },
  mremap: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  mprotect: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32"], result: "i32" },
  msync: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32"], result: "i32" },
  madvise: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32"], result: "i32" },
  mlock2: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32"], result: "i32" },
  munlock: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32"], result: "i32" },
  mincore: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32"], result: "i32" },
  memfd_create: { lane: "bridge", capability: "none", mechanism: "mmap", parameters: ["i32", "i32", "i32"], result: "i32" },
  shmget: { lane: "host", capability: "ipc", mechanism: "shm", parameters: ["i32", "i64", "i32"], result: "i32" },
  shmat: { lane: "bridge", capability: "none", mechanism: "shm", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  shmctl: { lane: "bridge", capability: "none", mechanism: "shm", parameters: ["i32", "i32", "i32"], result: "i32" },
  semget: { lane: "host", capability: "ipc", mechanism: "sem", parameters: ["i32", "i32", "i32"], result: "i32" },
  semtimedop: { lane: "bridge", capability: "none", mechanism: "sem", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  semctl: { lane: "bridge", capability: "none", mechanism: "sem", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  msgget: { lane: "host", capability: "ipc", mechanism: "msg", parameters: ["i32", "i32"], result: "i32" },
  msgsnd: { lane: "bridge", capability: "none", mechanism: "msg", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  msgrcv: { lane: "bridge", capability: "none", mechanism: "msg", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  msgctl: { lane: "bridge", capability: "none", mechanism: "msg", parameters: ["i32", "i32", "i32"], result: "i32" },
  mq_open: { lane: "host", capability: "ipc", mechanism: "mq", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  mq_unlink: { lane: "host", capability: "ipc", mechanism: "mq", parameters: ["i32", "i32"], result: "i32" },
  mq_timedsend: { lane: "forward", capability: "none", mechanism: "mq", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  mq_timedreceive: { lane: "forward", capability: "none", mechanism: "mq", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  mq_notify: { lane: "bridge", capability: "none", mechanism: "mq", parameters: ["i32", "i32"], result: "i32" },
  mq_getsetattr: { lane: "forward", capability: "none", mechanism: "mq", parameters: ["i32", "i32", "i32"], result: "i32" },
  futex: { lane: "bridge", capability: "none", mechanism: "futex", parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  robust_list: { lane: "bridge", capability: "none", mechanism: "futex", parameters: ["i32", "i32"], result: "i32" },
  fork: { lane: "bridge", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  execveat: { lane: "host", capability: "exec", mechanism: "process", parameters: ["i32", "i32", "i32", "i32", "i32", "i32", "i32", "i32"], result: "i32" },
  wait4: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  waitid: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32", "i32", "i32"], result: "i32" },
  getpid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  getppid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  gettid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  getpgid: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32"], result: "i32" },
  setpgid: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32"], result: "i32" },
  getsid: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32"], result: "i32" },
  setsid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  getuid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  geteuid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  getgid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  getegid: { lane: "forward", capability: "none", mechanism: "process", parameters: [], result: "i32" },
  getresuid: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32"], result: "i32" },
  getresgid: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32"], result: "i32" },
  setresuid: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32"], result: "i32" },
  setresgid: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32"], result: "i32" },
  getgroups: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32"], result: "i32" },
  getpriority: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32"], result: "i32" },
  setpriority: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32"], result: "i32" },
  prlimit: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  getrusage: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32", "i32"], result: "i32" },
  times: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32"], result: "i64" },
  uname: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32"], result: "i32" },
  sysinfo: { lane: "forward", capability: "none", mechanism: "process", parameters: ["i32"], result: "i32" },
  sched_getaffinity: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32", "i32"], result: "i32" },
  prctl: { lane: "bridge", capability: "none", mechanism: "process", parameters: ["i32", "i32"], result: "i32" },
  kill: { lane: "bridge", capability: "signal", mechanism: "signal", parameters: ["i32", "i32"], result: "i32" },
  sigaction: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  signal_next: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32"], result: "i32" },
  signal_fault: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  signal_fault_over: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  handler_shape: { lane: "host", capability: "none", mechanism: "signal", parameters: ["i32"], result: "i32" },
  call_handler: { lane: "host", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  sigprocmask: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  sigpending: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32"], result: "i32" },
  rt_sigtimedwait: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  rt_sigqueueinfo: { lane: "bridge", capability: "signal", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  tgkill: { lane: "bridge", capability: "signal", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  rt_tgsigqueueinfo: { lane: "bridge", capability: "signal", mechanism: "signal", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  signalfd4: { lane: "bridge", capability: "none", mechanism: "signal", parameters: ["i32", "i32", "i32"], result: "i32" },
  pidfd_open: { lane: "bridge", capability: "signal", mechanism: "pidfd", parameters: ["i32", "i32"], result: "i32" },
  pidfd_send_signal: { lane: "bridge", capability: "signal", mechanism: "pidfd", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  getitimer: { lane: "forward", capability: "none", mechanism: "timer", parameters: ["i32", "i32"], result: "i32" },
  setitimer: { lane: "forward", capability: "none", mechanism: "timer", parameters: ["i32", "i32", "i32"], result: "i32" },
  timer_create: { lane: "bridge", capability: "none", mechanism: "timer", parameters: ["i32", "i32", "i32"], result: "i32" },
  timer_settime: { lane: "forward", capability: "none", mechanism: "timer", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  timer_gettime: { lane: "forward", capability: "none", mechanism: "timer", parameters: ["i32", "i32"], result: "i32" },
  timer_getoverrun: { lane: "forward", capability: "none", mechanism: "timer", parameters: ["i32"], result: "i32" },
  timer_delete: { lane: "bridge", capability: "none", mechanism: "timer", parameters: ["i32"], result: "i32" },
  timerfd_create: { lane: "bridge", capability: "none", mechanism: "timerfd", parameters: ["i32", "i32"], result: "i32" },
  timerfd_settime: { lane: "forward", capability: "none", mechanism: "timerfd", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  timerfd_gettime: { lane: "forward", capability: "none", mechanism: "timerfd", parameters: ["i32", "i32"], result: "i32" },
  eventfd2: { lane: "bridge", capability: "none", mechanism: "eventfd", parameters: ["i32", "i32"], result: "i32" },
  clock_gettime: { lane: "bridge", capability: "none", mechanism: "clock", parameters: ["i32", "i32"], result: "i32" },
  clock_getres: { lane: "forward", capability: "none", mechanism: "clock", parameters: ["i32", "i32"], result: "i32" },
  clock_nanosleep: { lane: "forward", capability: "none", mechanism: "clock", parameters: ["i32", "i32", "i32", "i32"], result: "i32" },
  getrandom: { lane: "forward", capability: "none", mechanism: "clock", parameters: ["i32", "i32", "i32"], result: "i32" },
};

/** The calls that TypeScript serves. Each returns zero or more, or minus a Linux errno. */
export interface HostCalls {
  /** socket(2): Makes a socket. */
  socket(domain: number, type: number, protocol: number): number;
  /** bind(2): Gives a socket its name. */
  bind(fd: number, address: number, address_length: number): number;
  /** connect(2): Connects a socket, or sets its peer. */
  connect(fd: number, address: number, address_length: number): number;
  /** listen(2): Lets a socket be connected to. */
  listen(fd: number, backlog: number): number;
  /** sendto(2): Sends to an address. */
  sendto_named(fd: number, buffer: number, buffer_length: number, flags: number, address: number, address_length: number): number;
  /** sendmsg(2): Sends several buffers, with control data in the kernel's layout, in which descriptors are the guest's. struct msghdr is the guest's own: {u32 name, u32 namelen, u32 iov, u32 iovlen, u32 control, u32 controllen, i32 flags}. */
  sendmsg(fd: number, message: number, flags: number): number;
  /** recvmsg(2): Receives into several buffers, with control data in the kernel's layout; descriptors that come along get the lowest free numbers. */
  recvmsg(fd: number, message: number, flags: number): number;
  /** sendmmsg(2): Sends several messages, each a struct msghdr followed by a u32 for what was sent. */
  sendmmsg(fd: number, messages: number, count: number, flags: number): number;
  /** recvmmsg(2): Receives several messages; the time that is left is written back. */
  recvmmsg(fd: number, messages: number, count: number, flags: number, timeout: number): number;
  /** setsockopt(2): Sets an option that joins a group. */
  setsockopt_group(fd: number, level: number, name: number, value: number, value_length: number): number;
  /** getaddrinfo(3): Looks a name up by the host's resolver; refused unless the policy allows the name. The request has five i32: which of host (1), service (2) and hints (4) are given, then flags, family, type and protocol. The answer's size in all, which is there only when there is room for it: i32 EAI_ value, i32 errno, u32 whether a canonical name was given, then for each address i32 flags, family, type, protocol, u32 length and 28 bytes of address; the canonical name, ended by a NUL. */
  getaddrinfo(request: number, host: number, host_length: number, service: number, service_length: number, answer: number, answer_length: number): number;
  /** getnameinfo(3): The names of an address, which stays a number where the policy does not allow it. The answer's size in all, as above: i32 EAI_ value, i32 errno, host and service, each ended by a NUL. */
  getnameinfo(address: number, address_length: number, flags: number, answer: number, answer_length: number): number;
  /** getservent(3): Entries of the databases of hosts (0 by name, 1 by address, 2 all), services (3, 4, 5), protocols (6, 7, 8) and networks (9, 10, 11). The answer's size in all, as above: i32 h_errno, i32 errno, and entries, each of u32 size, i32 number (port, protocol, network, or a host's family), i32 other (a host's length, a network's family), u32 aliases, u32 addresses, the addresses, and name, protocol and aliases, each ended by a NUL. */
  netdb(database: number, number: number, key: number, key_length: number, protocol: number, protocol_length: number, answer: number, answer_length: number): number;
  /** getifaddrs(3): The addresses of interfaces. The answer's size in all, as above: i32 0, i32 errno, and for each address u32 size, u32 flags, u32 lengths of address, mask, broadcast address or peer, and statistics; these, each in a multiple of 4 bytes; and the interface's name, ended by a NUL. EACCES unless something of the network is allowed. */
  getifaddrs(answer: number, answer_length: number): number;
  /** inotify_init1(2): Makes a queue of events of files. */
  inotify_init1(flags: number): number;
  /** inotify_add_watch(2): Watches a file or directory, which must be readable. */
  inotify_add_watch(fd: number, path: number, path_length: number, mask: number): number;
  /** open(2): Opens a file beneath the preopened directories. Flags are those of x86-64 Linux. */
  openat(dirfd: number, path: number, path_length: number, flags: number, mode: number): number;
  /** statx(2): Status of a path, or of the descriptor with AT_EMPTY_PATH and an empty path. */
  statx(dirfd: number, path: number, path_length: number, flags: number, mask: number, statx: number): number;
  /** statfs(2): Status of the file system of a path, or of the descriptor when the path is empty. */
  statfs(dirfd: number, path: number, path_length: number, statfs: number): number;
  /** faccessat2(2): Checks permissions. */
  faccessat2(dirfd: number, path: number, path_length: number, mode: number, flags: number): number;
  /** fchmodat(2): Changes a file's mode. */
  fchmodat(dirfd: number, path: number, path_length: number, mode: number, flags: number): number;
  /** fchownat(2): Changes a file's owner. */
  fchownat(dirfd: number, path: number, path_length: number, owner: number, group: number, flags: number): number;
  /** linkat(2): Makes a hard link. */
  linkat(olddirfd: number, oldpath: number, oldpath_length: number, newdirfd: number, newpath: number, newpath_length: number, flags: number): number;
  /** symlinkat(2): Makes a symbolic link. */
  symlinkat(target: number, target_length: number, newdirfd: number, linkpath: number, linkpath_length: number): number;
  /** readlinkat(2): Reads a symbolic link. */
  readlinkat(dirfd: number, path: number, path_length: number, buffer: number, buffer_length: number): number;
  /** unlinkat(2): Removes a name, or with AT_REMOVEDIR a directory. */
  unlinkat(dirfd: number, path: number, path_length: number, flags: number): number;
  /** renameat2(2): Renames, also with RENAME_NOREPLACE and RENAME_EXCHANGE. */
  renameat2(olddirfd: number, oldpath: number, oldpath_length: number, newdirfd: number, newpath: number, newpath_length: number, flags: number): number;
  /** mkdirat(2): Makes a directory. */
  mkdirat(dirfd: number, path: number, path_length: number, mode: number): number;
  /** mknodat(2): Makes a FIFO or a regular file; devices are refused with EPERM. */
  mknodat(dirfd: number, path: number, path_length: number, mode: number, device: bigint): number;
  /** utimensat(2): Sets times of a path, or of the descriptor when the path is empty. */
  utimensat(dirfd: number, path: number, path_length: number, times: number, flags: number): number;
  /** truncate(2): Sets a file's length by path. */
  truncate(path: number, path_length: number, length: bigint): number;
  /** chdir(2): Changes the working directory, within the preopened ones. */
  chdir(path: number, path_length: number): number;
  /** fchdir(2): Changes the working directory to an open directory. */
  fchdir(fd: number): number;
  /** getcwd(2): The guest's name of the working directory; the result counts its bytes with the NUL. */
  getcwd(buffer: number, buffer_length: number): number;
  /** shmget(2): Finds or makes a segment. */
  shmget(key: number, size: bigint, flags: number): number;
  /** semget(2): Finds or makes a set. */
  semget(key: number, count: number, flags: number): number;
  /** msgget(2): Finds or makes a queue. */
  msgget(key: number, flags: number): number;
  /** mq_open(2): Opens a queue by its name without the slash. Flags are those of x86-64 Linux. */
  mq_open(name: number, name_length: number, flags: number, mode: number, attributes: number): number;
  /** mq_unlink(2): Removes a queue's name. */
  mq_unlink(name: number, name_length: number): number;
  /** execveat(2): Replaces the program. argv and envp are strings each ended by NUL. A wasm module beneath a preopened directory replaces the instance; a native program needs the policy. */
  execveat(dirfd: number, path: number, path_length: number, argv: number, argv_length: number, envp: number, envp_length: number, flags: number): number;
  /** signal(7): How a function of the guest's table can be called as a handler: 1 with the signal alone, 3 with all of sigaction(2)'s parameters, 0 only by call_handler. */
  handler_shape(handler: number): number;
  /** signal(7): Calls a function that has other parameters or a result, as a native program may. */
  call_handler(handler: number, signal: number, information: number, context: number): number;
}

// The rows of `isthmus bench`: which program of core-c/bench, with which arguments. How they are run is slices.ts's.

export interface Row {
  /** What the table shows, and what `isthmus bench NAME` matches. */
  readonly name: string;
  /** File of core-c/bench without its ending. */
  readonly program: string;
  /** Row of that program, and the message size in bytes. */
  readonly row: string;
  readonly size: number;
  /** Bytes moved by one operation, where a rate says more than a time. */
  readonly bytes?: number;
  /** Options of `isthmus run` beyond `--dir .`. */
  readonly options?: readonly string[];
  /** The native side is linked with this library of the machine's, instead of with ours: the row is left out where it is missing. */
  readonly against?: "zmq";
  /** Says nothing unless both processes have a processor. */
  readonly apart?: true;
}

const row = (name: string, program: string, programRow: string, size = 0, bytes?: number): Row => ({
  name,
  program,
  row: programRow,
  size,
  ...(bytes === undefined ? {} : { bytes }),
});

/** A row of two processes that meet in memory without the kernel. */
const apart = (row: Row): Row => ({ ...row, apart: true });

/** A row that needs permissions. */
const permitted = (row: Row, ...options: string[]): Row => ({ ...row, options });

/** A row that needs this machine's own network. */
const network = (row: Row): Row => permitted(row, "--allow-net=127.0.0.1", "--max-fds=2048");

/** ZeroMQ's rows: against the same C natively, and against the machine's libzmq. */
function zeromq(): Row[] {
  const sizes = [
    [64, "64 B"],
    [4096, "4 KiB"],
    [65536, "64 KiB"],
  ] as const;
  const made: Row[] = [];
  for (const transport of ["ipc", "tcp"])
    for (const [size, text] of sizes)
      made.push(
        row(`zmq ${transport} round trip ${text}`, "zmq", `${transport}-roundtrip`, size),
        row(`zmq ${transport} throughput ${text}`, "zmq", `${transport}-stream`, size, size),
      );
  for (const subscribers of [1, 10, 100])
    made.push(row(`zmq publish to ${subscribers}`, "zmq", "publish", subscribers));
  const options = ["--allow-unix=.", "--allow-net=127.0.0.1", "--max-fds=2048"];
  return made.flatMap((one) => [
    permitted(one, ...options),
    { ...permitted(one, ...options), name: `${one.name}, libzmq`, against: "zmq" as const },
  ]);
}

export const rows: readonly Row[] = [
  row("empty system call", "call", "getppid"),
  row("pipe round trip 1 B", "pipe", "roundtrip", 1),
  row("pipe round trip 64 B", "pipe", "roundtrip", 64),
  row("pipe round trip 4 KiB", "pipe", "roundtrip", 4096),
  row("pipe round trip 64 KiB", "pipe", "roundtrip", 65536),
  row("pipe throughput 64 KiB", "pipe", "throughput", 65536, 65536),
  row("fifo round trip 64 B", "fifo", "roundtrip", 64),
  row("unix stream round trip 64 B", "unix", "stream", 64),
  row("unix stream round trip 4 KiB", "unix", "stream", 4096),
  row("unix datagram round trip 64 B", "unix", "datagram", 64),
  row("unix datagram round trip 4 KiB", "unix", "datagram", 4096),
  row("unix seqpacket round trip 64 B", "unix", "packets", 64),
  row("unix seqpacket round trip 4 KiB", "unix", "packets", 4096),
  row("unix stream throughput 64 KiB", "unix", "throughput", 65536, 65536),
  row("msg round trip 64 B", "msg", "roundtrip", 64),
  row("msg round trip 4 KiB", "msg", "roundtrip", 4096),
  row("mq round trip 64 B", "mq", "roundtrip", 64),
  row("mq round trip 4 KiB", "mq", "roundtrip", 4096),
  row("sem ping-pong", "sem", "pingpong"),
  row("POSIX semaphore ping-pong", "semaphore", "pingpong"),
  row("POSIX semaphore post+wait", "semaphore", "alone"),
  row("mutex lock+unlock", "mutex", "plain"),
  row("robust mutex lock+unlock", "mutex", "robust"),
  row("shared memory copy in+out 1 MiB", "shm", "memcpy", 1 << 20, 1 << 20),
  apart(row("shared memory ping-pong", "shm", "pingpong")),
  apart(row("channel latency 64 B", "channel", "latency", 64)),
  apart(row("channel one by one 64 B", "channel", "throughput", 64, 64)),
  apart(row("channel batches 64 B", "channel", "batches", 64, 64)),
  network(row("tcp round trip 64 B", "tcp", "roundtrip", 64)),
  network(row("tcp round trip 4 KiB", "tcp", "roundtrip", 4096)),
  network(row("tcp send+recv 64 B", "tcp", "sends", 64)),
  network(row("tcp throughput 64 KiB", "tcp", "throughput", 65536, 65536)),
  network(row("tcp accept, 3 workers", "tcp", "accept")),
  network(row("epoll, 10 busy of 1010", "tcp", "epoll", 64)),
  network(row("udp round trip 64 B", "udp", "connected", 64)),
  network(row("udp round trip 4 KiB", "udp", "connected", 4096)),
  network(row("udp sendto+recvfrom 64 B", "udp", "addressed", 64)),
  network(row("udp sendto+recvfrom 4 KiB", "udp", "addressed", 4096)),
  ...zeromq(),
  row("signal to self", "signal", "raise"),
  row("signal round trip, asleep", "signal", "asleep"),
  apart(row("signal round trip, computing", "signal", "computing")),
  row("sigqueue+sigwaitinfo", "signal", "queue"),
  row("kill+read of a signalfd", "signal", "descriptor"),
  row("timer signal after 100 us", "signal", "timer"),
  row("1000 steps of a loop", "signal", "loop"),
  row("1000 steps with a handler set", "signal", "loop-caught"),
  permitted(row("netlink link dump", "netlink", "dump"), "--allow-netlink=route"),
  row("fork+exit+wait", "process", "fork"),
  row("spawn of a program", "process", "spawn"),
];

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
}

const row = (name: string, program: string, programRow: string, size = 0, bytes?: number): Row => ({
  name,
  program,
  row: programRow,
  size,
  ...(bytes === undefined ? {} : { bytes }),
});

export const rows: readonly Row[] = [
  row("empty system call", "call", "getppid"),
  row("pipe round trip 1 B", "pipe", "roundtrip", 1),
  row("pipe round trip 64 B", "pipe", "roundtrip", 64),
  row("pipe round trip 4 KiB", "pipe", "roundtrip", 4096),
  row("pipe round trip 64 KiB", "pipe", "roundtrip", 65536),
  row("pipe throughput 64 KiB", "pipe", "throughput", 65536, 65536),
  row("fifo round trip 64 B", "fifo", "roundtrip", 64),
  row("fork+exit+wait", "process", "fork"),
  row("spawn of a program", "process", "spawn"),
];

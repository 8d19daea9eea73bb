// Runs a native program and its wasm twin in short alternating slices, both pinned to the same processors, so that whatever
// else the machine does touches both alike. What to run is rows.ts's, what the numbers mean report.ts's.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { BenchError, commandLine, type Program } from "./programs.js";
import type { Row } from "./rows.js";

/** One side of a row: a process that runs a slice when told to. */
class Side {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #what: string;

  constructor(command: string[], directory: string, environment: NodeJS.ProcessEnv) {
    const [file, ...args] = command;
    this.#what = command.join(" ");
    this.#process = spawn(file as string, args, {
      cwd: directory,
      stdio: ["pipe", "pipe", "inherit"],
      env: environment,
    });
    this.#process.on("error", () => {});
    this.#process.stdin?.on("error", () => {});
    this.#lines = createInterface({ input: this.#process.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  }

  /** Nanoseconds an operation took in one slice. */
  async slice(): Promise<number> {
    this.#process.stdin?.write("r");
    const { value, done } = await this.#lines.next();
    const [count, nanoseconds] = done ? [] : value.split(" ").map(Number);
    if (!count || !nanoseconds) throw new BenchError(`the benchmark program ended early: ${this.#what}`);
    return nanoseconds / count;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("close", resolve));
    this.#process.stdin?.end();
    await ended;
  }
}

export interface Samples {
  /** Nanoseconds an operation, slice by slice; the two at one index ran one after the other. */
  native: number[];
  wasm: number[];
}

/** Processors this process may use, as `taskset` names them; undefined without taskset, and then nothing is pinned. */
export function pinnable(): { one: string; two?: string } | undefined {
  try {
    const text = execFileSync("taskset", ["-cp", String(process.pid)], { encoding: "utf8" });
    const processors = (text.split(":").pop() ?? "")
      .trim()
      .split(",")
      .flatMap((range) => {
        const [first, last] = range.split("-").map(Number);
        return Array.from({ length: (last ?? first ?? 0) - (first ?? 0) + 1 }, (_, index) => (first ?? 0) + index);
      });
    const [one, two] = processors.slice(-2).reverse();
    if (one === undefined) return undefined;
    return two === undefined || availableParallelism() < 2
      ? { one: String(one) }
      : { one: String(one), two: `${one},${two}` };
  } catch {
    return undefined;
  }
}

/**
 * Measures one row in `rounds` pairs of slices. `processors` is a taskset list or undefined. Never blocks the event loop.
 * Throws BenchError when one of the two sides fails.
 */
export async function measure(
  row: Row,
  program: Program,
  directory: string,
  rounds: number,
  processors?: string,
): Promise<Samples> {
  const pin = processors === undefined ? [] : ["taskset", "-c", processors];
  // NODE_EXTRA_CA_CERTS makes Node's start slower by reading certificates, which says nothing about WebAssembly.
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const native = new Side([...pin, program.native, row.row, String(row.size)], directory, environment);
  const wasm = new Side(
    [...pin, commandLine, "run", "--dir", ".", ...(row.options ?? []), program.wasm, row.row, String(row.size)],
    directory,
    environment,
  );
  const samples: Samples = { native: [], wasm: [] };
  try {
    await Promise.all([native.slice(), wasm.slice()]);
    for (let round = 0; round < rounds; round++) {
      // Which side goes first changes, so that neither always follows the other's leftovers.
      const sides: [keyof Samples, Side][] =
        round % 2
          ? [
              ["wasm", wasm],
              ["native", native],
            ]
          : [
              ["native", native],
              ["wasm", wasm],
            ];
      for (const [name, side] of sides) samples[name].push(await side.slice());
    }
  } finally {
    await Promise.all([native.close(), wasm.close()]);
  }
  return samples;
}

/** Milliseconds that each command takes from start to exit, one after the other in every round. */
export function measureStarts(
  commands: Readonly<Record<string, string[]>>,
  directory: string,
  rounds: number,
): Record<string, number[]> {
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, [file, ...args]] of Object.entries(commands)) {
      const start = process.hrtime.bigint();
      execFileSync(file as string, args, { cwd: directory, stdio: "ignore", env: environment });
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      // The first round fills the page cache.
      if (round > 0) times[name] = [...(times[name] ?? []), milliseconds];
    }
  }
  return times;
}

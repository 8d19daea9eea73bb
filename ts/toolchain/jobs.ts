// The jobs of one compiler call, as `clang -###` prints them, and how they are run one after the other.
import { rmSync } from "node:fs";
import { basename } from "node:path";
import type { Backend, Result, Tool } from "./backend.js";
import { edgeWords, fileWantsEdges } from "./edges.js";

export interface Job {
  readonly tool: Tool;
  /** The program that clang would start. */
  readonly program: string;
  readonly args: readonly string[];
  readonly output: string | undefined;
}

export interface Plan {
  readonly jobs: readonly Job[];
  /** What clang had to say besides: warnings about the command line. */
  readonly messages: string;
}

const bannerLine =
  /^(?:.*clang version .*|Target: .*|Thread model: .*|InstalledDir: ?.*|Build config: .*| \(in-process\))$/;

/** Reads one line of quoted words. Inside the quotes a backslash protects `"`, `\` and `$`. */
function quotedWords(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => (word ?? "").replace(/\\(["\\$])/g, "$1"));
}

/** The tool that a job of the driver means, by the name of its program and by cc1's first word. */
function toolOf(program: string, args: readonly string[]): Tool | undefined {
  if (args[0]?.startsWith("-cc1")) return "clang";
  return basename(program).startsWith("wasm-ld") ? "wasm-ld" : undefined;
}

/** Reads what `clang -### …` wrote. A job for a tool that only improves the result (wasm-opt) is left out. */
export function readPlan(stderr: string): Plan {
  const jobs: Job[] = [];
  let messages = "";
  for (const line of stderr.split("\n")) {
    if (line.startsWith(' "')) {
      const [program = "", ...args] = quotedWords(line);
      // An LLVM that is one program for all tools has the tool's name as its first argument.
      if (args[0]?.startsWith("clang")) args.shift();
      const tool = toolOf(program, args);
      const at = args.indexOf("-o");
      if (tool !== undefined) jobs.push({ tool, program, args, output: at < 0 ? undefined : args[at + 1] });
    } else if (line !== "" && !bannerLine.test(line)) {
      messages += `${line}\n`;
    }
  }
  return { jobs, messages };
}

export interface JobOptions {
  /** Leaves intermediate files. */
  readonly keep: boolean;
  /** Keeps what the jobs say for the result. */
  readonly capture: boolean;
  /** Sees a job when what it reads is there. */
  readonly prepare: (job: Job) => Job;
}

/**
 * Runs the jobs in order. As in clang, one that fails loses its output and those that would read it are left out, while
 * independent ones still run; the first failure is the result.
 */
export async function runJobs(backend: Backend, jobs: readonly Job[], options: JobOptions): Promise<Result> {
  const lost = new Set<string>();
  let first: Result = { status: 0, stderr: "" };
  let said = "";
  for (const planned of jobs) {
    if (planned.args.some((argument) => lost.has(argument))) continue;
    const job = options.prepare(planned);
    let result = await backend.run(job.tool, job.args, { program: job.program, capture: options.capture });
    said += result.stderr;
    if (result.status === 0 && job.tool === "clang" && job.output !== undefined && fileWantsEdges(job.output)) {
      const [mode = "", ...rest] = job.args;
      result = await backend.run(job.tool, [mode, ...edgeWords, ...rest], { program: job.program, capture: true });
    }
    if (result.status === 0) continue;
    if (first.status === 0) first = result;
    if (job.output !== undefined) {
      lost.add(job.output);
      // Never a device: `-o /dev/null` is how configure asks whether something compiles.
      if (!job.output.startsWith("/dev/") && job.output !== "-") rmSync(job.output, { force: true });
    }
  }
  for (const [index, { output }] of jobs.entries()) {
    const intermediate = output !== undefined && jobs.slice(index + 1).some((job) => job.args.includes(output));
    if (intermediate && !options.keep) rmSync(output, { force: true });
  }
  return { ...first, stderr: said };
}

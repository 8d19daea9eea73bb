// `isthmus`: finds the command and loads only that. What a command does stands in its own file; each runs with the flags of Node that
// it needs: a guest's for `run`, none for the others.
import { readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { getSystemErrorName } from "node:util";
import { loadBridge } from "../bridge/load.js";
import { toBytes } from "../host/bytes.js";
import { runFlags } from "../host/flags.js";
import { packageRoot } from "../paths.js";
import { exactArguments, main as run } from "./run.js";

const help = `usage: isthmus COMMAND [argument...]

Real Unix IPC for WebAssembly on Node.js: pipes, FIFOs, processes and more, sandboxed, against the real kernel.

  run [options] PROGRAM [argument...]   run a module, or a .c file       isthmus run --dir . count.wasm notes.txt
  cc [argument...]                      compile C into a module          isthmus cc -O2 -o count.wasm count.c
  c++ [argument...]                     compile C++                      isthmus c++ -o words.wasm words.cc
  ar, ranlib, nm, strip                 the tools that go with it        isthmus ar rcs libcount.a count.o
  inspect PROGRAM [--json]              what a module asks for           isthmus inspect count.wasm
  ipcs [--remove [NAME...]]             queues, segments, semaphores      isthmus ipcs --remove
  demo [NAME]                           list the demos, or run one       isthmus demo pipe
  bench [NAME...]                       WebAssembly against native       isthmus bench pipe --json

  --help, --version                     also: isthmus COMMAND --help
`;

const tools: ReadonlySet<string> = new Set([
  "cc",
  "c++",
  "ar",
  "ranlib",
  "nm",
  "strip",
  "ld",
  "objdump",
  "objcopy",
  "size",
  "c++filt",
]);

/** Commands that need a Node without a guest's flags: the compiler would crawl, and what measures would measure itself. */
async function plain(command: string, args: readonly string[]): Promise<number | undefined> {
  if (tools.has(command)) return (await import("./cc.js")).main([command, ...args]);
  switch (command) {
    case "demo":
      return (await import("./demo.js")).main([...args]);
    case "bench":
      return (await import("../bench/index.js")).main([...args]);
    case "--compile":
      return (await import("./compile.js")).main([...args]);
    default:
      return undefined;
  }
}

/**
 * Starts this command again with other flags of Node, in place of this process: so signals reach the guest, and its status is the
 * process's. Not by Node's own process.execve, which Node 20 doesn't have, and which takes no arguments that aren't UTF-8.
 */
function restart(flags: readonly string[]): never {
  const kept = process.execArgv.filter((flag) => !runFlags.includes(flag));
  const [script = "", ...args] = process.argv.slice(1);
  const exact = args.length > 0 ? exactArguments(args.length) : [];
  const argv = [...[process.execPath, ...kept, ...flags, script].map(toBytes), ...exact];
  const error = loadBridge().execHost(argv);
  throw new Error(`${process.execPath} can't be started again: ${getSystemErrorName(error)}`);
}

async function dispatch(command: string, args: readonly string[]): Promise<number> {
  const hasFlags = process.execArgv.includes("--single-threaded");
  switch (command) {
    case "run":
      return hasFlags ? run(args) : restart(runFlags);
    case "ipcs":
      return (await import("./ipcs.js")).main(args);
    case "inspect":
      return (await import("./inspect.js")).main(args);
    case "--zygote":
      return (await import("../host/zygote.js")).zygote();
    case "--help":
    case "-h":
    case "help":
      writeSync(1, help);
      return 0;
    case "--version": {
      const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
      writeSync(1, `isthmus ${version}\n`);
      return 0;
    }
    case "":
      writeSync(2, help);
      return 2;
  }
  if (hasFlags) restart([]);
  const status = await plain(command, args);
  if (status !== undefined) return status;
  writeSync(2, `isthmus: unknown command ${command}; see isthmus --help\n`);
  return 2;
}

const [command = "", ...args] = process.argv.slice(2);
dispatch(command, args).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    const debug = process.env.ISTHMUS_DEBUG === "1";
    writeSync(2, `isthmus: ${error instanceof Error ? (debug ? error.stack : error.message) : String(error)}\n`);
    process.exitCode = 125;
  },
);

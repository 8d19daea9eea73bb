// A native clang as the compiler: wasi-sdk's, or one that was named. It starts its own sub-processes.
import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, realpathSync, statSync } from "node:fs";
import { constants as system } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { type Backend, type Result, type Tool, ToolchainError } from "./backend.js";
import { findPackage, packageSysroot, type Sysroot, sysrootAt } from "./sysroot.js";

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The path of a program, looked up in PATH as a shell does; undefined when there is none. */
function which(name: string): string | undefined {
  if (name.includes("/")) return isProgram(name) ? name : undefined;
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder || ".", name))
    .find(isProgram);
}

/** The other tools of the same LLVM: beside clang, or with its version in the name. */
function findTool(clang: string, tool: Tool): string {
  const suffix = /-\d+$/.exec(basename(clang))?.[0] ?? "";
  const folders = [dirname(clang), dirname(realpathSync(clang))];
  const candidates = [...folders.flatMap((folder) => [join(folder, tool), join(folder, tool + suffix)]), tool + suffix];
  const found = candidates.map(which).find((path) => path !== undefined);
  if (found === undefined) throw new ToolchainError(`no ${tool} beside ${clang}`);
  return found;
}

function findSysroot(clang: string, sdk: string | undefined): Sysroot {
  const folders = sdk === undefined ? [] : [sdk];
  folders.push(join(dirname(clang), ".."), join(dirname(realpathSync(clang)), ".."));
  const root = folders.map((folder) => join(folder, "share", "wasi-sysroot")).find(existsSync);
  if (root !== undefined) return sysrootAt(root);
  const folder = findPackage();
  if (folder === undefined) {
    throw new ToolchainError(
      `no wasi sysroot for ${clang}: set WASI_SDK_PATH, or run \`npm install --save-dev @yowasp/clang\``,
    );
  }
  return packageSysroot(folder);
}

/** Starts a program with our standard streams and waits. Signals that ask us to end are passed on to it. */
function execute(program: string, args: readonly string[], capture: boolean): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["inherit", "inherit", capture ? "pipe" : "inherit"] });
    const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    const passed: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of passed) process.on(signal, passOn);
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", (error) => reject(new ToolchainError(`cannot start ${program}: ${error.message}`, 126)));
    child.on("close", (code, signal) => {
      for (const each of passed) process.off(each, passOn);
      const status = signal === null ? (code ?? 1) : 128 + (system.signals[signal] ?? 0);
      resolve({ status, stderr, ...(signal === null ? {} : { signal }) });
    });
  });
}

/**
 * The clang named `named` (a path or a name in PATH), else that of the wasi-sdk in `sdk`.
 * Throws ToolchainError when it isn't there, or has no sysroot.
 */
export function nativeBackend(named: string | undefined, sdk: string | undefined): Backend {
  const wanted = named ?? join(sdk ?? "", "bin", "clang");
  const clang = which(wanted);
  if (clang === undefined) throw new ToolchainError(`no compiler at ${wanted}`);
  const { size, mtimeMs } = statSync(clang);
  return {
    identity: `${realpathSync(clang)} ${size} ${mtimeMs}`,
    sysroot: findSysroot(clang, sdk),
    spawns: true,
    run(tool, args, options = {}) {
      const words = tool === "clang++" ? ["--driver-mode=g++", ...args] : args;
      const program = options.program ?? (tool === "clang" || tool === "clang++" ? clang : findTool(clang, tool));
      return execute(program, words, options.capture === true);
    },
  };
}

// Builds programs written for zmq.h: with the system's libzmq, with our library natively (also with sanitizers), and as guests.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../ts/paths.js";
import { cached, compileGuest, compileNative, nativeCompiler } from "./compile.js";
import { execute, isthmusCommand } from "./execute.js";
import { temporary } from "./temporary.js";

/** What a program is linked with, and where it runs. */
export type Kind = "libzmq" | "native" | "sanitized" | "guest";

const core = join(packageRoot, "core-c", "zmq");
const SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
/** Ample for the whole library, also when the machine is busy. */
const COMPILE_SECONDS = 120;

/** Whether the system has libzmq and its header. */
export const hasLibzmq = existsSync("/usr/include/zmq.h");

/** Our library, compiled natively: an archive. */
async function nativeLibrary(flags: readonly string[]): Promise<string> {
  const compiler = nativeCompiler();
  const below = [core, join(core, "include")].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
  const files = below.filter((file) => /\.[ch]$/.test(file)).sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return cached(["zmq", compiler, ...flags, hash.digest("hex")], ".a", async (into) => {
    const cwd = temporary("zmq-library");
    const words = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-g", "-Wall", "-Wextra", "-Werror", ...flags, "-c"];
    const commands: [string, string[]][] = [
      [compiler, [...words, ...files.filter((file) => file.endsWith(".c"))]],
      ["sh", ["-c", `ar rcs '${into}' *.o`]],
    ];
    for (const [command, args] of commands) {
      const { status, stderr } = await execute(command, args, { cwd, timeout: COMPILE_SECONDS });
      if (status !== 0) throw new Error(`${command}: exit ${status}\n${stderr}`);
    }
  });
}

/** Compiles a program, of one source, or natively of more; gives its path. */
export async function compileZmq(kind: Kind, source: string, more: readonly string[] = []): Promise<string> {
  if (kind === "guest") return compileGuest(source, [...more, "-lzmq"]);
  if (kind === "libzmq") return compileNative(source, [...more, "-lzmq"]);
  const flags = kind === "sanitized" ? ["-g", ...SANITIZE] : [];
  const library = await nativeLibrary(kind === "sanitized" ? SANITIZE : []);
  return compileNative(source, [...more, `-I${join(core, "include")}`, library, ...flags]);
}

/** The command that runs a compiled program; a guest may use the network, and the files in /tmp. */
export function zmqCommand(kind: Kind, program: string, args: readonly string[]): { command: string; args: string[] } {
  if (kind !== "guest") return { command: program, args: [...args] };
  return isthmusCommand(["run", "--allow-net", "--allow-unix", "--dir", "/tmp", program, ...args]);
}

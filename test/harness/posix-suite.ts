// The Open POSIX Test Suite, as Debian's source package has it: gets it, compiles its programs natively and for wasm, runs
// both. Which programs, and what they must answer, is test/posix-suite.test.ts's.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../ts/paths.js";
import { cached, nativeCompiler, sysroot } from "./compile.js";
import type { Compilers } from "./compilers.js";
import { execute, isthmusCommand, type Outcome } from "./execute.js";
import { removeTemporary, temporary } from "./temporary.js";

const PACKAGE = "posixtestsuite";
const ARCHIVE = `${PACKAGE}_1.5.2.orig.tar.gz`;
const ARCHIVE_SHA256 = "15a2185672127cba851d35ec9d538ff6148defdbb75f99c7e9c50aeba0f94757";
const cacheDirectory = join(packageRoot, "build", "cache");

/** The suite's exit codes. */
export const answers: Readonly<Record<number, string>> = {
  0: "PASS",
  1: "FAIL",
  2: "UNRESOLVED",
  4: "UNSUPPORTED",
  5: "UNTESTED",
};

interface Archive {
  uri: string;
  suites: string[];
  components: string[];
  signedBy: string | undefined;
}

function filesIn(directory: string, ending: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(join(directory, name), "utf8"));
  } catch {
    return [];
  }
}

/** What apt on this machine takes binary packages from: sources.list's lines, and the stanzas of the newer format. */
function aptArchives(): Archive[] {
  const found: Archive[] = [];
  const old = existsSync("/etc/apt/sources.list") ? [readFileSync("/etc/apt/sources.list", "utf8")] : [];
  for (const line of [...old, ...filesIn("/etc/apt/sources.list.d", ".list")].join("\n").split("\n")) {
    const [, options = "", uri = "", suite = "", components = ""] =
      /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.+)$/.exec(line.trim()) ?? [];
    const signedBy = /signed-by=(\S+)/.exec(options)?.[1];
    if (uri !== "") found.push({ uri, suites: [suite], components: components.split(/\s+/), signedBy });
  }
  for (const stanza of filesIn("/etc/apt/sources.list.d", ".sources").flatMap((text) => text.split(/\n\s*\n/))) {
    const field = (name: string): string[] =>
      (new RegExp(`^${name}:(.*)$`, "im").exec(stanza)?.[1] ?? "").split(/\s+/).filter((word) => word !== "");
    const rest = { suites: field("Suites"), components: field("Components"), signedBy: field("Signed-By")[0] };
    found.push(...field("URIs").map((uri) => ({ uri, ...rest })));
  }
  return found;
}

/** The distribution's own archive, with sources instead of binaries; undefined where there is none. */
function sourceList(): string | undefined {
  const stanzas = aptArchives()
    .filter(({ uri, components }) => /\/(debian|ubuntu)\/?$/.test(uri) && components.includes("main"))
    .map(({ uri, suites, components, signedBy }) => {
      const base = suites.filter((suite) => !suite.includes("-"));
      const signed = signedBy === undefined ? [] : [`Signed-By: ${signedBy}`];
      const fields = ["Types: deb-src", `URIs: ${uri}`, `Suites: ${base.join(" ")}`];
      return base.length === 0 ? "" : [...fields, `Components: ${components.join(" ")}`, ...signed, ""].join("\n");
    })
    .filter((stanza) => stanza !== "");
  return stanzas[0];
}

const intact = (archive: string): boolean =>
  existsSync(archive) && createHash("sha256").update(readFileSync(archive)).digest("hex") === ARCHIVE_SHA256;

/** Asks apt for the source package. It works on directories of its own, so that the machine's lists stay as they are. */
async function download(archive: string): Promise<string | undefined> {
  const list = sourceList();
  if (list === undefined) return "apt knows no archive of Debian or Ubuntu here";
  const directory = temporary("apt");
  for (const name of ["lists/partial", "cache/archives/partial", "source"]) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  writeFileSync(join(directory, "isthmus.sources"), list);
  const options = [
    `Dir::Etc::sourcelist=${directory}/isthmus.sources`,
    "Dir::Etc::sourceparts=/dev/null",
    `Dir::State::lists=${directory}/lists`,
    `Dir::Cache=${directory}/cache`,
    `APT::Sandbox::User=${process.env.USER ?? "root"}`,
  ].flatMap((option) => ["-o", option]);
  try {
    for (const words of [["update"], ["source", "--download-only", PACKAGE]]) {
      const got = await execute("apt-get", ["-q", ...options, ...words], {
        cwd: join(directory, "source"),
        timeout: 100,
      });
      if (got.status !== 0) return `apt-get ${words.join(" ")}: ${got.stderr.trim().split("\n").pop()}`;
    }
    const got = join(directory, "source", ARCHIVE);
    if (!intact(got)) return `apt-get source gave no ${ARCHIVE} that is the one we know`;
    mkdirSync(cacheDirectory, { recursive: true });
    const partial = `${archive}.${process.pid}`;
    writeFileSync(partial, readFileSync(got));
    renameSync(partial, archive);
    return undefined;
  } catch (error) {
    return `apt-get: ${(error as Error).message}`;
  } finally {
    removeTemporary(directory);
  }
}

/**
 * The suite's directory, unpacked for this process, or why it can't be had. Names below /tmp are rewritten to lie in the working
 * directory, so that no two runs meet.
 */
export async function posixSuite(): Promise<{ directory: string } | { missing: string }> {
  const archive = join(cacheDirectory, ARCHIVE);
  const missing = intact(archive) ? undefined : await download(archive);
  if (missing !== undefined) return { missing };
  const directory = temporary("posix-suite");
  await execute("tar", ["-xzf", archive, "-C", directory, "--strip-components=1", "--no-same-owner"]);
  rmSync(join(directory, "stress"), { recursive: true, force: true });
  return { directory };
}

/** A program of the suite: `name` is "function/number", with "function/speculative/number" for some. */
export interface SuiteProgram {
  name: string;
  source: string;
}

/** The programs of the functions that `wanted` accepts. Files without a main belong to others. */
export function suitePrograms(directory: string, wanted: (name: string) => boolean): SuiteProgram[] {
  const interfaces = join(directory, "conformance", "interfaces");
  const below = (path: string): string[] =>
    readdirSync(join(interfaces, path), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? below(`${path}/${entry.name}`)
        : /^\d+-\d+\.c$/.test(entry.name)
          ? [`${path}/${entry.name}`]
          : [],
    );
  return readdirSync(interfaces)
    .filter(wanted)
    .flatMap(below)
    .sort()
    .flatMap((file) => {
      const source = join(interfaces, file);
      const text = readFileSync(source, "latin1");
      if (!/\bmain\b/.test(text)) return [];
      if (text.includes('"/tmp/')) writeFileSync(source, text.replaceAll('"/tmp/', '"'), "latin1");
      return [{ name: file.slice(0, -2), source }];
    });
}

const FLAGS = ["-std=gnu11", "-O1", "-w"];
const includes = (source: string): string => `-I${join(source.slice(0, source.indexOf("/conformance/")), "include")}`;
/** A program by its name and text, for its place is new every time. */
const identity = ({ name, source }: SuiteProgram): string =>
  createHash("sha256").update(name).update(readFileSync(source)).digest("hex");

/** The native program; throws with the compiler's words. */
export function compileSuiteNative(program: SuiteProgram): Promise<string> {
  const { name, source } = program;
  const compiler = nativeCompiler();
  return cached([PACKAGE, compiler, ...FLAGS, identity(program)], "", async (into) => {
    const words = [...FLAGS, includes(source), source, "-o", into, "-lpthread", "-lrt", "-lm"];
    const { status, stderr } = await execute(compiler, words, { timeout: 60 });
    if (status !== 0) throw new Error(`${compiler} ${name}: exit ${status}\n${stderr}`);
  });
}

/** The module; throws with the compiler's words. */
export function compileSuiteGuest(program: SuiteProgram, compilers: Compilers): Promise<string> {
  const { name, source } = program;
  return cached([PACKAGE, "guest", ...FLAGS, identity(program), sysroot()], ".wasm", async (into) => {
    const failure = await compilers.compile([
      ...FLAGS,
      includes(source),
      source,
      "-o",
      into,
      "-lpthread",
      "-lrt",
      "-lm",
    ]);
    if (failure !== undefined) throw new Error(`isthmus cc ${name}: ${failure}`);
  });
}

/**
 * Where programs run: as the machine is; with a limit of 100 messages for a POSIX queue; or, guests only, without the kernel's
 * namespaces, as every user but root.
 */
export type Surroundings = "as they are" | "raised limits" | "virtual namespace";

const RAISED = 'mount -t tmpfs isthmus /dev/shm && echo 100 >/proc/sys/fs/mqueue/msg_max && exec "$@"';
const OWN = 'mount -t tmpfs isthmus /dev/shm && exec "$@"';

let separable: Promise<boolean> | undefined;

/** Whether this user may make namespaces, so that native programs don't meet each other's objects. */
export function canSeparate(): Promise<boolean> {
  separable ??= execute("unshare", ["--ipc", "--mount", "sh", "-c", RAISED, "sh", "true"]).then(
    ({ status }) => status === 0,
    () => false,
  );
  return separable;
}

async function run(
  command: readonly string[],
  surroundings: Surroundings | "shared",
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const directory = temporary("posix-suite-run");
  const wrap = (script: string): string[] => ["unshare", "--ipc", "--mount", "sh", "-c", script, "sh"];
  const prefix = surroundings === "shared" ? [] : wrap(surroundings === "raised limits" ? RAISED : OWN);
  const [file = "", ...words] = [...prefix, ...command];
  const outcome = await execute(file, words, {
    cwd: directory,
    timeout: 30,
    env: { ...(process.env as Record<string, string>), ...env },
  });
  removeTemporary(directory);
  return outcome;
}

/** Runs a native program, apart from everything else where that can be done. */
export async function runSuiteNative(program: string, surroundings: Surroundings): Promise<Outcome> {
  return run([program], (await canSeparate()) ? surroundings : "shared");
}

/** Runs a program's module, by default in a private namespace, or with raised limits in one that the host gives it. */
export function runSuiteGuest({ source }: SuiteProgram, module: string, surroundings: Surroundings): Promise<Outcome> {
  const raised = surroundings === "raised limits";
  // Some look for another user in /etc/passwd, start ls or sleep, or ask how long a name may be in "/".
  const root = readFileSync(source, "latin1").includes('pathconf("/"') ? ["--dir", "/:ro"] : [];
  const options = ["--dir", ".", "--dir", "/etc:ro", "--allow-exec=/bin/ls,/bin/sleep", ...root];
  const { command, args } = isthmusCommand(["run", ...options, ...(raised ? ["--ipc", "host"] : []), module]);
  const env = surroundings === "virtual namespace" ? { ISTHMUS_KERNEL_IPC: "0" } : {};
  return run([command, ...args], raised ? surroundings : "shared", env);
}

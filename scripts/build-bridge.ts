// Builds the native bridge with the system's C++ compiler alone: for this Node.js, for another one's folder
// (--node DIR, with include/node in it), or for every release line (--all). What is up to date is not built again.
// --strict makes warnings errors; --arch NAME with a cross compiler in CXX builds for another machine.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { distDirectory, packageRoot } from "../ts/paths.js";

const releaseLines = ["20", "22", "24", "26"];
const sources = join(packageRoot, "ts", "bridge");
const generated = join(packageRoot, "wasm", "generated", "calls.inc");
const cache = join(packageRoot, ".cache");
const compiler = process.env.CXX ?? "c++";
const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    all: { type: "boolean" },
    arch: { type: "string", default: process.arch },
    node: { type: "string" },
    strict: { type: "boolean" },
  },
});
const { arch } = values;

const hash = (...parts: string[]): string => createHash("sha256").update(parts.join("\0")).digest("hex");
const text = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

/** A name beside a file, for writing it; two builds may run at once. */
const own = (file: string): string => `${file}.${process.pid}`;

/** NODE_MODULE_VERSION of a folder of headers; undefined when it holds none. */
function abiOf(headers: string): string | undefined {
  return /^#define NODE_MODULE_VERSION (\d+)/m.exec(text(join(headers, "node_version.h")))?.[1];
}

/** Headers of a published Node.js, from its npm package; `version` may be a release line. */
function downloadHeaders(version: string): string {
  const name = `node-linux-${process.arch}`;
  const folder = join(cache, `${name}-${version}`);
  const headers = join(folder, "package", "include", "node");
  if (abiOf(headers) === undefined) {
    console.error(`fetching the headers of Node.js ${version} from npm`);
    mkdirSync(folder, { recursive: true });
    const packed = execFileSync("npm", ["pack", "--silent", `${name}@${version}`], { cwd: folder, encoding: "utf8" });
    const tarball = join(folder, packed.trim().split("\n").at(-1) ?? "");
    execFileSync("tar", ["-xzf", tarball, "-C", folder, "package/include"]);
    rmSync(tarball);
  }
  return headers;
}

/** The running Node.js' own headers: beside its binary, or else downloaded. */
function ownHeaders(): string {
  const beside = join(dirname(process.execPath), "..", "include", "node");
  return abiOf(beside) === process.versions.modules ? beside : downloadHeaders(process.versions.node);
}

interface Build {
  abi: string;
  folder: string;
  flags: string[];
  /** Of everything that all objects depend on. */
  key: string;
}

function plan(headers: string): Build {
  const abi = abiOf(headers);
  if (abi === undefined) throw new Error(`no Node.js headers in ${headers}`);
  const standard = Number(abi) <= 115 ? "-std=c++17" : "-std=c++20";
  const flags = [standard, "-O2", "-fPIC", "-fno-exceptions", "-fno-rtti", "-fvisibility=hidden", "-pthread"];
  // Another compiler's new warning shall not stop a build, but it shall not go unseen by us.
  flags.push("-Wall", "-Wextra", ...(values.strict ? ["-Werror"] : []), "-isystem", headers);
  const shared = readdirSync(sources).filter((file) => file.endsWith(".h"));
  const version = execFileSync(compiler, ["--version"], { encoding: "utf8" });
  const key = hash(version, ...flags, text(generated), ...shared.map((file) => text(join(sources, file))));
  return { abi, flags, key, folder: join(packageRoot, "build", "bridge", `${arch}-${abi}`) };
}

/** Compiles one source unless its object is up to date; the object's key. */
async function compile(build: Build, source: string): Promise<string> {
  const file = join(sources, source);
  const object = join(build.folder, source.replace(/\.cc$/, ".o"));
  const key = hash(build.key, text(file));
  if (text(`${object}.key`) === key && existsSync(object)) return key;
  const { stderr } = await run(compiler, [...build.flags, "-c", file, "-o", own(object)]);
  renameSync(own(object), object);
  if (stderr !== "") console.error(stderr);
  writeFileSync(`${object}.key`, key);
  return key;
}

/** Builds dist/bridge/linux-<arch>-<abi>.node. */
async function buildBridge(headers: string): Promise<void> {
  const build = plan(headers);
  mkdirSync(build.folder, { recursive: true });
  mkdirSync(join(distDirectory, "bridge"), { recursive: true });
  const files = readdirSync(sources).filter((file) => file.endsWith(".cc"));
  const keys: string[] = [];
  const queue = [...files];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) keys.push(await compile(build, file));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const output = join(distDirectory, "bridge", `linux-${arch}-${build.abi}.node`);
  const stamp = join(build.folder, "bridge.key");
  // Never unloaded, since it holds signal handlers; never written over, since processes may have it mapped.
  // Bound at once: the janitor gives up memory that the dynamic linker would need to look up a function.
  const link = ["-shared", "-s", "-pthread", "-Wl,-z,nodelete", "-Wl,-z,now"];
  const key = hash(...link, ...keys.sort());
  if (text(stamp) !== key || !existsSync(output)) {
    const objects = files.map((file) => join(build.folder, file.replace(/\.cc$/, ".o")));
    await run(compiler, [...link, ...objects, "-o", own(output)]);
    renameSync(own(output), output);
    writeFileSync(stamp, key);
  }
  const now = new Date();
  utimesSync(output, now, now);
}

const wanted = values.all
  ? releaseLines.map((line) => () => downloadHeaders(line))
  : [() => (values.node === undefined ? ownHeaders() : join(values.node, "include", "node"))];
try {
  for (const headers of wanted) await buildBridge(headers());
} catch (error) {
  const stderr = (error as { stderr?: unknown }).stderr;
  console.error(typeof stderr === "string" && stderr !== "" ? stderr : error);
  process.exitCode = 1;
}

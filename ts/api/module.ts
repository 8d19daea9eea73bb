// Finds the module that spawn is to run: a file, bytes, or C source that is compiled first. All of it off the event loop.
import { execFile } from "node:child_process";
import { constants, promises as fs } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Errno } from "../host/errno.js";
import { distDirectory } from "../paths.js";
import { fromNodeError, IpcError } from "./error.js";
import { toPath } from "./options.js";

/** A module to run: its path or file URL (`.wasm`; `.c`, `.cc`, `.cpp` or `.cxx` is compiled and cached), or its bytes. */
export type ModuleSource = string | URL | Uint8Array;

/** A module that was found: a path, or an open file without a name that holds the bytes. */
export interface FoundModule {
  path: string | null;
  file: fs.FileHandle | null;
}

/** C source that doesn't compile; the message holds what the compiler said. */
export class CompileError extends Error {
  override readonly name = "CompileError";
  /** The source file. */
  readonly path: string;

  constructor(path: string, output: string) {
    super(`${path} does not compile:\n${output}`);
    this.path = path;
  }
}

const sourceName = /\.(c|cc|cpp|cxx)$/;
const MAGIC = 0x6d736100;
const O_TMPFILE = 0o20000000 | constants.O_DIRECTORY;

/** Checks the kind of the argument; the name by which errors and argv[0] call it. */
export function moduleName(module: ModuleSource): string {
  return module instanceof Uint8Array ? "module" : toPath(module, "spawn: module");
}

/** Resolves when the module is there and looks like one. Rejects with IpcError: ENOENT, EACCES, ENOEXEC … */
export async function findModule(module: ModuleSource): Promise<FoundModule> {
  if (module instanceof Uint8Array) {
    if (!isModule(module)) throw new IpcError(Errno.ENOEXEC, "spawn");
    return { path: null, file: await unnamedFile(module) };
  }
  const path = resolve(toPath(module, "spawn: module"));
  const source = sourceName.test(path);
  await checkFile(path, source);
  return { path: source ? await compile(path) : path, file: null };
}

function isModule(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === MAGIC;
}

/** Whether there is such a file, and if it isn't source, whether it begins as a module does. */
async function checkFile(path: string, source: boolean): Promise<void> {
  try {
    await using file = await fs.open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) throw new IpcError(Errno.EACCES, "spawn", path);
    if (source) return;
    const head = Buffer.alloc(8);
    const { bytesRead } = await file.read(head, 0, 8, 0);
    if (!isModule(head.subarray(0, bytesRead))) throw new IpcError(Errno.ENOEXEC, "spawn", path);
  } catch (error) {
    throw error instanceof IpcError ? error : fromNodeError(error);
  }
}

/** A file without a name that holds the bytes. */
export async function unnamedFile(bytes: Uint8Array): Promise<fs.FileHandle> {
  const flags = constants.O_RDWR | constants.O_EXCL;
  let file: fs.FileHandle;
  try {
    file = await fs.open(tmpdir(), flags | O_TMPFILE, 0o600);
  } catch {
    // Not every file system has O_TMPFILE.
    const directory = await fs.mkdtemp(join(tmpdir(), "isthmus-"));
    file = await fs.open(join(directory, "file"), flags | constants.O_CREAT, 0o600);
    await fs.rm(directory, { recursive: true });
  }
  await file.writeFile(bytes);
  return file;
}

/** Compiles C source in a process of its own: the compiler is large, and this thread has better things to do. */
function compile(path: string): Promise<string> {
  const args = [join(distDirectory, "isthmus.cjs"), "--compile", path];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve((JSON.parse(stdout) as { path: string }).path);
      else reject(new CompileError(path, stderr.trim() || error.message));
    });
  });
}

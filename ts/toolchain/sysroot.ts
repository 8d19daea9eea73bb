// The wasi sysroot (libc, libc++, compiler's own headers): from npm's @yowasp/clang, unpacked once per version into the
// user's cache, or a wasi-sdk's. Ours, which goes in front of it, is in wasm/build/sysroot and built from core-c.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../paths.js";
import { ToolchainError } from "./backend.js";
import { unpackTar } from "./tar.js";

export const target = "wasm32-wasip1";

export interface Sysroot {
  readonly root: string;
  /** clang's own headers and libclang_rt, when not those that the compiler finds by itself. */
  readonly resources?: string;
  /** Where the C headers are, in the order of the search; the compiler's own come before them. */
  readonly include: readonly string[];
  /** libc++'s headers. */
  readonly cxxInclude: readonly string[];
}

/** The folder of Isthmus in the user's cache ($XDG_CACHE_HOME, else ~/.cache), made if need be. */
export function cacheDirectory(...parts: string[]): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const directory = join(base, "isthmus", ...parts);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** A sysroot in a folder of the usual layout (include/, lib/wasm32-wasip1/). */
export function sysrootAt(root: string, resources?: string): Sysroot {
  const folders = (...names: string[]): string[] => names.map((name) => join(root, "include", name)).filter(existsSync);
  return {
    root,
    ...(resources === undefined ? {} : { resources }),
    include: folders(target, ""),
    cxxInclude: folders(`${target}/c++/v1`, `${target}/noeh/c++/v1`, "c++/v1"),
  };
}

/** The folder of npm's @yowasp/clang as seen from this package or from the current directory; undefined without. */
export function findPackage(): string | undefined {
  for (const from of [packageRoot, process.cwd()]) {
    try {
      const folder = dirname(createRequire(join(from, "package.json")).resolve("@yowasp/clang"));
      if (existsSync(join(folder, "llvm.core.wasm"))) return folder;
    } catch {
      // not installed there
    }
  }
  return undefined;
}

/** The version in a package's package.json, `folder` being one level below it. */
export function packageVersion(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, "..", "package.json"), "utf8")) as { version?: string };
  return manifest.version ?? "unknown";
}

/**
 * The sysroot that comes in @yowasp/clang, unpacked into the cache on first use. Safe when many run at once: each
 * unpacks beside, the first rename wins.
 */
export function packageSysroot(folder: string): Sysroot {
  const home = cacheDirectory("sysroot");
  const root = join(home, packageVersion(folder));
  if (!existsSync(root)) {
    const fresh = mkdtempSync(join(home, "unpack-"));
    try {
      unpackTar(readFileSync(join(folder, "llvm-resources.tar")), fresh);
      renameSync(fresh, root);
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(root)) throw new ToolchainError(`cannot unpack the sysroot into ${root}: ${String(error)}`, 125);
    }
  }
  return sysrootAt(root, root);
}

// Finds and loads the native bridge's binary; when that fails, says what was tried and what to do.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { distDirectory, packageRoot } from "../paths.js";
import type { Bridge } from "./bridge.js";

/** Node.js release lines that a published package carries binaries for. */
const releases = "20, 22, 24 and 26";

const binaryName = (): string => `linux-${process.arch}-${process.versions.modules}.node`;

/** A checkout has the sources; a published package doesn't. */
const isCheckout = (): boolean => existsSync(join(packageRoot, "ts", "bridge", "addon.cc"));

function remedies(cause: string): string[] {
  if (process.platform !== "linux") {
    return [
      `Use Linux (this is ${process.platform}): on macOS and Windows a virtual machine, WSL 2 or a container does.`,
    ];
  }
  if (process.arch !== "x64" && process.arch !== "arm64") {
    return [`Use an x64 or arm64 processor (this is ${process.arch}).`];
  }
  const list: string[] = [];
  if (/ERR_DLOPEN_DISABLED|permission model|allow-addons/i.test(cause)) {
    list.push("Under `node --permission`, allow native addons: node --permission --allow-addons …");
  }
  if (/GLIBC|musl|libstdc\+\+/i.test(cause)) {
    list.push(
      "The binary needs glibc 2.34 (Debian 12, Ubuntu 22.04, RHEL 9) or later, not musl (Alpine): build from a checkout there.",
    );
  }
  if (isCheckout()) {
    list.push("Build the bridge for this Node.js: make");
  } else {
    list.push(`Use a Node.js release that the package has a binary for (${releases}; this is ${process.version}).`);
    list.push("Install the package anew: npm install isthmus --force");
  }
  return list;
}

/** Why the bridge can't be had. */
export class BridgeError extends Error {
  readonly code = "ISTHMUS_NO_BRIDGE";

  constructor(file: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const code = (cause as { code?: unknown } | undefined)?.code;
    const steps = remedies(`${reason} ${String(code)}`).map((step, index) => `  ${index + 1}. ${step}`);
    const where = `for linux-${process.arch}, Node.js ${process.version} (ABI ${process.versions.modules})`;
    super(
      `the native bridge could not be loaded ${where}\ntried ${file}\n  ${reason}\nWhat helps:\n${steps.join("\n")}`,
      {
        cause,
      },
    );
    this.name = "BridgeError";
  }
}

let loaded: Bridge | undefined;

/** The bridge of this thread. Throws BridgeError when there is no binary for this system and Node.js. */
export function loadBridge(): Bridge {
  if (loaded !== undefined) return loaded;
  const file = join(distDirectory, "bridge", binaryName());
  try {
    if (!existsSync(file)) throw new Error("there is no such file");
    const module = { exports: {} as { bridge?: Bridge } };
    process.dlopen(module, file);
    loaded = module.exports.bridge as Bridge;
  } catch (error) {
    throw new BridgeError(file, error);
  }
  return loaded;
}

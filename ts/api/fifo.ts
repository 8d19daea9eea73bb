// FIFOs: named pipes of the file system. Making, opening and removing them; the handles are those of pipe.ts.
// An open that has to wait for the other side does so on a thread of the bridge's, never on libuv's pool.
import { resolve } from "node:path";
import { onAbort } from "./abort.js";
import { accessFlags, core } from "./core.js";
import { check } from "./error.js";
import { checkBoolean, checkInteger, checkKeys, checkWait, toPath, type WaitOptions, wrongType } from "./options.js";
import { Pipe, PipeReader, PipeWriter } from "./pipe.js";

/** `"r"`: to read, `"w"`: to write, `"r+"`: both. */
export type FifoMode = "r" | "w" | "r+";

/** What opening gives: one end, or for "r+" both. */
export type FifoHandle<Mode extends FifoMode> = Mode extends "r" ? PipeReader : Mode extends "w" ? PipeWriter : Pipe;

export interface FifoOpenOptions extends WaitOptions {
  /**
   * Whether to wait, as open(2) does, until the other side is opened too; true unless told. Without waiting, "r" opens at once and
   * the first read waits for the first writer, "w" rejects with ENXIO while there is no reader. "r+" never waits. O_NONBLOCK.
   */
  wait?: boolean | undefined;
}

export interface FifoCreateOptions {
  /** Permissions, less the process's umask; 0o666 unless told. */
  mode?: number | undefined;
}

/** The name of a FIFO. Any number of handles may be opened on it, by any program; they outlive the name. */
export class Fifo implements Disposable {
  /** Absolute path. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes a FIFO. Throws IpcError (EEXIST, ENOENT, EACCES …), TypeError, RangeError. Doesn't wait for anybody. mkfifo(3).
   * As `using fifo = Fifo.create(…)`, its name is removed at the end of the block.
   */
  static create(path: string | URL | Uint8Array, options?: FifoCreateOptions): Fifo {
    const name = resolve(toPath(path, "Fifo.create"));
    checkKeys(options, ["mode"], "Fifo.create");
    checkInteger(options?.mode, "Fifo.create: mode", 0, 0o777);
    core().mkfifo(name, options?.mode ?? 0o666);
    return new Fifo(name);
  }

  /**
   * Opens an existing FIFO. Resolves when the other side is opened too, unless `wait` is false.
   * Rejects with IpcError (ENOENT, EACCES, ENXIO …), TypeError, or the signal's reason. The thread is never blocked. open(2), fifo(7).
   */
  static async open<Mode extends FifoMode>(
    path: string | URL | Uint8Array,
    mode: Mode,
    options?: FifoOpenOptions,
  ): Promise<FifoHandle<Mode>> {
    const name = resolve(toPath(path, "Fifo.open"));
    if (!Object.hasOwn(accessFlags, mode)) throw wrongType("Fifo.open: mode", '"r", "w" or "r+"', mode);
    checkWait(options, "Fifo.open", ["signal", "wait"]);
    checkBoolean(options?.wait, "Fifo.open: wait");
    options?.signal?.throwIfAborted();
    return (await openEnd(name, mode, options)) as FifoHandle<Mode>;
  }

  /** Opens this FIFO; as `Fifo.open`. */
  open<Mode extends FifoMode>(mode: Mode, options?: FifoOpenOptions): Promise<FifoHandle<Mode>> {
    return Fifo.open(this.path, mode, options);
  }

  /** Removes the name; open handles stay connected. Throws IpcError (ENOENT …). unlink(2). */
  unlink(): void {
    core().unlink(this.path);
  }

  /** Removes the name, if it is still there. */
  [Symbol.dispose](): void {
    try {
      this.unlink();
    } catch {
      // Somebody else removed it, or may.
    }
  }
}

async function openEnd(
  path: string,
  mode: FifoMode,
  options?: FifoOpenOptions,
): Promise<PipeReader | PipeWriter | Pipe> {
  if (mode === "r+") {
    const number = core().openFifo(path, accessFlags["r+"]);
    const second = core().duplicate(number);
    return new Pipe(new PipeReader(number), new PipeWriter(second));
  }
  const wait = options?.wait ?? true;
  const number = wait
    ? await openWaiting(path, accessFlags[mode], options?.signal)
    : core().openFifo(path, accessFlags[mode]);
  return mode === "r" ? new PipeReader(number, !wait) : new PipeWriter(number);
}

function openWaiting(path: string, flags: number, signal: AbortSignal | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    let settle = (): void => {};
    const opening = core().openBlocking(path, flags, (result) => {
      settle();
      try {
        if (signal?.aborted) {
          if (result >= 0) core().bridge.calls.close(result);
          reject(signal.reason);
          return;
        }
        const number = core().adopt(check(result, "open", path));
        core().setNonblocking(number, true);
        resolve(number);
      } catch (error) {
        reject(error);
      }
    });
    settle = onAbort(signal, () => opening.cancel());
  });
}

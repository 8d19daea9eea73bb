// Handlers of signals: how the guest's functions can be called as such, and the way into a guest whose code V8 interrupts.
// Dispositions, masks and what has come are the bridge's; calling handlers is the C core's (core-c/posix/handler.c).
import type { HostCalls } from "../../wasm/generated/imports.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";

/** The C core's function that runs what handlers there are to run. */
const DELIVER = "isthmus_deliver";
const TABLE = "__indirect_function_table";

type Handler = (signal: number, information: number, context: number) => unknown;

/** Of one module `(import "" "" (func (param i32 …)))`: only a function of exactly that type links. */
function probe(parameters: 1 | 3): WebAssembly.Module {
  const i32 = 0x7f;
  const type = [1, 0x60, parameters, ...Array<number>(parameters).fill(i32), 0];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return new WebAssembly.Module(Uint8Array.from([...header, 1, type.length, ...type, 2, 5, 1, 0, 0, 0, 0]));
}

function links(handler: WebAssembly.ImportValue, parameters: 1 | 3): boolean {
  try {
    new WebAssembly.Instance(probe(parameters), { "": { "": handler } });
    return true;
  } catch {
    return false;
  }
}

export type SignalCalls = Pick<HostCalls, "handler_shape" | "call_handler">;

/** The calls, for one host. */
export function signalCalls(host: Host): SignalCalls {
  const handlerAt = (pointer: number): Handler | undefined => {
    const table = host.exports?.[TABLE];
    if (!(table instanceof WebAssembly.Table) || pointer >>> 0 >= table.length) return undefined;
    return (table.get(pointer >>> 0) as Handler | null) ?? undefined;
  };
  return {
    handler_shape: (pointer) => {
      const handler = handlerAt(pointer);
      if (handler === undefined) return 0;
      if (handler.length === 1 && links(handler, 1)) return 1;
      return handler.length === 3 && links(handler, 3) ? 3 : 0;
    },
    call_handler: (pointer, signal, information, context) => {
      const handler = handlerAt(pointer);
      if (handler === undefined) return -Errno.EFAULT;
      handler(signal, information, context);
      return 0;
    },
  };
}

/**
 * Runs the guest's handlers. False when one of them jumps out of what was interrupted, which the guest itself does at its next call. What
 * else is thrown is a fault of the guest's, and `failed` doesn't return.
 */
export function deliverSignals(host: Host, failed: (error: unknown) => never): boolean {
  const deliver = host.exports?.[DELIVER];
  if (typeof deliver !== "function") return false;
  try {
    deliver();
    return true;
  } catch (error) {
    if (error instanceof WebAssembly.Exception) return false;
    return failed(error);
  }
}

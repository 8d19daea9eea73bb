// A guest for tests of the bridge alone: a module that exports every call of the bridge, so that TypeScript can make the
// calls from within wasm, through whichever lane the bridge offers.
import type { Bridge, NativeGuest } from "../../ts/bridge/bridge.js";
import { calls } from "../../wasm/generated/imports.js";
import { ModuleEncoder, op } from "../harness/encoder.js";

/** A call as the module exports it; numbers for i32, BigInts for i64. */
export type Calls = Record<string, (...values: (number | bigint)[]) => number>;

export interface TestGuest {
  guest: NativeGuest;
  calls: Calls;
  memory: WebAssembly.Memory;
  /** Stores a text, with a NUL behind it, at an address; gives its length without. */
  store(address: number, text: string): number;
  load(address: number, length: number): string;
  view(): DataView;
  /** Calls `host.hook`, from within a wasm frame that catches everything; true when it caught something. */
  hooked(): number;
  /** Reads a byte in wasm; traps where it may not. */
  peek(address: number): number;
  /** Calls itself that many times, in wasm, and comes back with the number. */
  recurse(depth: number): number;
}

const served = Object.entries(calls).filter(([, call]) => call.lane !== "host");

function encode(): Uint8Array {
  const module = new ModuleEncoder(4, 1024);
  const indices = served.map(([name, call]) => module.importFunction("isthmus", name, call.parameters, [call.result]));
  const hook = module.importFunction("host", "hook", [], []);
  for (const [position, [name, call]] of served.entries()) {
    const code = [...call.parameters.map((_, index) => op.localGet(index)), op.call(indices[position] ?? 0)];
    module.function(code, { exported: name, parameters: call.parameters, results: [call.result] });
  }
  // try (result i32) call hook; 0 catch_all 1 end
  module.function([[0x06, 0x7f], op.call(hook), op.i32(0), [0x19], op.i32(1), op.end], {
    exported: "hooked",
    results: ["i32"],
  });
  // i32.load8_u
  module.function([op.localGet(0), [0x2d, 0, 0]], { exported: "peek", parameters: ["i32"], results: ["i32"] });
  // if (depth == 0) 0 else recurse(depth - 1) + 1
  const itself = served.length * 2 + 3;
  module.function(
    [
      ...[op.localGet(0), op.i32Eqz, [0x04, 0x7f], op.i32(0), [0x05]],
      ...[op.localGet(0), op.i32(-1), op.i32Add, op.call(itself), op.i32(1), op.i32Add, op.end],
    ],
    { exported: "recurse", parameters: ["i32"], results: ["i32"] },
  );
  return module.encode();
}

let compiled: WebAssembly.Module | undefined;

/** A new guest, with memory, and nothing in its table but 0, 1 and 2, unless `standard` is false. */
export function makeGuest(
  bridge: Bridge,
  options: { maxFds?: number; standard?: boolean; hook?: () => void } = {},
): TestGuest {
  compiled ??= new WebAssembly.Module(new Uint8Array(encode()));
  const guest = bridge.createGuest(options.maxFds ?? 64);
  if (options.standard !== false) for (const fd of [0, 1, 2]) guest.install(bridge.calls.dup(fd), 0);
  const isthmus = Object.fromEntries(served.map(([name]) => [name, guest.bind(name)]));
  const instance = new WebAssembly.Instance(compiled, { isthmus, host: { hook: options.hook ?? (() => {}) } });
  const exports = instance.exports as unknown as Calls & Pick<TestGuest, "memory" | "hooked" | "peek" | "recurse">;
  guest.attach(exports.memory.buffer);
  return {
    guest,
    calls: exports,
    memory: exports.memory,
    store(address, text) {
      const bytes = Buffer.from(`${text}\0`, "latin1");
      new Uint8Array(exports.memory.buffer).set(bytes, address);
      return bytes.length - 1;
    },
    load: (address, length) => Buffer.from(exports.memory.buffer, address, length).toString("latin1"),
    view: () => new DataView(exports.memory.buffer),
    hooked: exports.hooked,
    peek: exports.peek,
    recurse: exports.recurse,
  };
}

/** A pipe of kernel descriptors, read end first. */
export function kernelPipe(bridge: Bridge): [number, number] {
  const ends = new Int32Array(2);
  const result = bridge.calls.pipe2(ends, 0);
  if (result < 0) throw new Error(`pipe2: ${result}`);
  return [ends[0] ?? -1, ends[1] ?? -1];
}

// Arguments of the API, checked before anything native sees them: TypeError for a wrong kind, RangeError for a wrong value.
import { fileURLToPath } from "node:url";

/** Bytes to send: a string is encoded as UTF-8, of a view exactly its own bytes are taken. */
export type Bytes = string | ArrayBuffer | SharedArrayBuffer | NodeJS.ArrayBufferView;

/** Something that may be waited for, with a way out. */
export interface WaitOptions {
  /** Aborting it rejects the promise with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const describe = (value: unknown): string => {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object") return `an instance of ${value.constructor?.name ?? "Object"}`;
  return typeof value === "function" ? "a function" : `${typeof value} ${String(value)}`;
};

export function wrongType(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${wanted}, not ${describe(value)}`);
}

/** The known key that a misspelt one is closest to, if it shares enough letters. */
function closest(key: string, known: readonly string[]): string | undefined {
  const letters = [...key.toLowerCase()].sort().join("");
  const distance = (other: string): number => {
    const rest = [...other.toLowerCase()];
    for (const letter of letters) {
      const index = rest.indexOf(letter);
      if (index >= 0) rest.splice(index, 1);
      else rest.push(letter);
    }
    return rest.length;
  };
  const best = known.map((other) => [distance(other), other] as const).sort((a, b) => a[0] - b[0])[0];
  return best !== undefined && best[0] <= Math.max(3, key.length / 3) ? best[1] : undefined;
}

/** Refuses whatever isn't an object of these keys, so that a misspelt option isn't silently without effect. */
export function checkKeys(options: unknown, known: readonly string[], where: string): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw wrongType(`${where}: options`, "an object", options);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const hint = closest(key, known);
    throw new TypeError(
      `${where}: unknown option "${key}"${hint === undefined ? "" : `; did you mean "${hint}"?`} (known: ${known.join(", ")})`,
    );
  }
}

/** Checks the options of whatever waits. */
export function checkWait(
  options: WaitOptions | undefined,
  where: string,
  known: readonly string[] = ["signal"],
): void {
  if (options === undefined) return;
  checkKeys(options, known, where);
  checkSignal(options.signal, where);
}

/** An AbortSignal of any realm, as Node's own functions take it. */
export function checkSignal(signal: unknown, where: string): void {
  if (signal === undefined) return;
  const fits = typeof signal === "object" && signal !== null && "aborted" in signal && "addEventListener" in signal;
  if (!fits) throw wrongType(`${where}: signal`, "an AbortSignal", signal);
}

export function checkBoolean(value: unknown, name: string): void {
  if (value !== undefined && typeof value !== "boolean") throw wrongType(name, "a boolean", value);
}

/** An integer within bounds; undefined passes. */
export function checkInteger(value: unknown, name: string, minimum: number, maximum = 0x7fffffff): void {
  if (value === undefined) return;
  if (typeof value !== "number") throw wrongType(name, "a number", value);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new RangeError(`${name} must be an integer from ${minimum} to ${maximum}, not ${value}`);
  }
}

export function checkString(value: unknown, name: string): asserts value is string {
  if (typeof value !== "string") throw wrongType(name, "a string", value);
  if (value.includes("\0")) throw new TypeError(`${name} must not contain a NUL character`);
}

export function checkStrings(value: unknown, name: string): asserts value is readonly string[] {
  if (!Array.isArray(value)) throw wrongType(name, "an array of strings", value);
  value.forEach((item, index) => {
    checkString(item, `${name}[${index}]`);
  });
}

/** The bytes of what may be sent, not copied unless it is a string. */
export function toBytes(data: Bytes, where: string): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw wrongType(`${where}: data`, "a string, an ArrayBuffer or a view of one", data);
}

/** A writable view as the bytes it covers. */
export function toTarget(view: NodeJS.ArrayBufferView, where: string): Uint8Array {
  if (!ArrayBuffer.isView(view)) throw wrongType(`${where}: view`, "a TypedArray, Buffer or DataView", view);
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** A path as a string: file URLs and Buffers are converted. */
export function toPath(path: string | URL | Uint8Array, where: string): string {
  let name: string;
  if (path instanceof URL) name = fileURLToPath(path);
  else if (path instanceof Uint8Array) name = Buffer.from(path).toString();
  else name = path;
  checkString(name, `${where}: path`);
  if (name === "") throw new TypeError(`${where}: path must not be empty`);
  return name;
}

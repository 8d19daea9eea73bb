// Assembles WebAssembly modules from bytes, as far as the hostile tests need: imports, one memory, data, globals, functions.
// It checks nothing, for V8 does.

export type ValueType = "i32" | "i64";

const TYPE_BYTE: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e };

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 0x80);
  }
}

/** Signed LEB128. */
function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && byte < 64) || (rest === -1n && byte >= 64)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const vector = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const name = (text: string): number[] => {
  const bytes = [...Buffer.from(text)];
  return [...unsigned(bytes.length), ...bytes];
};
const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];

/** Instructions, each as its bytes. */
export const op = {
  i32: (value: number): number[] => [0x41, ...signed(BigInt(value | 0))],
  i64: (value: bigint): number[] => [0x42, ...signed(BigInt.asIntN(64, value))],
  call: (index: number): number[] => [0x10, ...unsigned(index)],
  localGet: (index: number): number[] => [0x20, ...unsigned(index)],
  localSet: (index: number): number[] => [0x21, ...unsigned(index)],
  localTee: (index: number): number[] => [0x22, ...unsigned(index)],
  globalGet: (index: number): number[] => [0x23, ...unsigned(index)],
  globalSet: (index: number): number[] => [0x24, ...unsigned(index)],
  branch: (depth: number): number[] => [0x0c, ...unsigned(depth)],
  branchIf: (depth: number): number[] => [0x0d, ...unsigned(depth)],
  /** Alignment 1, so that any address will do. */
  i64Load: (offset = 0): number[] => [0x29, 0, ...unsigned(offset)],
  i64Store: (offset = 0): number[] => [0x37, 0, ...unsigned(offset)],
  unreachable: [0x00],
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  drop: [0x1a],
  i32Add: [0x6a],
  i32Mul: [0x6c],
  i32DivU: [0x6e],
  i32GeS: [0x4e],
  i32GeU: [0x4f],
  i64Eq: [0x51],
  i64GeS: [0x59],
  i32Eqz: [0x45],
} as const;

export class ModuleEncoder {
  #types: number[][] = [];
  #imports: number[][] = [];
  #functions: number[][] = [];
  #codes: number[][] = [];
  #globals: number[][] = [];
  #exports: number[][] = [];
  #data: number[][] = [];
  #pages: number;
  #maximum: number;

  /** A module with a memory of that many pages of 64 KiB, which can grow to `maximum`, exported as `memory`. */
  constructor(pages: number, maximum = pages) {
    this.#pages = pages;
    this.#maximum = maximum;
    this.#exports.push([...name("memory"), 0x02, 0]);
  }

  #type(parameters: readonly ValueType[], results: readonly ValueType[]): number[] {
    const bytes = [
      0x60,
      ...vector(parameters.map((type) => [TYPE_BYTE[type]])),
      ...vector(results.map((type) => [TYPE_BYTE[type]])),
    ];
    const key = bytes.join();
    const known = this.#types.findIndex((type) => type.join() === key);
    return unsigned(known >= 0 ? known : this.#types.push(bytes) - 1);
  }

  /** Imports a function and gives its index. All imports come before the first function. */
  importFunction(
    module: string,
    field: string,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
  ): number {
    if (this.#functions.length > 0) throw new Error("imports come first");
    return this.#imports.push([...name(module), ...name(field), 0x00, ...this.#type(parameters, results)]) - 1;
  }

  /** A mutable i32, zero at first. */
  global(): number {
    return this.#globals.push([0x7f, 0x01, ...op.i32(0), ...op.end]) - 1;
  }

  data(offset: number, bytes: Uint8Array): void {
    this.#data.push([0x00, ...op.i32(offset), ...op.end, ...unsigned(bytes.length), ...bytes]);
  }

  /** A function, without parameters or results unless they are given, with i32 locals; gives its index. */
  function(
    code: readonly (readonly number[])[],
    options: {
      locals?: number;
      exported?: string;
      parameters?: readonly ValueType[];
      results?: readonly ValueType[];
    } = {},
  ): number {
    this.#functions.push(this.#type(options.parameters ?? [], options.results ?? []));
    const locals = options.locals === undefined ? [0] : [1, ...unsigned(options.locals), TYPE_BYTE.i32];
    const body = [...locals, ...code.flat(), ...op.end];
    this.#codes.push([...unsigned(body.length), ...body]);
    const index = this.#imports.length + this.#functions.length - 1;
    if (options.exported !== undefined) this.#exports.push([...name(options.exported), 0x00, ...unsigned(index)]);
    return index;
  }

  encode(): Uint8Array {
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, vector(this.#types)),
      ...section(2, vector(this.#imports)),
      ...section(3, vector(this.#functions)),
      ...section(5, vector([[0x01, ...unsigned(this.#pages), ...unsigned(this.#maximum)]])),
      ...section(6, vector(this.#globals)),
      ...section(7, vector(this.#exports)),
      ...section(10, vector(this.#codes)),
      ...section(11, vector(this.#data)),
    ]);
  }
}

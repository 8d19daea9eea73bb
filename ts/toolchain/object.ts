// Reads WebAssembly objects, as far as the driver has to look into what it compiled.

/** Numbers of sections. */
export const Section = { custom: 0, type: 1, import: 2, function: 3 } as const;

/** A cursor over the encodings of a WebAssembly object. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }
  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }
  unsigned(): number {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
      if (byte < 0x80 || shift > 63) return value;
    }
  }
  name(): string {
    const length = this.unsigned();
    const text = Buffer.from(this.bytes.subarray(this.at, this.at + length)).toString("latin1");
    this.at += length;
    return text;
  }
  limits(): void {
    const flags = this.unsigned();
    this.unsigned();
    if (flags & 1) this.unsigned();
  }
}

/** The names of the functions that an import section lists; they come first in the numbering. */
export function importedFunctions(section: Reader): string[] {
  const functions: string[] = [];
  for (let count = section.unsigned(); count > 0; count--) {
    section.name();
    const name = section.name();
    const kind = section.byte();
    if (kind === 0) {
      functions.push(name);
      section.unsigned();
    } else if (kind === 1) {
      section.byte();
      section.limits();
    } else if (kind === 2) {
      section.limits();
    } else if (kind === 3) {
      section.byte();
      section.byte();
    } else {
      section.byte();
      section.unsigned();
    }
  }
  return functions;
}

// Lets a program define functions that our library has too, as glibc does. In the objects of the library each public name
// (read) becomes a weak alias of one of our own (__isthmus_own_read), by which the library calls itself: a program's definition
// wins wherever the program calls it, and never where the library does.
// Only the symbol table changes, in the "linking" section: conventions/Linking.md of WebAssembly's tool-conventions.
import { importedFunctions, Reader, Section } from "../ts/toolchain/object.js";

const prefix = "__isthmus_own_";

const SYMBOL_TABLE = 8;
const Kind = { function: 0, data: 1, section: 3 } as const;
const Flag = { bindings: 3, weak: 1, local: 2, undefined: 0x10, exported: 0x20, explicitName: 0x40 } as const;

/** Names that are nobody's but the implementation's. */
const reserved = /^(?:__|_[A-Z]|isthmus_)/;

/** wasi-libc has these as weak aliases in objects that something else of it may need: two weak ones, and the first would win. */
const strong: ReadonlySet<string> = new Set(["clock_gettime", "fdopen"]);

interface Symbol {
  readonly kind: number;
  readonly flags: number;
  /** Without one, an undefined function has the name of its import. */
  readonly name: string | undefined;
  /** What stands between the flags and the name, and after it, as it is written. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

const sized = (content: Uint8Array): Buffer => Buffer.concat([Buffer.from(unsigned(content.length)), content]);

function readSymbol(table: Reader): Symbol {
  const kind = table.byte();
  const flags = table.unsigned();
  const isUndefined = (flags & Flag.undefined) !== 0;
  const start = table.at;
  if (kind !== Kind.data) table.unsigned();
  const middle = table.at;
  const named = kind === Kind.data || (kind !== Kind.section && (!isUndefined || (flags & Flag.explicitName) !== 0));
  const name = named ? table.name() : undefined;
  const end = table.at;
  if (kind === Kind.data && !isUndefined) for (let i = 0; i < 3; i++) table.unsigned();
  return {
    kind,
    flags,
    name,
    before: table.bytes.subarray(start, middle),
    after: table.bytes.subarray(end, table.at),
  };
}

function written({ kind, flags, name, before, after }: Symbol): Buffer {
  const text = name === undefined ? Buffer.alloc(0) : sized(Buffer.from(name, "latin1"));
  return Buffer.concat([Buffer.from([kind, ...unsigned(flags)]), before, text, after]);
}

/** The symbols of a symbol table's subsection. */
function readSymbols(table: Reader): Symbol[] {
  const symbols: Symbol[] = [];
  for (let count = table.unsigned(); count > 0; count--) symbols.push(readSymbol(table));
  return symbols;
}

const canBeOurs = ({ kind }: Symbol): boolean => kind === Kind.function || kind === Kind.data;

/** Whether an object defines a symbol whose name a program may want to have for itself. */
const isPublic = (symbol: Symbol): boolean =>
  canBeOurs(symbol) &&
  (symbol.flags & (Flag.undefined | Flag.exported)) === 0 &&
  (symbol.flags & Flag.bindings) !== Flag.local &&
  !reserved.test(symbol.name ?? "");

/** Calls `change` with the symbols of an object and the names of what it imports; the object with the symbols it returns. */
function changeSymbols(object: Uint8Array, change: (symbols: Symbol[], imports: string[]) => Symbol[]): Buffer {
  const parts: Uint8Array[] = [object.subarray(0, 8)];
  let imports: string[] = [];
  for (const reader = new Reader(object, 8); reader.at < reader.end; ) {
    const start = reader.at;
    const id = reader.byte();
    const length = reader.unsigned();
    const section = new Reader(object, reader.at, reader.at + length);
    reader.at += length;
    if (id === Section.import) imports = importedFunctions(section);
    if (id !== Section.custom || section.name() !== "linking") {
      parts.push(object.subarray(start, reader.at));
      continue;
    }
    section.unsigned();
    const content: Uint8Array[] = [object.subarray(reader.at - length, section.at)];
    while (section.at < section.end) {
      const first = section.at;
      const kind = section.byte();
      const size = section.unsigned();
      const table = new Reader(object, section.at, section.at + size);
      section.at += size;
      if (kind !== SYMBOL_TABLE) {
        content.push(object.subarray(first, section.at));
        continue;
      }
      const symbols = change(readSymbols(table), imports);
      const bytes = Buffer.concat([Buffer.from(unsigned(symbols.length)), ...symbols.map(written)]);
      content.push(Buffer.from([SYMBOL_TABLE]), sized(bytes));
    }
    parts.push(Buffer.from([Section.custom]), sized(Buffer.concat(content)));
  }
  return Buffer.concat(parts);
}

/** The public names that an object defines. */
export function publicNames(object: Uint8Array): string[] {
  let names: string[] = [];
  changeSymbols(object, (symbols) => {
    names = symbols.filter(isPublic).map(({ name }) => name ?? "");
    return symbols;
  });
  return names;
}

/** An object of a library that defines `names`, with its references to them, and its definitions, under our own names. */
export function withOwnNames(object: Uint8Array, names: ReadonlySet<string>): Buffer {
  return changeSymbols(object, (symbols, imports) => {
    const aliases: Symbol[] = [];
    const changed = symbols.map((symbol): Symbol => {
      if (!canBeOurs(symbol)) return symbol;
      if ((symbol.flags & Flag.undefined) !== 0) {
        const name = symbol.name ?? imports[new Reader(symbol.before).unsigned()] ?? "";
        if (!names.has(name)) return symbol;
        return { ...symbol, flags: symbol.flags | Flag.explicitName, name: `${prefix}${name}` };
      }
      if (!isPublic(symbol) || symbol.name === undefined || !names.has(symbol.name)) return symbol;
      const binding = strong.has(symbol.name) ? symbol.flags & Flag.bindings : Flag.weak;
      aliases.push({ ...symbol, flags: (symbol.flags & ~Flag.bindings) | binding });
      return { ...symbol, name: `${prefix}${symbol.name}` };
    });
    // Relocations count symbols, so new ones go to the end.
    return [...changed, ...aliases];
  });
}

// How a program declares main. clang gives `main(int, char **)` and `main(void)` names that wasi-libc calls; other forms
// (a third parameter, `void main`) need one of our small start objects, which this picks from the objects to be linked.
import { readFileSync } from "node:fs";
import { importedFunctions, Reader, Section } from "./object.js";

const SYMBOL_TABLE = 8;
const KIND_FUNCTION = 0;
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;

/** Kinds of value in a signature, as letters: i for i32, x for any other. */
function signatures(section: Reader): string[] {
  const types: string[] = [];
  for (let count = section.unsigned(); count > 0; count--) {
    section.byte();
    const list = (): string => {
      let letters = "";
      for (let length = section.unsigned(); length > 0; length--) letters += section.byte() === 0x7f ? "i" : "x";
      return letters;
    };
    types.push(`${list()}:${list()}`);
  }
  return types;
}

/** The functions that a symbol table defines under one of `names`: the name and the function's number. */
function definedFunctions(section: Reader, names: readonly string[]): [string, number][] {
  const found: [string, number][] = [];
  section.unsigned();
  while (section.at < section.end) {
    const kind = section.byte();
    const length = section.unsigned();
    const next = section.at + length;
    for (let count = kind === SYMBOL_TABLE ? section.unsigned() : 0; count > 0; count--) {
      const symbol = section.byte();
      const flags = section.unsigned();
      if (symbol === 3) {
        section.unsigned();
      } else if (symbol === 1) {
        section.name();
        if ((flags & UNDEFINED) === 0) for (let i = 0; i < 3; i++) section.unsigned();
      } else {
        const index = section.unsigned();
        const name = (flags & UNDEFINED) === 0 || (flags & EXPLICIT_NAME) !== 0 ? section.name() : "";
        if (symbol === KIND_FUNCTION && (flags & UNDEFINED) === 0 && names.includes(name)) found.push([name, index]);
      }
    }
    section.at = next;
  }
  return found;
}

/** The names under which clang emits main, and the one that says wasi-libc can call it as it is. */
const mainNames = ["main", "__main_argc_argv", "__main_void"];

/**
 * How the object `bytes` defines main: the name of the start object that calls it, `""` when none is needed, undefined
 * when there is no main in it. What LTO left as bitcode is taken to have the usual form.
 */
export function mainForm(bytes: Buffer): string | undefined {
  const magic = bytes.toString("latin1", 0, 4);
  if (magic === "BC\xc0\xde") return "";
  if (magic !== "\0asm" || !bytes.includes("main")) return undefined;
  let types: string[] = [];
  const functions: number[] = [];
  let imported = 0;
  let defined: [string, number][] = [];
  for (const reader = new Reader(bytes, 8); reader.at < reader.end; ) {
    const id = reader.byte();
    const length = reader.unsigned();
    const section = new Reader(bytes, reader.at, reader.at + length);
    reader.at += length;
    if (id === Section.type) types = signatures(section);
    else if (id === Section.import) imported = importedFunctions(section).length;
    else if (id === Section.function)
      for (let count = section.unsigned(); count > 0; count--) functions.push(section.unsigned());
    else if (id === Section.custom && section.name() === "linking") defined = definedFunctions(section, mainNames);
  }
  if (defined.some(([name]) => name === "__main_void")) return "";
  const [first] = defined;
  if (first === undefined) return undefined;
  const [name, index] = first;
  const signature = types[functions[index - imported] ?? -1];
  if (name === "__main_argc_argv") return signature === "ii:i" ? "" : "start-void-argc-argv.o";
  if (signature === undefined || !/^i{0,3}:i?$/.test(signature)) return "";
  const [parameters = "", results = ""] = signature.split(":");
  return `start-${results === "" ? "void" : "int"}-${parameters.length}.o`;
}

/** The start object for the program that `files` make, as mainForm names it: the first of them with a main decides. */
export function mainFormOf(files: readonly string[]): string | undefined {
  for (const file of files) {
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch {
      continue;
    }
    const form = mainForm(bytes);
    if (form !== undefined) return form;
  }
  return undefined;
}

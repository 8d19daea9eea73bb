// Objects whose functions a signal's handler may leave by a jump are compiled once more, with a look at each edge of
// their control flow: V8 lets no handler leave a loop that makes no call, and catches no fault (core-c/posix/edges.c).
// Everything else is compiled as it is, and can be interrupted all the same.
import { readFileSync } from "node:fs";
import { importedFunctions, Reader, Section } from "./object.js";

/** What saves the signal mask for a jump, and what sets handlers. */
const SAVES_MASK = "__isthmus_save_mask";
const SETS_PLACE = "__wasm_setjmp";
const SETS_HANDLER: ReadonlySet<string> = new Set([
  "sigaction",
  "signal",
  "sigset",
  "bsd_signal",
  "sysv_signal",
  "ssignal",
]);

/** Words for cc1 that put the looks in. */
export const edgeWords: readonly string[] = [
  "-fsanitize-coverage-type=3",
  "-fsanitize-coverage-trace-pc",
  // A loop of one block too.
  "-fsanitize-coverage-no-prune",
  "-fsanitize=null,integer-divide-by-zero",
  "-fsanitize-recover=null,integer-divide-by-zero",
];

/** Whether an object has places that handlers may jump to. */
export function wantsEdges(bytes: Buffer): boolean {
  if (bytes.toString("latin1", 0, 4) !== "\0asm" || !bytes.includes(SETS_PLACE)) return false;
  for (const reader = new Reader(bytes, 8); reader.at < reader.end; ) {
    const id = reader.byte();
    const length = reader.unsigned();
    const section = new Reader(bytes, reader.at, reader.at + length);
    reader.at += length;
    if (id !== Section.import) continue;
    const names = importedFunctions(section);
    return names.includes(SETS_PLACE) && names.some((name) => name === SAVES_MASK || SETS_HANDLER.has(name));
  }
  return false;
}

/** The same of a file, which may not be there. */
export function fileWantsEdges(file: string): boolean {
  try {
    return wantsEdges(readFileSync(file));
  } catch {
    return false;
  }
}

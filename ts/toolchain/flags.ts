// Reads a compiler command line as far as the driver must know it: what it asks for, where the output goes, and
// which of its words mean nothing for WebAssembly. Everything else is clang's to judge.
import { readFileSync } from "node:fs";

/** What the command line asks the driver to make. */
export type Goal = "program" | "single" | "query";

export interface CommandLine {
  /** What goes to clang: the user's arguments without ours, without those that cannot matter. */
  readonly arguments: readonly string[];
  readonly goal: Goal;
  /** Source files, objects, archives and `-`, in order, `-l` excepted. */
  readonly inputs: readonly string[];
  readonly output: string | undefined;
  /** `-nostdinc` or `-nostdlibinc`: no header search but the user's. */
  readonly standardIncludes: boolean;
  /** `-nostdinc++`. */
  readonly standardCxxIncludes: boolean;
  /** `-std=` and `-ansi` choose ISO C when this is false, and `unix` and `linux` stay plain words. */
  readonly gnuMode: boolean;
  /** False with `-fno-exceptions`. */
  readonly exceptions: boolean;
  /** `-Werror` or `-pedantic-errors`: whoever writes these wants to hear of every mistake. */
  readonly strict: boolean;
  /** `--isthmus-clang=PATH`. */
  readonly clang: string | undefined;
  /** `--isthmus-plain`: a WASI module without the C core. */
  readonly plain: boolean;
  /** `--sysroot=DIR`, where the user brings another wasi-libc. */
  readonly sysroot: string | undefined;
}

/** Options of clang whose value is the next word, as far as they occur in real builds. */
const takesValue = new Set(
  (
    "-o -I -D -U -L -l -x -include -imacros -isystem -isysroot -iquote -idirafter -iprefix -iwithprefix " +
    "-iwithprefixbefore -cxx-isystem -c-isystem -MF -MT -MQ -MJ -Xlinker -Xclang -Xpreprocessor -Xassembler -mllvm " +
    "-target -arch -T -u -e -z -A -B -F -working-directory -resource-dir --sysroot -include-pch -framework " +
    "-dumpdir -aux-info -Xarch_host -Xarch_device --param -gen-reproducer"
  ).split(" "),
);

/** Stands for a word that is taken away because a static WebAssembly program is what it asks for, or can't matter. */
const ignored =
  /^(?:-static|-static-pie|-static-libgcc|-static-libstdc\+\+|-shared-libgcc|-rdynamic|-no-pie|-nopie|-pie|-no-canonical-prefixes|-f(?:no-)?(?:pie|PIE|pic|PIC)|-fno-plt|-m(?:arch|tune|cpu)=native|-mtune=.*|-m64|-mno-red-zone|-pipe|-l(?:gcc|gcc_s|gcc_eh|atomic|anl|nsl))$/;

/** Options of GNU ld that wasm-ld does not know and that are without meaning for it. */
const ignoredByLinker =
  /^(?:--(?:no-)?as-needed|--start-group|--end-group|-\(|-\)|--hash-style=.*|--enable-new-dtags|--disable-new-dtags|--no-undefined|--no-copy-dt-needed-entries|--copy-dt-needed-entries|--(?:no-)?warn-common|--sort-common|-Bsymbolic-functions|--eh-frame-hdr|--no-eh-frame-hdr|-rpath(?:-link)?=.*|--rpath(?:-link)?=.*)$/;
const linkerTakesValue = /^--?rpath(?:-link)?$/;
const ignoredZ =
  /^(?:relro|norelro|now|lazy|noexecstack|execstack|defs|nodelete|origin|separate-code|noseparate-code)$/;

const stops = /^(?:-c|-S|-E|-M|-MM|-fsyntax-only|--precompile|-emit-ast|--analyze|-rewrite-objc)$/;
const queries = /^(?:--version|-dumpversion|-dumpmachine|--help.*|-help|-print-.*|--print-.*|-###|--autocomplete=.*)$/;

/** Splits the text of a response file as GCC and clang do: blanks separate, quotes and backslashes protect. */
export function splitResponse(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\\" && quote !== "'" && i + 1 < text.length) {
      word = (word ?? "") + text.charAt(++i);
    } else if (quote !== "") {
      if (character === quote) quote = "";
      else word = (word ?? "") + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Puts the words of `@file` in its place. One that can't be read stays as it is, for the compiler to complain about. */
export function expandResponses(args: readonly string[], depth = 0): string[] {
  return args.flatMap((argument) => {
    if (!argument.startsWith("@") || depth > 20) return [argument];
    let text: string;
    try {
      text = readFileSync(argument.slice(1), "utf8");
    } catch {
      return [argument];
    }
    return expandResponses(splitResponse(text), depth + 1);
  });
}

/** The words of one `-Wl,` that wasm-ld can use. `pending` carries a `-rpath` or `-z` whose value comes with the next. */
function linkerWords(words: readonly string[], state: { pending: string }): string[] {
  const kept: string[] = [];
  for (const word of words) {
    if (state.pending === "drop") {
      state.pending = "";
    } else if (state.pending === "-z") {
      state.pending = "";
      if (!ignoredZ.test(word)) kept.push("-z", word);
    } else if (linkerTakesValue.test(word)) {
      state.pending = "drop";
    } else if (word === "-z") {
      state.pending = "-z";
    } else if (!ignoredByLinker.test(word) && !(word.startsWith("-z") && ignoredZ.test(word.slice(2)))) {
      kept.push(word);
    }
  }
  return kept;
}

/**
 * Reads the arguments of cc or c++ (without the program's name).
 * Response files are put in place; words that can't matter for WebAssembly are left out.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const words = expandResponses(args);
  const kept: string[] = [];
  const inputs: string[] = [];
  const linker = { pending: "" };
  let goal: Goal = "program";
  let [output, clang, sysroot]: (string | undefined)[] = [];
  let [standardIncludes, standardCxxIncludes, gnuMode, plain, libraries] = [true, true, true, false, true];
  libraries = !words.some((word) => word === "-nostdlib" || word === "-nodefaultlibs");

  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const value = words[i + 1];
    if (word.startsWith("--isthmus-clang=")) {
      clang = word.slice("--isthmus-clang=".length);
      continue;
    }
    if (word === "--isthmus-plain") {
      plain = true;
      continue;
    }
    if (ignored.test(word) || (word === "-lc" && libraries)) continue;
    if (word === "-pthread" || word === "-pthreads") {
      kept.push("-D_REENTRANT");
      continue;
    }
    if (word.startsWith("-Wl,")) {
      const useful = linkerWords(word.slice(4).split(","), linker);
      for (const each of useful) kept.push("-Xlinker", each);
      continue;
    }
    if (word === "-Xlinker" && value !== undefined) {
      i++;
      for (const each of linkerWords([value], linker)) kept.push("-Xlinker", each);
      continue;
    }
    if (word === "-z" && value !== undefined && ignoredZ.test(value)) {
      i++;
      continue;
    }
    if (word === "-lstdc++" || word === "-lsupc++") {
      kept.push("-lc++", "-lc++abi");
      continue;
    }

    if (stops.test(word)) goal = goal === "query" ? goal : "single";
    else if (queries.test(word)) goal = "query";
    else if (word === "-nostdinc" || word === "-nostdlibinc") standardIncludes = false;
    else if (word === "-nostdinc++") standardCxxIncludes = false;
    else if (word === "-ansi") gnuMode = false;
    else if (/^--?std=/.test(word)) gnuMode = word.includes("=gnu");
    else if (word.startsWith("--sysroot=")) sysroot = word.slice("--sysroot=".length);
    else if (word === "--sysroot") sysroot = value;
    else if (word === "-o") output = value;
    else if (/^-o./.test(word) && !word.startsWith("-object")) output = word.slice(2);
    else if (word === "-" || !word.startsWith("-")) inputs.push(word);

    kept.push(word);
    if (takesValue.has(word) && value !== undefined) {
      kept.push(value);
      i++;
    }
  }
  const links = kept.some((word) => word.startsWith("-l") || word === "-Xlinker");
  if (inputs.length === 0 && !links && goal === "program") goal = "query";
  return {
    arguments: kept,
    goal,
    inputs,
    output,
    standardIncludes,
    standardCxxIncludes,
    gnuMode,
    exceptions: words.lastIndexOf("-fno-exceptions") <= words.lastIndexOf("-fexceptions"),
    strict: words.includes("-Werror") || words.includes("-pedantic-errors"),
    clang,
    plain,
    sysroot,
  };
}

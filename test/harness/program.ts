// A differential program: a C file whose first comments say how it wants to be run. Reads those directives, no more.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

export interface Program {
  readonly name: string;
  readonly source: string;
  /** Arguments of the program. */
  readonly args: readonly string[];
  /** Extra options for `isthmus run`. */
  readonly options: readonly string[];
  readonly stdin: string | undefined;
  /** Environment of both sides, beside PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly link: readonly string[];
  /** Folders of core-c that guests have in libisthmus, and that native programs are compiled with. */
  readonly libraries: readonly string[];
  /** Files that exist before the run, at their names below the working directory. */
  readonly files: readonly { name: string; mode: number; text: string }[];
  readonly ignoreStderr: boolean;
  /** Seconds for one run. */
  readonly timeout: number;
}

/** Splits as a shell does: words, with double quotes around those that hold spaces. */
function words(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : unescapeText(quoted),
  );
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0", "\\": "\\", '"': '"' };

function unescapeText(text: string): string {
  return text.replace(/\\(x[0-9a-f]{2}|.)/g, (whole, code: string) =>
    code.length === 3 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (escapes[code] ?? whole),
  );
}

/** Reads a program's directives: see test/programs/README.md. */
export function readProgram(source: string): Program {
  const program = {
    name: basename(source, ".c"),
    source,
    args: [] as string[],
    options: [] as string[],
    stdin: undefined as string | undefined,
    env: {} as Record<string, string>,
    link: [] as string[],
    libraries: [] as string[],
    files: [] as { name: string; mode: number; text: string }[],
    ignoreStderr: false,
    timeout: 60,
  };
  for (const line of readFileSync(source, "utf8").split("\n")) {
    if (!line.startsWith("//")) break;
    const match = /^\/\/ (isthmus|args|stdin|env|link|library|file|ignore|timeout): (.*)$/.exec(line);
    if (match === null) continue;
    const [, directive, text = ""] = match;
    switch (directive) {
      case "args":
        program.args.push(...words(text));
        break;
      case "isthmus":
        program.options.push(...words(text));
        break;
      case "stdin":
        program.stdin = (program.stdin ?? "") + unescapeText(text);
        break;
      case "env":
        program.env[text.split("=", 1)[0] ?? ""] = text.slice(text.indexOf("=") + 1);
        break;
      case "link":
        program.link.push(...words(text));
        break;
      case "library":
        program.libraries.push(...words(text));
        break;
      case "file": {
        const [, name = "", mode = "", content = ""] = /^(\S+) ([0-7]+) ?(.*)$/.exec(text) ?? [];
        program.files.push({ name, mode: Number.parseInt(mode, 8), text: unescapeText(content) });
        break;
      }
      case "ignore":
        program.ignoreStderr = text === "stderr";
        break;
      case "timeout":
        program.timeout = Number(text);
        break;
    }
  }
  return program;
}

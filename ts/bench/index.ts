// `isthmus bench`: WebAssembly against native, mechanism by mechanism, in one run on this machine.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { apiRowNames, measureApi } from "./api.js";
import { BenchError, buildProgram, commandLine, hasLibzmq, type Program } from "./programs.js";
import { type Figure, figure, page, table } from "./report.js";
import { type Row, rows } from "./rows.js";
import { measure, measureStarts, pinnable } from "./slices.js";

export const help = `usage: isthmus bench [name...] [--json] [--html FILE] [--rounds N]

Builds each benchmark natively and for wasm from the same C, runs both in alternating 10 ms slices on the same
processors, and prints medians and ratios. A name selects the rows that contain it; the rows that begin with "api"
pass messages between two Node processes, by this package, by what Node brings, and by the package
node-unix-socket where it is installed (npm install --no-save node-unix-socket@0.2.7).

  --json        the figures as JSON
  --html FILE   also write a page
  --rounds N    pairs of slices a row (40)

example: isthmus bench pipe --rounds 20
`;

const startName = "start of a program";

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (text !== "") process.stderr.write(`${text}\n`);
}

async function measureRow(row: Row, program: Program, directory: string, rounds: number): Promise<Figure[]> {
  const pins = pinnable();
  if (pins === undefined) return [figure(row.name, await measure(row, program, directory, rounds), 0, "ns", row.bytes)];
  const figures: Figure[] = [];
  if (!row.apart || pins.two === undefined)
    figures.push(figure(row.name, await measure(row, program, directory, rounds, pins.one), 1, "ns", row.bytes));
  // One process alone gains nothing from a second processor.
  if (pins.two !== undefined && row.program !== "call") {
    figures.push(figure(row.name, await measure(row, program, directory, rounds, pins.two), 2, "ns", row.bytes));
  }
  return figures;
}

/** From start to exit: the program natively, under `isthmus run`, and a bare `node -e 0`, which `isthmus run` stands on. */
function measureStart(program: Program, directory: string, rounds: number): Figure[] {
  const times = measureStarts(
    {
      native: [join(directory, program.native)],
      node: [process.execPath, "-e", "0"],
      wasm: [commandLine, "run", program.wasm],
    },
    directory,
    rounds,
  );
  const { native = [], node = [], wasm = [] } = times;
  return [
    figure(`${startName}`, { native, wasm }, 0, "ms"),
    figure(`${startName}, against node -e 0`, { native: node, wasm }, 0, "ms"),
  ];
}

/** Runs the command; resolves to its exit status. */
export async function main(args: string[]): Promise<number> {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    console.error(`isthmus bench: ${(error as Error).message}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const rounds = Number(values.rounds ?? 40);
  if (!Number.isInteger(rounds) || rounds < 1) {
    console.error("isthmus bench: --rounds takes a whole number from 1 on");
    return 2;
  }
  const selected = (name: string): boolean =>
    positionals.length === 0 || positionals.some((part) => name.includes(part));
  const chosen = rows.filter(({ name, against }) => selected(name) && (against === undefined || hasLibzmq()));
  const api = apiRowNames.some(selected);
  if (chosen.length === 0 && !api && !selected(startName)) {
    console.error(
      `isthmus bench: no row is named so; there are: ${[...rows.map(({ name }) => name), ...apiRowNames, startName].join(", ")}`,
    );
    return 2;
  }
  const directory = mkdtempSync(join(tmpdir(), "isthmus-bench-"));
  try {
    const figures: Figure[] = [];
    const programs = new Map<string, Program>();
    const program = ({ program: name, against }: Pick<Row, "program" | "against">): Program => {
      const key = `${name} ${against ?? ""}`;
      const built = programs.get(key) ?? buildProgram(name, directory, against);
      programs.set(key, built);
      return built;
    };
    for (const [index, row] of chosen.entries()) {
      progress(`[${index + 1}/${chosen.length}] ${row.name}`);
      figures.push(...(await measureRow(row, program(row), directory, rounds)));
    }
    if (selected(startName)) {
      progress(startName);
      figures.push(...measureStart(program({ program: "process" }), directory, rounds));
    }
    if (api) progress("api");
    const apiFigures = api ? await measureApi(selected, rounds) : [];
    progress("");
    const machine = `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} processors, Node ${process.version}, ${compilerVersion()}`;
    const report = { machine, figures, api: apiFigures };
    console.log(values.json ? JSON.stringify(report, null, 2) : `${table(figures, apiFigures)}\n\n${machine}`);
    if (values.html !== undefined) writeFileSync(values.html, page(figures, machine, apiFigures));
    return 0;
  } catch (error) {
    progress("");
    if (!(error instanceof BenchError)) throw error;
    console.error(`isthmus bench: ${error.message}`);
    return 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      html: { type: "string" },
      rounds: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
}

function compilerVersion(): string {
  try {
    return execFileSync(process.env.CC ?? "gcc", ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "";
  } catch {
    return "";
  }
}

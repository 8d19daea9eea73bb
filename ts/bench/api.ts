// The API's rows of `isthmus bench`: messages between two Node processes, ours against what Node brings, in one run. The ways are
// api-transports.ts's; who measures is a process of its own (api-bench.ts), so that it can be pinned.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { distDirectory } from "../paths.js";
import { reference, transports } from "./api-transports.js";
import { BenchError } from "./programs.js";
import { quantile } from "./report.js";
import { pinnable } from "./slices.js";
import { SIZE, type Transport } from "./transport.js";

export interface ApiFigure {
  kind: "API";
  name: string;
  /** How many processors the two sides were pinned to; 0 when nothing was pinned. */
  processors: number;
  /** Median, in nanoseconds: there and back, or of one message of many. */
  time: number;
  /** Half of the slices lie between these two. */
  spread: [number, number];
  /** How many times longer what it is compared with takes: the median of the ratios in one round. */
  faster: number;
  /** What that is. */
  against: string;
}

const rowName = ({ name, row }: Transport): string => row ?? `api round trip ${SIZE} B: ${name}`;
export const apiRowNames: readonly string[] = transports.map(rowName);

/** Runs the measuring process; resolves to the nanoseconds of every slice, by transport. */
function run(names: readonly string[], rounds: number, processors?: string): Promise<Record<string, number[]>> {
  const pin = processors === undefined ? [] : ["taskset", "-c", processors];
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const words = [process.execPath, join(distDirectory, "cli", "api-bench.cjs"), "measure", JSON.stringify(names)];
  const [file = "", ...args] = [...pin, ...words, String(rounds)];
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (data: Buffer) => {
      output += data;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output) as Record<string, number[]>);
      else reject(new BenchError(`the benchmark of the API failed: exit ${code}`));
    });
  });
}

/** Measures the rows that `selected` takes, each on one processor and on two. Never blocks the event loop. Throws BenchError. */
export async function measureApi(selected: (name: string) => boolean, rounds: number): Promise<ApiFigure[]> {
  const chosen = transports.filter((transport) => selected(rowName(transport)));
  const names = [...new Set(chosen.flatMap(({ name, against = reference }) => [name, against]))];
  const pins = pinnable();
  const ways: (string | undefined)[] = pins === undefined ? [undefined] : [pins.one];
  if (pins?.two !== undefined) ways.push(pins.two);
  const figures: ApiFigure[] = [];
  for (const way of ways) {
    const times = await run(names, rounds, way);
    for (const transport of chosen) {
      const { name, against = reference } = transport;
      const mine = times[name] ?? [];
      const ratios = mine.map((time, round) => (times[against]?.[round] ?? Number.NaN) / time);
      figures.push({
        kind: "API",
        name: rowName(transport),
        processors: way?.split(",").length ?? 0,
        time: quantile(mine, 0.5),
        spread: [quantile(mine, 0.25), quantile(mine, 0.75)],
        faster: quantile(ratios, 0.5),
        against,
      });
    }
  }
  return figures.sort((one, other) => chosen.map(rowName).indexOf(one.name) - chosen.map(rowName).indexOf(other.name));
}

// Turns samples into figures, and figures into a table, JSON or a page. Figures are medians; ratios come from neighbouring slices.
import type { ApiFigure } from "./api.js";
import { reference } from "./api-transports.js";
import type { Samples } from "./slices.js";

export interface Figure {
  name: string;
  /** How many processors both sides were pinned to; 0 when nothing was pinned. */
  processors: number;
  /** Medians, in `unit`. */
  native: number;
  wasm: number;
  unit: "ns" | "ms" | "MB/s";
  /** Median of the pairwise ratios of the times, wasm to native: 1.05 is five per cent slower. */
  ratio: number;
  /** Half of the ratios lie between these two. */
  spread: [number, number];
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * part;
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

/** With `bytes` (moved by one operation) the figures are rates, else times; the ratio is always one of times. */
export function figure(name: string, samples: Samples, processors: number, unit: "ns" | "ms", bytes?: number): Figure {
  const ratios = samples.wasm.map((time, index) => time / (samples.native[index] ?? Number.NaN));
  const value = (times: number[]): number => {
    const time = quantile(times, 0.5);
    return bytes === undefined ? time : (bytes / time) * 1e3;
  };
  return {
    name,
    processors,
    native: value(samples.native),
    wasm: value(samples.wasm),
    unit: bytes === undefined ? unit : "MB/s",
    ratio: quantile(ratios, 0.5),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

function amount(value: number, unit: Figure["unit"]): string {
  if (unit === "ns" && value >= 1e6) return `${(value / 1e6).toFixed(2)} ms`;
  if (unit === "ns" && value >= 1e4) return `${(value / 1e3).toFixed(1)} µs`;
  return `${value.toFixed(unit === "ms" ? 1 : 0)} ${unit}`;
}

const columns = ["mechanism", "cores", "native", "wasm", "ratio", "spread"] as const;

function cells({ name, processors, native, wasm, unit, ratio, spread }: Figure): string[] {
  return [
    name,
    processors === 0 ? "-" : String(processors),
    amount(native, unit),
    amount(wasm, unit),
    ratio.toFixed(2),
    `${spread[0].toFixed(2)}-${spread[1].toFixed(2)}`,
  ];
}

const apiColumns = [
  "between two Node processes",
  "cores",
  "time",
  "spread",
  "process.send, or who is named, takes",
] as const;

function apiCells({ name, processors, time, spread, faster, against }: ApiFigure): string[] {
  const times = faster >= 10 ? faster.toFixed(0) : faster.toFixed(2);
  return [
    name,
    processors === 0 ? "-" : String(processors),
    amount(time, "ns"),
    `${amount(spread[0], "ns")} - ${amount(spread[1], "ns")}`,
    `${against === reference ? "" : `${against.split(" ")[0]}: `}${times} times as long`,
  ];
}

function lines(head: readonly string[], body: readonly string[][]): string {
  const all = [[...head], ...body];
  const widths = head.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

/** WebAssembly against native, and below it the API against what Node has; either may be empty. */
export function table(figures: readonly Figure[], api: readonly ApiFigure[] = []): string {
  const tables: string[] = [];
  if (figures.length > 0) tables.push(lines(columns, figures.map(cells)));
  if (api.length > 0) tables.push(lines(apiColumns, api.map(apiCells)));
  return tables.join("\n\n");
}

const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page that stands alone: the table, with a bar for each ratio. */
export function page(figures: readonly Figure[], machine: string, api: readonly ApiFigure[] = []): string {
  const most = Math.max(1.5, ...figures.map(({ ratio }) => ratio));
  const row = (texts: readonly string[], tag: "td" | "th"): string =>
    texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("");
  const apiTable =
    api.length === 0
      ? ""
      : `<h2>The API against what Node brings</h2>
<p>Time: there and back, the median of 10 ms slices in one run; spread: half of them lie between.</p>
<table><tr>${row(apiColumns, "th")}</tr>
${api.map((entry) => `<tr>${row(apiCells(entry), "td")}</tr>`).join("\n")}
</table>
`;
  const body = figures
    .map((entry) => {
      const width = ((entry.ratio / most) * 100).toFixed(1);
      return `<tr>${cells(entry)
        .map((cell) => `<td>${escapeHtml(cell)}</td>`)
        .join("")}<td class="bar"><i style="width:${width}%"></i></td></tr>`;
    })
    .join("\n");
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Isthmus: WebAssembly against native</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
td:first-child, th:first-child { text-align: left }
.bar { width: 25% } .bar i { display: block; height: .7rem; background: #2a7 }
</style>
<h1>WebAssembly against native</h1>
<p>Ratio: time with WebAssembly to time natively, the median of neighbouring 10 ms slices; spread: half of them lie between. ${escapeHtml(machine)}</p>
<table><tr>${columns.map((column) => `<th>${column}</th>`).join("")}<th></th></tr>
${body}
</table>
${apiTable}</html>
`;
}

// Waits until a process waits: for what a test may only do to one that does.
import { readdirSync, readFileSync } from "node:fs";

/** What /proc says of a process's threads: the kernel functions in which they sleep. */
function sleepsIn(pid: number | string): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => {
      try {
        return readFileSync(`/proc/${pid}/task/${thread}/wchan`, "latin1");
      } catch {
        return ""; // It has ended.
      }
    });
  } catch {
    return []; // So has the process.
  }
}

/**
 * Waits until a thread of some process sleeps in a system call whose kernel function has a name like this; half a minute at most, and three
 * seconds where the kernel doesn't tell. `pids` are those of this process unless told; they are asked for again and again.
 */
export async function untilAsleep(
  name: string,
  pids: () => readonly (number | string)[] = () => ["self"],
): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 5) {
    const found = pids().flatMap(sleepsIn);
    if (found.some((where) => where.includes(name))) return;
    if (waited >= 3000 && !sleepsIn("self").some((where) => where.length > 1)) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Processes whose command line ends with these words. */
export function running(...words: readonly string[]): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").endsWith(`\0${words.join("\0")}\0`);
      } catch {
        return false; // It has ended.
      }
    });
}

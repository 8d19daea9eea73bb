// Finds what a test left behind: processes that carry its mark, shared memory files, System V objects, temporary files.
// Knows nothing of tests; scripts/test.ts asks it before and after.
import { readdirSync, readFileSync } from "node:fs";

/** The environment variable that marks every process a test file starts. */
export const MARK = "ISTHMUS_TEST_RUN";

/** Running processes whose environment holds `NAME=value`, as "command (pid N)" by pid. Zombies have no environment any more. */
export function processesWith(assignment: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (!readFileSync(`/proc/${entry}/environ`, "latin1").split("\0").includes(assignment)) continue;
      const command = readFileSync(`/proc/${entry}/cmdline`, "latin1").split("\0").join(" ").trim();
      found.set(Number(entry), `${command.slice(0, 120)} (pid ${entry})`);
    } catch {
      // It ended while we looked, or belongs to someone else.
    }
  }
  return found;
}

/** The same, after a moment's grace for those that are on their way out. */
export async function remaining(assignment: string): Promise<Map<number, string>> {
  for (let wait = 20; wait <= 640 && processesWith(assignment).size > 0; wait *= 2) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return processesWith(assignment);
}

/** Objects that outlive processes: files of /dev/shm, POSIX message queues where mounted, System V objects. */
export function kernelObjects(): Set<string> {
  const found = new Set<string>();
  for (const directory of ["/dev/shm", "/dev/mqueue"]) {
    try {
      for (const name of readdirSync(directory)) found.add(`${directory}/${name}`);
    } catch {
      // Not there on this machine.
    }
  }
  for (const kind of ["msg", "sem", "shm"]) {
    try {
      const lines = readFileSync(`/proc/sysvipc/${kind}`, "latin1").split("\n").slice(1);
      for (const line of lines) {
        const [key, id] = line.trim().split(/\s+/);
        if (key !== undefined && id !== undefined) found.add(`System V ${kind} ${id} (key ${key})`);
      }
    } catch {
      // A kernel without System V IPC.
    }
  }
  return found;
}

/** Names in a directory that should be empty. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

// Finds what a test left behind: processes that carry its mark, shared memory files, System V objects, temporary files.
// Knows nothing of tests; scripts/test.ts asks it before and after.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The environment variable that marks every process a test file starts. */
export const MARK = "ISTHMUS_TEST_RUN";

/** Running processes whose environment has something that begins so (`NAME=value`), as "command (pid N)" by pid. Zombies have no environment any more. */
export function processesWith(assignment: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const environment = readFileSync(`/proc/${entry}/environ`, "latin1").split("\0");
      if (!environment.some((entry) => entry.startsWith(assignment))) continue;
      const command = readFileSync(`/proc/${entry}/cmdline`, "latin1").split("\0").join(" ").trim();
      found.set(Number(entry), `${command.slice(0, 120)} (pid ${entry})`);
    } catch {
      // It ended while we looked, or belongs to someone else.
    }
  }
  return found;
}

/** Kills those that `processesWith` finds. */
export function killProcessesWith(assignment: string): void {
  for (const pid of processesWith(assignment).keys()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
}

/** Those that `processesWith` finds, after five seconds of grace for those that are on their way out of a busy machine. */
export async function remaining(assignment: string): Promise<Map<number, string>> {
  for (let wait = 20; wait <= 2560 && processesWith(assignment).size > 0; wait *= 2) {
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return processesWith(assignment);
}

/**
 * Names of the POSIX message queues. Where their file system isn't mounted, it is for a moment, seen by nobody else; that takes root,
 * and without it there are none to see.
 */
function queueNames(): string[] {
  const mounted = /^\S+ (\S+) mqueue /m.exec(readFileSync("/proc/mounts", "utf8"))?.[1];
  if (mounted !== undefined) return readdirSync(mounted);
  const list = "mount -t mqueue isthmus /dev/shm && ls -A /dev/shm";
  try {
    const names = execFileSync("unshare", ["--mount", "sh", "-c", list], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return names.split("\n").filter((name) => name !== "");
  } catch {
    return [];
  }
}

/** Objects that outlive processes: files of /dev/shm, POSIX message queues, System V objects. */
export function kernelObjects(): Set<string> {
  const found = new Set<string>();
  try {
    for (const name of readdirSync("/dev/shm")) found.add(`/dev/shm/${name}`);
  } catch {
    // Not there on this machine.
  }
  for (const name of queueNames()) found.add(`POSIX queue /${name}`);
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

// Removes what tests made, also where a guest took away the rights to its own directories.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";

/** Removes a directory with all that is in it; nothing if it isn't there. Blocks. */
export function removeTree(directory: string): void {
  const remove = (): void => rmSync(directory, { recursive: true, force: true, maxRetries: 2 });
  try {
    remove();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    spawnSync("chmod", ["-R", "u+rwx", directory], { stdio: "ignore" });
    remove();
  }
}

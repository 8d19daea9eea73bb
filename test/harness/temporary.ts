// Temporary directories for tests, removed when the test's process ends. What is left when it crashes, the runner reports.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree } from "../../scripts/remove-tree.js";

const made: string[] = [];

process.on("exit", () => {
  for (const directory of made) removeTree(directory);
});

/** A new empty directory, gone when the process ends. */
export function temporary(name = "test"): string {
  const directory = mkdtempSync(join(tmpdir(), `isthmus-${name}-`));
  made.push(directory);
  return directory;
}

/** Removes a directory of `temporary` at once, for tests that make hundreds. */
export function removeTemporary(directory: string): void {
  removeTree(directory);
  const index = made.indexOf(directory);
  if (index >= 0) made.splice(index, 1);
}

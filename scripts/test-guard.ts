// Outlives the test runner: when that has ended, in whatever way, this ends what its test files have left running, and
// removes their temporary files. Its standard input is a pipe of the runner's, which says when.
//   node build/scripts/test-guard.js MARK DIRECTORY
import { killProcessesWith, MARK, processesWith } from "./leftovers.js";
import { removeTree } from "./remove-tree.js";

const [, , mark, directory] = process.argv;
if (mark === undefined || directory === undefined) throw new Error("MARK and DIRECTORY are missing");
process.stdin.on("end", () => {
  // What one of them has just started is found by the next look.
  for (let looks = 0; looks < 10 && processesWith(`${MARK}=${mark}`).size > 0; looks++)
    killProcessesWith(`${MARK}=${mark}`);
  removeTree(directory);
});
process.stdin.resume();

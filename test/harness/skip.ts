// The one way to leave a test out: with a reason, which is printed. The runner counts it, and on CI it is a failure.

/** What the runner looks for at the start of a line. */
export const SKIP_MARK = "# skipped:";

/** Registers nothing, but says so: `(available ? test : skip("needs socat"))("talks to socat", …)`. */
export function skip(reason: string): (name: string, body?: unknown) => void {
  return (name) => {
    console.log(`${SKIP_MARK} ${name}: ${reason}`);
  };
}

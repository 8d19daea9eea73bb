// The error of options that make no sense.

/** An option or a policy file that makes no sense; the message names it. */
export class UsageError extends Error {
  override name = "UsageError";
}

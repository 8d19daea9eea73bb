// How Node must be started to run a guest. Nothing else belongs here, so that whoever starts one loads next to nothing.

/**
 * One thread, so that fork loses none; each wasm function optimized when first called, since V8 never replaces the baseline code
 * of a function that runs once and for long; no word about features of Node that are experimental.
 */
export const runFlags: readonly string[] = [
  "--single-threaded",
  "--v8-pool-size=0",
  "--no-liftoff",
  "--wasm-lazy-compilation",
  "--disable-warning=ExperimentalWarning",
];

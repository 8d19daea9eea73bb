// wasi_snapshot_preview1: all 46 functions on the kernel's descriptors. One file for each concern; they are put together here.
import { args } from "./args.js";
import { clock } from "./clock.js";
import { fd } from "./fd.js";
import { io } from "./io.js";
import { open } from "./open.js";
import { path } from "./path.js";
import { poll } from "./poll.js";
import { process } from "./process.js";
import { readdir } from "./readdir.js";
import { Shim } from "./shim.js";
import { socket } from "./socket.js";
import type { Functions, Preview1Context } from "./types.js";

export type { Functions, Preview1Context, Preview1Preopen } from "./types.js";

/** The import functions of `wasi_snapshot_preview1` for one guest. The preopened directories must be in its table already. */
export function preview1Imports(context: Preview1Context): Functions {
  const shim = new Shim(context);
  return {
    ...args(shim),
    ...clock(shim),
    ...fd(shim),
    ...io(shim),
    ...readdir(shim),
    ...path(shim),
    ...open(shim),
    ...poll(shim),
    ...process(shim),
    ...socket(shim),
  };
}

// args_* and environ_*: the argument and environment strings, copied out in the layout that C's argv has.
import { wasiErrno } from "../errno.js";
import type { Shim } from "./shim.js";
import type { Functions } from "./types.js";

/** Two functions for one list of strings: how much room they need, and the strings. */
function strings(
  shim: Shim,
  list: readonly string[],
): { sizes: (count: number, bytes: number) => number; get: (table: number, data: number) => number } {
  const { guest } = shim;
  const blob = Buffer.from(list.map((text) => `${text}\0`).join(""), "latin1");
  return {
    sizes(count, bytes) {
      const failure = guest.writeU32(count >>> 0, list.length);
      return wasiErrno(failure < 0 ? failure : guest.writeU32(bytes >>> 0, blob.length));
    },
    get(table, data) {
      const pointers = new Uint32Array(list.length);
      let next = data >>> 0;
      list.forEach((text, index) => {
        pointers[index] = next;
        next += text.length + 1;
      });
      const failure = guest.write(data >>> 0, blob);
      return wasiErrno(failure < 0 ? failure : guest.write(table >>> 0, new Uint8Array(pointers.buffer)));
    },
  };
}

export function args(shim: Shim): Functions {
  const argument = strings(shim, shim.context.args);
  const environment = strings(shim, shim.context.env);
  return {
    args_sizes_get: argument.sizes,
    args_get: argument.get,
    environ_sizes_get: environment.sizes,
    environ_get: environment.get,
  };
}

// The machine's own libzmq, the other end of what is tested about ZeroMQ.
import { existsSync } from "node:fs";
import type { Test } from "uvu";
import { skip } from "./skip.js";

const folders = ["/usr/include", "/usr/local/include"];

/** `test` where libzmq's header is installed; elsewhere every test is left out, visibly. */
export function libzmq(test: Test): (name: string, body: () => Promise<void> | void) => void {
  if (folders.some((folder) => existsSync(`${folder}/zmq.h`))) return test;
  return skip("needs libzmq: install libzmq3-dev");
}

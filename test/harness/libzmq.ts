// The machine's own libzmq, the other end of what is tested about ZeroMQ.
import type { Test } from "uvu";
import { skip } from "./skip.js";
import { hasLibzmq } from "./zmq.js";

/** `test` where libzmq's header is installed; elsewhere every test is left out, visibly. */
export function libzmq(test: Test): (name: string, body: () => Promise<void> | void) => void {
  return hasLibzmq ? test : skip("needs libzmq: install libzmq3-dev");
}

// A thread that compiles guests, one after the other, for compilers.ts.
import { parentPort } from "node:worker_threads";
import { compile } from "../../ts/toolchain/driver.js";
import type { CompilerReply } from "./compilers.js";

parentPort?.on("message", async ({ number, words }: { number: number; words: string[] }) => {
  const reply: CompilerReply = { number, failure: undefined };
  try {
    const { status, stderr } = await compile("clang", words, { capture: true });
    if (status !== 0) reply.failure = `exit ${status}\n${stderr}`;
  } catch (error) {
    reply.failure = (error as Error).message;
  }
  parentPort?.postMessage(reply);
});

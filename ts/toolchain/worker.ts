// The thread on which LLVM in WebAssembly runs: it has a stack as deep as compilers need, and keeps the compiled module between jobs.
import { parentPort, workerData } from "node:worker_threads";
import { LlvmModule, type LlvmReply, type LlvmRequest } from "./llvm-module.js";

const llvm = new LlvmModule(workerData as string);

parentPort?.on("message", (request: LlvmRequest) => {
  let reply: LlvmReply;
  try {
    reply = llvm.run(request);
  } catch (error) {
    reply = { status: 125, stderr: "", failure: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});

// The public face of the package `isthmus`: real Unix IPC for Node programs, and sandboxed WebAssembly processes.
// Every name here is documented where it is defined.
export { IpcError } from "./error.js";
export { Fifo, type FifoCreateOptions, type FifoHandle, type FifoMode, type FifoOpenOptions } from "./fifo.js";
export { CompileError, type ModuleSource } from "./module.js";
export type { Bytes, WaitOptions } from "./options.js";
export { Pipe, type PipeOptions, PipeReader, PipeWriter, pipe, type ReadOptions } from "./pipe.js";
export {
  type CommandStage,
  type ModuleStage,
  Pipeline,
  type PipelineExit,
  type PipelineOptions,
  type PipelineStage,
  pipeline,
  type Stage,
} from "./pipeline.js";
export type { Exit } from "./signals.js";
export { ChildProcess, spawn } from "./spawn.js";
export type { Directory, Limits, Permissions, SpawnOptions } from "./spawn-options.js";
export type { Stdio, StdioEntry } from "./stdio.js";

// What tests import: see each file for its own words.
export { running, untilAsleep } from "./asleep.js";
export { compileGuest, compileNative, programsDirectory } from "./compile.js";
export { differential, runGuest, runNative } from "./differential.js";
export { type ExecuteOptions, execute, isthmus, isthmusCommand, type Outcome, processes } from "./execute.js";
export { type Program, readProgram } from "./program.js";
export { skip } from "./skip.js";
export { removeTemporary, temporary } from "./temporary.js";

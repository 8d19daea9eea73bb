// A program that runs beside a test and is spoken to: waits until it is ready, hears what it prints, and ends it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { isthmusCommand } from "./execute.js";

/** A running program and what it has printed. */
export class Peer {
  output = "";
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(command: string, args: readonly string[], directory: string) {
    this.#child = spawn(command, args, { cwd: directory, stdio: ["pipe", "pipe", "pipe"] });
    this.#ended = once(this.#child, "close");
    this.#child.stdin?.on("error", () => {});
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data) => {
        this.output += data;
        this.#child.emit("printed");
      });
    }
    const kill = (): boolean => this.#child.kill("SIGKILL");
    process.on("exit", kill);
    this.#child.on("close", () => process.off("exit", kill));
  }

  /** `isthmus run` with these arguments. */
  static run(args: readonly string[], directory: string): Peer {
    const run = isthmusCommand(["run", ...args]);
    return new Peer(run.command, run.args, directory);
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** Waits for a sign, takes it out of the output, and gives its first group. */
  async prints(sign: RegExp): Promise<string> {
    for (;;) {
      const match = sign.exec(this.output);
      if (match !== null) {
        this.output = this.output.replace(sign, "");
        return match[1] ?? "";
      }
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        await this.#ended;
        if (!sign.test(this.output)) throw new Error(`it has ended: ${this.output}`);
      } else {
        await Promise.race([once(this.#child, "printed"), this.#ended]);
      }
    }
  }

  /** Waits until it has said that it is ready. */
  async ready(sign: RegExp = /^ready\n/m): Promise<this> {
    await this.prints(sign);
    return this;
  }

  /** Writes to its standard input. */
  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Sends it a signal; the rest of what it does is `end`'s. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends its input, and waits for its end: what it has printed, without the last newline. */
  async end(): Promise<string> {
    this.#child.stdin?.end();
    await this.#ended;
    return this.output.trimEnd();
  }
}

// Compiles guests on several threads, for the compiler from npm does one job at a time. What each thread does is compiler-thread.ts.
import { join } from "node:path";
import { Worker } from "node:worker_threads";

/** What a thread answers: the number of the request, and the compiler's words when it failed. */
export interface CompilerReply {
  number: number;
  failure: string | undefined;
}

export class Compilers {
  readonly #idle: Worker[];
  readonly #workers: readonly Worker[];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #requests = 0;

  constructor(threads: number) {
    const file = join(import.meta.dirname, "compiler-thread.js");
    this.#workers = Array.from({ length: threads }, () => new Worker(file));
    this.#idle = [...this.#workers];
  }

  /** Does what `isthmus cc` with these words does; resolves to the compiler's messages when it fails. */
  async compile(words: readonly string[]): Promise<string | undefined> {
    const worker = this.#idle.pop() ?? (await new Promise<Worker>((resolve) => this.#waiting.push(resolve)));
    try {
      const number = ++this.#requests;
      return await new Promise<string | undefined>((resolve, reject) => {
        const answered = (reply: CompilerReply): void => {
          if (reply.number !== number) return;
          worker.off("message", answered).off("error", reject);
          resolve(reply.failure);
        };
        worker.on("message", answered).on("error", reject);
        worker.postMessage({ number, words });
      });
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(worker);
      else next(worker);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

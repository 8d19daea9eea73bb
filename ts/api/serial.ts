// Tasks of one kind on one handle, strictly one after the other: only the first of them waits in the kernel.
import { Errno } from "../host/errno.js";
import { onAbort } from "./abort.js";
import { IpcError } from "./error.js";

interface Job {
  start(): void;
  fail(reason: unknown): void;
}

/** Tasks that may succeed at once before the event loop gets its turn. */
const TURN = 32;

export class Serial {
  #jobs: Job[] = [];
  #running = false;
  #immediate = 0;

  /**
   * Does something after what was asked for before it: tries `attempt` at once if nothing was, and runs `wait` if that gave undefined, or in
   * its turn. Aborting the signal takes it out of the line and rejects with its reason; once it runs, that is the business of `wait`.
   */
  run<T>(attempt: () => T | undefined, wait: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      signal?.throwIfAborted();
      const mayTry = !this.#running && this.#jobs.length === 0;
      const hisTurn = mayTry && ++this.#immediate % TURN !== 0;
      if (hisTurn) {
        const result = attempt();
        if (result !== undefined) {
          resolve(result);
          return;
        }
      }
      let unlisten = (): void => {};
      const job: Job = {
        start: () => {
          unlisten();
          this.#running = true;
          const turn = mayTry && !hisTurn ? new Promise((next) => setImmediate(next)) : Promise.resolve();
          turn
            .then(() => attempt() ?? wait())
            .then(resolve, reject)
            .finally(() => {
              this.#running = false;
              this.#next();
            });
        },
        fail: (reason) => {
          unlisten();
          reject(reason);
        },
      };
      unlisten = onAbort(signal, () => {
        this.#jobs = this.#jobs.filter((other) => other !== job);
        job.fail(signal?.reason);
      });
      this.#jobs.push(job);
      if (!this.#running) this.#next();
    });
  }

  /** Gives up what has not begun; it rejects with ECANCELED. */
  cancel(syscall: string): void {
    for (const job of this.#jobs.splice(0)) job.fail(new IpcError(Errno.ECANCELED, syscall));
  }

  #next(): void {
    this.#jobs.shift()?.start();
  }
}

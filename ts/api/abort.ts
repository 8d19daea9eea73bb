// Listening to AbortSignals: one listener a signal, however many operations wait with it.
// A listener for each would be reported as a leak by Node from the eleventh on.

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back when the signal is aborted; returns how to stop listening. A signal that is aborted already is not reported. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined || signal.aborted) return () => {};
  let callbacks = waiting.get(signal);
  if (callbacks === undefined) {
    const created = new Set<() => void>();
    callbacks = created;
    waiting.set(signal, created);
    const dispatch = (): void => {
      for (const call of [...created]) call();
    };
    signal.addEventListener("abort", dispatch, { once: true });
  }
  callbacks.add(callback);
  return () => {
    callbacks.delete(callback);
  };
}

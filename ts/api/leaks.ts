// What a program forgot to close: closed when its handle is collected, and said so once a thread.

interface Held {
  kind: string;
  release(): void;
}

let warned = false;

const forgotten = new FinalizationRegistry<Held>(({ kind, release }) => {
  release();
  if (warned) return;
  warned = true;
  process.emitWarning(`A ${kind} was garbage-collected before it was closed. Close it, or declare it with \`using\`.`, {
    type: "ResourceWarning",
    code: "ISTHMUS_UNCLOSED",
    detail: "Isthmus closed it. This warning is given once per thread.",
  });
});

/** Calls `release` when the handle is collected unclosed; it must not hold the handle. Descriptors are few, and a collection may come late. */
export function closeWhenForgotten(handle: object, release: () => void): void {
  forgotten.register(handle, { kind: handle.constructor.name, release }, handle);
}

/** The handle was closed properly. */
export function isClosed(handle: object): void {
  forgotten.unregister(handle);
}

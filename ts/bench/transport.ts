// What a way is in which two Node processes (or threads) can pass messages: a message goes there and comes back. The ways themselves
// are in the files named transports-…, who measures them is api-bench.ts.
import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";

/** Bytes of a message. */
export const SIZE = 64;
export const payload = Buffer.alloc(SIZE, "m");

/** Names that both sides know. */
export interface Place {
  directory: string;
  /** Unique, for names that are the machine's. */
  mark: string;
}

/** The side that measures. */
export interface Client {
  /** Sends a message and waits until it is back. */
  roundTrip(): Promise<void>;
  close(): Promise<void>;
}

/** The other side, as the client sees it: a Node process or a thread. */
export type Peer = { process: ChildProcess } | { worker: Worker };

export interface Transport {
  readonly name: string;
  /** The row's name, where it isn't that of round trips. */
  readonly row?: string;
  /** How many messages a step passes, whose time is told for each; 1 unless told. */
  readonly messages?: number;
  /** The transport that it is compared with, where it isn't the reference. */
  readonly against?: string;
  /** Whether the other side is a thread of the same process. */
  readonly thread?: boolean;
  /** Makes what must be there before the peer starts; gives what happens when it is ready. */
  prepare(place: Place): (peer: Peer) => Promise<Client>;
  /** In the peer: sends back what comes, until the other side is gone. Resolves when it is ready. */
  echo(place: Place): Promise<void>;
}

/** One waiter at a time, for answers that come by events. */
export class Turn {
  #resolve: () => void = () => {};

  readonly next = (): Promise<void> =>
    new Promise((resolve) => {
      this.#resolve = resolve;
    });

  readonly done = (): void => this.#resolve();
}

/** A free port is found by whoever listens, and left in a file for the other side. */
const portFile = ({ directory }: Place): string => join(directory, "port");

export const readPort = (place: Place): number => Number(readFileSync(portFile(place), "utf8"));
export const writePort = (place: Place, port: number): void => writeFileSync(portFile(place), String(port));

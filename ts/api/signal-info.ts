// What comes with a signal: siginfo_t, read from the kernel's layout. Which of its fields count follows from signal and code.
import { type SignalName, signalName } from "./signal-names.js";

/** A signal that came. siginfo(7), sigaction(2). */
export interface SignalInfo {
  /** The signal's name, as the receiver wrote it. */
  readonly signal: SignalName;
  readonly number: number;
  /** Where it came from: "SI_USER" (kill), "SI_QUEUE" (a value came along), "SI_TKILL", "SI_TIMER", "SI_KERNEL", "CLD_EXITED", "POLL_IN" … */
  readonly code: string;
  /** The same as a number. */
  readonly codeNumber: number;
  /** The process that sent it, or whose state changed; 0 for the kernel and for processes outside this one's namespace. */
  readonly pid?: number;
  /** That process's real user id. */
  readonly uid?: number;
  /** What the sender passed along, as an int: sival_int. */
  readonly value?: number;
  /** The same with all 64 bits: sival_ptr. */
  readonly pointer?: bigint;
  /** SIGCHLD: the exit code, or the number of the signal that killed, stopped or continued the process. */
  readonly status?: number;
  /** SIGCHLD: the processor time that the process used, in milliseconds. */
  readonly userTime?: number;
  readonly systemTime?: number;
  /** SIGIO and its like: poll(2) events, and the descriptor. */
  readonly band?: number;
  readonly fd?: number;
  /** A timer of timer_create(2), and how often it expired without being delivered. */
  readonly timerId?: number;
  readonly overrun?: number;
}

/** Bytes of a record of the bridge, and where siginfo_t begins in it. */
export const RECORD = 136;
const INFO = 8;
const TICK = 10; // milliseconds of a clock tick as Linux tells them
const SIGCHLD = 17;
const SIGIO = 29;
const SIGSYS = 31;

const SI_USER = 0;
const SI_KERNEL = 0x80;
const SI_TIMER = -2;
const SI_SIGIO = -5;
const SI_TKILL = -6;
const POLL_CODES = 6;

const anyCodes: Record<number, string> = {
  0: "SI_USER",
  128: "SI_KERNEL",
  [-1]: "SI_QUEUE",
  [-2]: "SI_TIMER",
  [-3]: "SI_MESGQ",
  [-4]: "SI_ASYNCIO",
  [-5]: "SI_SIGIO",
  [-6]: "SI_TKILL",
  [-7]: "SI_DETHREAD",
  [-60]: "SI_ASYNCNL",
};
const childCodes = ["CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"];
const pollCodes = ["POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP"];
const callCodes = ["SYS_SECCOMP", "SYS_USER_DISPATCH"];

/** Codes between these two are of the signal itself. */
const isOfSignal = (code: number): boolean => code > SI_USER && code < SI_KERNEL;

function codeName(number: number, code: number): string {
  if (!isOfSignal(code)) return anyCodes[code] ?? `${code}`;
  const list = number === SIGCHLD ? childCodes : number === SIGSYS ? callCodes : pollCodes;
  return list[code - 1] ?? `${code}`;
}

function layoutOf(number: number, code: number): "queued" | "sent" | "timer" | "child" | "descriptor" | "other" {
  if (code === SI_TIMER) return "timer";
  if (code === SI_SIGIO) return "descriptor";
  if (!isOfSignal(code)) return code >= SI_USER || code === SI_TKILL ? "sent" : "queued";
  if (number === SIGCHLD) return "child";
  if (number === SIGSYS) return "other";
  // Any signal may be what F_SETSIG chose.
  return number === SIGIO || code <= POLL_CODES ? "descriptor" : "other";
}

/** The number of the signal of a record. */
export const numberAt = (view: DataView, record: number): number => view.getInt32(record + INFO, true);

/** The wait that a record is for, or 0. */
export const waitAt = (view: DataView, record: number): number => view.getUint32(record, true);

/** What a record says, under the name that the receiver knows the signal by. */
export function infoAt(view: DataView, record: number, given?: SignalName): SignalInfo {
  const at = record + INFO;
  const number = view.getInt32(at, true);
  const codeNumber = view.getInt32(at + 8, true);
  const signal = given ?? signalName(number);
  const code = codeName(number, codeNumber);
  // The fields after these three numbers: each layout begins with two ints or one long, then comes a value.
  const first = view.getInt32(at + 16, true);
  const second = view.getInt32(at + 20, true);
  const third = view.getInt32(at + 24, true);
  const uid = second >>> 0;
  switch (layoutOf(number, codeNumber)) {
    case "queued":
      return {
        signal,
        number,
        code,
        codeNumber,
        pid: first,
        uid,
        value: third,
        pointer: view.getBigInt64(at + 24, true),
      };
    case "sent":
      return { signal, number, code, codeNumber, pid: first, uid };
    case "timer": {
      const pointer = view.getBigInt64(at + 24, true);
      return { signal, number, code, codeNumber, timerId: first, overrun: second, value: third, pointer };
    }
    case "child": {
      const userTime = Number(view.getBigInt64(at + 32, true)) * TICK;
      const systemTime = Number(view.getBigInt64(at + 40, true)) * TICK;
      return { signal, number, code, codeNumber, pid: first, uid, status: third, userTime, systemTime };
    }
    case "descriptor":
      return { signal, number, code, codeNumber, band: Number(view.getBigInt64(at + 16, true)), fd: third };
    default:
      return { signal, number, code, codeNumber };
  }
}

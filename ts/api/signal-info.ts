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

/** The number of the signal of a record. */
export const numberAt = (view: DataView, record: number): number => view.getInt32(record + INFO, true);

/** The wait that a record is for, or 0. */
export const waitAt = (view: DataView, record: number): number => view.getUint32(record, true);

/** What a record says, under the name that the receiver knows the signal by. */
export function infoAt(view: DataView, record: number, given?: SignalName): SignalInfo {
  const int = (offset: number): number => view.getInt32(record + INFO + offset, true);
  const long = (offset: number): bigint => view.getBigInt64(record + INFO + offset, true);
  const number = int(0);
  const codeNumber = int(8);
  const signal = given ?? signalName(number);
  const base = { signal, number, code: codeName(number, codeNumber), codeNumber };
  if (codeNumber === SI_TIMER) {
    return { ...base, timerId: int(16), overrun: int(20), value: int(24), pointer: long(24) };
  }
  const sender = { pid: int(16), uid: int(20) >>> 0 };
  if (isOfSignal(codeNumber) && number === SIGCHLD) {
    const times = { userTime: Number(long(32)) * TICK, systemTime: Number(long(40)) * TICK };
    return { ...base, ...sender, status: int(24), ...times };
  }
  // Any signal may be what F_SETSIG chose.
  if (
    codeNumber === SI_SIGIO ||
    (isOfSignal(codeNumber) && (number === SIGIO || codeNumber <= POLL_CODES) && number !== SIGSYS)
  ) {
    return { ...base, band: Number(long(16)), fd: int(24) };
  }
  if (isOfSignal(codeNumber)) return base;
  if (codeNumber >= SI_USER || codeNumber === SI_TKILL) return { ...base, ...sender };
  return { ...base, ...sender, value: int(24), pointer: long(24) };
}

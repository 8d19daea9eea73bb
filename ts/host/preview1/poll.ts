// poll_oneoff: clocks and descriptors, waited for by ppoll on the kernel's descriptors, or by clock_nanosleep when there is one clock.
import { Errno, WasiErrno, wasiErrno } from "../errno.js";
import { Clock } from "./clock.js";
import type { Shim } from "./shim.js";
import { type Functions, Rights } from "./types.js";

const SUBSCRIPTION_SIZE = 48;
const SUBSCRIPTION = { userdata: 0, type: 8, clock: 16, fd: 16, timeout: 24, flags: 40 };
const EVENT_SIZE = 32;
const EVENT = { userdata: 0, error: 8, type: 10, bytes: 16, flags: 24 };
const Type = { clock: 0, fdRead: 1, fdWrite: 2 } as const;
const ABSOLUTE = 1;
const HANGUP = 1;

const POLLFD_SIZE = 8;
const POLLIN = 1;
const POLLOUT = 4;
const POLLERR = 8;
const POLLHUP = 16;
const POLLNVAL = 32;
/** The other end of a socket will write no more, though it may still read. */
const POLLRDHUP = 0x2000;
const GONE = POLLERR | POLLHUP | POLLRDHUP;
const FIONREAD = 0x541b;
const TIMER_ABSTIME = 1;
/** More than any process has descriptors; the kernel's poll has such a limit too. */
const MOST_SUBSCRIPTIONS = 65536;
/** Some 146 years, which poll's 64-bit nanoseconds hold. */
const FOREVER = 1n << 62n;

interface ClockSubscription {
  userdata: bigint;
  clock: number;
  /** When it is due, by its clock. */
  deadline: bigint;
}

interface FdSubscription {
  userdata: bigint;
  type: number;
  fd: number;
  /** Of the kernel; or minus an errno, and then the event is that error. */
  kfd: number;
}

export function poll(shim: Shim): Functions {
  const { calls, guest } = shim;
  const ioctl = shim.call("ioctl");

  /** The subscriptions, or minus an errno. */
  const parse = (bytes: Uint8Array): { clocks: ClockSubscription[]; fds: FdSubscription[] } | number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const clocks: ClockSubscription[] = [];
    const fds: FdSubscription[] = [];
    for (let at = 0; at < bytes.length; at += SUBSCRIPTION_SIZE) {
      const userdata = view.getBigUint64(at + SUBSCRIPTION.userdata, true);
      const type = view.getUint8(at + SUBSCRIPTION.type);
      if (type === Type.clock) {
        const clock = view.getUint32(at + SUBSCRIPTION.clock, true);
        const timeout = view.getBigUint64(at + SUBSCRIPTION.timeout, true);
        const flags = view.getUint16(at + SUBSCRIPTION.flags, true);
        if ((clock !== Clock.realtime && clock !== Clock.monotonic) || (flags & ~ABSOLUTE) !== 0) return -Errno.EINVAL;
        // A relative wait is not moved by someone who sets the clock.
        const relative = flags === 0;
        const start = relative ? calls.clock_gettime(Clock.monotonic) : 0n;
        clocks.push({ userdata, clock: relative ? Clock.monotonic : clock, deadline: start + timeout });
      } else if (type === Type.fdRead || type === Type.fdWrite) {
        const fd = view.getUint32(at + SUBSCRIPTION.fd, true) | 0;
        const kfd = shim.lacks(fd, Rights.pollFdReadwrite) === WasiErrno.SUCCESS ? guest.kernelFd(fd) : -Errno.EPERM;
        fds.push({ userdata, type, fd, kfd });
      } else {
        return -Errno.EINVAL;
      }
    }
    return { clocks, fds };
  };

  /** Nanoseconds until a clock is due; zero or less when it is. */
  const remaining = ({ clock, deadline }: ClockSubscription): bigint => deadline - calls.clock_gettime(clock);

  /** Waits until something is due or ready, then gives poll's answers: 0, or minus an errno. */
  const wait = (clocks: ClockSubscription[], fds: FdSubscription[], pollfds: Uint8Array): number => {
    const [only, second] = clocks;
    if (fds.length === 0 && only !== undefined && second === undefined && only.deadline < FOREVER) {
      return calls.clock_nanosleep(only.clock, TIMER_ABSTIME, only.deadline);
    }
    const immediate = fds.some(({ kfd }) => kfd < 0);
    for (;;) {
      let timeout = immediate ? 0n : -1n;
      for (const clock of clocks) {
        const left = remaining(clock);
        if (left >= FOREVER) continue;
        const clamped = left < 0n ? 0n : left;
        if (timeout < 0n || clamped < timeout) timeout = clamped;
      }
      const ready = calls.poll(pollfds, timeout);
      if (ready !== 0) return Math.min(ready, 0);
      if (immediate || clocks.some((clock) => remaining(clock) <= 0n)) return 0;
    }
  };

  return {
    poll_oneoff(subscriptions: number, events: number, count: number, result: number): number {
      if (count === 0 || count >>> 0 > MOST_SUBSCRIPTIONS) return WasiErrno.EINVAL;
      const bytes = guest.read(subscriptions >>> 0, count * SUBSCRIPTION_SIZE);
      if (typeof bytes === "number") return wasiErrno(bytes);
      const parsed = parse(bytes);
      if (typeof parsed === "number") return wasiErrno(parsed);
      const { clocks, fds } = parsed;

      const pollfds = new Uint8Array(fds.length * POLLFD_SIZE);
      const pollView = new DataView(pollfds.buffer);
      fds.forEach(({ type, kfd }, index) => {
        // The kernel passes over negative descriptors.
        pollView.setInt32(index * POLLFD_SIZE, kfd, true);
        pollView.setInt16(index * POLLFD_SIZE + 4, type === Type.fdRead ? POLLIN | POLLRDHUP : POLLOUT, true);
      });
      const failure = wait(clocks, fds, pollfds);
      if (failure < 0) return wasiErrno(failure);

      let stored = 0;
      const event = new DataView(new ArrayBuffer(EVENT_SIZE));
      const store = (userdata: bigint, type: number, error: number, flags: number): number => {
        event.setBigUint64(EVENT.userdata, userdata, true);
        event.setUint16(EVENT.error, error, true);
        event.setUint8(EVENT.type, type);
        event.setUint16(EVENT.flags, flags, true);
        return guest.write((events >>> 0) + EVENT_SIZE * stored++, new Uint8Array(event.buffer));
      };
      let fault = 0;
      fds.forEach(({ userdata, type, fd, kfd }, index) => {
        const revents = pollView.getInt16(index * POLLFD_SIZE + 6, true);
        if (kfd < 0 || (revents & POLLNVAL) !== 0) {
          fault ||= store(userdata, type, wasiErrno(kfd < 0 ? kfd : Errno.EBADF), 0);
        } else if (revents !== 0) {
          const position = (events >>> 0) + EVENT_SIZE * stored + EVENT.bytes;
          fault ||= store(userdata, type, WasiErrno.SUCCESS, (revents & GONE) !== 0 ? HANGUP : 0);
          // Where the kernel can't tell how much there is, it stays zero.
          if (fault === 0 && type === Type.fdRead) ioctl(fd, FIONREAD, position);
        }
      });
      for (const clock of clocks) {
        if (remaining(clock) <= 0n) fault ||= store(clock.userdata, Type.clock, WasiErrno.SUCCESS, 0);
      }
      return fault < 0 ? wasiErrno(fault) : shim.storeCount(stored, result);
    },
  };
}

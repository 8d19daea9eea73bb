// Wild arguments for calls that send signals or take them, for wild.ts: aimed at others, and never waiting.
import { type Choices, INT_MAX, INT_MIN, layout, OUTSIDE, type WildValue } from "./wild.js";

const O_NONBLOCK = 0x800;
const O_CLOEXEC = 0x80000;
/** fcntl's F_SETOWN_EX and F_GETOWN_EX. */
const OWNERS: readonly number[] = [15, 16];
/** prctl's harmless options, and PR_SET_SECCOMP, _MM, _NO_NEW_PRIVS, _DUMPABLE, _PTRACER, which must be refused. */
const PROCESS_OPTIONS: readonly number[] = [1, 2, 15, 16, 36, 37, 22, 35, 38, 4, 0x59616d61];
const OWNER_SIZE = 8;

/** struct f_owner_ex, one after the other: threads, processes and groups of others, and what is none. */
export function owners(pids: readonly number[]): number[] {
  return [0, 1, 2, 3].flatMap((type) => [...pids, 1, 0, -1].flatMap((pid) => [type, pid]));
}

/** Changes the arguments of a call that has to do with signals; undefined for other calls. */
export function tameSignals(
  name: string,
  values: WildValue[],
  choices: Choices,
  pids: readonly number[],
): WildValue[] | undefined {
  const other = choices.pick([...pids, 1]);
  const signal = choices.below(66);
  switch (name) {
    case "fcntl":
      if (choices.chance(0.8)) return undefined;
      return values
        .with(1, choices.pick(OWNERS))
        .with(2, layout.owners + OWNER_SIZE * choices.below(owners(pids).length / 2));
    case "kill":
      return [choices.pick([other, -other, INT_MAX, INT_MIN, -2, 999999]), signal];
    case "rt_sigqueueinfo":
      return [choices.pick([other, other, -other, INT_MAX, INT_MIN, 0, -1]), signal, ...values.slice(2)];
    case "tgkill":
    case "rt_tgsigqueueinfo":
      return [other, choices.pick([other, other, 1, 0]), signal, ...values.slice(3)];
    case "rt_sigtimedwait":
      return values.with(2, choices.pick([layout.calmTimes, layout.calmTimes, ...OUTSIDE]));
    case "signalfd4":
      // Reading one that waits would last for ever.
      return values
        .with(0, choices.chance(0.6) ? -1 : choices.descriptor())
        .with(2, choices.pick([0, O_CLOEXEC, 1 << choices.below(32)]) | O_NONBLOCK);
    case "pidfd_open":
      return [choices.pick([other, other, 0, -1, INT_MAX]), choices.chance(0.7) ? 0 : choices.number()];
    case "pidfd_send_signal":
      return values.with(1, signal);
    case "prctl":
      return choices.chance(0.8) ? values.with(0, choices.pick(PROCESS_OPTIONS)) : values;
    default:
      return undefined;
  }
}

// The Open POSIX Test Suite on signals, timers, clocks and fork: what passes natively passes as a guest. ISTHMUS_POSIX_SUITE=REGEXP
// chooses programs, also from those of sigaction that are not run each time.
// test-timeout: 900
import { test } from "uvu";
import { SuiteComparison } from "./harness/posix-suite-comparison.js";

/** Not clock_settime: as root its programs set the machine's clock. */
const FUNCTIONS = /^(sig|kill|raise$|timer_|nanosleep$|clock(?!_settime)|pthread_(kill|sigmask)$|fork$|getpid$|time$)/;

/** Most of sigaction's assertions have a program for each of 26 signals: one is enough, for each assertion another. */
const sample = (name: string): boolean => {
  const [, assertion, signal] = /^sigaction\/(\d+)-(\d+)$/.exec(name) ?? [];
  const isSingle = /^sigaction\/(9|10|11|21|29|30)-/.test(name);
  return assertion === undefined || isSingle || (Number(signal) + 5 * Number(assertion)) % 26 === 1;
};

(await SuiteComparison.of(FUNCTIONS, sample))?.compare();

test.run();

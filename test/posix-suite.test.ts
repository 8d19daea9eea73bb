// The Open POSIX Test Suite (Debian's source package posixtestsuite) on message queues, semaphores, shared memory, maps, memory
// locks, process-shared pthread objects, timers, clocks and sleeping (but not on setting the machine's clock): what passes natively passes as a guest. ISTHMUS_POSIX_SUITE=REGEXP chooses programs.
// test-timeout: 400
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Compilers } from "./harness/compilers.js";
import type { Outcome } from "./harness/execute.js";
import {
  answers,
  canSeparate,
  compileSuiteGuest,
  compileSuiteNative,
  posixSuite,
  runSuiteGuest,
  runSuiteNative,
  type SuiteProgram,
  type Surroundings,
  suitePrograms,
} from "./harness/posix-suite.js";
import { leftOut } from "./harness/posix-suite-left-out.js";
import { skip } from "./harness/skip.js";

const FUNCTIONS =
  /^(mq_|sem_|shm_|mmap$|munmap$|msync$|mlock|munlock|pthread_(mutex|cond|rwlock|barrier|spin|once)|timer_|clock_(get|nanosleep)|nanosleep)/;
/** Compilations and runs at once: most of a run's time is waiting. */
const AT_ONCE = 8;
const only = new RegExp(process.env.ISTHMUS_POSIX_SUITE ?? "");

/** Does at most `limit` things at once, in order. */
function limited(limit: number): <T>(act: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

const suite = await posixSuite();
const programs =
  "directory" in suite
    ? suitePrograms(suite.directory, (name) => FUNCTIONS.test(name)).filter(({ name }) => only.test(name))
    : [];
const separate = programs.length > 0 && (await canSeparate());
const compilers = programs.length > 0 ? new Compilers(2) : undefined;
const inTurn = limited(AT_ONCE);
const describe = (status: number): string => answers[status] ?? `status ${status}`;
/** Programs that run as guests, by the surroundings. */
const passed: Record<Surroundings, number> = { "as they are": 0, "raised limits": 0, "virtual namespace": 0 };

const modules = new Map<string, Promise<string>>();

/** The program's module, compiled once for both surroundings. */
function moduleOf(program: SuiteProgram, threads: Compilers): Promise<string> {
  const module = modules.get(program.name) ?? compileSuiteGuest(program, threads);
  modules.set(program.name, module);
  return module;
}

const natives = new Map<string, Promise<Outcome>>();

/** What the program does natively, run once. */
function native(program: SuiteProgram, surroundings: Surroundings): Promise<Outcome> {
  const around = surroundings === "raised limits" ? surroundings : "as they are";
  const key = `${around} ${program.name}`;
  const outcome =
    natives.get(key) ?? compileSuiteNative(program).then((executable) => runSuiteNative(executable, around));
  natives.set(key, outcome);
  return outcome;
}

/** What is wrong with a program that passes natively, or undefined. */
async function difference(program: SuiteProgram, surroundings: Surroundings): Promise<string | undefined> {
  if ((await native(program, surroundings)).status !== 0 || compilers === undefined) return undefined;
  // What passes with the limits as they are has been seen with them.
  if (surroundings === "raised limits" && (await native(program, "as they are")).status === 0) return undefined;
  const module = await moduleOf(program, compilers);
  // Some measure time, which a busy machine spoils: a second chance.
  let guest = await runSuiteGuest(program, module, surroundings);
  if (guest.status !== 0) guest = await runSuiteGuest(program, module, surroundings);
  const left = guest.left.length > 0 ? `, left ${guest.left.join(", ")} behind` : "";
  if (guest.status === 0 && left === "") {
    passed[surroundings]++;
    return undefined;
  }
  const end = guest.timedOut ? "did not end" : (guest.signal ?? describe(guest.status));
  return `${program.name} (${surroundings}): ${end}${left}\n${guest.stdout}${guest.stderr}`.trim();
}

/** Nothing thrown, so that all can run at once and be looked at later. */
const checked = (program: SuiteProgram, surroundings: Surroundings): Promise<string | undefined> =>
  inTurn(() => difference(program, surroundings)).catch((error: Error) => error.message.slice(0, 600));

test.after(async () => {
  await compilers?.end();
  const { "as they are": usual, "raised limits": raised, "virtual namespace": without } = passed;
  const more = separate ? `; ${raised} more with raised limits, ${without} in a virtual namespace` : "";
  console.log(`\n${usual} programs of the POSIX suite pass natively and as guests${more}`);
});

if ("missing" in suite) skip(suite.missing)("the POSIX test suite");

const functions = new Map<string, SuiteProgram[]>();
for (const program of programs) {
  const name = program.name.split("/")[0] ?? "";
  if (!leftOut.has(program.name)) functions.set(name, [...(functions.get(name) ?? []), program]);
}
for (const [name, of] of functions) {
  const results = of.map((program) => checked(program, "as they are"));
  test(`${name}: what passes natively passes as a guest`, async () => {
    const wrong = (await Promise.all(results)).filter((result) => result !== undefined);
    assert.ok(wrong.length === 0, `\n${wrong.join("\n")}`);
  });
}

/** All of them at once in other surroundings. */
function again(title: string, chosen: RegExp, surroundings: Surroundings): void {
  const some = [...functions].filter(([name]) => chosen.test(name)).flatMap(([, of]) => of);
  if (some.length === 0) return;
  const results = separate ? some.map((program) => checked(program, surroundings)) : [];
  (separate ? test : skip("may not make namespaces"))(title, async () => {
    const wrong = (await Promise.all(results)).filter((result) => result !== undefined);
    assert.ok(wrong.length === 0, `\n${wrong.join("\n")}`);
  });
}

again("mq_*: with limits as POSIX assumes them, on queues of the host", /^mq_/, "raised limits");
again("mq_*, sem_*, shm_*: in a namespace without the kernel's help", /^(mq|sem|shm)_/, "virtual namespace");

if (programs.length > 0 && process.env.ISTHMUS_POSIX_SUITE === undefined) {
  test("what is left out is in the suite", () => {
    const names = new Set(programs.map(({ name }) => name));
    assert.equal(
      [...leftOut.keys()].filter((name) => !names.has(name)),
      [],
    );
  });
}

test.run();

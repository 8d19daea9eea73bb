// Compares programs of the Open POSIX Test Suite, natively and as guests: registers a test for each of its functions. Which functions is
// the test file's matter, how a program is got, compiled and run posix-suite.ts's.
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Compilers } from "./compilers.js";
import type { Outcome } from "./execute.js";
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
} from "./posix-suite.js";
import { leftOut } from "./posix-suite-left-out.js";
import { skip } from "./skip.js";

/** Compilations and runs at once: most of a run's time is waiting. */
const AT_ONCE = 12;
/** ISTHMUS_POSIX_SUITE chooses programs by a regular expression, from all that there are. */
const chosen = process.env.ISTHMUS_POSIX_SUITE;

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

const describe = (status: number): string => answers[status] ?? `status ${status}`;

/** The programs of some functions, each compiled and run natively once. */
export class SuiteComparison {
  /** Of each function its programs, without those left out. */
  readonly #functions = new Map<string, SuiteProgram[]>();
  readonly #separate: boolean;
  readonly #compilers = new Compilers(2);
  readonly #inTurn = limited(AT_ONCE);
  readonly #modules = new Map<string, Promise<string>>();
  readonly #natives = new Map<string, Promise<Outcome>>();
  /** Programs that run as guests, by the surroundings. */
  readonly #passed: Record<Surroundings, number> = { "as they are": 0, "raised limits": 0, "virtual namespace": 0 };

  /**
   * The functions that `wanted` accepts, or undefined where the suite can't be had, which is said. `sample` picks programs of
   * functions that have too many.
   */
  static async of(
    wanted: RegExp,
    sample: (name: string) => boolean = () => true,
  ): Promise<SuiteComparison | undefined> {
    const suite = await posixSuite();
    if ("missing" in suite) {
      skip(suite.missing)("the POSIX test suite");
      return undefined;
    }
    const all = suitePrograms(suite.directory, (name) => wanted.test(name));
    const only = new RegExp(chosen ?? "");
    const programs = all.filter(({ name }) => (chosen === undefined ? sample(name) : only.test(name)));
    return new SuiteComparison(all, programs, wanted, programs.length > 0 && (await canSeparate()));
  }

  private constructor(all: SuiteProgram[], programs: SuiteProgram[], wanted: RegExp, separate: boolean) {
    this.#separate = separate;
    for (const program of programs) {
      const name = program.name.split("/")[0] ?? "";
      if (!leftOut.has(program.name)) this.#functions.set(name, [...(this.#functions.get(name) ?? []), program]);
    }
    if (chosen === undefined) {
      test("what is left out is in the suite", () => {
        const names = new Set(all.map(({ name }) => name));
        const missing = [...leftOut.keys()].filter((name) => wanted.test(name.split("/")[0] ?? "") && !names.has(name));
        assert.equal(missing, []);
      });
    }
    test.after(async () => {
      await this.#compilers.end();
      const { "as they are": usual, "raised limits": raised, "virtual namespace": without } = this.#passed;
      const more = raised + without > 0 ? `; ${raised} more with raised limits, ${without} in a virtual namespace` : "";
      console.log(`\n${usual} programs of the POSIX suite pass natively and as guests${more}`);
    });
  }

  /** The program's module, compiled once for all surroundings. */
  #module(program: SuiteProgram): Promise<string> {
    const module = this.#modules.get(program.name) ?? compileSuiteGuest(program, this.#compilers);
    this.#modules.set(program.name, module);
    return module;
  }

  /** What the program does natively, run once. */
  #native(program: SuiteProgram, surroundings: Surroundings): Promise<Outcome> {
    const around = surroundings === "raised limits" ? surroundings : "as they are";
    const key = `${around} ${program.name}`;
    const outcome =
      this.#natives.get(key) ?? compileSuiteNative(program).then((executable) => runSuiteNative(executable, around));
    this.#natives.set(key, outcome);
    return outcome;
  }

  /** What is wrong with a program that passes natively, or undefined. */
  async #difference(program: SuiteProgram, surroundings: Surroundings): Promise<string | undefined> {
    if ((await this.#native(program, surroundings)).status !== 0) return undefined;
    // What passes with the limits as they are has been seen with them.
    if (surroundings === "raised limits" && (await this.#native(program, "as they are")).status === 0) return undefined;
    const module = await this.#module(program);
    // Some measure time, or send a signal that comes too early for who is to sleep: a busy machine spoils that, so they get
    // more than one chance, the later ones at calmer times.
    let guest = await runSuiteGuest(program, module, surroundings);
    for (let more = 1; guest.status !== 0 && more <= 5; more++) {
      await sleep(more * 500);
      guest = await runSuiteGuest(program, module, surroundings);
    }
    const left = guest.left.length > 0 ? `, left ${guest.left.join(", ")} behind` : "";
    if (guest.status === 0 && left === "") {
      this.#passed[surroundings]++;
      return undefined;
    }
    const end = guest.timedOut ? "did not end" : (guest.signal ?? describe(guest.status));
    return `${program.name} (${surroundings}): ${end}${left}\n${guest.stdout}${guest.stderr}`.trim();
  }

  /** Nothing thrown, so that all can run at once and be looked at later. */
  #checked(program: SuiteProgram, surroundings: Surroundings): Promise<string | undefined> {
    return this.#inTurn(() => this.#difference(program, surroundings)).catch((error: Error) =>
      error.message.slice(0, 600),
    );
  }

  /** Starts all programs, and registers a test for each function. The timers' take longest, so the alphabet's end comes first. */
  compare(): void {
    for (const [name, of] of [...this.#functions].reverse()) {
      const results = of.map((program) => this.#checked(program, "as they are"));
      test(`${name}: what passes natively passes as a guest`, async () => {
        const wrong = (await Promise.all(results)).filter((result) => result !== undefined);
        assert.ok(wrong.length === 0, `\n${wrong.join("\n")}`);
      });
    }
  }

  /** The programs of the functions that `some` accepts, all of them at once, in other surroundings. */
  again(title: string, some: RegExp, surroundings: Surroundings): void {
    const programs = [...this.#functions].filter(([name]) => some.test(name)).flatMap(([, of]) => of);
    if (programs.length === 0) return;
    const results = this.#separate ? programs.map((program) => this.#checked(program, surroundings)) : [];
    (this.#separate ? test : skip("may not make namespaces"))(title, async () => {
      const wrong = (await Promise.all(results)).filter((result) => result !== undefined);
      assert.ok(wrong.length === 0, `\n${wrong.join("\n")}`);
    });
  }
}

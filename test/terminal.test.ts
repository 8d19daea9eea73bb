// Guests at a terminal: what a user types there reaches their process group as signals, natively and as a guest the same. The user is
// python3 with a pseudo-terminal (test/terminal/drive.py).
// test-timeout: 180
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative } from "./harness/compile.js";
import { execute, isthmusCommand, removeTemporary, skip, temporary } from "./harness/index.js";

type Step =
  | ["expect", string]
  | ["type", string]
  | ["size", number, number]
  | ["kill", "SIGCONT" | "SIGTERM"]
  | ["hang up"];

interface Session {
  shown: string;
  status: number | null;
  trouble: string | null;
}

const folder = join(packageRoot, "test", "terminal");
const INTERRUPT = "\x03";
const QUIT = "\x1c";
const STOP = "\x1a";

const works = async (command: string, ...args: string[]): Promise<boolean> =>
  execute(command, args).then(
    ({ status }) => status === 0,
    () => false,
  );
const missing = (await works("python3", "-c", "import pty"))
  ? (await works("bash", "--version"))
    ? undefined
    : "needs bash"
  : "needs python3";
const withTerminal = missing === undefined ? test : skip(missing);

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A directory with `program` and `shell`: native ones, or scripts that run the guests. */
async function stage(isGuest: boolean): Promise<string> {
  const directory = temporary("terminal");
  for (const name of ["program", "shell"]) {
    const source = join(folder, `${name}.c`);
    const path = join(directory, name);
    if (isGuest) {
      const { command, args } = isthmusCommand(["run", "--dir", ".", await compileGuest(source)]);
      writeFileSync(path, `#!/bin/sh\nexec ${[command, ...args].map(quoted).join(" ")} "$@"\n`, { mode: 0o755 });
    } else copyFileSync(await compileNative(source), path);
  }
  return directory;
}

/** What a user sees who does these steps; `look` says what is to be looked at in the directory afterwards. */
async function sit(
  isGuest: boolean,
  command: string[],
  steps: Step[],
  look?: string,
): Promise<Session & { file: string }> {
  const directory = await stage(isGuest);
  const env = { ...(process.env as Record<string, string>), TERM: "dumb", HISTFILE: "/dev/null" };
  const words = [join(folder, "drive.py"), JSON.stringify([command, steps])];
  const { stdout, stderr, left } = await execute("python3", words, { cwd: directory, timeout: 60, env });
  assert.is(stderr, "");
  assert.equal(left, []);
  const session = JSON.parse(stdout) as Session;
  const path = look === undefined ? undefined : join(directory, look);
  const file = path === undefined ? "" : existsSync(path) ? readFileSync(path, "utf8") : "missing";
  removeTemporary(directory);
  assert.is(session.trouble, null, `${session.trouble}:\n${session.shown}`);
  return { ...session, shown: session.shown.replaceAll("\r\n", "\n"), file };
}

/** The same session natively and with guests: both are looked at. What bash shows has process ids in it, and is less orderly. */
function same(
  title: string,
  command: string[],
  steps: Step[],
  seen: (session: Session & { file: string }) => void,
  look?: string,
): void {
  withTerminal(title, async () => {
    const [native, guest] = await Promise.all([sit(false, command, steps, look), sit(true, command, steps, look)]);
    seen(native);
    seen(guest);
    if (!command.includes("bash")) assert.equal(guest, native);
  });
}

const lines = (session: Session): string[] => session.shown.split("\n");

same("a guest knows its terminal", ["./program", "foreground"], [["expect", "tcgetsid.*\n"]], ({ shown, status }) => {
  assert.match(shown, "a terminal 1, leads its session 1, in the foreground 1");
  assert.is(status, 0);
});

same(
  "Ctrl-C and Ctrl-\\ call handlers",
  ["./program", "interrupted"],
  [
    ["expect", "ready"],
    ["type", INTERRUPT],
    ["expect", "caught SIGINT\r\n"],
    ["type", QUIT],
    ["expect", "caught SIGQUIT\r\n"],
    ["type", INTERRUPT],
    ["expect", "caught SIGINT\r\n"],
  ],
  (session) => {
    assert.equal(lines(session), ["ready", "^Ccaught SIGINT", "^\\caught SIGQUIT", "^Ccaught SIGINT", ""]);
    assert.is(session.status, 3);
  },
);

same(
  "Ctrl-C ends a loop that makes no call",
  ["./program", "interrupted-loop"],
  [
    ["expect", "ready"],
    ["type", INTERRUPT],
    ["expect", "the loop ended"],
  ],
  ({ status }) => assert.is(status, 5),
);

same(
  "Ctrl-C reaches the whole foreground group",
  ["./program", "group"],
  [
    ["expect", "ready"],
    ["type", INTERRUPT],
    ["expect", "child: .*\n"],
  ],
  ({ shown, status }) => {
    assert.match(shown, "child: killed by SIGINT");
    assert.is(status, 6);
  },
);

for (const [name, key, status] of [
  ["Ctrl-C", INTERRUPT, 130],
  ["Ctrl-\\", QUIT, 131],
] as const) {
  same(
    `${name} ends a guest by default, and a shell says ${status}`,
    ["bash", "-c", "trap : INT QUIT; ./program default; echo status $?"],
    [
      ["expect", "ready"],
      ["type", key],
      ["expect", "status .*\n"],
    ],
    ({ shown }) => assert.match(shown, `status ${status}\n`),
  );
}

same(
  "a read of the terminal is interrupted, and reads what is typed then",
  ["./program", "reading"],
  [
    ["expect", "ready"],
    ["type", "first line\n"],
    ["expect", "read 11 bytes: first line\r\n"],
    ["type", INTERRUPT],
    ["expect", "caught SIGINT\r\n"],
    ["type", "second\n"],
    ["expect", "read 7 bytes: second\r\n"],
    ["type", "last\n"],
    ["expect", "read 5 bytes: last\r\n"],
  ],
  ({ status }) => assert.is(status, 9),
);

same(
  "a raw terminal sends no signals",
  ["./program", "raw"],
  [
    ["expect", "ready"],
    ["type", INTERRUPT],
    ["expect", "the character 3"],
  ],
  ({ status }) => assert.is(status, 10),
);

const bash = ["env", "PS1=$ ", "bash", "--norc", "--noprofile", "--noediting", "-i"];
const prompt: Step = ["expect", "\\$ $"];
/** Bash tells of a job that has stopped when it is asked after that. */
const stopped: Step[] = [
  ["type", 'while [ -z "$(jobs -s)" ]; do sleep 0.05; done; jobs\n'],
  ["expect", "Stopped .*\n"],
];

same(
  "Ctrl-Z stops a guest, and fg continues it",
  bash,
  [
    prompt,
    ["type", "./program stopped\n"],
    ["expect", "ready"],
    ["type", STOP],
    ["expect", "Stopped .*\n"],
    prompt,
    ["type", "jobs\n"],
    ["expect", "Stopped .*\n"],
    prompt,
    ["type", "fg\n"],
    ["expect", "caught SIGCONT"],
    ["type", STOP],
    ["expect", "Stopped .*\n"],
    prompt,
    ["type", "bg\n"],
    ["expect", "caught SIGCONT"],
    ["type", "wait; echo status $?\n"],
    ["expect", "status \\d+"],
    prompt,
    ["type", "exit 3\n"],
  ],
  ({ shown, status }) => {
    assert.match(shown, /Stopped +\.\/program stopped/);
    assert.is(status, 3);
  },
);

same(
  "a guest that handles SIGTSTP is not stopped",
  ["./program", "stopped-handled"],
  [
    ["expect", "ready"],
    ["type", STOP],
    ["expect", "not stopped"],
  ],
  ({ status }) => assert.is(status, 8),
);

same(
  "a guest in the background is stopped when it reads from the terminal, or changes it",
  bash,
  [
    prompt,
    ["type", "./program reading &\n"],
    ["expect", "ready"],
    ...stopped,
    prompt,
    ["type", "fg\n"],
    ["expect", "reading\r\n"],
    ["type", "one\n"],
    ["expect", "bytes: one"],
    ["type", "two\n"],
    ["expect", "bytes: two"],
    ["type", "three\n"],
    ["expect", "bytes: three"],
    prompt,
    ["type", "./program changing &\n"],
    ["expect", "ready"],
    ...stopped,
    prompt,
    ["type", "fg\n"],
    ["expect", "= 0"],
    prompt,
    ["type", "exit 4\n"],
  ],
  ({ status }) => assert.is(status, 4),
);

same(
  "the size of the window",
  ["./program", "size"],
  [
    ["expect", "24 rows, 80 columns"],
    ["expect", "ready"],
    ["size", 30, 100],
    ["expect", "30 rows, 100 columns"],
    ["size", 1, 2],
    ["expect", "1 rows, 2 columns"],
  ],
  ({ status }) => assert.is(status, 11),
);

same(
  "hanging up calls a handler",
  ["./program", "hangup"],
  [["expect", "ready"], ["hang up"]],
  ({ file, status }) => {
    assert.is(file, "SIGHUP");
    assert.is(status, 4);
  },
  "hangup",
);

same("hanging up ends a guest by default", ["./program", "default"], [["expect", "ready"], ["hang up"]], ({ status }) =>
  assert.is(status, -1),
);

const job: Step = ["expect", "job> $"];
const asked = (text: string): Step[] => [job, ["type", `${text}\n`]];

same(
  "a shell that is a guest itself gives its jobs the terminal and takes it back",
  ["./shell"],
  [
    ...asked("run sleep"),
    ["expect", "sleeping"],
    ["type", INTERRUPT],
    ["expect", "\\[1\\] killed by SIGINT"],
    ...asked("run spin"),
    ["expect", "spinning"],
    ["type", STOP],
    ["expect", "\\[2\\] stopped by SIGTSTP"],
    ...asked("fg 2"),
    ["expect", "has the terminal"],
    ["type", STOP],
    ["expect", "\\[2\\] stopped by SIGTSTP"],
    ...asked("bg 2"),
    ...asked("run pair"),
    ["expect", "a pair"],
    ["type", INTERRUPT],
    ["expect", "\\[3\\] killed by SIGINT"],
    ...asked("start read"),
    ["expect", "\\[4\\] stopped by SIGTTIN"],
    ...asked("fg 4"),
    ["expect", "has the terminal"],
    ["type", "some text\n"],
    ["expect", "read some text"],
    ["expect", "\\[4\\] exited 0"],
    ...asked("fg 2"),
    ["expect", "has the terminal"],
    ["type", INTERRUPT],
    ["expect", "\\[2\\] killed by SIGINT"],
    job,
    /* The shell itself does not mind. */
    ["type", INTERRUPT],
    ["expect", "\\^C"],
    ["type", STOP],
    ["expect", "\\^Z"],
    ["type", "exit\n"],
  ],
  ({ status }) => assert.is(status, 9),
);

test.run();

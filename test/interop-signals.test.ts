// Signals with values between guests and native programs, both ways: the same C built natively, and Python. Also signals that the
// kernel sends about a terminal.
// test-timeout: 300
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, isthmus, isthmusCommand, skip, temporary } from "./harness/index.js";

const source = join(packageRoot, "test", "interop", "signal-peer.c");
const directory = temporary("interop");
const SECONDS = 60;

/** Runs the peer on one side: what it prints. */
type Side = (...args: string[]) => Promise<string>;

const shown = ({ stdout, stderr, status }: { stdout: string; stderr: string; status: number }): string =>
  stdout.trimEnd() + (stderr === "" ? "" : ` [${stderr.trim()}]`) + (status === 0 ? "" : ` exit ${status}`);

const options = { cwd: directory, timeout: SECONDS };
const native: Side = async (...args) => shown(await execute(await compileNative(source), args, options));
const guest: Side = async (...args) =>
  shown(await isthmus(["run", "--allow-signal", "--dir", ".", await compileGuest(source), ...args], options));
const withPython = ((): typeof test | ReturnType<typeof skip> => {
  try {
    execFileSync("python3", ["-c", "import signal; signal.pidfd_send_signal"], { stdio: "ignore" });
    return test;
  } catch {
    return skip("needs python3, 3.9 or later");
  }
})();
const pythonRun = async (script: string, ...args: string[]): Promise<string> =>
  shown(await execute("python3", ["-c", script, ...args], options));

/** The pid that a receiver writes when it is ready. */
async function pidOf(name: string): Promise<string> {
  const path = join(directory, name);
  for (let waited = 0; !existsSync(path); waited++) {
    assert.ok(waited < SECONDS * 50, `${name} did not get ready`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const pid = readFileSync(path, "utf8").trim();
  rmSync(path);
  return pid;
}

for (const [title, sender, receiver] of [
  ["native to guest", native, guest],
  ["guest to native", guest, native],
  ["guest to another run's guest", guest, guest],
] as const) {
  for (const how of ["receive", "read"] as const) {
    test(`values, ${title}, by ${how === "read" ? "signalfd" : "sigwaitinfo"}`, async () => {
      const received = receiver(how, "ready", "8");
      const pid = await pidOf("ready");
      // One at a time, for what is pending together is given out in the order of numbers.
      assert.is(await sender("queue", pid, "+1", "1", "-2", "2147483647", "-2147483648"), "");
      assert.is(await sender("kill", pid, "+1"), "");
      assert.is(await sender("handle", pid, "+1"), "");
      assert.is(await sender("queue", pid, "+1", "0", "5"), "");
      const expected = [1, -2, 2147483647, -2147483648].map((value) => `+1 code -1 value ${value}`);
      expected.push("+1 code 0", "+1 code 0", "+1 code -1 value 0", "+1 code -1 value 5");
      assert.is(await received, expected.join("\n"));
    });
  }
}

test("many at once from both sides, to both sides", async () => {
  for (const receiver of [guest, native]) {
    const received = receiver("count", "ready", "2000");
    const pid = await pidOf("ready");
    const sent = [native("many", pid, "+3", "1000"), guest("many", pid, "+3", "1000")];
    assert.equal(await Promise.all(sent), ["", ""]);
    assert.is(await received, "1000 1000 wrong 0");
  }
});

test("of a 64-bit pointer the guest gets the lower half", async () => {
  const received = guest("receive", "ready", "2");
  assert.is(await native("queue", await pidOf("ready"), "+0", "0x123400000007", "-1"), "");
  assert.is(await received, "+0 code -1 value 7\n+0 code -1 value -1");
});

withPython("Python signals a guest", async () => {
  const script = `
import os, signal, sys
pid = int(sys.argv[1])
os.kill(pid, signal.SIGUSR1)
signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGRTMIN + 4)
`;
  const received = guest("receive", "ready", "2");
  assert.is(await pythonRun(script, await pidOf("ready")), "");
  assert.equal((await received).split("\n").sort(), ["+4 code 0", "10 code 0"]);
});

withPython("a guest signals Python", async () => {
  const script = `
import os, signal
wanted = {signal.SIGUSR1, signal.SIGRTMIN, signal.SIGRTMIN + 1}
signal.pthread_sigmask(signal.SIG_BLOCK, wanted)
open("ready.new", "w").write(str(os.getpid()))
os.rename("ready.new", "ready")
for i in range(3):
    told = signal.sigtimedwait(wanted, 30)
    print(told.si_signo - signal.SIGRTMIN if told.si_signo > 33 else told.si_signo, told.si_code, told.si_uid == os.getuid())
`;
  const received = pythonRun(script);
  const pid = await pidOf("ready");
  assert.is(await guest("queue", pid, "+1", "7"), "");
  assert.is(await guest("handle", pid, "+0"), "");
  assert.is(await guest("kill", pid, "10"), "");
  assert.equal((await received).split("\n").sort(), ["0 0 True", "1 -1 True", "10 0 True"]);
});

const terminal = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
text = b""
while b"ready" not in text:
    text += os.read(terminal, 1000)
os.write(terminal, b"x\\n")
try:
    while more := os.read(terminal, 1000):
        text += more
except OSError:
    pass
os.waitpid(pid, 0)
print(" ".join(text.decode().replace("x", "").split()))
`;
const program = `#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
int main(void) {
  sigset_t set;
  struct timespec limit = {30, 0};
  sigemptyset(&set);
  sigaddset(&set, SIGIO);
  sigprocmask(SIG_BLOCK, &set, NULL);
  printf("%d ", fcntl(0, F_SETFL, O_ASYNC | O_RDWR));
  printf("%d ", (fcntl(0, F_GETFL) & O_ASYNC) != 0);
  fcntl(0, F_SETFL, O_RDWR);
  printf("%d ", fcntl(0, F_SETOWN, getpid()));
  printf("%d ready\\n", fcntl(0, F_SETFL, O_ASYNC | O_RDWR));
  fflush(stdout);
  printf("%d\\n", sigtimedwait(&set, NULL, &limit) == SIGIO);
  return 0;
}`;

withPython("a terminal signals its owner, which is the terminal's group only where that may be signalled", async () => {
  const file = join(temporary("terminal"), "terminal.c");
  writeFileSync(file, program);
  const module = await compileGuest(file);
  const onTerminal = (...words: string[]): Promise<string> => pythonRun(terminal, ...words);
  const run = (...policy: string[]): Promise<string> => {
    const { command, args } = isthmusCommand(["run", ...policy, module]);
    return onTerminal(command, ...args);
  };
  assert.is(await onTerminal(await compileNative(file)), "0 1 0 0 ready 1");
  assert.is(await run("--allow-signal"), "0 1 0 0 ready 1");
  assert.is(await run(), "-1 0 0 0 ready 1");
});

test.run();

// `isthmus run`: exit statuses, options, one-line errors, limits, traps as signals, exec of modules, scripts and native programs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileGuest, execute, isthmus, isthmusCommand, type Outcome, temporary } from "./harness/index.js";

let sources: string | undefined;

/** Compiles a program given as text; its module's path. */
async function program(text: string): Promise<string> {
  sources ??= temporary("sources");
  const file = join(sources, "program.c");
  writeFileSync(file, text);
  return compileGuest(file);
}

/** The same, with a name and executable, in a directory. */
async function install(directory: string, name: string, text: string): Promise<string> {
  const path = join(directory, name);
  copyFileSync(await program(text), path);
  chmodSync(path, 0o755);
  return path;
}

const run = (...args: string[]): Promise<Outcome> =>
  isthmus(["run", ...args], { env: { PATH: "/usr/bin:/bin", SECRET: "s" } });

/** Expects an exit status, and one line on stderr that matches. */
function expect(outcome: Outcome, status: number, stderr: RegExp): void {
  assert.is(outcome.status, status, outcome.stderr);
  assert.match(outcome.stderr, stderr);
  assert.is(outcome.stderr.split("\n").length, 2, `one line: ${outcome.stderr}`);
}

const printer = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern char **environ;
int main(int argc, char **argv) {
  for (int i = 0; i < argc; i++) printf("%s\\n", i == 0 && strchr(argv[0], '/') ? "program" : argv[i]);
  for (char **e = environ; *e; e++) printf("env %s\\n", *e);
  return argc > 1 ? atoi(argv[1]) : 0;
}`;

test("arguments, environment and exit status", async () => {
  const module = await program(printer);
  const plain = await run(module, "7", "--dir", "-x", "ä");
  assert.is(plain.status, 7);
  assert.is(Buffer.from(plain.stdout, "latin1").toString(), "program\n7\n--dir\n-x\nä\n");
  const given = await run("--env", "SECRET", "--env=A=1=2", "--env", "UNSET", module);
  assert.is(given.stdout, "program\nenv SECRET=s\nenv A=1=2\n");
  const all = await run("-A", "--deny-env", "SECRET", "--", module);
  assert.match(all.stdout, /env PATH=\/usr\/bin:\/bin\n/);
  assert.not.match(all.stdout, /SECRET/);
});

test("statuses of its own, with one line each", async () => {
  const directory = temporary("run");
  const text = join(directory, "text.wasm");
  writeFileSync(text, "no module\n");
  const broken = join(directory, "broken.wasm");
  writeFileSync(broken, Buffer.from("\0asm\x01\0\0\0\x01", "latin1"));
  expect(await run(join(directory, "none.wasm")), 127, /none\.wasm: no such file/);
  expect(await run(join(text, "x")), 127, /not a directory/);
  expect(await run(directory), 126, /directory/);
  expect(await run(text), 126, /text\.wasm: not a WebAssembly module/);
  expect(await run(broken), 126, /broken\.wasm: not a valid WebAssembly module/);
  expect(await run(), 2, /no program/);
  expect(await run("--nonsense", text), 2, /unknown option --nonsense/);
  expect(await run("-q", text), 2, /unknown option -q/);
  expect(await run("--dir"), 2, /--dir needs a value/);
  expect(await run("--allow-all=x", text), 2, /--allow-all takes no value/);
  expect(await run("--ipc", "a/b", text), 2, /--ipc a\/b: expected private, host/);
  expect(await run("--max-procs", "0", text), 2, /--max-procs 0/);
  expect(await run("--policy", join(directory, "none.json"), text), 2, /--policy .*no such file/);
  const module = await program(printer);
  expect(await run("--dir", join(directory, "none"), module), 125, /--dir .*none: No such file or directory/);
});

test("modules that this host does not serve", async () => {
  const directory = temporary("run");
  const bytes = (hex: string): string => {
    const file = join(directory, "module.wasm");
    writeFileSync(file, Buffer.from(hex.replace(/\s/g, ""), "hex"));
    return file;
  };
  const header = "0061736d 01000000 01 04 01 60 00 00";
  // (import "env" "f" (func)) (export "_start" (func 0))
  expect(await run(bytes(`${header} 02 09 01 03 656e76 01 66 00 00 07 0a 01 06 5f7374617274 00 00`)), 125, /env\.f/);
  // (import "isthmus" "zz" (func)) (export "_start" (func 0))
  expect(
    await run(bytes(`${header} 02 0e 01 07 697374686d7573 02 7a7a 00 00 07 0a 01 06 5f7374617274 00 00`)),
    125,
    /isthmus\.zz/,
  );
  // (func) (export "isthmus_abi_99" (func 0)) (export "_start" (func 0))
  expect(
    await run(
      bytes(
        `${header} 03 02 01 00 07 1b 02 0e 697374686d75735f6162695f3939 00 00 06 5f7374617274 00 00 0a 04 01 02 00 0b`,
      ),
    ),
    125,
    /built for version 99 .*rebuild/,
  );
  // (func) (export "f" (func 0))
  expect(await run(bytes(`${header} 03 02 01 00 07 05 01 01 66 00 00 0a 04 01 02 00 0b`)), 126, /reactor/);
});

test("a policy file", async () => {
  const directory = temporary("run");
  const file = join(directory, "policy.json");
  const module = await program(printer);
  writeFileSync(file, '{"env": ["SECRET", "B=2"], "max-procs": 2}');
  assert.is((await run("--policy", file, "--env", "C=3", module)).stdout, "program\nenv SECRET=s\nenv B=2\nenv C=3\n");
  writeFileSync(file, '{"envs": []}');
  expect(await run("--policy", file, module), 2, /unknown key "envs"/);
});

test("refusals say once which option would allow it", async () => {
  const module = await program(`#include <fcntl.h>
#include <stdio.h>
#include <errno.h>
int main(void) {
  for (int i = 0; i < 3; i++) printf("%d %d\\n", open("/etc/passwd", O_RDONLY), errno == EACCES);
  return 0;
}`);
  const refused = await run(module);
  assert.is(refused.stdout, "-1 1\n-1 1\n-1 1\n");
  assert.is(refused.stderr, 'isthmus: openat "/etc/passwd" refused: allow it with --dir /etc\n');
  const allowed = await run("--dir", "/etc:ro", module);
  assert.is(allowed.stdout, "3 0\n4 0\n5 0\n");
  assert.is(allowed.stderr, "");
  const denied = await run("--dir", "/etc", "--deny-dir", "/etc/passwd", module);
  assert.is(denied.stderr, 'isthmus: openat "/etc/passwd" refused by --deny-dir\n');
});

test("traps and signals", async () => {
  const trap = (body: string): Promise<string> =>
    program(`#include <stdlib.h>
#include <signal.h>
#include <unistd.h>
volatile int zero, sink; volatile char *volatile wild;
int deep(int n) { volatile char room[4096]; room[0] = n; return zero ? 0 : deep(n + 1) + room[0]; }
int main(void) { ${body}; return 0; }`);
  for (const [body, signal] of [
    ["__builtin_trap()", "SIGILL"],
    ["sink = 7 / zero", "SIGFPE"],
    ["sink = 7 % zero", "SIGFPE"],
    ["wild = (char *)-8; *wild = 1", "SIGSEGV"],
    ["wild = 0; *wild = 1", "SIGSEGV"],
    ["((void (*)(void))(long)&zero)()", "SIGSEGV"],
    ["sink = deep(0)", "SIGSEGV"],
    ["abort()", "SIGABRT"],
    ["kill(getpid(), SIGTERM)", "SIGTERM"],
    ["raise(SIGKILL)", "SIGKILL"],
  ] as const) {
    const outcome = await run(await trap(body));
    assert.is(outcome.signal, signal, `${body}: ${outcome.status} ${outcome.stderr}`);
    assert.is(outcome.stderr, "");
  }
});

test("--max-memory", async () => {
  const module = await program(`#include <stdlib.h>
#include <stdio.h>
#include <errno.h>
#include <string.h>
int main(void) {
  size_t got = 0;
  for (char *volatile p; (p = malloc(1 << 20)); got++) memset(p, 1, 1 << 20);
  printf("%d %d\\n", got > 2 && got < 16, errno == ENOMEM);
}`);
  const limited = await run("--max-memory", "16M", module);
  assert.is(limited.stdout, "1 1\n", limited.stderr);
  expect(await run("--max-memory", "64K", module), 125, /--max-memory/);
});

test("--max-procs, --max-fds and --timeout", async () => {
  const forks = await program(
    `#include <unistd.h>
#include <stdio.h>
#include <errno.h>
int main(void) {
  int n = 0;
  pid_t pid;
  while ((pid = fork()) > 0) n++;
  if (pid == 0) { pause(); return 0; }
  printf("%d %d\\n", n, errno == EAGAIN);
  fflush(stdout);
  kill(0, 9);
}
`.replace("#include <errno.h>", "#include <errno.h>\n#include <signal.h>"),
  );
  assert.is((await run("--max-procs", "4", forks)).stdout, "3 1\n");
  const fds = await program(`#include <unistd.h>
#include <stdio.h>
#include <errno.h>
int main(void) { int n = 0; while (dup(0) >= 0) n++; printf("%d %d\\n", n, errno == EMFILE); }`);
  assert.is((await run("--max-fds", "10", fds)).stdout, "7 1\n");
  const sleeper = await program("#include <unistd.h>\nint main(void) { fork(); for (;;) pause(); }");
  const ended = await run("--timeout", "300ms", sleeper);
  assert.ok(ended.status > 128 || ended.status === 124, `status ${ended.status}`);
  assert.equal([ended.timedOut, ended.left], [false, []]);
});

test("a run that is killed leaves no process behind, and no stopped one", async () => {
  const module = await program(`#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  int status;
  // Stopped as soon as there is anybody to stop.
  for (int i = 0; i < 12; i++) {
    pid_t pid = fork();
    if (pid == 0) for (;;) pause();
    kill(pid, SIGSTOP);
  }
  // By itself, as another user where that is allowed; its child, too.
  pid_t pid = fork();
  if (pid == 0) {
    (void)!setresuid(1000, 1000, 1000);
    pid = fork();
    raise(SIGSTOP);
    _exit(0);
  }
  waitpid(pid, &status, WUNTRACED);
  usleep(100000);
  kill(getpid(), SIGKILL);
}`);
  const killed = await run(module);
  assert.equal([killed.signal, killed.left, killed.stderr], ["SIGKILL", [], ""]);
});

test("an alarm goes on in a native program, beside --timeout", async () => {
  const module = await program(`#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv) {
  static char long_word[300000];
  (void)argc;
  alarm(atoi(argv[1]));
  execl("/bin/sleep", "sleep", argv[2], NULL);
  memset(long_word, '9', sizeof long_word - 1);
  execl("/bin/true", "true", long_word, NULL);
  printf("%d %d\\n", errno == E2BIG, alarm(0) > 900);
}`);
  const timed = (timeout: string, ...words: string[]): Promise<Outcome> =>
    run("--timeout", timeout, "--allow-exec=/bin/sleep,/bin/true", ...words);
  const started = Date.now();
  assert.is((await timed("100s", module, "1", "100")).signal, "SIGALRM");
  // Long enough for the native program to be there by then.
  assert.is((await timed("6s", module, "100", "100")).signal, "SIGALRM");
  assert.ok(Date.now() - started < 50_000);
  const native = await run("--timeout", "100s", "--allow-exec=/bin/true", module, "1000", "0");
  assert.is(native.stdout, "1 1\n", native.stderr);
});

const execer = `#include <unistd.h>
#include <stdio.h>
#include <errno.h>
int main(int argc, char **argv) {
  char *env[] = {"FROM=exec", "LD_PRELOAD=/nowhere.so", 0};
  (void)argc;
  execve(argv[1], argv + 1, env);
  printf("errno %d\\n", errno);
  return 99;
}`;

test("exec of modules and scripts", async () => {
  const directory = temporary("exec");
  const exec = await install(directory, "exec", execer);
  await install(directory, "printer", printer);
  const script = join(directory, "script");
  const at = (name: string): string => join(directory, name);
  const inside = (...args: string[]): Promise<Outcome> => run("--dir", directory, exec, ...args);
  const env = "env FROM=exec\nenv LD_PRELOAD=/nowhere.so\n";
  assert.is((await inside(at("printer"), "3", "x")).stdout, `program\n3\nx\n${env}`);
  assert.is((await inside(at("printer"), "3", "x")).status, 3);
  const write = (name: string, text: string, mode = 0o755): void => {
    writeFileSync(at(name), text);
    chmodSync(at(name), mode);
  };
  write("script", `#! ${at("printer")}  one argument \nrest\n`);
  assert.is((await inside(script, "a")).stdout, `program\none argument\n${script}\na\n${env}`);
  write("second", `#!${script}\n`);
  assert.is((await inside(at("second"))).stdout, `program\none argument\n${script}\n${at("second")}\n${env}`);
  write("loop", `#!${at("loop")}\n`);
  const ENOENT = 44;
  const codes: [string, number][] = [
    [at("none"), ENOENT],
    [`${exec}/x`, 54],
    [directory, 2],
    [at("loop"), 32],
    [at("text"), 45],
    [at("unreadable"), 2],
    [at("bad-interpreter"), ENOENT],
    [at("empty-interpreter"), 45],
    [at("broken"), 45],
    ["", ENOENT],
  ];
  write("text", "just text\n");
  write("unreadable", "just text\n", 0o644);
  write("bad-interpreter", `#!${at("none")}\n`);
  write("empty-interpreter", "#!   \n");
  write("broken", "\0asm broken");
  for (const [path, errno] of codes) {
    const outcome = await inside(path);
    assert.is(outcome.stdout, `errno ${errno}\n`, `${path}: ${outcome.stderr}`);
  }
});

test("exec keeps the process, closes what is close-on-exec and keeps the rest", async () => {
  const directory = temporary("exec");
  const first = await install(
    directory,
    "first",
    `#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv) {
  if (argc == 1) {
    char pid[20];
    int file = open("data", O_RDWR | O_CREAT, 0600);
    fcntl(file, F_DUPFD_CLOEXEC, 10);
    mkdir("sub", 0700);
    chdir("sub");
    snprintf(pid, sizeof pid, "%d", getpid());
    execl("../first", "first", pid, (char *)0);
    return 1;
  }
  char cwd[256];
  printf("%d %d %d %s\\n", atoi(argv[1]) == getpid(), fcntl(3, F_GETFD), fcntl(10, F_GETFD), getcwd(cwd, 256) + ${directory.length});
}`.replace("#include <fcntl.h>", "#include <fcntl.h>\n#include <sys/stat.h>"),
  );
  const outcome = await isthmus(["run", "--dir", ".", first], { cwd: directory });
  assert.is(outcome.stdout, "1 0 -1 /sub\n", outcome.stderr);
});

const named = `#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
int main(int argc, char **argv) {
  struct sockaddr_un a = {AF_UNIX, {0}};
  strcpy(a.sun_path, argv[1]);
  socklen_t length = offsetof(struct sockaddr_un, sun_path) + strlen(argv[1]) + (argv[1][0] != '@');
  if (argv[1][0] == '@') a.sun_path[0] = 0;
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (argc > 2 ? connect(fd, (void *)&a, length) : bind(fd, (void *)&a, length)) printf("%s\\n", strerror(errno));
  else printf("done\\n");
}`;

test("Unix sockets with a name need --allow-unix", async () => {
  const module = await program(named);
  const directory = temporary("run");
  const path = join(directory, "socket");
  const refusal = (operation: string, name: string): RegExp =>
    new RegExp(`^isthmus: ${operation} "${name}" refused: allow it with --allow-unix=${name}\n$`);
  const inside = (...words: string[]): Promise<Outcome> => run("--dir", directory, ...words);
  const refused = await inside(module, path);
  assert.is(refused.stdout, "Permission denied\n");
  assert.match(refused.stderr, refusal("bind", path));
  assert.match((await inside(module, path, "connect")).stderr, refusal("connect", path));
  assert.match((await inside(module, "@isthmus-run")).stderr, refusal("bind", "@isthmus-run"));
  assert.match((await inside("--allow-unix=/elsewhere,@other", module, path)).stderr, refusal("bind", path));
  const denied = await inside("--allow-unix", `--deny-unix=${directory}`, module, path);
  assert.match(denied.stderr, /^isthmus: bind ".*" refused by --deny-unix\n$/);
  assert.not.ok(existsSync(path));
  const ways = ["--allow-unix", `--allow-unix=${path}`, `--allow-unix=@x,${directory}`, "-A"];
  for (const allow of ways) {
    assert.is((await inside(allow, module, path)).stdout, "done\n", allow);
    assert.is((await inside(allow, module, path, "connect")).stdout, "Connection refused\n", allow);
    assert.is((await inside(allow, module, path)).stdout, "Address already in use\n", allow);
    rmSync(path);
  }
  assert.is((await inside(`--allow-unix=@isthmus-${process.pid}`, module, `@isthmus-${process.pid}`)).stdout, "done\n");
  const outside = await run("--allow-unix", module, path);
  assert.match(outside.stderr, /^isthmus: bind ".*" refused: allow it with --dir .*\n$/);
  assert.match(
    (await run("--dir", `${directory}:ro`, "--allow-unix", module, path)).stdout,
    /^Read-only file system\n$/,
  );
});

test("native programs need --allow-exec", async () => {
  const exec = await program(execer);
  const refused = await run(exec, "/bin/echo", "hi");
  assert.is(refused.stdout, "errno 44\n", "what may not be started is not there");
  assert.match(refused.stderr, /^isthmus: execveat "\/bin\/echo" refused: allow it with --allow-exec=\/bin\/echo\n$/);
  for (const allow of ["--allow-exec", "--allow-exec=/bin/echo", "--allow-exec=echo,ls", "--allow-exec=/usr/bin"]) {
    const allowed = await run(allow, exec, "/bin/echo", "hi", "there");
    assert.is(allowed.stdout, "hi there\n", `${allow}: ${allowed.stderr}`);
  }
  assert.is((await run("--allow-exec=/bin/ls", exec, "/bin/echo")).stdout, "errno 44\n");
  assert.is((await run("--allow-exec", "--deny-exec=echo", exec, "/bin/echo")).stdout, "errno 44\n");
  assert.is((await run("-A", "--deny-exec", exec, "/bin/echo")).stdout, "errno 2\n");
  assert.is((await run("--allow-exec", exec, "/bin/no-such-program")).stdout, "errno 44\n");
  assert.is(
    (await run("--allow-exec=/bin/ls", exec, "/bin/no-such-program")).stdout,
    "errno 44\n",
    "not even whether it is there",
  );
  const environment = await run("--allow-exec=/usr/bin/env", exec, "/usr/bin/env");
  assert.is(environment.stdout, "FROM=exec\n", "what would make it load other code is left out");
});

test("a native program under another name of the guest's, and a script of one", async () => {
  const directory = temporary("exec");
  const exec = await program(execer);
  symlinkSync("/bin/echo", join(directory, "link"));
  const script = join(directory, "script");
  writeFileSync(script, "#!/bin/sh\necho script $FROM $1\n");
  chmodSync(script, 0o755);
  const guestDir = `${directory}::/g`;
  const shell = await run("--dir", guestDir, "--allow-exec=/bin/sh", exec, "/g/script", "arg");
  assert.is(shell.stdout, "script exec arg\n", shell.stderr);
  const linked = await run("--dir", guestDir, "--allow-exec=/bin/echo", exec, "/g/link", "x");
  assert.is(linked.stdout, "x\n", linked.stderr);
});

test("/proc/self/exe is the module", async () => {
  const directory = temporary("exec");
  const again = await install(
    directory,
    "again",
    `#include <unistd.h>
#include <stdio.h>
int main(int argc, char **argv) {
  char name[256] = "";
  (void)argv;
  if (argc > 1) return puts("again") < 0;
  printf("%zd\\n", readlink("/proc/self/exe", name, 255));
  fflush(stdout);
  execl("/proc/self/exe", "again", "x", (char *)0);
  return 1;
}`,
  );
  assert.is((await run(again)).stdout, `${again.length}\nagain\n`);
});

test("started without the flags of Node it is still one process", async () => {
  const module = await program(`#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static void handler(int number) { got = number; }
int main(int argc, char **argv) {
  char line[100] = "";
  sigset_t both, before;
  sigemptyset(&both);
  sigaddset(&both, SIGTERM);
  sigaddset(&both, SIGINT);
  sigprocmask(SIG_BLOCK, &both, &before);
  signal(SIGTERM, handler);
  signal(SIGINT, handler);
  fgets(line, sizeof line, stdin);
  printf("%s%s\\n%d\\n", line, argv[1], getpid());
  fflush(stdout);
  while (argc == 2 && !got) sigsuspend(&before);
  return got + 40;
}`);
  const { command, args } = isthmusCommand(["run", module]);
  const plain = args.filter((argument) => !argument.startsWith("--"));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const child = spawn(command, [...plain, "one"], { stdio: ["pipe", "pipe", "inherit"] });
    child.stdin.end("line\n");
    const [output] = (await once(child.stdout, "data")) as [Buffer];
    assert.is(output.toString(), `line\none\n${child.pid}\n`);
    child.kill(signal);
    assert.equal(await once(child, "exit"), [40 + constants.signals[signal], null]);
  }
  // Arguments that aren't UTF-8 arrive as they are.
  const script = 'exec "$@" "$(printf "\\377")" more';
  const exact = await execute("/bin/sh", ["-c", script, "sh", command, ...plain], { stdin: "line\n" });
  assert.match(exact.stdout, /^line\n\xff\n\d+\n$/);
  assert.equal([exact.status, exact.left, exact.stderr], [40, [], ""]);
});

test("help, version and unknown commands", async () => {
  const help = await isthmus(["--help"]);
  assert.is(help.status, 0);
  for (const command of ["run", "cc", "inspect", "demo", "bench"])
    assert.match(help.stdout, new RegExp(`\\n  ${command}`));
  assert.match((await isthmus(["run", "--help"])).stdout, /--allow-exec/);
  assert.match((await isthmus(["--version"])).stdout, /^isthmus \d+\.\d+\.\d+\n$/);
  expect(await isthmus(["nonsense"]), 2, /unknown command nonsense/);
  assert.is((await isthmus([])).status, 2);
});

test("inspect", async () => {
  const module = await program(execer);
  const text = await isthmus(["inspect", module]);
  assert.is(text.status, 0, text.stderr);
  assert.match(text.stdout, /--allow-exec/);
  const report = JSON.parse((await isthmus(["inspect", "--json", module])).stdout) as Record<string, unknown>;
  assert.is(report.kind, "command");
  assert.is(report.problem, null);
  assert.ok((report.calls as Record<string, string[]>).process?.includes("execveat"));
  expect(await isthmus(["inspect", "/none.wasm"]), 127, /no such file/);
});

test("a C file is compiled first", async () => {
  const directory = temporary("run");
  const source = join(directory, "hello.c");
  const env = {
    PATH: process.env.PATH ?? "",
    XDG_CACHE_HOME: join(directory, "cache"),
    ISTHMUS_CLANG: process.env.ISTHMUS_CLANG ?? "",
  };
  if (env.ISTHMUS_CLANG === "") Reflect.deleteProperty(env, "ISTHMUS_CLANG");
  const options = { cwd: directory, env, timeout: 60 };
  writeFileSync(source, "#include <stdio.h>\nint main(int c, char **v) { puts(v[c - 1]); return c; }\n");
  for (let time = 0; time < 2; time++) {
    const outcome = await isthmus(["run", "--dir", ".", "hello.c", "a", "b"], options);
    assert.is(outcome.stdout, "b\n", outcome.stderr);
    assert.is(outcome.status, 3);
  }
  writeFileSync(source, "int main(void) { return nothing; }\n");
  const wrong = await isthmus(["run", source], options);
  assert.is(wrong.status, 126);
  assert.match(wrong.stderr, /undeclared identifier 'nothing'/);
  expect(await isthmus(["run", "none.c"], options), 127, /none\.c: no such file/);
});

test("compiled code is kept between runs, for this very module and user only", async () => {
  const module = await program(printer);
  const cache = temporary("cache");
  const folder = join(cache, "isthmus", "code");
  const again = (env: Record<string, string> = {}): Promise<Outcome> =>
    isthmus(["run", module, "0"], { env: { XDG_CACHE_HOME: cache, ...env } });
  const files = (): string[] => readdirSync(folder);
  const works = async (): Promise<void> => assert.is((await again()).stdout, "program\n0\n");
  await again({ ISTHMUS_CACHE: "0" });
  assert.not(existsSync(folder));
  await works();
  assert.is(files().length, 1);
  const file = join(folder, files()[0] ?? "");
  const kept = readFileSync(file);
  await works();
  assert.equal(readFileSync(file), kept, "nothing new, nothing written");
  // What doesn't fit is compiled anew, and then replaced or left alone.
  const size = Number(kept.readBigUInt64LE());
  const damages: [string, (bytes: Buffer) => Buffer][] = [
    ["cut short", (bytes) => bytes.subarray(0, 100)],
    ["empty", () => Buffer.alloc(0)],
    ["another module", (bytes) => bytes.fill(1, 16, 40)],
    ["another V8's code", (bytes) => bytes.fill(0, 16 + size, 16 + size + 128)],
  ];
  for (const [name, damage] of damages) {
    writeFileSync(file, damage(Buffer.from(kept)));
    assert.is((await again()).stdout, "program\n0\n", name);
  }
  writeFileSync(file, kept);
  chmodSync(file, 0o666);
  await works();
  assert.is((await isthmus(["run", "--max-memory", "1G", module, "0"], { env: { XDG_CACHE_HOME: cache } })).status, 0);
  assert.is(files().length, 2, "the limit is part of the code");
  assert.is((await isthmus(["run", module, "0"], { env: { HOME: "/proc/none" } })).status, 0);
});

test("it stands in a pipeline, and with its standard input closed", async () => {
  const cat = await program(`#include <unistd.h>
int main(void) { char b[4096]; ssize_t n; while ((n = read(0, b, sizeof b)) > 0) write(1, b, n); return n < 0; }`);
  const outcome = await isthmus(["run", cat], { stdin: "through\n" });
  assert.is(outcome.stdout, "through\n");
  assert.ok(existsSync(cat) && readFileSync(cat).length > 0);
  mkdirSync(join(temporary("run"), "x"));
});

test.run();

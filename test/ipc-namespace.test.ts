// --ipc: what a guest sees of the host's objects and of other runs', in kernel namespaces, virtual ones, and without privileges.
// test-timeout: 600
import { execFileSync, spawn as start } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import * as assert from "uvu/assert";
import { spawn } from "../ts/api/index.js";
import { createHost } from "../ts/host/index.js";
import { packageRoot } from "../ts/paths.js";
import {
  compileGuest,
  compileNative,
  execute,
  isthmus,
  isthmusCommand,
  type Outcome,
  removeTemporary,
  temporary,
} from "./harness/index.js";
import {
  apart,
  Background,
  commandBy,
  firstKey,
  isRoot,
  isthmusBy,
  madeIds,
  namespacesOf,
  nothingLeft,
  objects,
  run,
  stillThere,
  test,
  type Way,
  ways,
  withoutPrivilege,
} from "./ipc/runs.js";

const source = (name: string): string => join(packageRoot, "test", "ipc", name);
const native = await compileNative(source("objects.c"), ["-lrt"]);
const nativeSays = (...args: string[]): string => execFileSync(native, args, { encoding: "utf8" });
/** A key, and a name, that is nobody else's. */
const key = firstKey;
const KEY = String(key);
const ONE = String(key + 1);
const NAME = `test-${KEY}`;
const ALL = "found queue segment set posix file\n";
const NOTHING = "found\n";
const REFUSED =
  "touched msgctl EINVAL msgsnd EINVAL msgrcv EINVAL shmctl EINVAL shmat EINVAL semctl EINVAL semop EINVAL " +
  "msgctl EINVAL shmctl EINVAL semctl EINVAL\n";

/** What one run lists that made everything of this key. */
const listed = (of: string): string => `keys queue:${of} segment:${of} set:${of} isthmus-test-${of}\n`;

/** Runs a script whose arguments are how to start `isthmus`, among no namespaces but its own. */
function amongOwn(way: Way, script: string, variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const isthmus = isthmusCommand([]);
  const [shell, words, env] = commandBy(way, "sh", ["-c", script, "sh", isthmus.command, ...isthmus.args]);
  return execute(...apart(shell, words), { env: { ...env, ...variables } });
}

/** Makes and removes objects of the host all the while, as programs on any machine do; their keys are from this one on. */
async function amidOthers(first: number, act: () => Promise<void>): Promise<void> {
  const others = start(native, ["churn", String(first)], { stdio: "ignore" });
  const ended = once(others, "exit");
  try {
    await act();
  } finally {
    others.kill("SIGKILL");
    await ended;
    nativeSays(...Array.from({ length: 20 }, (_, index) => ["remove", String(first + index + 1)]).flat());
  }
}

test("keys, flags, modes and removal are as natively", async () => {
  const program = await compileNative(source("keys.c"), ["-lrt"]);
  const guest = await compileGuest(source("keys.c"));
  await amidOthers(key + 20, async () => {
    for (const privileged of isRoot ? [true, false] : [false]) {
      const words = [KEY, "shared"];
      const [command, args] = privileged ? [program, words] : withoutPrivilege(program, words);
      const expected = await execute(command, args);
      assert.is(expected.status, 0, expected.stderr);
      for (const way of privileged ? (["kernel", "virtual"] as const) : (["unprivileged"] as const)) {
        for (const option of ["private", "host", NAME]) {
          const shared = option === "host" ? ["shared"] : [];
          const { stdout, stderr, status } = await isthmusBy(way, ["run", "--ipc", option, guest, KEY, ...shared]);
          assert.is(`${stdout}${stderr}`, expected.stdout, `${way}, --ipc ${option}`);
          assert.is(status, 0);
        }
      }
    }
  });
  assert.is((await isthmus(["ipcs", "--remove", NAME])).status, 0);
  await nothingLeft();
});

for (const way of ways) {
  test(`${way}: a private run and the host`, async () => {
    const ids = madeIds(nativeSays("make", KEY));
    try {
      // By keys, by names, by going through all, by ids.
      assert.is(await run(way, "--", "find", KEY, "list"), `${NOTHING}keys\n`);
      assert.is(await run(way, "--", "touch", ...ids), REFUSED);
      const own = await run(way, "--", "make", KEY, "find", KEY, "list", "remove", KEY, "find", KEY, "list");
      assert.is(own.replace(/^made.*\n/, ""), `${ALL}${listed(KEY)}${NOTHING}keys\n`);
    } finally {
      assert.is(nativeSays("find", KEY, "remove", KEY), ALL);
    }
    const guest = new Background(way, "--", "make", KEY, "hold");
    await guest.until("holding");
    assert.is(nativeSays("find", KEY), NOTHING);
    assert.is(guest.namespace === undefined, way === "kernel");
    await guest.kill();
    await nothingLeft();
  });

  test(`${way}: private runs don't see each other`, async () => {
    const first = new Background(way, "--", "make", KEY, "hold");
    const ids = madeIds(await first.until("holding"));
    assert.is(await run(way, "--", "find", KEY, "list"), `${NOTHING}keys\n`);
    const touched = await run(way, "--", "make", ONE, "touch", ...ids);
    if (way !== "kernel") assert.is(touched.replace(/^made.*\n/, ""), REFUSED);
    const second = new Background(way, "--", "make", ONE, "list", "hold");
    assert.match(await second.until("holding"), listed(ONE));
    if (way !== "kernel") assert.not.equal(first.namespace, second.namespace);
    await first.kill();
    assert.is(second.namespace === undefined, way === "kernel");
    await second.kill();
    await nothingLeft();
  });

  test(`${way}: the processes of a run share its namespace`, async () => {
    const output = await run(
      way,
      "--",
      "child",
      "make",
      "7",
      ";",
      "find",
      "7",
      "child",
      "find",
      "7",
      "remove",
      "7",
      ";",
      "list",
    );
    assert.is(output.replace(/^made.*\n/, ""), `${ALL}${ALL}keys\n`);
    await nothingLeft();
  });

  test(`${way}: a name`, async () => {
    const ipcs = async (...args: string[]) => {
      const { stdout, stderr, status } = await isthmusBy(way, ["ipcs", ...args]);
      return { stdout, stderr, status };
    };
    const ids = madeIds(await run(way, "--ipc", NAME, "--", "make", KEY));
    assert.is(await run(way, "--ipc", NAME, "--", "find", KEY, "list"), `${ALL}${listed(KEY)}`);
    assert.is(await run(way, "--", "find", KEY), NOTHING);
    assert.is(await run(way, "--ipc", `${NAME}.other`, "--", "find", KEY), NOTHING);
    assert.is(nativeSays("find", KEY), NOTHING);

    const [report] = JSON.parse((await ipcs("--json")).stdout).filter((one: { name: string }) => one.name === NAME);
    const hexadecimal = `0x${key.toString(16).padStart(8, "0")}`;
    assert.is(report.private, false);
    assert.is(report.alive, false);
    assert.equal([report.queues[0].id, report.segments[0].id, report.semaphores[0].id].map(String), ids);
    assert.equal([report.queues[0].key, report.segments[0].key, report.semaphores[0].key], Array(3).fill(hexadecimal));
    assert.equal([report.queues[0].mode, report.segments[0].size, report.semaphores[0].count], ["600", 4096, 2]);
    assert.is(report.posixQueues[0].name, `/isthmus-test-${KEY}`);
    assert.is(report.sharedMemory[0].name, `/isthmus-test-${KEY}`);
    assert.match(
      (await ipcs()).stdout,
      new RegExp(`^${NAME}: named, not in use\\n  queue +${hexadecimal} +${ids[0]} `, "m"),
    );

    const living = new Background(way, "--ipc", NAME, "--", "hold");
    await living.until("holding");
    const other = `${NAME}.other`;
    assert.equal(await ipcs("--remove", other), { stdout: `removed ${other}\n`, stderr: "", status: 0 });
    const refused = { stdout: "", stderr: `isthmus: ${NAME} is in use by a living run\n`, status: 1 };
    assert.equal(await ipcs("--remove", NAME), refused);
    // At the same time, and each sees what the other one does.
    assert.is(await run(way, "--ipc", NAME, "--", "find", KEY, "remove", KEY, "list"), `${ALL}keys\n`);
    await living.kill();
    const again = madeIds(await run(way, "--ipc", NAME, "--", "make", KEY));
    assert.equal(await ipcs("--remove", NAME), { stdout: `removed ${NAME}\n`, stderr: "", status: 0 });
    assert.equal(stillThere(again), []);
    assert.equal(await ipcs("--remove", NAME), {
      stdout: "",
      stderr: `isthmus: there is no namespace ${NAME}\n`,
      status: 1,
    });
    await nothingLeft();
  });

  test(`${way}: isthmus ipcs --remove takes what nobody lives in`, async () => {
    const script = `
      "$@" run --ipc "$NAME.over" "$OBJECTS" make 1
      "$@" run --ipc "$NAME.living" "$OBJECTS" make 1 hold >"$OUTPUT" &
      until grep -q holding "$OUTPUT"; do sleep 0.05; done
      "$@" ipcs --remove
      echo "status $?"
      "$@" run --ipc "$NAME.living" "$OBJECTS" find 1
      kill -9 $!
      wait
      "$@" ipcs --remove
      echo "status $?"`;
    const directory = temporary("sweep");
    const env = { NAME, OBJECTS: objects, OUTPUT: join(directory, "output") };
    const { stdout } = await amongOwn(way, script, env);
    removeTemporary(directory);
    // Without root, what others have left goes too.
    const lines = stdout.split("\n").filter((line) => !line.startsWith("removed") || line.includes(NAME));
    assert.match(lines[0] ?? "", /^made( \d+){3} posix file$/);
    const swept = [`removed ${NAME}.over`, "status 0", ALL.trim(), `removed ${NAME}.living`, "status 0", ""];
    assert.equal(lines.slice(1), swept);
    await nothingLeft();
  });

  test(`${way}: objects that others removed`, async () => {
    const [queue, segment, set] = madeIds(await run(way, "--ipc", NAME, "--", "make", KEY));
    execFileSync("ipcrm", ["-q", queue, "-m", segment, "-s", set]);
    assert.is(await run(way, "--ipc", NAME, "--", "list", "find", KEY), `keys isthmus-test-${KEY}\nfound posix file\n`);
    assert.not.match(await run(way, "--ipc", NAME, "--", "make", KEY), /-1/);
    assert.is(await run(way, "--ipc", NAME, "--", "find", KEY), ALL);
    await isthmusBy(way, ["ipcs", "--remove", NAME]);
    await nothingLeft();
  });

  test(`${way}: the host's, all and some`, async () => {
    const ids = madeIds(nativeSays("make", KEY));
    const other = String(key + 1);
    const others = madeIds(nativeSays("make", other));
    try {
      assert.is(await run(way, "--ipc", "host", "--", "find", KEY, "find", other), `${ALL}${ALL}`);
      const only = `host:0x${key.toString(16)},/isthmus-test-${KEY}`;
      const narrow = await run(way, "--ipc", only, "--", "find", KEY, "find", other, "list", "touch", ...others);
      const lines = narrow.split("\n");
      assert.is(lines[0], "found queue segment set posix file");
      assert.is(lines[1], "found");
      assert.is(lines[2], `keys queue:${KEY} segment:${KEY} set:${KEY} EACCES`);
      assert.is(`${lines[3]}\n`, REFUSED);
      for (const what of [`msgget "0x${(key + 1).toString(16)}"`, `mq_open "/isthmus-test-${other}"`])
        assert.match(narrow, `isthmus: ${what} refused: allow it with --ipc host:`);
      assert.match(
        narrow,
        `isthmus: faccessat2 "/dev/shm/isthmus-test-${other}" refused: allow it with --ipc host:/isthmus-test-${other}`,
      );
      // An id alone opens nothing; one that the run opened by its key does.
      assert.is((await run(way, "--ipc", "host:/none", "--", "touch", ...ids)).split("\n")[0], REFUSED.trim());
      assert.match(
        await run(way, "--ipc", `host:${key}`, "--", "find", KEY, "touch", ...ids),
        /touched msgctl ok msgsnd ok msgrcv ok/,
      );
      assert.is(
        await run(way, "--ipc", `host:/isthmus-test-*`, "--", "child", "find", KEY, ";").then(
          (all) => all.split("\n")[0],
        ),
        "found posix file",
      );
    } finally {
      nativeSays("remove", KEY, "remove", other);
    }
  });

  test(`${way}: native programs`, async () => {
    const seen = await run(way, "--allow-exec", "--", "make", ONE, "exec", "/bin/sh", "-c", "ls /dev/shm; ipcs -q");
    if (way === "kernel") assert.match(seen, new RegExp(`isthmus-test-${ONE}\\n(.*\\n)*0x${(key + 1).toString(16)}`));
    else assert.not.match(seen, `isthmus-test-${ONE}`);
    await nothingLeft();
  });
}

test("spawn's option", async () => {
  const says = async (ipc: string | undefined, ...args: string[]): Promise<string> => {
    const child = await spawn(objects, args, {
      stdio: ["ignore", "pipe", "inherit"],
      ...(ipc === undefined ? {} : { ipc }),
    });
    const output = await text(child.stdout as NodeJS.ReadableStream);
    await child.exited;
    return output;
  };
  madeIds(await says(NAME, "make", KEY));
  assert.is(await says(NAME, "find", KEY), ALL);
  assert.is(await says(undefined, "find", KEY), NOTHING);
  assert.is(await says("private", "make", ONE, "list").then((all) => all.replace(/^made.*\n/, "")), listed(ONE));
  assert.is(await says("host", "find", KEY), NOTHING);
  for (const ipc of ["a/b", 7]) assert.throws(() => spawn(objects, [], { ipc: ipc as string }), /ipc/);
  assert.is((await isthmus(["ipcs", "--remove", NAME])).status, 0);
  await nothingLeft();
});

test("an embedded guest has a namespace until it is closed", async () => {
  const module = new WebAssembly.Module(readFileSync(objects));
  const hosts = ["", ""].map(() => {
    const host = createHost(module, { args: ["objects", "make", KEY, "find", KEY], stdio: false });
    assert.is(host.start(new WebAssembly.Instance(module, host.imports())), 0);
    return host;
  });
  assert.is(namespacesOf([process.pid]).length, 2);
  assert.is(nativeSays("find", KEY), NOTHING);
  for (const host of hosts) host.close();
  await nothingLeft();
});

test("a directory that isn't the user's alone is not used", async () => {
  if (!isRoot) return;
  const { command, args } = isthmusCommand(["run", objects, "find", KEY, "make", KEY]);
  const elsewhere = temporary("elsewhere");
  const makings = [
    "mkdir -m 777 /dev/shm/isthmus-0",
    "mkdir -m 700 /dev/shm/isthmus-0; chown 1 /dev/shm/isthmus-0",
    `ln -s ${elsewhere} /dev/shm/isthmus-0`,
    "touch /dev/shm/isthmus-0",
  ];
  for (const making of makings) {
    const script = `set -e; mount -t tmpfs none /dev/shm; ${making}; exec "$@"`;
    const env = { ...(process.env as Record<string, string>), ISTHMUS_KERNEL_IPC: "0" };
    const { stdout } = await execute("unshare", ["--mount", "sh", "-c", script, "sh", command, ...args], { env });
    assert.match(stdout, /^found\nmade -1 -1 -1 Permission denied Permission denied\n$/, making);
  }
});

test("isthmus ipcs --remove when what it has seen goes away", async () => {
  if (!isRoot) return;
  // It waits for the lock of the directory until what it wants to remove is gone.
  const script = `
    for names in "" run-1; do
      mkdir -m 700 /dev/shm/isthmus-0
      mkdir /dev/shm/isthmus-0/run-1 /dev/shm/isthmus-0/run-2
      exec 9</dev/shm/isthmus-0
      flock 9
      "$@" ipcs --remove $names 2>&1 9<&- &
      until grep -q -- "-> FLOCK .*:$(stat -c %i /dev/shm/isthmus-0) " /proc/locks; do sleep 0.05; done
      rmdir /dev/shm/isthmus-0/run-1
      exec 9<&-
      wait $!
      echo "status $?"
      rm -rf /dev/shm/isthmus-0
    done`;
  const { stdout } = await amongOwn("kernel", script);
  assert.is(stdout, "removed run-2\nstatus 0\nisthmus: there is no namespace run-1\nstatus 1\n");
});

test("usage of isthmus ipcs", async () => {
  assert.match((await isthmus(["ipcs", "--help"])).stdout, /^usage: isthmus ipcs/);
  for (const args of [["--nonsense"], ["name"], ["--remove", "--json"]])
    assert.is((await isthmus(["ipcs", ...args])).status, 2);
});

test.run();

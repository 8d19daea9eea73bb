// preview1's poll_oneoff on descriptors that only the isthmus module makes.
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, isthmus, removeTemporary, temporary } from "./harness/index.js";

test("every kind of descriptor becomes ready", async () => {
  const module = await compileGuest(join(packageRoot, "test", "interop", "poll-oneoff.c"));
  const directory = temporary("poll");
  const { stdout, stderr } = await isthmus(["run", "--dir", ".", "--allow-net=127.0.0.1", module], { cwd: directory });
  removeTemporary(directory);
  assert.is(stderr, "");
  assert.equal(stdout.trim().split("\n"), [
    "listening: not yet",
    "listening: ready, 0 bytes, error 0",
    "connection: not yet",
    "connection: ready, 5 bytes, error 0",
    "datagram: not yet",
    "datagram: ready, 3 bytes, error 0",
    "eventfd: not yet",
    "eventfd: ready, 0 bytes, error 0",
    "timerfd: not yet",
    "timerfd: ready, 0 bytes, error 0",
    "signalfd: not yet",
    "signalfd: ready, 0 bytes, error 0",
    "inotify: not yet",
    "inotify: ready, 32 bytes, error 0",
    "pidfd: not yet",
    "pidfd: ready, 0 bytes, error 0",
    "epoll: not yet",
    "epoll: ready, 0 bytes, error 0",
  ]);
});

test.run();

// The Open POSIX Test Suite (Debian's source package posixtestsuite) on message queues, semaphores, shared memory, maps, memory
// locks and process-shared pthread objects: what passes natively passes as a guest. ISTHMUS_POSIX_SUITE=REGEXP chooses programs.
// test-timeout: 900
import { test } from "uvu";
import { SuiteComparison } from "./harness/posix-suite-comparison.js";

const FUNCTIONS = /^(mq_|sem_|shm_|mmap$|munmap$|msync$|mlock|munlock|pthread_(mutex|cond|rwlock|barrier|spin|once))/;

const comparison = await SuiteComparison.of(FUNCTIONS);
comparison?.compare();
comparison?.again("mq_*: with limits as POSIX assumes them, on queues of the host", /^mq_/, "raised limits");
comparison?.again(
  "mq_*, sem_*, shm_*: in a namespace without the kernel's help",
  /^(mq|sem|shm)_/,
  "virtual namespace",
);

test.run();

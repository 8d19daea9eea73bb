// The programs of the POSIX suite that are not run as guests, by what they need.

/** Numbers of a function's programs, separated by spaces. */
type Programs = Readonly<Record<string, string>>;

/** Programs that start threads, or ask for SIGEV_THREAD. */
const threads: Programs = {
  fork: "11-1 18-1 21-1",
  getpid: "1-1",
  mq_timedsend: "12-1",
  pthread_barrier_destroy: "2-1",
  pthread_barrier_init: "4-1",
  pthread_barrier_wait: "1-1 2-1 3-1 3-2",
  pthread_cond_broadcast: "1-1 1-2 2-1 2-2 2-3 4-1 4-2",
  pthread_cond_destroy: "2-1 speculative/4-1",
  pthread_cond_init: "1-2 1-3 2-2 4-2",
  pthread_cond_signal: "1-1 1-2 2-1 2-2 4-1 4-2",
  pthread_cond_timedwait: "1-1 2-1 2-2 2-3 2-4 2-5 2-6 2-7 3-1 4-1 4-2 4-3",
  pthread_cond_wait: "1-1 2-1 2-2 2-3 3-1 4-1",
  pthread_kill: "1-1 1-2 6-1 8-1",
  pthread_mutex_init: "1-2 3-2 5-3",
  pthread_mutex_lock: "1-1 3-1 4-1 5-1",
  pthread_mutex_timedlock: "1-1 2-1 4-1 5-1 5-2 5-3",
  pthread_mutex_trylock: "1-1 1-2 2-1 4-2 4-3",
  pthread_mutex_unlock: "2-1 5-1",
  pthread_mutexattr_settype: "3-2",
  pthread_once: "1-3 3-1 6-1",
  pthread_rwlock_init: "1-1 2-1",
  pthread_rwlock_rdlock: "1-1 2-1 2-2 2-3 4-1",
  pthread_rwlock_timedrdlock: "1-1 2-1 3-1 5-1 6-1 6-2",
  pthread_rwlock_timedwrlock: "1-1 2-1 3-1 5-1 6-1 6-2",
  pthread_rwlock_tryrdlock: "1-1",
  pthread_rwlock_trywrlock: "1-1",
  pthread_rwlock_unlock: "1-1 2-1 3-1 4-2",
  pthread_rwlock_wrlock: "1-1 2-1",
  pthread_sigmask: "10-1 12-1 14-1 16-1 18-1 4-1 5-1 6-1 7-1 8-1 8-2 8-3 9-1",
  pthread_spin_destroy: "3-1",
  pthread_spin_init: "4-1",
  pthread_spin_lock: "1-1 1-2",
  pthread_spin_trylock: "1-1",
  pthread_spin_unlock: "1-1 1-2 3-1",
  sem_destroy: "3-1",
  sem_getvalue: "2-2",
  sem_init: "3-1",
  sem_unlink: "7-1 9-1",
  sigaction: Array.from({ length: 26 }, (_, index) => `16-${index + 1}`).join(" "),
  sigpause: "1-1 1-2 2-1 3-1",
  sigwait: "6-1 6-2",
};

/** Memory that may be executed, which a sandbox refuses. */
const executableMaps: Programs = { mmap: "5-1" };

/** Scheduling policies: setting them answers ENOSYS. */
const schedulingPolicies: Programs = { fork: "17-1 17-2", sem_post: "8-1" };

/** A thousand processes that make a thousand objects each: more than --max-procs, and minutes. Others sleep or compute for long. */
const endurance: Programs = {
  clock: "1-1",
  nanosleep: "10000-1",
  shm_open: "23-1",
  timer_settime: "1-2 2-1 6-1 9-2",
};

/**
 * Waits for a timer that may have expired before; counts an open that the child was faster with in the child; sleeps until a signal
 * that may have come before. Natively too.
 */
const races: Programs = { timer_settime: "5-3", mq_open: "16-1", mq_send: "5-1", mq_timedsend: "5-1" };

/** Takes all the queues that the user may have, from the programs beside it too. */
const wholeLimits: Programs = { mq_open: "speculative/26-1" };

/** RLIMIT_AS, which is remembered but not applied. */
const addressSpaceLimits: Programs = { pthread_cond_init: "4-1", pthread_mutex_init: "5-1" };

/** Calls a function through a pointer of another type, which traps in WebAssembly. */
const functionCasts: Programs = { pthread_once: "1-1" };

const reasons: Readonly<Record<string, Programs>> = {
  threads,
  "executable maps": executableMaps,
  "scheduling policies": schedulingPolicies,
  endurance,
  races,
  "whole limits": wholeLimits,
  "address space limits": addressSpaceLimits,
  "function casts": functionCasts,
};

/** Why programs of the suite ("function/number") are left out. */
export const leftOut: ReadonlyMap<string, string> = new Map(
  Object.entries(reasons).flatMap(([reason, functions]) =>
    Object.entries(functions).flatMap(([name, numbers]) =>
      numbers.split(" ").map((number): [string, string] => [`${name}/${number}`, reason]),
    ),
  ),
);

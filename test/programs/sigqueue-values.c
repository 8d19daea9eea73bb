// sigqueue and its kin: values, order, what coalesces and what doesn't, through fork and exec, and the errors.
// timeout: 60
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#include "show.h"

static const struct timespec no_time = {0, 0}, long_time = {100, 0};
static sigset_t set;

static int queue(pid_t pid, int number, int value) { return sigqueue(pid, number, (union sigval){.sival_int = value}); }

/* Prints what is pending, in the order in which it is given out. */
static void drain(void) {
  siginfo_t information;
  int number;
  while ((number = sigtimedwait(&set, &information, &no_time)) > 0)
    printf("  %s%d: code %d, value %d\n", number < SIGRTMIN ? "signal " : "SIGRTMIN+",
           number < SIGRTMIN ? number : number - SIGRTMIN, information.si_code,
           information.si_code == SI_QUEUE ? information.si_int : 0);
  check(errno == EAGAIN);
}

static void await_child(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

static void order(void) {
  puts("lowest first, and each in its order");
  for (int i = 0; i < 3; i++) {
    check(queue(getpid(), SIGRTMIN + 2, 20 + i) == 0);
    check(queue(getpid(), SIGRTMIN, i) == 0);
    check(queue(getpid(), SIGRTMAX, -i) == 0);
    check(queue(getpid(), SIGUSR1, 100 + i) == 0);
  }
  check(kill(getpid(), SIGRTMIN) == 0 && kill(getpid(), SIGRTMIN) == 0);
  drain();
  puts("standard signals keep the first");
  check(queue(getpid(), SIGUSR2, 5) == 0);
  check(kill(getpid(), SIGUSR2) == 0);
  check(queue(getpid(), SIGUSR1, 6) == 0);
  drain();
  puts("what is sent to the thread comes before what is sent to the process");
  check(queue(getpid(), SIGRTMIN, 1) == 0);
  check(pthread_sigqueue(pthread_self(), SIGRTMIN + 3, (union sigval){.sival_int = 2}) == 0);
  check(kill(getpid(), SIGUSR1) == 0);
  check(tgkill(getpid(), gettid(), SIGUSR1) == 0);
  check(tgkill(getpid(), gettid(), SIGUSR1) == 0);
  drain();
  puts("values");
  int values[] = {0, -1, 0x7fffffff, -0x7fffffff - 1};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
    check(queue(getpid(), SIGRTMIN, values[i]) == 0);
  drain();
  siginfo_t information;
  check(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_ptr = &information}) == 0);
  check(sigwaitinfo(&set, &information) == SIGRTMIN);
  printf("a pointer: %d, pid %d, uid %d\n", information.si_ptr == &information, information.si_pid == getpid(),
         information.si_uid == getuid());
}

static void inheritance(const char *program) {
  puts("fork leaves them behind");
  check(queue(getpid(), SIGRTMIN, 1) == 0 && queue(getpid(), SIGUSR1, 2) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    drain();
    check(queue(getpid(), SIGRTMIN, 3) == 0);
    drain();
    _exit(0);
  }
  await_child(pid);
  drain();
  puts("exec keeps them, and the mask");
  pid = fork();
  if (pid == 0) {
    check(queue(getpid(), SIGRTMIN + 1, 11) == 0 && queue(getpid(), SIGRTMIN + 1, 12) == 0);
    check(queue(getpid(), SIGUSR1, 13) == 0);
    check(tgkill(getpid(), gettid(), SIGUSR2) == 0);
    execl(program, program, "exec", (char *)NULL);
    _exit(99);
  }
  await_child(pid);
}

static void processes(void) {
  enum { senders = 3, each = 200 };
  puts("many, from several processes");
  pid_t parent = getpid(), pids[senders];
  int next[senders] = {0}, lost = 0, strangers = 0;
  for (int i = 0; i < senders; i++) {
    pids[i] = fork();
    if (pids[i] == 0) {
      for (int j = 0; j < each; j++)
        while (queue(parent, SIGRTMIN + 4, i << 16 | j) != 0) {
          check(errno == EAGAIN);
          usleep(1000);
        }
      _exit(0);
    }
  }
  for (int taken = 0; taken < senders * each; taken++) {
    siginfo_t information;
    check(sigtimedwait(&set, &information, &long_time) == SIGRTMIN + 4);
    int sender = information.si_int >> 16;
    lost += (information.si_int & 0xffff) != next[sender]++;
    strangers += information.si_pid != pids[sender];
  }
  printf("lost or out of order: %d, of others: %d\n", lost, strangers);
  for (int i = 0; i < senders; i++)
    await_child(pids[i]);
  puts("there and back");
  pid_t pid = fork();
  if (pid == 0) {
    siginfo_t information;
    for (int i = 0; i < 50; i++) {
      check(sigwaitinfo(&set, &information) == SIGRTMIN);
      check(queue(information.si_pid, SIGRTMIN + 1, information.si_int + 1) == 0);
    }
    _exit(0);
  }
  int value = 0;
  for (int i = 0; i < 50; i++) {
    siginfo_t information;
    check(queue(pid, SIGRTMIN, value) == 0);
    check(sigwaitinfo(&set, &information) == SIGRTMIN + 1 && information.si_pid == pid);
    value = information.si_int;
  }
  show(value);
  await_child(pid);
}

static void limit(void) {
  puts("the limit");
  struct rlimit former, none;
  check(getrlimit(RLIMIT_SIGPENDING, &former) == 0);
  none = (struct rlimit){0, former.rlim_max};
  check(setrlimit(RLIMIT_SIGPENDING, &none) == 0);
  show(queue(getpid(), SIGRTMIN, 1));
  show(pthread_sigqueue(pthread_self(), SIGRTMIN, (union sigval){.sival_int = 1}) == EAGAIN);
  show(queue(getpid(), SIGUSR1, 1));
  show(kill(getpid(), SIGRTMIN));
  show(kill(getpid(), SIGRTMIN));
  show(kill(getpid(), SIGRTMAX));
  show(queue(getpid(), SIGRTMIN, 1));
  show(queue(getpid(), 0, 1));
  drain();
  struct rlimit some = {former.rlim_max < 2000 ? former.rlim_max : 2000, former.rlim_max};
  check(setrlimit(RLIMIT_SIGPENDING, &some) == 0);
  int sent = 0, wrong = 0, received = 0;
  siginfo_t information;
  while (queue(getpid(), SIGRTMIN, sent) == 0)
    sent++;
  check(errno == EAGAIN);
  for (; sigtimedwait(&set, &information, &no_time) > 0; received++)
    wrong += information.si_int != received;
  /* How many there is room for depends on what else the user has pending. */
  printf("no more than: %d, all arrived: %d, out of order: %d\n", sent <= 2000, sent == received, wrong);
  check(setrlimit(RLIMIT_SIGPENDING, &former) == 0);
  show(queue(getpid(), SIGRTMIN, 1));
  drain();
}

static void errors(void) {
  puts("errors");
  pid_t nobody = fork();
  if (nobody == 0)
    _exit(0);
  await_child(nobody);
  show(queue(nobody, SIGUSR1, 0));
  show(queue(nobody, 0, 0));
  show(queue(nobody, 77, 0));
  show(queue(0, SIGUSR1, 0));
  show(queue(-1, SIGUSR1, 0));
  show(queue(-getpid(), SIGUSR1, 0));
  show(queue(getpid(), 0, 0));
  show(queue(getpid(), -1, 0));
  show(queue(getpid(), 65, 0));
  show(queue(getppid(), 0, 0) == 0 || errno == EPERM);
  show(pthread_sigqueue(pthread_self(), 0, (union sigval){.sival_int = 0}));
  show(pthread_sigqueue(pthread_self(), 65, (union sigval){.sival_int = 0}) == EINVAL);
  show(pthread_sigqueue(pthread_self(), 32, (union sigval){.sival_int = 0}) == EINVAL);
  show(tgkill(getpid(), gettid(), 0));
  show(tgkill(getpid(), gettid(), 65));
  show(tgkill(getpid(), gettid(), -1));
  show(tgkill(getpid(), nobody, 0));
  show(tgkill(nobody, nobody, 0));
  show(tgkill(0, gettid(), 0));
  show(tgkill(getpid(), 0, 0));
  show(tgkill(-1, -1, 0));
  puts("by number");
  show(syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1));
  show(syscall(SYS_tkill, gettid(), SIGUSR2));
  show(syscall(SYS_tkill, nobody, SIGUSR2));
  show(syscall(SYS_tkill, 0, SIGUSR2));
  siginfo_t information;
  memset(&information, 0, sizeof information);
  information.si_signo = SIGRTMIN;
  information.si_code = SI_MESGQ;
  information.si_value.sival_int = 9;
  show(syscall(SYS_rt_sigqueueinfo, getpid(), SIGRTMIN, &information));
  show(syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGRTMIN, &information));
  information.si_code = SI_USER;
  show(syscall(SYS_rt_sigqueueinfo, getpid(), SIGRTMIN + 1, &information));
  show(syscall(SYS_rt_sigqueueinfo, nobody, SIGRTMIN, &information));
  drain();
}

static void children(void) {
  puts("children");
  int begin[2];
  char byte;
  check(pipe(begin) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    check(close(begin[1]) == 0 && read(begin[0], &byte, 1) == 0);
    siginfo_t information;
    for (int i = 0; i < 4; i++) {
      int number = sigwaitinfo(&set, &information);
      printf("  %d: code %d, from the parent: %d\n", number - SIGRTMIN, information.si_code,
             information.si_pid == getppid());
    }
    _exit(0);
  }
  show(tgkill(pid, pid, SIGRTMIN));
  show(queue(pid, SIGRTMIN + 1, 1));
  show(tgkill(pid, pid, 0));
  show(tgkill(pid, pid, 65));
  show(tgkill(pid, getpid(), 0));
  show(tgkill(getpid(), pid, 0));
  show(queue(pid, 0, 0));
  show(queue(pid, 65, 0));
  siginfo_t information;
  memset(&information, 0, sizeof information);
  information.si_signo = SIGRTMIN + 2;
  information.si_code = SI_ASYNCIO;
  show(syscall(SYS_rt_sigqueueinfo, pid, SIGRTMIN + 2, &information));
  information.si_pid = getpid();
  show(syscall(SYS_rt_tgsigqueueinfo, pid, pid, SIGRTMIN + 3, &information));
  for (int code = SI_TKILL; code <= SI_KERNEL; code += code == SI_TKILL ? 6 : 1) {
    if (code > 2 && code < SI_KERNEL)
      continue;
    information.si_code = code;
    printf("code %d: ", code);
    show(syscall(SYS_rt_sigqueueinfo, pid, SIGRTMIN, &information));
  }
  check(close(begin[1]) == 0);
  await_child(pid);
}

int main(int argc, char **argv) {
  begin();
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++)
    sigaddset(&set, number);
  if (argc > 1) {
    sigset_t mask;
    check(sigprocmask(SIG_BLOCK, NULL, &mask) == 0);
    show(sigismember(&mask, SIGRTMIN + 1));
    drain();
    return 0;
  }
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  order();
  inheritance(argv[0]);
  processes();
  limit();
  errors();
  children();
  return 0;
}

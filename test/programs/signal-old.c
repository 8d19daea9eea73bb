// Older ways to deal with signals, as far as they go without handlers: sigset, sighold and kin, 4.2BSD's masks, System
// V's names; and constants of <signal.h> that have no program of their own.
#include "show.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

int __sigpause(int, int);

static const char *handler_name(void (*handler)(int)) {
  return handler == SIG_DFL    ? "default"
         : handler == SIG_IGN  ? "ignored"
         : handler == SIG_ERR  ? "error"
         : handler == SIG_HOLD ? "held"
                               : "?";
}

#define show_handler(expression)                                                                                       \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    const char *name = handler_name(expression);                                                                       \
    printf("%s: %s, %s\n", #expression, name, errno_name(errno));                                                      \
  } while (0)

static void tell(int number) {
  sigset_t mask, pending;
  struct sigaction action;
  check(sigprocmask(SIG_BLOCK, NULL, &mask) == 0 && sigpending(&pending) == 0);
  check(sigaction(number, NULL, &action) == 0);
  printf("  blocked %d, pending %d, %s\n", sigismember(&mask, number), sigismember(&pending, number),
         handler_name(action.sa_handler));
}

static int bit(int number) { return (int)(1u << (number - 1)); }

static void reap(pid_t pid) {
  int status;
  check(waitpid(pid, &status, 0) == pid);
  printf("child: %s\n", status_name(status));
}

static void system_v(void) {
  show_handler(sigset(SIGUSR1, SIG_HOLD));
  tell(SIGUSR1);
  show(raise(SIGUSR1));
  tell(SIGUSR1);
  show_handler(sigset(SIGUSR1, SIG_HOLD));
  show_handler(sigset(SIGUSR1, SIG_IGN));
  tell(SIGUSR1);
  show_handler(sigset(SIGUSR1, SIG_HOLD));
  show_handler(sigset(SIGUSR1, SIG_DFL));
  tell(SIGUSR1);
  show_handler(sigset(0, SIG_IGN));
  show_handler(sigset(65, SIG_IGN));
  show_handler(sigset(65, SIG_HOLD));
  show_handler(sigset(-1, SIG_DFL));
  show_handler(sigset(SIGKILL, SIG_IGN));
  show_handler(sigset(SIGSTOP, SIG_HOLD));
  show(sighold(SIGUSR2));
  tell(SIGUSR2);
  show(sigrelse(SIGUSR2));
  tell(SIGUSR2);
  show(sigignore(SIGUSR2));
  tell(SIGUSR2);
  show(sighold(65));
  show(sigrelse(0));
  show(sigignore(SIGKILL));
  show(sigignore(99));
  show_handler(ssignal(SIGUSR2, SIG_DFL));
  show_handler(ssignal(SIGUSR2, SIG_IGN));
  show(gsignal(SIGUSR2));
  show(gsignal(65));
  show_handler(sysv_signal(SIGUSR2, SIG_DFL));
  show_handler(sysv_signal(SIGUSR2, SIG_IGN));
  show_handler(sysv_signal(SIGUSR2, SIG_ERR));
  show_handler(sysv_signal(SIGKILL, SIG_IGN));
  show_handler(sysv_signal(99, SIG_IGN));
  show_handler(signal(SIGUSR2, SIG_DFL));
}

static void masks(void) {
  puts("masks");
  printf("%x\n", (unsigned)sigblock(bit(SIGUSR1)));
  printf("%x\n", (unsigned)sigblock(bit(SIGUSR2) | bit(SIGHUP)));
  printf("%x\n", (unsigned)siggetmask());
  printf("%x\n", (unsigned)sigsetmask(bit(SIGSYS) | bit(SIGKILL)));
  printf("%x\n", (unsigned)siggetmask());
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGRTMIN);
  check(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
  tell(SIGRTMIN);
  printf("%x\n", (unsigned)sigblock(-1));
  tell(SIGRTMIN);
  printf("%x\n", (unsigned)sigsetmask(0));
  tell(SIGRTMIN);
}

static void pausing(void) {
  puts("pausing");
  pid_t pid = fork();
  if (pid == 0) {
    sighold(SIGUSR1);
    raise(SIGUSR1);
    sigpause(SIGUSR1);
    _exit(1);
  }
  reap(pid);
  pid = fork();
  if (pid == 0) {
    sigblock(bit(SIGUSR1) | bit(SIGUSR2));
    raise(SIGUSR1);
    raise(SIGUSR2);
    __sigpause(bit(SIGUSR1), 0);
    _exit(1);
  }
  reap(pid);
  pid = fork();
  if (pid == 0) {
    sighold(SIGTERM);
    raise(SIGTERM);
    __sigpause(SIGTERM, 1);
    _exit(1);
  }
  reap(pid);
  show(sigpause(0));
  show(sigpause(65));
}

static void constants(void) {
  puts("constants");
  show(NSIG);
  show(_NSIG);
  show(__SIGRTMIN);
  show(__SIGRTMAX);
  show(SIGCLD);
  show(SIGPOLL);
  show(SIGIOT);
  show(SIGSTKFLT);
  show(SIGPWR);
  show(SA_INTERRUPT);
  show(SA_ONESHOT == SA_RESETHAND);
  show(SA_NOMASK);
  show(SA_STACK);
  show(SS_ONSTACK);
  show(SS_DISABLE);
  show(SIGEV_SIGNAL);
  show(SIGEV_NONE);
  show(SIGEV_THREAD);
  show(SIGEV_THREAD_ID);
  show(sizeof(siginfo_t));
  show(sizeof(struct sigevent));
  const int codes[] = {
      SI_ASYNCNL,  SI_DETHREAD,   SI_TKILL,      SI_SIGIO,     SI_ASYNCIO,   SI_MESGQ,      SI_TIMER,    SI_QUEUE,
      SI_USER,     SI_KERNEL,     ILL_ILLOPC,    ILL_ILLOPN,   ILL_ILLADR,   ILL_ILLTRP,    ILL_PRVOPC,  ILL_PRVREG,
      ILL_COPROC,  ILL_BADSTK,    ILL_BADIADDR,  FPE_INTDIV,   FPE_INTOVF,   FPE_FLTDIV,    FPE_FLTOVF,  FPE_FLTUND,
      FPE_FLTRES,  FPE_FLTINV,    FPE_FLTSUB,    FPE_FLTUNK,   FPE_CONDTRAP, SEGV_MAPERR,   SEGV_ACCERR, SEGV_BNDERR,
      SEGV_PKUERR, SEGV_ACCADI,   SEGV_ADIDERR,  SEGV_ADIPERR, SEGV_MTEAERR, SEGV_MTESERR,  BUS_ADRALN,  BUS_ADRERR,
      BUS_OBJERR,  BUS_MCEERR_AR, BUS_MCEERR_AO, TRAP_BRKPT,   TRAP_TRACE,   TRAP_BRANCH,   TRAP_HWBKPT, TRAP_UNK,
      CLD_EXITED,  CLD_KILLED,    CLD_DUMPED,    CLD_TRAPPED,  CLD_STOPPED,  CLD_CONTINUED, POLL_IN,     POLL_OUT,
      POLL_MSG,    POLL_ERR,      POLL_PRI,      POLL_HUP};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
    printf("%d ", codes[i]);
  puts("");
  /* All members are there, and each of the pairs has room of its own. */
  siginfo_t told;
  memset(&told, 0, sizeof told);
  told.si_lower = &told;
  told.si_upper = &told + 1;
  told.si_addr = &told;
  check(told.si_lower == &told && told.si_upper == &told + 1 && told.si_addr == &told);
  told.si_pkey = 5;
  told.si_addr_lsb = 3;
  check(told.si_pkey == 5 && told.si_addr == &told);
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify_attributes = NULL;
  event.sigev_notify_function = NULL;
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif
  event.sigev_notify_thread_id = 7;
  check(event._sigev_un._tid == 7);
  show(sysconf(_SC_REALTIME_SIGNALS) == _POSIX_REALTIME_SIGNALS);
  show(SIGSTKSZ >= 8192 && MINSIGSTKSZ >= 2048);
}

int main(void) {
  begin();
  system_v();
  masks();
  pausing();
  constants();
  return 0;
}

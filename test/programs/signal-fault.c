// Handlers of faults that tell what they were given and leave; abort, which no handler prevents; and signals of these
// numbers that somebody sent, whose handlers return.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <unistd.h>

#include "signals.h"

static char *volatile bad;
static volatile int zero;

/* Only what is safe in a handler: no stdio. */
static void say(const char *text) {
  if (write(1, text, strlen(text)) < 0)
    _exit(97);
}

static void tell(int number, siginfo_t *information, void *context) {
  (void)context;
  say(number == information->si_signo ? "  handler of " : "  a wrong number in the handler of ");
  say(signal_name(number));
  switch (information->si_code) {
  case SI_USER:
  case SI_TKILL:
    say(", sent");
    break;
  default:
    if (number == SIGSEGV)
      say(information->si_code == SEGV_MAPERR   ? ", SEGV_MAPERR"
          : information->si_code == SEGV_ACCERR ? ", SEGV_ACCERR"
                                                : ", another code");
    if (number == SIGBUS)
      say(information->si_code == BUS_ADRERR ? ", BUS_ADRERR" : ", another code");
    if (number == SIGFPE)
      say(information->si_code == FPE_INTDIV ? ", FPE_INTDIV" : ", another code");
    if (number == SIGILL)
      say(information->si_code == ILL_ILLOPN ? ", ILL_ILLOPN" : ", another code");
    if (number == SIGSEGV || number == SIGBUS)
      say(information->si_addr == bad ? ", at the address" : ", elsewhere");
  }
  sigset_t set = blocked();
  say(sigismember(&set, number) ? ", blocked\n" : ", not blocked\n");
}

static void tell_and_leave(int number, siginfo_t *information, void *context) {
  tell(number, information, context);
  _exit(40 + number);
}

static void leave(int number) { _exit(60 + number); }
static void return_from(int number) { (void)number; }
static void back_to_default(int number) {
  say("  the handler sets the default\n");
  signal(number, SIG_DFL);
}

static void leave_with_value(int number) {
  (void)number;
  _exit(*bad);
}

static char *inaccessible(void) { return mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
static char *unwritable(void) { return mmap(NULL, 65536, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }

/* By way of a volatile pointer, whose value no compiler can know. */
static void read_at(char *address) {
  bad = address;
  zero = *bad;
}

static void write_at(char *address) {
  bad = address;
  *bad = 1;
}

static void read_null(void) { read_at(NULL); }
static void write_null(void) { write_at(NULL); }
static void read_inaccessible(void) { read_at(inaccessible() + 100); }

/* Pages that mprotect can't make writable, since what is mapped is open for reading only. */
static char *of_read_only_file(int size) {
  int fd = open("read-only", O_RDWR | O_CREAT | O_TRUNC, 0600);
  check(fd >= 0 && ftruncate(fd, size) == 0 && pwrite(fd, "*", 1, 4096) == 1);
  close(fd);
  fd = open("read-only", O_RDONLY);
  char *map = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
  check(map != MAP_FAILED && mprotect(map, (size_t)size, PROT_READ | PROT_WRITE) < 0 && errno == EACCES);
  return map;
}

static char *of_read_only_segment(void) {
  int id = shmget(IPC_PRIVATE, 12288, 0600);
  char *map = shmat(id, NULL, 0);
  map[4096] = '*';
  shmdt(map);
  map = shmat(id, NULL, SHM_RDONLY);
  check(shmctl(id, IPC_RMID, NULL) == 0);
  return map;
}

static void write_read_only_file(void) { write_at(of_read_only_file(12288) + 4096); }
static void write_read_only_segment(void) { write_at(of_read_only_segment() + 4096); }
static void read_closed_file(void) {
  char *map = of_read_only_file(8192);
  check(mprotect(map, 8192, PROT_NONE) == 0);
  read_at(map + 4096);
}

static void write_unwritable(void) { write_at(unwritable() + 4096); }
static void read_past_file(void) {
  int file = open("file", O_RDWR | O_CREAT, 0600);
  char *map = mmap(NULL, 65536, PROT_READ, MAP_SHARED, file, 0);
  check(map != MAP_FAILED);
  read_at(map + 8192);
}
static void divide(void) { zero = 5 / zero; }
static void trap(void) { __builtin_trap(); }
static void call_abort(void) { abort(); }
static void raise_segv(void) {
  check(raise(SIGSEGV) == 0);
  say("  goes on\n");
  _exit(0);
}
static void kill_segv(void) {
  check(kill(getpid(), SIGSEGV) == 0);
  say("  goes on\n");
  _exit(0);
}

/* Does it in a child, with a handler that is told more. */
static void try(const char *what, int number, void (*fault)(void), void (*handler)(int, siginfo_t *, void *),
                int flags) {
  fflush(stdout);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    install_info(number, handler, flags);
    fault();
    say("  no fault\n");
    _exit(1);
  }
  reap(what, child);
}

static void try_plain(const char *what, int number, void (*fault)(void), void (*handler)(int)) {
  fflush(stdout);
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    install(number, handler, 0);
    fault();
    say("  no fault\n");
    _exit(1);
  }
  reap(what, child);
}

static void fault_while_blocked(void) {
  change_mask(SIG_BLOCK, SIGSEGV);
  read_null();
}

static void abort_while_blocked(void) {
  change_mask(SIG_BLOCK, SIGABRT);
  abort();
}

int main(void) {
  begin();
  struct rlimit none = {0, 0};
  check(setrlimit(RLIMIT_CORE, &none) == 0);
  try("null read", SIGSEGV, read_null, tell_and_leave, 0);
  try("null written", SIGSEGV, write_null, tell_and_leave, 0);
  try("an inaccessible page", SIGSEGV, read_inaccessible, tell_and_leave, 0);
  try("an unwritable page", SIGSEGV, write_unwritable, tell_and_leave, SA_NODEFER);
  try("a file open for reading", SIGSEGV, write_read_only_file, tell_and_leave, 0);
  try("a segment attached for reading", SIGSEGV, write_read_only_segment, tell_and_leave, 0);
  try("an inaccessible page of such a file", SIGSEGV, read_closed_file, tell_and_leave, 0);
  try_plain("what is in such a file", SIGSEGV, write_read_only_file, leave_with_value);
  try_plain("what is in such a segment", SIGSEGV, write_read_only_segment, leave_with_value);
  try("past the end of a file", SIGBUS, read_past_file, tell_and_leave, 0);
  try("division by zero", SIGFPE, divide, tell_and_leave, 0);
  try("an illegal instruction", SIGILL, trap, tell_and_leave, 0);
  try("abort", SIGABRT, call_abort, tell_and_leave, 0);
  try_plain("a plain handler", SIGSEGV, read_null, leave);
  try_plain("a handler that sets the default", SIGSEGV, read_null, back_to_default);
  try_plain("a handler of another signal", SIGSEGV, divide, leave);
  try_plain("ignored", SIGSEGV, read_null, SIG_IGN);
  try_plain("ignored", SIGFPE, divide, SIG_IGN);
  try_plain("blocked", SIGSEGV, fault_while_blocked, leave);
  try("abort, the handler returns", SIGABRT, call_abort, tell, 0);
  try_plain("abort, the handler returns", SIGABRT, call_abort, return_from);
  try_plain("abort, ignored", SIGABRT, call_abort, SIG_IGN);
  try_plain("abort, blocked", SIGABRT, abort_while_blocked, leave);
  try("raise, the handler returns", SIGSEGV, raise_segv, tell, 0);
  try("kill, the handler returns", SIGSEGV, kill_segv, tell, 0);
  try_plain("raise, ignored", SIGSEGV, raise_segv, SIG_IGN);
  return 0;
}

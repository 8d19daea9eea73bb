// Handlers that are interrupted by others: the order of several signals that become deliverable at once, masks as seen
// inside, and those of the context, where a handler may also change what is blocked afterwards.
#include <poll.h>
#include <sys/select.h>
#include <ucontext.h>

#include "signals.h"

static int level;

static void indent(void) { printf("%*s", 2 * level, ""); }

static void nest(int number, siginfo_t *information, void *context) {
  const ucontext_t *interrupted = context;
  level++;
  indent();
  printf("begin %s (%s), blocked: %s; before: %s\n", signal_name(number),
         information->si_code == SI_TKILL ? "to the thread" : "to the process", blocked_text(),
         set_text(&interrupted->uc_sigmask));
  indent();
  printf("end %s, pending: %s\n", signal_name(number), pending_text());
  level--;
}

static void catch (int number, sigset_t mask, int flags) {
  struct sigaction action = {.sa_sigaction = nest, .sa_flags = flags | SA_SIGINFO, .sa_mask = mask};
  check(sigaction(number, &action, NULL) == 0);
}

static const int all[] = {SIGHUP, SIGUSR1, SIGSEGV, SIGUSR2, SIGTERM, SIGURG, 36, 40};
enum { count = sizeof all / sizeof all[0] };

static void catch_all(sigset_t mask, int flags) {
  for (int i = 0; i < count; i++)
    catch (all[i], mask, flags);
}

static sigset_t everything(void) {
  sigset_t set;
  sigfillset(&set);
  return set;
}

static void set_blocked(sigset_t set) { check(sigprocmask(SIG_SETMASK, &set, NULL) == 0); }

/* All of them become pending while blocked, and are let in at once. */
static void at_once(const char *what, sigset_t mask, int flags, int to_thread) {
  puts(what);
  catch_all(mask, flags);
  set_blocked(everything());
  for (int i = count - 1; i >= 0; i--)
    check((to_thread ? raise(all[i]) : kill(getpid(), all[i])) == 0);
  printf("pending: %s\n", pending_text());
  set_blocked(set_of(SIGALRM, 0));
  printf("afterwards blocked: %s, pending: %s\n", blocked_text(), pending_text());
}

/* Signals to the thread come before those to the process. */
static void thread_first(void) {
  puts("to the thread and to the process");
  catch_all(everything(), 0);
  set_blocked(everything());
  check(kill(getpid(), SIGUSR1) == 0 && raise(SIGTERM) == 0 && kill(getpid(), SIGTERM) == 0 && raise(SIGUSR2) == 0);
  set_blocked(set_of(0));
}

static int raised;

static void raise_next(int number) {
  static const int next[NSIG] = {[SIGUSR1] = SIGUSR2, [SIGUSR2] = SIGTERM, [SIGTERM] = SIGUSR1};
  level++;
  indent();
  printf("begin %s, blocked: %s\n", signal_name(number), blocked_text());
  if (raised++ < 4)
    check(raise(next[number]) == 0);
  indent();
  printf("end %s, blocked: %s, pending: %s\n", signal_name(number), blocked_text(), pending_text());
  level--;
}

static void chain(void) {
  puts("each handler raises the next");
  install(SIGUSR1, raise_next, 0);
  install(SIGUSR2, raise_next, 0);
  install(SIGTERM, raise_next, 0);
  raise(SIGUSR1);
  puts("with SA_NODEFER");
  raised = 0;
  install(SIGUSR1, raise_next, SA_NODEFER);
  install(SIGUSR2, raise_next, SA_NODEFER);
  install(SIGTERM, raise_next, SA_NODEFER);
  raise(SIGUSR1);
}

/* What a handler does to the mask holds until it returns. */
static void change(int number) {
  printf("begin %s, blocked: %s\n", signal_name(number), blocked_text());
  change_mask(SIG_UNBLOCK, number);
  change_mask(SIG_BLOCK, SIGALRM);
  printf("end %s, blocked: %s\n", signal_name(number), blocked_text());
}

static void change_inside(void) {
  puts("a handler that changes the mask");
  install(SIGUSR1, change, 0);
  change_mask(SIG_BLOCK, SIGHUP);
  raise(SIGUSR1);
  printf("afterwards blocked: %s\n", blocked_text());
  change_mask(SIG_UNBLOCK, SIGHUP);
}

/* What it does to the context's mask holds afterwards. */
static void change_afterwards(int number, siginfo_t *information, void *context) {
  ucontext_t *interrupted = context;
  (void)information;
  printf("%s, before: %s\n", signal_name(number), set_text(&interrupted->uc_sigmask));
  sigaddset(&interrupted->uc_sigmask, SIGALRM);
  sigdelset(&interrupted->uc_sigmask, SIGHUP);
}

static void change_context(void) {
  puts("a handler that changes the context's mask");
  install_info(SIGUSR1, change_afterwards, 0);
  change_mask(SIG_BLOCK, SIGHUP);
  raise(SIGUSR1);
  printf("afterwards blocked: %s\n", blocked_text());
  set_blocked(set_of(0));
}

/* A handler that ends a wait with another mask: the wait's mask holds inside, the former one comes back. */
static void waits(void) {
  puts("calls that wait with another mask");
  catch_all(set_of(SIGALRM, 0), 0);
  set_blocked(set_of(SIGUSR1, SIGTERM, 0));
  sigset_t during = set_of(SIGUSR2, 0);
  check(raise(SIGUSR1) == 0);
  show(sigsuspend(&during));
  printf("blocked: %s\n", blocked_text());
  check(raise(SIGTERM) == 0);
  show(ppoll(NULL, 0, NULL, &during));
  printf("blocked: %s\n", blocked_text());
  check(raise(SIGTERM) == 0);
  show(pselect(0, NULL, NULL, NULL, NULL, &during));
  printf("blocked: %s\n", blocked_text());
  /* Several: all of them are taken. */
  check(raise(SIGUSR1) == 0 && raise(SIGTERM) == 0);
  show(sigsuspend(&during));
  printf("blocked: %s, pending: %s\n", blocked_text(), pending_text());
  set_blocked(set_of(0));
}

int main(void) {
  begin();
  set_blocked(set_of(0));
  at_once("masks that block everything: one after the other", everything(), 0, 0);
  at_once("empty masks: each is interrupted by the next", set_of(0), 0, 0);
  at_once("empty masks, to the thread", set_of(0), 0, 1);
  at_once("empty masks, SA_NODEFER", set_of(0), SA_NODEFER, 0);
  at_once("a mask that holds some back", set_of(SIGUSR2, SIGTERM, 40, 0), 0, 0);
  thread_first();
  chain();
  change_inside();
  change_context();
  waits();
  return 0;
}

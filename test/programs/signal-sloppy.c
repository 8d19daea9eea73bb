// Handlers as less careful programs have them: without parameters, with a result, with more or other parameters than
// are passed, with printf and exit inside, installed again by themselves.
#pragma GCC diagnostic ignored "-Wcast-function-type"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "show.h"

static int count;

void without_parameters() { printf("without parameters, %d\n", ++count); }

void explicitly_none(void) { printf("explicitly none, %d\n", ++count); }

int with_result(int number) { return printf("with a result: %s\n", signal_name(number)); }

int without_parameters_with_result() { return printf("neither parameters nor void\n"); }

void *with_pointer(int number) {
  printf("with a pointer as result: %s\n", signal_name(number));
  return NULL;
}

void unsigned_number(unsigned number) { printf("unsigned: %s\n", signal_name((int)number)); }

enum choice { FIRST, SECOND };

void with_enumeration(enum choice number) { printf("an enumeration: %s\n", signal_name((int)number)); }

/* As System V needed it. */
void again(int number) {
  signal(number, again);
  printf("again, %d\n", ++count);
}

void leave(int number) {
  printf("the handler of %s exits\n", signal_name(number));
  exit(7);
}

void information(int number, siginfo_t *info, void *context) {
  printf("information: %s %d\n", signal_name(number), info->si_signo == number);
}

void without_context(int number, siginfo_t *info) {
  printf("without the context: %s %d\n", signal_name(number), info->si_signo == number);
}

void two_extra(int number, int code, void *context) { printf("more than is passed: %s\n", signal_name(number)); }

int information_with_result(int number, siginfo_t *info, void *context) {
  return printf("information, with a result: %s %d\n", signal_name(number), info->si_signo == number);
}

static void twice(int number) {
  raise(number);
  raise(number);
}

static void with_sigaction(void (*plain)(int), void (*informed)(int, siginfo_t *, void *), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  if (plain != NULL)
    action.sa_handler = plain;
  else
    action.sa_sigaction = informed;
  action.sa_flags = flags;
  sigaction(SIGUSR1, &action, NULL);
  twice(SIGUSR1);
}

int main() {
  begin();
  signal(SIGUSR1, without_parameters);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))explicitly_none);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))with_result);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))without_parameters_with_result);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))with_pointer);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))unsigned_number);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))with_enumeration);
  twice(SIGUSR1);
  signal(SIGUSR1, again);
  twice(SIGUSR1);
  signal(SIGUSR1, (void (*)(int))two_extra);
  twice(SIGUSR1);
  if (signal(SIGINT, SIG_IGN) != SIG_IGN)
    signal(SIGINT, again);
  twice(SIGINT);
  /* SA_SIGINFO with handlers of one parameter or none, and handlers of three without it. */
  with_sigaction((void (*)(int))with_result, NULL, SA_SIGINFO);
  with_sigaction(again, NULL, 0);
  with_sigaction(without_parameters, NULL, SA_SIGINFO);
  with_sigaction(NULL, information, SA_SIGINFO);
  with_sigaction(NULL, (void (*)(int, siginfo_t *, void *))without_context, SA_SIGINFO);
  with_sigaction(NULL, (void (*)(int, siginfo_t *, void *))information_with_result, SA_SIGINFO);
  with_sigaction(NULL, (void (*)(int, siginfo_t *, void *))explicitly_none, SA_SIGINFO);
  signal(SIGTERM, leave);
  kill(getpid(), SIGTERM);
  puts("not reached");
  return 0;
}

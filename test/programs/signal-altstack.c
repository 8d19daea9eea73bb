// sigaltstack: told, set, disabled, its errors, and that handlers with SA_ONSTACK run on it.
#include <stdint.h>

#include "signals.h"

static char stack[65536], other[65536];

static int within(const void *address, const char *area) {
  return (uintptr_t)address >= (uintptr_t)area && (uintptr_t)address < (uintptr_t)area + sizeof stack;
}

static const char *flags_text(int flags) {
  switch (flags) {
  case 0:
    return "none";
  case SS_DISABLE:
    return "SS_DISABLE";
  case SS_ONSTACK:
    return "SS_ONSTACK";
  }
  return "another";
}

static void print(const char *what, const stack_t *told) {
  printf("%s: %s, flags %s, size %zu\n", what,
         told->ss_sp == stack   ? "the stack"
         : told->ss_sp == other ? "the other"
         : told->ss_sp == NULL  ? "null"
                                : "elsewhere",
         flags_text(told->ss_flags), told->ss_size);
}

static void query(const char *what) {
  stack_t told;
  memset(&told, 0x5a, sizeof told);
  check(sigaltstack(NULL, &told) == 0);
  print(what, &told);
}

static int set(void *start, size_t size, int flags) {
  stack_t wanted = {.ss_sp = start, .ss_size = size, .ss_flags = flags};
  return sigaltstack(&wanted, NULL);
}

static void errors(void) {
  show(set(stack, sizeof stack, 1234));
  show(set(stack, sizeof stack, SS_DISABLE | 64));
  show(set(stack, 0, 0));
  show(set(stack, 2047, 0));
  query("after errors");
  show(set(NULL, 0, SS_DISABLE));
}

static void on_it(int number) {
  char local[64];
  volatile char *here = local;
  *here = 1;
  printf("  handler of %s: a local on it %d, on the other %d\n", signal_name(number), within(local, stack),
         within(local, other));
  query("  inside");
  show(set(other, sizeof other, 0));
  show(set(NULL, 0, SS_DISABLE));
  if (number == SIGUSR1)
    raise(SIGUSR2);
}

static void not_on_it(int number) {
  char local[64];
  volatile char *here = local;
  *here = 1;
  printf("  handler of %s: a local on it %d\n", signal_name(number), within(local, stack));
  query("  inside");
}

static unsigned depth(unsigned levels) {
  volatile char page[1024];
  page[0] = (char)levels;
  return levels == 0 ? 0 : depth(levels - 1) + 1 + (page[0] != (char)levels);
}

static void deep(int number) { printf("  handler of %s: %u levels\n", signal_name(number), depth(40)); }

static void handlers(void) {
  puts("a handler with SA_ONSTACK, without a stack");
  install(SIGUSR1, not_on_it, SA_ONSTACK);
  raise(SIGUSR1);
  puts("and with one");
  check(set(stack, sizeof stack, 0) == 0);
  install(SIGUSR1, on_it, SA_ONSTACK);
  install(SIGUSR2, on_it, SA_ONSTACK);
  raise(SIGUSR1);
  query("afterwards");
  puts("a handler without it, from one on it");
  install(SIGUSR2, not_on_it, 0);
  raise(SIGUSR1);
  puts("a handler without it");
  raise(SIGUSR2);
  puts("deep calls on it");
  install(SIGUSR1, deep, SA_ONSTACK);
  raise(SIGUSR1);
  puts("the other stack");
  check(set(other, sizeof other, 0) == 0);
  install(SIGTERM, not_on_it, SA_ONSTACK);
  raise(SIGTERM);
}

int main(void) {
  stack_t former;
  begin();
  query("at first");
  errors();
  stack_t wanted = {.ss_sp = stack, .ss_size = sizeof stack};
  show(sigaltstack(&wanted, &former));
  print("former", &former);
  query("set");
  wanted = (stack_t){.ss_sp = other, .ss_size = sizeof other - 4096};
  show(sigaltstack(&wanted, &former));
  print("former", &former);
  query("set to another");
  errors();
  query("disabled");
  show(sigaltstack(NULL, NULL));
  handlers();
  return 0;
}

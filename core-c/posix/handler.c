// Sets handlers of signals and runs them: at every call (imports.h), and where V8 interrupts a program that makes none.
// Which signals, in which order and with which mask, is the host's matter (signal_next in wasm/interface.ts).
#include <signal.h>

#include "background.h"
#include "handler.h"
#include "map-space.h"
#include "siginfo.h"

/** As signal_next tells it. */
struct record {
  uint64_t mask;
  uint32_t handler;
  uint32_t flags;
  struct kernel_siginfo information;
};
_Static_assert(sizeof(struct record) == 144, "the interface table says 144");

/** A disposition as the host keeps it. */
struct action {
  uint32_t handler;
  uint32_t flags;
  uint64_t mask;
};
_Static_assert(sizeof(struct action) == 16, "the interface table says 16");

/* How a function can be called, in bits of sa_flags that Linux has no use for. */
enum { THREE_PARAMETERS = 0x10000, OTHERWISE = 0x20000 };

/* The host's own bit: the fault was a store. */
enum { WAS_STORE = 0x40000 };

/* The stack ends at the inaccessible first page of memory, so that an overflow traps. When it has, the frames there are
 * gone, and what calls a handler on the alternate stack begins here. isthmus_deliver has it as a number. */
enum { FULL = 8192 };

/* ERESTARTNOINTR: the call has not begun. */
enum { RESTART = -513 };

struct call {
  const struct record *record;
  siginfo_t information;
  ucontext_t context;
};

static void call_handler(void *argument) {
  struct call *call = argument;
  const struct record *record = call->record;
  int signal = record->information.signal;
  if (record->flags & OTHERWISE)
    __isthmus_import_call_handler(record->handler, signal, (uintptr_t)&call->information, (uintptr_t)&call->context);
  else if (record->flags & THREE_PARAMETERS)
    ((void (*)(int, siginfo_t *, void *))(uintptr_t)record->handler)(signal, &call->information, &call->context);
  else
    ((void (*)(int))(uintptr_t)record->handler)(signal);
}

/* In programs that map memory: whether nothing is mapped in a range. */
__attribute__((weak)) bool __isthmus_map_is_free(struct map_range range);

/** To the kernel all memory of a guest is mapped. */
static int code_at(uintptr_t address) {
  struct map_range page = {address / MAP_PAGE, address / MAP_PAGE + 1};
  return __isthmus_map_is_free != NULL && __isthmus_map_is_free(page) ? SEGV_MAPERR : SEGV_ACCERR;
}

/** Whether a signal tells of the program's own fault, and not of somebody who sent it. */
static bool is_fault(const struct kernel_siginfo *information) {
  int signal = information->signal;
  return information->code > 0 && information->code != SI_KERNEL &&
         (signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE || signal == SIGILL);
}

/** Calls a handler; the mask to restore, which the handler may have changed in its context. */
static uint64_t run(const struct record *record) {
  struct call call = {.record = record};
  __isthmus_siginfo(&call.information, &record->information);
  if (record->information.signal == SIGSEGV && record->information.code == SEGV_ACCERR)
    call.information.si_code = code_at((uintptr_t)call.information.si_addr);
  call.context.uc_sigmask.__bits = record->mask;
  if (__isthmus_fill_stack != NULL)
    __isthmus_fill_stack(&call.context.uc_stack);
  void *top = record->flags & SA_ONSTACK && __isthmus_alternate_stack != NULL ? __isthmus_alternate_stack() : NULL;
  if (top == NULL && record->information.signal == SIGSEGV && is_fault(&record->information) && (uintptr_t)&call < FULL)
    *(volatile int *)UINTPTR_MAX =
        0; // A second fault, which kills, as in the kernel when it finds no room for the frame.
  if (top != NULL)
    __isthmus_call_on(top, call_handler, &call);
  else
    call_handler(&call);
  if (is_fault(&record->information))
    __isthmus_import_signal_fault_over(record->information.signal, (uint32_t)record->information.fault.address,
                                       (record->flags & WAS_STORE) != 0);
  return call.context.uc_sigmask.__bits;
}

/* Programs install functions with too few parameters, or with a result. */
static uint32_t shape_of(uint32_t handler, int flags) {
  int shape = __isthmus_handler_shape(handler);
  if (shape == 1 && !(flags & SA_SIGINFO))
    return 0;
  return shape == 3 ? THREE_PARAMETERS : OTHERWISE;
}

/** Sets what a signal does, and tells what it did before. EINVAL for SIGKILL, SIGSTOP and numbers that are no signal.
 * sigaction(2). */
int sigaction(int signal, const struct sigaction *restrict action, struct sigaction *restrict former) {
  struct action wanted, old;
  if (action != NULL) {
    wanted.handler = (uint32_t)(uintptr_t)action->sa_handler;
    wanted.flags = (uint32_t)action->sa_flags & ~(uint32_t)(THREE_PARAMETERS | OTHERWISE);
    wanted.mask = action->sa_mask.__bits;
    if (action->sa_handler != SIG_DFL && action->sa_handler != SIG_IGN)
      wanted.flags |= shape_of(wanted.handler, action->sa_flags);
  }
  int result = __isthmus_result(__isthmus_sigaction(signal, action == NULL ? NULL : &wanted,
                                                    former == NULL ? NULL : &old, (uintptr_t)&__isthmus_pending));
  if (result == 0 && former != NULL) {
    *former = (struct sigaction){.sa_handler = (void (*)(int))(uintptr_t)old.handler,
                                 .sa_flags = (int)(old.flags & ~(uint32_t)(THREE_PARAMETERS | OTHERWISE))};
    former->sa_mask.__bits = old.mask;
  }
  return result;
}

/* Where the stack was when V8 interrupted the program; null outside of that. Frames of handlers lie below. */
static char *interrupted;

/* A jump that could not be made from an interrupt. */
static struct {
  void *volatile buffer;
  int value;
} jump;

/* What setjmp writes first (libsetjmp of wasi-libc): the address of a variable in the frame that called it. */
struct jump_target {
  uintptr_t frame;
};

/* V8 lets nobody leave an interrupt by an exception, so only frames of handlers inside it can be jumped to. */
static bool is_within_interrupt(const void *buffer) {
  uintptr_t frame = ((const struct jump_target *)buffer)->frame;
  return interrupted == NULL || frame < (uintptr_t)interrupted ||
         (__isthmus_on_alternate_stack != NULL && __isthmus_on_alternate_stack(frame));
}

void __isthmus_jump(void *buffer, int value) {
  jump.buffer = NULL;
  if (!is_within_interrupt(buffer)) {
    jump.buffer = buffer;
    jump.value = value;
    __isthmus_pending = 1;
  }
  __isthmus_throw_jump(buffer, value);
}

int __isthmus_handle(int64_t result) {
  do {
    struct record record;
    const uint64_t *restored = NULL;
    uint64_t mask;
    /* In each turn: at the loop's head V8 may have interrupted us, and a handler wants to jump. More may be recorded,
     * so the word that says so stays. */
    if (jump.buffer != NULL)
      __isthmus_jump(jump.buffer, jump.value);
    __isthmus_pending = 0;
    if (__isthmus_background_flush != NULL)
      __isthmus_background_flush();
    int signal;
    while ((signal = __isthmus_import_signal_next(restored, &record)) > 0 || signal == RESTART) {
      /* What has come since interrupts this handler before it begins, or the former one before it has ended. */
      if (__isthmus_pending || signal == RESTART)
        __isthmus_handle(0);
      if (signal == RESTART)
        continue;
      mask = run(&record);
      restored = &mask;
    }
  } while (__isthmus_pending);
  return result == RESTART;
}

char *__isthmus_begin_interrupt(char *stack);
void __isthmus_interrupt(void);
void __isthmus_end_interrupt(char *outer);

/** `stack` is where the frames of the interrupted program end; returns what tells of an interrupt around this one. */
char *__isthmus_begin_interrupt(char *stack) {
  char *outer = interrupted;
  interrupted = stack;
  return outer;
}

/** Runs the handlers. A jump out of them passes, but comes no further than to the host. */
void __isthmus_interrupt(void) {
  int error = errno;
  __isthmus_handle(0);
  errno = error;
}

void __isthmus_end_interrupt(char *outer) { interrupted = outer; }

/* The host's way in. The interrupted function may be one that has its variables below the stack pointer without saying
 * so (LLVM gives leaf functions 128 bytes), so nothing is written there. */
__asm__(".globaltype __stack_pointer, i32\n"
        ".functype __isthmus_begin_interrupt (i32) -> (i32)\n"
        ".functype __isthmus_interrupt () -> ()\n"
        ".functype __isthmus_end_interrupt (i32) -> ()\n"
        ".section .text.isthmus_deliver,\"\",@\n"
        ".hidden isthmus_deliver\n"
        ".globl isthmus_deliver\n"
        ".type isthmus_deliver,@function\n"
        "isthmus_deliver:\n"
        "  .functype isthmus_deliver () -> ()\n"
        "  .local i32, i32\n"
        "  global.get __stack_pointer\n"
        "  local.tee 0\n"
        "  i32.const 128\n"
        "  i32.sub\n"
        "  global.set __stack_pointer\n"
        // An overflow has left the pointer below zero, or hardly above the first page.
        "  local.get 0\n"
        "  i32.const 5120\n"
        "  i32.sub\n"
        "  memory.size 0\n"
        "  i32.const 16\n"
        "  i32.shl\n"
        "  i32.const -1\n"
        "  i32.add\n"
        "  i32.ge_u\n"
        "  if\n"
        "  i32.const 8192\n"
        "  global.set __stack_pointer\n"
        "  end_if\n"
        "  local.get 0\n"
        "  call __isthmus_begin_interrupt\n"
        "  local.set 1\n"
        "  try\n"
        "  call __isthmus_interrupt\n"
        "  catch_all\n"
        "  local.get 0\n"
        "  global.set __stack_pointer\n"
        "  local.get 1\n"
        "  call __isthmus_end_interrupt\n"
        "  rethrow 0\n"
        "  end_try\n"
        "  local.get 1\n"
        "  call __isthmus_end_interrupt\n"
        "  local.get 0\n"
        "  global.set __stack_pointer\n"
        "  end_function\n"
        ".export_name isthmus_deliver, isthmus_deliver\n"
        ".no_dead_strip isthmus_deliver\n");

/* __isthmus_call_on: the function runs with the stack pointer at the top of another stack. */
__asm__(".section .text.__isthmus_call_on,\"\",@\n"
        ".hidden __isthmus_call_on\n"
        ".globl __isthmus_call_on\n"
        ".type __isthmus_call_on,@function\n"
        "__isthmus_call_on:\n"
        "  .functype __isthmus_call_on (i32, i32, i32) -> ()\n"
        "  .local i32\n"
        "  global.get __stack_pointer\n"
        "  local.set 3\n"
        "  local.get 0\n"
        "  global.set __stack_pointer\n"
        "  local.get 2\n"
        "  local.get 1\n"
        "  call_indirect __indirect_function_table, (i32) -> ()\n"
        "  local.get 3\n"
        "  global.set __stack_pointer\n"
        "  end_function\n");

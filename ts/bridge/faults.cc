// SIGSEGV and SIGBUS: those of the bridge's own copies become EFAULT, those of a guest's loads and stores are V8's,
// which makes exceptions of SIGSEGV. V8 knows neither SIGBUS nor the faults of atomic instructions: see onGuestFault.
#include "faults.h"
#include "growth.h"
#include "interrupter.h"
#include "memory.h"
#include "open_pages.h"
#include "run.h"
#include "signals.h"
#include <csignal>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <v8.h>

namespace v8 {
// Of v8-wasm-trap-handler-posix.h, which Node doesn't ship: whether the fault was a guest's, and is an exception now.
V8_EXPORT bool TryHandleWebAssemblyTrapPosix(int signal, siginfo_t *info, void *context);
} // namespace v8

// A copy whose faults are known by the program counter: the signal handler below goes on at isthmus_copy_fault. Long
// ones are `rep movsb`, but for targets a little further into their page than the source: those would take thirty times
// as long.
extern "C" {
int isthmus_copy(void *to, const void *from, size_t length);
extern const char isthmus_copy_begin[], isthmus_copy_end[], isthmus_copy_fault[];
}

#if defined(__x86_64__)
asm(R"(
  .pushsection .text
  .globl isthmus_copy, isthmus_copy_begin, isthmus_copy_end, isthmus_copy_fault
  .hidden isthmus_copy, isthmus_copy_begin, isthmus_copy_end, isthmus_copy_fault
  .type isthmus_copy, @function
isthmus_copy:
  endbr64
isthmus_copy_begin:
  cmpq $512, %rdx
  jb 0f
  movl %edi, %eax
  subl %esi, %eax
  andl $4095, %eax
  subl $1, %eax
  cmpl $63, %eax
  jb 0f
  movq %rdx, %rcx
  rep movsb
  jmp 7f
0:
  cmpq $64, %rdx
  jb 2f
1:
  movups (%rsi), %xmm0
  movups 16(%rsi), %xmm1
  movups 32(%rsi), %xmm2
  movups 48(%rsi), %xmm3
  movups %xmm0, (%rdi)
  movups %xmm1, 16(%rdi)
  movups %xmm2, 32(%rdi)
  movups %xmm3, 48(%rdi)
  addq $64, %rsi
  addq $64, %rdi
  subq $64, %rdx
  cmpq $64, %rdx
  jae 1b
2:
  cmpq $16, %rdx
  jb 3f
  movups (%rsi), %xmm0
  movups %xmm0, (%rdi)
  addq $16, %rsi
  addq $16, %rdi
  subq $16, %rdx
  jmp 2b
3:
  testb $8, %dl
  jz 4f
  movq (%rsi), %rax
  movq %rax, (%rdi)
  addq $8, %rsi
  addq $8, %rdi
4:
  testb $4, %dl
  jz 5f
  movl (%rsi), %eax
  movl %eax, (%rdi)
  addq $4, %rsi
  addq $4, %rdi
5:
  testb $2, %dl
  jz 6f
  movw (%rsi), %ax
  movw %ax, (%rdi)
  addq $2, %rsi
  addq $2, %rdi
6:
  testb $1, %dl
  jz 7f
  movb (%rsi), %al
  movb %al, (%rdi)
7:
isthmus_copy_end:
  xorl %eax, %eax
  ret
isthmus_copy_fault:
  movl $-14, %eax
  ret
  .size isthmus_copy, . - isthmus_copy
  .popsection
)");
#elif defined(__aarch64__)
asm(R"(
  .pushsection .text
  .globl isthmus_copy, isthmus_copy_begin, isthmus_copy_end, isthmus_copy_fault
  .hidden isthmus_copy, isthmus_copy_begin, isthmus_copy_end, isthmus_copy_fault
  .type isthmus_copy, %function
isthmus_copy:
isthmus_copy_begin:
1:
  subs x2, x2, #16
  b.lo 2f
  ldp x3, x4, [x1], #16
  stp x3, x4, [x0], #16
  b 1b
2:
  adds x2, x2, #16
  b.eq 4f
3:
  ldrb w3, [x1], #1
  strb w3, [x0], #1
  subs x2, x2, #1
  b.ne 3b
4:
isthmus_copy_end:
  mov w0, #0
  ret
isthmus_copy_fault:
  mov w0, #-14
  ret
  .size isthmus_copy, . - isthmus_copy
  .popsection
)");
#else
#error "the bridge knows x86-64 and arm64"
#endif

namespace isthmus {
namespace {

struct sigaction previousSegv, previousBus;

uintptr_t programCounter(void *context) {
  auto &machine = static_cast<ucontext_t *>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<uintptr_t>(machine.gregs[REG_RIP]);
#else
  return machine.pc;
#endif
}

void continueAt(void *context, const char *address) {
  auto &machine = static_cast<ucontext_t *>(context)->uc_mcontext;
#if defined(__x86_64__)
  machine.gregs[REG_RIP] = reinterpret_cast<greg_t>(address);
#else
  machine.pc = reinterpret_cast<uintptr_t>(address);
#endif
}

// Hands a signal that isn't ours to whoever handled it before: V8 turns some into wasm traps.
void chain(const struct sigaction &previous, int signal, siginfo_t *info, void *context) {
  if (previous.sa_flags & SA_SIGINFO)
    return previous.sa_sigaction(signal, info, context);
  // An address fault can't be ignored: the kernel kills, and so do we.
  if (previous.sa_handler == SIG_IGN && info->si_code <= 0)
    return;
  if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN)
    return previous.sa_handler(signal);
  // A fault comes again when the handler returns; a signal that was sent has to be sent once more.
  ::signal(signal, SIG_DFL);
  if (info->si_code <= 0)
    syscall(SYS_tgkill, getpid(), gettid(), signal);
}

bool (*endGuest)();

// The fault of a guest that is a part of somebody's program, which shall live on. What V8 knows becomes an exception,
// also where the signal is another. For the rest the page becomes one that the instruction can go on with, and the
// guest is ended before it does much more.
bool onGuestFault(int signal, siginfo_t *info, void *context) {
  siginfo_t copy = *info;
  copy.si_signo = SIGSEGV;
  if (signal == SIGBUS)
    copy.si_code = SEGV_MAPERR;
  if (v8::TryHandleWebAssemblyTrapPosix(SIGSEGV, &copy, context))
    return true;
  auto pageSize = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  auto *page = reinterpret_cast<void *>(reinterpret_cast<uintptr_t>(info->si_addr) & ~(pageSize - 1));
  if (!growth::isInMemory(page) || endGuest == nullptr || !endGuest())
    return false;
  constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
  return mmap(page, pageSize, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED;
}

siginfo_t last;
const Memory *runMemory = nullptr;

bool isWrite(const ucontext_t *context) {
#if defined(__x86_64__)
  constexpr greg_t write = 2; // of the page fault's error code
  return (context->uc_mcontext.gregs[REG_ERR] & write) != 0;
#else
  // The kernel's records behind the registers; one holds the exception syndrome, whose bit 6 says it.
  for (auto *at = reinterpret_cast<const char *>(context->uc_mcontext.__reserved);;) {
    uint32_t head[2];
    memcpy(head, at, sizeof head);
    uint64_t syndrome;
    memcpy(&syndrome, at + sizeof head, sizeof syndrome);
    if (head[0] == 0x45535201)
      return (syndrome & 64) != 0;
    if (head[0] == 0 || head[1] == 0)
      return false;
    at += head[1];
  }
#endif
}

// Lets the guest go on until its handler can be run, if the page can be opened for so long.
bool deferFault(siginfo_t *info, void *context) {
  // How far a 32-bit pointer and a 32-bit offset reach.
  constexpr uintptr_t reach = uintptr_t(1) << 33;
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  uintptr_t base = runMemory == nullptr ? 0 : reinterpret_cast<uintptr_t>(runMemory->at(0, 0));
  bool stores = isWrite(static_cast<ucontext_t *>(context));
  if (base == 0 || address - base >= reach || !signals::willCatch(SIGSEGV) || !open_pages::open(address, stores))
    return false;
  siginfo_t told = *info;
  told.si_addr = reinterpret_cast<void *>((address - base) & UINT32_MAX);
  // The guarded first page, and what lies behind the memory, is nothing to a program.
  if (address - base < 4096 || address - base >= runMemory->size())
    told.si_code = SEGV_MAPERR;
  signals::recordFaultAt(told, stores, context);
  interrupter::wakeAndWait();
  return true;
}

// In a run, what was sent is the guest's matter as any signal. Of faults that can't be deferred V8 makes exceptions;
// the handler, if there is one, is then called by ts/host/runner.ts. For SIGBUS V8 has to be told that it is such a
// fault.
bool onRunFault(int signal, siginfo_t *info, void *context) {
  if (info->si_code <= 0)
    return signals::takeSentFault(info, context);
  if (signal == SIGSEGV && deferFault(info, context))
    return true;
  last = *info;
  if (signal != SIGBUS || !signals::willCatch(SIGBUS))
    return false;
  siginfo_t copy = *info;
  copy.si_signo = SIGSEGV;
  copy.si_code = SEGV_MAPERR;
  return v8::TryHandleWebAssemblyTrapPosix(SIGSEGV, &copy, context);
}

void onFault(int signal, siginfo_t *info, void *context) {
  uintptr_t at = programCounter(context);
  if (at >= reinterpret_cast<uintptr_t>(isthmus_copy_begin) && at < reinterpret_cast<uintptr_t>(isthmus_copy_end))
    return continueAt(context, isthmus_copy_fault);
  if (!run::isStarted() && info->si_code > 0 && onGuestFault(signal, info, context))
    return;
  if (run::isStarted() && onRunFault(signal, info, context))
    return;
  chain(signal == SIGSEGV ? previousSegv : previousBus, signal, info, context);
}

void catchFaults() {
  for (int signal : {SIGSEGV, SIGBUS}) {
    struct sigaction &previous = signal == SIGSEGV ? previousSegv : previousBus;
    sigaction(signal, nullptr, &previous);
    struct sigaction mine = previous;
    mine.sa_sigaction = onFault;
    // V8's handler expects the alternate stack and its own mask, so those stay as they were.
    mine.sa_flags = (previous.sa_flags & ~SA_RESETHAND) | SA_SIGINFO | SA_ONSTACK;
    sigaction(signal, &mine, nullptr);
  }
}

} // namespace

int copyOrFault(void *to, const void *from, size_t length) { return isthmus_copy(to, from, length); }

namespace fault {

void start() {
  static std::once_flag once;
  std::call_once(once, catchFaults);
}

siginfo_t takeLast() {
  siginfo_t taken = last;
  last = {};
  return taken;
}

void watch(const Memory *memory) { runMemory = memory; }

void endGuestBy(bool (*end)()) { endGuest = end; }

} // namespace fault
} // namespace isthmus

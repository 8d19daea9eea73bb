// Guest memory: how far it reaches, and the copy that survives faults (issue: pages may be protected or gone).
#include "memory.h"
#include "growth.h"
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

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

void onFault(int signal, siginfo_t *info, void *context) {
  uintptr_t at = programCounter(context);
  if (at >= reinterpret_cast<uintptr_t>(isthmus_copy_begin) && at < reinterpret_cast<uintptr_t>(isthmus_copy_end))
    return continueAt(context, isthmus_copy_fault);
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

// 4 GiB for a pointer and 4 GiB for a length: no range made of two 32-bit numbers leaves this.
constexpr uint64_t wholeReach = uint64_t(8) << 30;

// Whether V8 reserved the whole reach: its pages and, behind them, address space that nobody else can be given.
bool isReserved(uintptr_t begin, uint64_t size) {
  FILE *maps = fopen("/proc/self/maps", "re");
  if (maps == nullptr)
    return false;
  uintptr_t covered = begin, from, to;
  char access[5];
  unsigned long inode;
  char *line = nullptr;
  size_t capacity = 0;
  while (covered < begin + wholeReach && getline(&line, &capacity, maps) > 0) {
    if (sscanf(line, "%lx-%lx %4s %*x %*s %lu", &from, &to, access, &inode) != 4 || to <= covered)
      continue;
    bool guard = inode == 0 && access[0] == '-' && access[1] == '-';
    if (from > covered || !(guard || covered < begin + size))
      break;
    covered = to;
  }
  free(line);
  fclose(maps);
  return covered >= begin + wholeReach;
}

} // namespace

void Memory::attach(std::shared_ptr<void> newOwner, void *newBase, size_t (*newSizeOf)(const void *)) {
  static std::once_flag once;
  std::call_once(once, catchFaults);
  detach();
  owner = std::move(newOwner);
  sizeOf = newSizeOf;
  base = static_cast<char *>(newBase);
  reach = sizeOf(owner.get());
  if (isReserved(reinterpret_cast<uintptr_t>(base), reach))
    reach = wholeReach;
  growth::keep(this);
}

void Memory::detach() {
  if (!isAttached())
    return;
  growth::release(this);
  owner.reset();
  sizeOf = nullptr;
  base = nullptr;
  reach = 0;
}

void Memory::surrender() const {
  if (reach == wholeReach)
    mmap(base, size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

bool Memory::isMappable() const { return reach == wholeReach && growth::isKept(); }

// Where V8 could not reserve the whole reach (ulimit -v), memory that grows has to be asked for its size.
bool Memory::hasGrown(uint64_t end) const {
  if (sizeOf != nullptr && reach != wholeReach)
    reach = sizeOf(owner.get());
  return end <= reach;
}

int Memory::read(uint32_t pointer, void *into, size_t length) const {
  return copyOrFault(into, at(pointer, length), length);
}

int Memory::write(uint32_t pointer, const void *from, size_t length) const {
  return copyOrFault(at(pointer, length), from, length);
}

bool Memory::isReadable(uint32_t pointer, uint32_t length) const {
  char probe;
  return length == 0 || (copyOrFault(&probe, at(pointer, length), 1) == 0 &&
                         copyOrFault(&probe, at(pointer, length) + length - 1, 1) == 0);
}

int Memory::protect(uint32_t pointer, uint32_t length) const {
  char *begin = at(pointer, length);
  uint32_t page = static_cast<uint32_t>(sysconf(_SC_PAGESIZE));
  if (pointer % page != 0 || length % page != 0 || !isReadable(pointer, length))
    return -EINVAL;
  return mprotect(begin, length, PROT_NONE) == 0 ? 0 : -errno;
}

int copyOrFault(void *to, const void *from, size_t length) { return isthmus_copy(to, from, length); }

} // namespace isthmus

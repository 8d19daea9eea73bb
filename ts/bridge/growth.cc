// V8 calls mprotect through an entry of its object's global offset table; here that entry gets a function of ours,
// which leaves out what a memory had already. Nothing else of the process passes through it. See growth.h.
#include "growth.h"
#include "memory.h"
#include <algorithm>
#include <atomic>
#include <cstring>
#include <elf.h>
#include <link.h>
#include <mutex>
#include <sys/mman.h>
#include <unistd.h>
#include <v8.h>
#include <vector>

namespace isthmus::growth {
namespace {

// Never destroyed: V8 may call until the very end of the process.
std::mutex &mutex = *new std::mutex;
std::vector<const Memory *> &memories = *new std::vector<const Memory *>;
std::atomic<bool> any;

// Where V8's calls went before: to libc, or to another copy of this file in the same program.
int (*next)(void *, size_t, int) = mprotect;

// What V8 calls in mprotect's place.
int protectGrowth(void *address, size_t length, int protection) {
  if (protection == (PROT_READ | PROT_WRITE) && any.load(std::memory_order_relaxed)) {
    std::lock_guard<std::mutex> lock(mutex);
    for (const Memory *memory : memories)
      if (size_t size = memory->size(); memory->at(0, 0) == address && length >= size)
        return length == size ? 0 : next(static_cast<char *>(address) + size, length - size, protection);
  }
  return next(address, length, protection);
}

// A loaded object, and where in it the dynamic linker left what it worked with.
struct Object {
  ElfW(Addr) base;
  // What is read-only once the program runs.
  ElfW(Addr) lockedBegin = 0, lockedEnd = 0;
  const ElfW(Sym) *symbols = nullptr;
  const char *names = nullptr;
  struct Table {
    const ElfW(Rela) *entries = nullptr;
    size_t bytes = 0;
  } jumps, others;

  // glibc has made these pointers absolute, other C libraries leave them as they are in the file.
  template <typename T> const T *at(ElfW(Addr) address) const {
    return reinterpret_cast<const T *>(address < base ? address + base : address);
  }

  explicit Object(const dl_phdr_info &info) : base(info.dlpi_addr) {
    for (int i = 0; i < info.dlpi_phnum; i++) {
      const ElfW(Phdr) &segment = info.dlpi_phdr[i];
      if (segment.p_type == PT_GNU_RELRO) {
        lockedBegin = base + segment.p_vaddr;
        lockedEnd = lockedBegin + segment.p_memsz;
      } else if (segment.p_type == PT_DYNAMIC) {
        for (auto *entry = reinterpret_cast<const ElfW(Dyn) *>(base + segment.p_vaddr); entry->d_tag != DT_NULL;
             entry++)
          take(*entry);
      }
    }
  }

  void take(const ElfW(Dyn) & entry) {
    switch (entry.d_tag) {
    case DT_SYMTAB:
      symbols = at<ElfW(Sym)>(entry.d_un.d_ptr);
      break;
    case DT_STRTAB:
      names = at<char>(entry.d_un.d_ptr);
      break;
    case DT_JMPREL:
      jumps.entries = at<ElfW(Rela)>(entry.d_un.d_ptr);
      break;
    case DT_PLTRELSZ:
      jumps.bytes = entry.d_un.d_val;
      break;
    case DT_RELA:
      others.entries = at<ElfW(Rela)>(entry.d_un.d_ptr);
      break;
    case DT_RELASZ:
      others.bytes = entry.d_un.d_val;
      break;
    }
  }

  // The entries of the global offset table that hold the address of a function of that name.
  std::vector<void **> slots(const char *function) const {
    std::vector<void **> found;
    if (symbols == nullptr || names == nullptr)
      return found;
    for (const Table &table : {jumps, others})
      for (size_t i = 0; i < table.bytes / sizeof(ElfW(Rela)); i++) {
        const ElfW(Rela) &entry = table.entries[i];
        auto type = ELF64_R_TYPE(entry.r_info);
#if defined(__x86_64__)
        bool holdsAddress = type == R_X86_64_JUMP_SLOT || type == R_X86_64_GLOB_DAT;
#else
        bool holdsAddress = type == R_AARCH64_JUMP_SLOT || type == R_AARCH64_GLOB_DAT;
#endif
        if (holdsAddress && strcmp(names + symbols[ELF64_R_SYM(entry.r_info)].st_name, function) == 0)
          found.push_back(reinterpret_cast<void **>(base + entry.r_offset));
      }
    return found;
  }
};

bool contains(const dl_phdr_info &info, const void *address) {
  auto wanted = reinterpret_cast<ElfW(Addr)>(address);
  for (int i = 0; i < info.dlpi_phnum; i++) {
    const ElfW(Phdr) &segment = info.dlpi_phdr[i];
    ElfW(Addr) begin = info.dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_LOAD && wanted >= begin && wanted < begin + segment.p_memsz)
      return true;
  }
  return false;
}

bool replace(const Object &object, const dl_phdr_info &info, void **slot) {
  auto pageSize = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  auto place = reinterpret_cast<uintptr_t>(slot);
  auto *page = reinterpret_cast<void *>(place & ~(pageSize - 1));
  bool isLocked = place >= object.lockedBegin && place < object.lockedEnd;
  // What isn't bound yet leads to the dynamic linker, which would take our function out again.
  if (!contains(info, *slot))
    next = reinterpret_cast<int (*)(void *, size_t, int)>(*slot);
  if (isLocked && mprotect(page, pageSize, PROT_READ | PROT_WRITE) != 0)
    return false;
  __atomic_store_n(slot, reinterpret_cast<void *>(protectGrowth), __ATOMIC_RELEASE);
  return !isLocked || mprotect(page, pageSize, PROT_READ) == 0;
}

bool install() {
  return dl_iterate_phdr(
             [](dl_phdr_info *info, size_t, void *) {
               if (!contains(*info, reinterpret_cast<const void *>(&v8::V8::GetVersion)))
                 return 0;
               Object object(*info);
               std::vector<void **> slots = object.slots("mprotect");
               bool replaced = !slots.empty();
               for (void **slot : slots)
                 replaced = replace(object, *info, slot) && replaced;
               return replaced ? 1 : -1;
             },
             nullptr) == 1;
}

} // namespace

bool isKept() {
  static const bool installed = install();
  return installed;
}

void keep(const Memory *memory) {
  isKept();
  std::lock_guard<std::mutex> lock(mutex);
  memories.push_back(memory);
  any = true;
}

void release(const Memory *memory) {
  std::lock_guard<std::mutex> lock(mutex);
  memories.erase(std::remove(memories.begin(), memories.end(), memory), memories.end());
  any = !memories.empty();
}

bool isInMemory(const void *address) {
  std::lock_guard<std::mutex> lock(mutex);
  return std::any_of(memories.begin(), memories.end(), [&](const Memory *memory) {
    const char *base = memory->at(0, 0);
    return address >= base && address < base + memory->size();
  });
}

} // namespace isthmus::growth

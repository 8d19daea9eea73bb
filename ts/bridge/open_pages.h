// Lets a guest go on after a fault until its handler can be run: V8 can't be called in the middle of an instruction,
// but at the next loop, function or call. Until then the page that was touched is accessible. What is read there is of
// no use; what is written is taken back before the handler, and comes again if the handler has made the page writable
// itself.
#pragma once
#include <cstdint>

namespace isthmus::open_pages {

// In the signal handler: makes the page of an address readable and writable. False when that can't be.
bool open(uintptr_t address, bool forWriting);
// Before the handler is run: all pages are again as they were. From `end` on there is no memory, and nothing stays.
void restore(uintptr_t end);
// After the handler: makes the store at that address again. The page has to be writable.
void repeat(uintptr_t address);

} // namespace isthmus::open_pages

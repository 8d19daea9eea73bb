// Growing a linear memory whose pages are mapped or protected. V8 makes a memory larger by giving the whole of it, old
// pages too, read and write permission, which would undo every protection and fail on a read-only file.
#pragma once

namespace isthmus {

class Memory;

namespace growth {

// From now on, until `release`, growing this memory leaves its old pages as they are. The memory must stay where it is.
void keep(const Memory *memory);
void release(const Memory *memory);

// Whether an address lies in such a memory.
bool isInMemory(const void *address);

// Whether that can be had in this Node.js; when not, nothing may be mapped.
bool isKept();

} // namespace growth
} // namespace isthmus

// Makes V8's memory survive fork.
#pragma once

namespace isthmus {

// Has a child inherit every mapping of this process. Call it right before fork.
void inheritMemory();

} // namespace isthmus

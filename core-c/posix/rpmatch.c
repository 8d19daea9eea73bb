// Answers to questions, in the only language that there is.
#include <stdlib.h>

/** Whether an answer begins as yes does: 1, as no does: 0, else -1. rpmatch(3). */
int rpmatch(const char *answer) {
  if (*answer == 'y' || *answer == 'Y')
    return 1;
  return *answer == 'n' || *answer == 'N' ? 0 : -1;
}

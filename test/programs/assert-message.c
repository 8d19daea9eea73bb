// assert(3): its message and its death, without the buffers of stdio.
#include "show.h"
#include <assert.h>
#include <sys/resource.h>

static void compare(int left, int right) { assert(left == right && "they differ"); }

int main(void) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0});
  assert(1 + 1 == 2);
  pid_t child = fork();
  if (child == 0) {
    printf("never flushed");
    compare(1, 2);
  }
  int status;
  check(waitpid(child, &status, 0) == child);
  puts(status_name(status));
  return 0;
}

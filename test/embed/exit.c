// A guest that an embedding program runs on this host alone: prints, makes a pipe, and leaves by exit from some depth.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int leave(int depth) {
  if (depth > 0)
    return leave(depth - 1) + 1;
  exit(9);
}

int main(int argc, char **argv) {
  int ends[2];
  char text[16] = "";
  FILE *out = fopen("out", "w");
  if (out == NULL || pipe(ends) != 0)
    return 1;
  if (write(ends[1], argv[argc - 1], 5) != 5 || read(ends[0], text, 5) != 5)
    return 2;
  int forked = fork();
  fprintf(out, "%s %d %d %s\n", text, forked, errno == ENOSYS, getenv("NAME"));
  fprintf(out, "%d %d\n", open("/etc/passwd", O_RDONLY), errno == EACCES);
  return leave(5);
}

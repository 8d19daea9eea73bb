// Changing a stream's buffering after output: nothing is lost, nothing comes out of order.
#include "show.h"

#include <stdlib.h>
#include <unistd.h>

static void mark(void) {
  if (write(STDOUT_FILENO, "| ", 2) != 2)
    abort();
}

int main(void) {
  static char buffer[200];
  FILE *file = fopen("rebuffered", "w+");
  char text[40];
  printf("one ");
  setbuf(stdout, NULL);
  printf("two ");
  mark();
  setvbuf(stdout, NULL, _IOLBF, 0);
  printf("three\n");
  mark();
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  printf("four ");
  setlinebuf(stdout);
  printf("five\n");
  fputs("kept ", file);
  setvbuf(file, NULL, _IONBF, 0);
  fputs("too\n", file);
  rewind(file);
  show(fgets(text, sizeof text, file) != NULL);
  printf("%s", text);
  return 0;
}

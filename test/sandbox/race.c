// Swaps a directory against a symbolic link that leads out, again and again, while another process opens files through
// it.
#include "attempt.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { ROUNDS = 20000 };

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  allowed(mkdir("inside", 0777));
  int file = open("inside/canary", O_CREAT | O_WRONLY, 0666);
  allowed(write(file, "harmless", 8));
  close(file);
  allowed(symlink("../outside", "relative"));
  allowed(symlink(argv[1], "elsewhere"));
  allowed(rename("inside", "swap"));
  int child = fork();
  allowed(child);
  if (child == 0) {
    for (;;) {
      rename("swap", "inside");
      rename("relative", "swap");
      rename("swap", "relative");
      rename("elsewhere", "swap");
      rename("swap", "elsewhere");
      rename("inside", "swap");
    }
  }
  int opened = 0, missed = 0;
  for (int round = 0; round < ROUNDS; round++) {
    char text[64] = "";
    int fd = open(round % 2 ? "swap/canary" : "swap/../swap/canary", round % 3 ? O_RDONLY : O_RDWR);
    if (fd < 0) {
      missed++;
      continue;
    }
    opened++;
    read(fd, text, sizeof text - 1);
    if (strcmp(text, "harmless") != 0)
      printf("escaped: read %s\n", text);
    close(fd);
    if (round % 64 == 0)
      refused(unlink("swap/other"));
  }
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  if (opened == 0 || missed == 0)
    fprintf(stderr, "no race: %d opened, %d missed\n", opened, missed);
  puts("contained");
}

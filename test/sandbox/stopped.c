// Stops itself and a child in a session of its own, so that no thread of theirs runs: --timeout must end both all the
// same, and the child must end when the first process is killed.
#include <signal.h>
#include <unistd.h>

int main(void) {
  if (fork() == 0) {
    setsid();
    kill(getpid(), SIGSTOP);
    for (;;)
      pause();
  }
  usleep(300000);
  kill(getpid(), SIGSTOP);
  for (;;)
    pause();
}

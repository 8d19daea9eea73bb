// System V shared memory: keys, attach counts over fork, exec, exit and kill, removal while it is attached.
#include "show.h"
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

enum { PAGE = 4096 };

static int id;

static void status(const char *what) {
  struct shmid_ds segment;
  if (shmctl(id, IPC_STAT, &segment) < 0)
    printf("%s: %s\n", what, errno_name(errno));
  else
    printf("%s: size %zu, attaches %lu, mode %o, creator %d, last %d\n", what, segment.shm_segsz,
           (unsigned long)segment.shm_nattch, (unsigned)segment.shm_perm.mode, segment.shm_cpid == getpid(),
           segment.shm_lpid == getpid());
}

static void await(pid_t child) {
  int ended;
  check(waitpid(child, &ended, 0) == child);
  printf("child %s\n", status_name(ended));
}

int main(int argc, char **argv) {
  begin();
  if (argc == 2) {
    /* The program that exec has started: its old maps are gone. */
    id = atoi(argv[1]);
    status("after exec");
    char *here = shmat(id, NULL, 0);
    printf("%s\n", here);
    return 7;
  }
  key_t key = (key_t)(0x49000000 + getpid());
  show((id = shmget(key, 5000, 0600)) < 0 ? -1 : 0);
  show((id = shmget(key, 5000, IPC_CREAT | IPC_EXCL | 0640)) < 0 ? -1 : 0);
  show(shmget(key, 0, 0) == id);
  show(shmget(key, 5000, 0600) == id);
  show(shmget(key, 5001, IPC_CREAT | 0600));
  show(shmget(key, 4000, IPC_CREAT | 0600) == id);
  show(shmget(key, 5000, IPC_CREAT | IPC_EXCL | 0600));
  status("made");
  char *here = shmat(id, NULL, 0);
  status("attached");

  pid_t child = fork();
  if (child == 0) {
    status("in the child");
    strcpy(here, "from the child");
    show(shmdt(here));
    status("detached by the child");
    check(shmat(id, NULL, SHM_RDONLY) != (void *)-1);
    check(shmat(id, NULL, SHM_RDONLY) != (void *)-1);
    status("twice more");
    _exit(0);
  }
  await(child);
  printf("%s\n", here);
  status("after exit");

  child = fork();
  if (child == 0)
    pause();
  while (1) {
    struct shmid_ds segment;
    check(shmctl(id, IPC_STAT, &segment) == 0);
    if (segment.shm_nattch == 2)
      break;
  }
  kill(child, SIGKILL);
  await(child);
  status("after kill");

  child = fork();
  if (child == 0) {
    char number[16];
    snprintf(number, sizeof number, "%d", id);
    execv("./prog", (char *[]){"prog", number, NULL});
    _exit(1);
  }
  await(child);
  status("after the other program");

  /* A removed segment lives as long as someone has it. */
  show(shmctl(id, IPC_RMID, NULL));
  status("removed");
  show(shmget(key, 0, 0));
  printf("%s\n", here);
  char *again = shmat(id, NULL, 0);
  show(again != (void *)-1);
  child = fork();
  if (child == 0) {
    strcpy(again, "after removal");
    _exit(0);
  }
  await(child);
  printf("%s\n", here);
  show(shmdt(here));
  status("one left");
  show(munmap(again, 2 * PAGE));
  status("none left");
  return 0;
}

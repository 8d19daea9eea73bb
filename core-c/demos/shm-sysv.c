// Demo: a System V segment as a notice board of three processes. Shows keys, attaching (also read-only), the kernel's
// count of attachments, and that a removed segment lives until the last one has left it.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct board {
  atomic_int turn;
  char notices[3][64];
};

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

static void print_status(int id, const char *when) {
  struct shmid_ds status;
  if (shmctl(id, IPC_STAT, &status) != 0) {
    printf("parent: %s, shmctl says: %s\n", when, errno == EINVAL ? "no such segment" : strerror(errno));
    return;
  }
  printf("parent: %s: %zu bytes, attached %lu times, mode %03o%s\n", when, status.shm_segsz,
         (unsigned long)status.shm_nattch, status.shm_perm.mode & 0777u,
         status.shm_perm.mode & SHM_DEST ? ", to be removed" : "");
}

/* Children know the key alone; they find the segment by it, and take turns. */
static void child(key_t key, int number) {
  int id = shmget(key, sizeof(struct board), 0);
  if (id < 0)
    fail("shmget");
  struct board *board = shmat(id, NULL, 0);
  if (board == (void *)-1)
    fail("shmat");
  while (atomic_load(&board->turn) != number)
    sched_yield();
  snprintf(board->notices[number], sizeof board->notices[number], "child %d was here%s", number,
           number == 0 ? "" : ", and has read what is above");
  atomic_fetch_add(&board->turn, 1);
  _exit(0); /* The end of a process detaches. */
}

int main(void) {
  key_t key = ftok(".", 'S');
  int id = shmget(key, sizeof(struct board), IPC_CREAT | IPC_EXCL | 0600);
  if (id < 0)
    fail("shmget");
  print_status(id, "made by its key");
  struct board *board = shmat(id, NULL, 0);
  if (board == (void *)-1)
    fail("shmat");
  print_status(id, "attached");

  fflush(stdout);
  for (int number = 0; number < 3; number++) {
    pid_t pid = fork();
    if (pid < 0)
      fail("fork");
    if (pid == 0)
      child(key, number);
  }
  while (wait(NULL) > 0)
    continue;
  for (int number = 0; number < 3; number++)
    printf("board:  %s\n", board->notices[number]);

  const struct board *reading = shmat(id, NULL, SHM_RDONLY);
  if (reading == (void *)-1)
    fail("shmat");
  printf("parent: a second, read-only attachment shows the same: %s\n",
         strcmp(reading->notices[2], board->notices[2]) == 0 ? "yes" : "no");
  print_status(id, "now");
  if (shmctl(id, IPC_RMID, NULL) != 0)
    fail("shmctl");
  print_status(id, "after IPC_RMID");
  printf("parent: its key finds it no more: %s\n", shmget(key, 0, 0) < 0 && errno == ENOENT ? "ENOENT" : "it does");
  printf("parent: yet here it still is: \"%s\"\n", board->notices[0]);
  shmdt(reading);
  shmdt(board);
  print_status(id, "when the last attachment is gone");
  return EXIT_SUCCESS;
}

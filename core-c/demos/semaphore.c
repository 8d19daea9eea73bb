// Demo: a System V semaphore shares two seats among four processes. Shows waiting, that a set knows who waits, and how
// SEM_UNDO frees what a killed process held.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

enum { seats = 2, guests = 4 };

static int semaphore;

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* Adds to the semaphore; it can't become negative, so taking waits until there is enough. */
static void change(short by) {
  struct sembuf operation = {.sem_num = 0, .sem_op = by, .sem_flg = SEM_UNDO};
  if (semop(semaphore, &operation, 1) != 0)
    fail("semop");
}

/* A guest sits down, tells so through the pipe, and stays until it is told to go, or killed. */
static pid_t arrive(int number, int seated) {
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid != 0)
    return pid;
  change(-1);
  if (write(seated, &number, sizeof number) != sizeof number)
    fail("write");
  for (;;)
    pause();
}

static int next_seated(int seated) {
  int number;
  if (read(seated, &number, sizeof number) != sizeof number)
    fail("read");
  return number;
}

static void show(void) {
  printf("        seats free: %d, processes waiting: %d\n", semctl(semaphore, 0, GETVAL),
         semctl(semaphore, 0, GETNCNT));
}

int main(void) {
  semaphore = semget(IPC_PRIVATE, 1, 0600);
  if (semaphore < 0 || semctl(semaphore, 0, SETVAL, seats) != 0)
    fail("semget");
  int seated[2];
  if (pipe(seated) != 0)
    fail("pipe");

  pid_t guest[guests];
  for (int i = 0; i < guests; i++) {
    guest[i] = arrive(i, seated[1]);
    if (i < seats)
      printf("guest %d sits down\n", next_seated(seated[0]));
    else
      while (semctl(semaphore, 0, GETNCNT) != i - seats + 1)
        usleep(1000);
  }
  show();

  /* Nobody gives the seat back: the kernel does, since the operation was made with SEM_UNDO. */
  for (int i = 0; i < guests - seats; i++) {
    kill(guest[i], SIGKILL);
    waitpid(guest[i], NULL, 0);
    printf("guest %d is killed, and guest %d sits down\n", i, next_seated(seated[0]));
    show();
  }
  for (int i = guests - seats; i < guests; i++) {
    kill(guest[i], SIGKILL);
    waitpid(guest[i], NULL, 0);
  }
  puts("all are gone");
  show();
  return semctl(semaphore, 0, IPC_RMID);
}

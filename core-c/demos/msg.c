// Demo: a System V message queue as a mailbox. Shows keys from ftok, messages chosen by type, and what removal does.
// Plain Linux C: the same source runs natively and sandboxed.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

/* A message is a type, which must be positive, and any text. Here the type says to whom the letter goes. */
enum { ann = 1, bob = 2 };
struct letter {
  long type;
  char text[64];
};

static void fail(const char *what) {
  perror(what);
  exit(EXIT_FAILURE);
}

/* Whoever names the same file and letter gets the same key, and so the same queue. */
static int open_mailbox(int flags) {
  key_t key = ftok(".", 'M');
  int mailbox = msgget(key, flags);
  if (key == -1 || mailbox < 0)
    fail("msgget");
  return mailbox;
}

static void post(int mailbox, long to, const char *text) {
  struct letter letter = {.type = to};
  size_t length = strlen(text) + 1;
  memcpy(letter.text, text, length);
  if (msgsnd(mailbox, &letter, length, 0) != 0)
    fail("msgsnd");
  printf("parent: posted \"%s\" to %s\n", text, to == ann ? "Ann" : "Bob");
}

/* A pipe by which a process says that it is about to wait. */
static int about_to_wait[2] = {-1, -1};

/* A process of its own, which takes its own letters only, whatever lies before them. It fails if it comes too late to
 * wait for one. */
static pid_t collect(long who, const char *name, int count) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid < 0)
    fail("fork");
  if (pid != 0)
    return pid;
  int mailbox = open_mailbox(0);
  for (int i = 0; i < count; i++) {
    struct letter letter;
    if (about_to_wait[1] >= 0 && write(about_to_wait[1], "", 1) != 1)
      fail("write");
    if (msgrcv(mailbox, &letter, sizeof letter.text, who, 0) >= 0)
      printf("%s:    reads \"%s\"\n", name, letter.text);
    else if (errno == EINVAL)
      exit(EXIT_FAILURE);
    else
      printf("%s:    still waiting when msgrcv said: %s\n", name, errno == EIDRM ? "EIDRM, the queue is removed" : "?");
  }
  exit(EXIT_SUCCESS);
}

int main(void) {
  int mailbox = open_mailbox(IPC_CREAT | IPC_EXCL | 0600);
  post(mailbox, ann, "Tea at four?");
  post(mailbox, bob, "Your book has come.");
  post(mailbox, ann, "Bring cake.");

  struct msqid_ds state;
  if (msgctl(mailbox, IPC_STAT, &state) != 0)
    fail("msgctl");
  printf("parent: the kernel keeps %lu messages with %lu bytes; nobody has to wait for them\n",
         (unsigned long)state.msg_qnum, (unsigned long)state.msg_cbytes);

  waitpid(collect(bob, "Bob", 1), NULL, 0);
  waitpid(collect(ann, "Ann", 2), NULL, 0);

  if (pipe(about_to_wait) != 0)
    fail("pipe");
  puts("parent: a queue outlives its processes, so it has to be removed");
  int status = 0;
  for (useconds_t time = 100000; time < 5000000; time *= 2) {
    pid_t waiting = collect(bob, "Bob", 1);
    char byte;
    if (read(about_to_wait[0], &byte, 1) != 1)
      fail("read");
    usleep(time);
    if (msgctl(mailbox, IPC_RMID, NULL) != 0)
      fail("msgctl");
    waitpid(waiting, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS)
      return EXIT_SUCCESS;
    /* Bob was not waiting yet: once more, with more time. */
    mailbox = open_mailbox(IPC_CREAT | IPC_EXCL | 0600);
  }
  return EXIT_FAILURE;
}

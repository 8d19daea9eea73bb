// Makes, finds and touches IPC objects as its arguments say, one after the other, and prints a line for each:
//   make KEY      a queue, a segment, a set, a POSIX queue and a file of /dev/shm of that key: their ids
//   find KEY      which of them it finds
//   remove KEY    removes them
//   touch Q M S   what the objects with these ids answer to being looked at, used and removed
//   list          the keys that MSG_STAT, SHM_STAT and SEM_STAT come upon, and the names in /dev/shm
//   child ... ;   does what follows in a child, and waits for it
//   orphan ... ;  the same, without waiting
//   wait, kill    what wait(2) and kill(2) of everybody say
//   exec PROGRAM  becomes a native program, with the rest as its arguments
//   churn KEY     makes and removes objects of the twenty keys after it, for ever
//   hold, sleep   waits for ever, for a second
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

struct names {
  char queue[40], file[40];
};

static struct names names_of(int key) {
  struct names names;
  snprintf(names.queue, sizeof names.queue, "/isthmus-test-%d", key);
  snprintf(names.file, sizeof names.file, "/dev/shm/isthmus-test-%d", key);
  return names;
}

static void make(int key, int loud) {
  struct names names = names_of(key);
  int queue = msgget(key, IPC_CREAT | 0600), segment = shmget(key, 4096, IPC_CREAT | 0600),
      set = semget(key, 2, IPC_CREAT | 0600);
  // Small, since RLIMIT_MSGQUEUE counts the queues of all of a user's processes.
  struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 16};
  mqd_t posix = mq_open(names.queue, O_CREAT | O_RDWR, 0600, &attributes);
  int file = open(names.file, O_CREAT | O_RDWR, 0600);
  if (loud)
    printf("made %d %d %d %s %s\n", queue, segment, set, posix < 0 ? strerror(errno) : "posix",
           file < 0 ? strerror(errno) : "file");
  mq_close(posix);
  close(file);
}

static void find(int key) {
  struct names names = names_of(key);
  printf("found%s%s%s%s%s\n", msgget(key, 0) >= 0 ? " queue" : "", shmget(key, 0, 0) >= 0 ? " segment" : "",
         semget(key, 0, 0) >= 0 ? " set" : "", mq_open(names.queue, O_RDWR) >= 0 ? " posix" : "",
         access(names.file, F_OK) == 0 ? " file" : "");
}

static void drop(int key) {
  struct names names = names_of(key);
  msgctl(msgget(key, 0), IPC_RMID, NULL);
  shmctl(shmget(key, 0, 0), IPC_RMID, NULL);
  semctl(semget(key, 0, 0), 0, IPC_RMID);
  mq_unlink(names.queue);
  unlink(names.file);
}

static void say(const char *what, long result) { printf(" %s %s", what, result < 0 ? strerrorname_np(errno) : "ok"); }

static void touch(int queue, int segment, int set) {
  struct {
    long type;
    char text[8];
  } message = {1, "text"};
  struct sembuf operation = {0, 1, IPC_NOWAIT};
  printf("touched");
  say("msgctl", msgctl(queue, IPC_STAT, &(struct msqid_ds){0}));
  say("msgsnd", msgsnd(queue, &message, 4, IPC_NOWAIT));
  say("msgrcv", msgrcv(queue, &message, 8, 0, IPC_NOWAIT));
  say("shmctl", shmctl(segment, IPC_STAT, &(struct shmid_ds){0}));
  say("shmat", shmat(segment, NULL, 0) == (void *)-1 ? -1 : 0);
  say("semctl", semctl(set, 0, GETVAL));
  say("semop", semop(set, &operation, 1));
  say("msgctl", msgctl(queue, IPC_RMID, NULL));
  say("shmctl", shmctl(segment, IPC_RMID, NULL));
  say("semctl", semctl(set, 0, IPC_RMID));
  printf("\n");
}

union argument {
  struct semid_ds *set;
  struct seminfo *info;
};

static void list(void) {
  struct msqid_ds queue;
  struct shmid_ds segment;
  struct semid_ds set;
  printf("keys");
  for (int place = 0, last = msgctl(0, MSG_INFO, &queue); place <= last; place++)
    if (msgctl(place, MSG_STAT_ANY, &queue) >= 0)
      printf(" queue:%d", queue.msg_perm.__key);
  for (int place = 0, last = shmctl(0, SHM_INFO, &segment); place <= last; place++)
    if (shmctl(place, SHM_STAT_ANY, &segment) >= 0)
      printf(" segment:%d", segment.shm_perm.__key);
  struct seminfo info;
  for (int place = 0, last = semctl(0, 0, SEM_INFO, (union argument){.info = &info}); place <= last; place++)
    if (semctl(place, 0, SEM_STAT_ANY, (union argument){.set = &set}) >= 0)
      printf(" set:%d", set.sem_perm.__key);
  DIR *directory = opendir("/dev/shm");
  if (directory == NULL)
    printf(" %s", strerrorname_np(errno));
  for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;)
    if (entry->d_name[0] != '.')
      printf(" %s", entry->d_name);
  printf("\n");
}

static void churn(int first) {
  for (int key = 1;; key = key % 20 + 1) {
    make(first + key, 0);
    if (key % 3 == 0)
      drop(first + key - 1);
  }
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  int in_child = 0;
  for (int i = 1; i < count; i++) {
    const char *word = arguments[i];
    int key = i + 1 < count ? atoi(arguments[i + 1]) : 0;
    if (strcmp(word, "make") == 0) {
      make(key, 1);
      i++;
    } else if (strcmp(word, "find") == 0) {
      find(key);
      i++;
    } else if (strcmp(word, "remove") == 0) {
      drop(key);
      i++;
    } else if (strcmp(word, "touch") == 0) {
      touch(key, atoi(arguments[i + 2]), atoi(arguments[i + 3]));
      i += 3;
    } else if (strcmp(word, "list") == 0) {
      list();
    } else if (strcmp(word, "child") == 0 || strcmp(word, "orphan") == 0) {
      pid_t child = fork();
      if (child == 0) {
        in_child = 1;
        continue;
      }
      if (word[0] == 'c')
        waitpid(child, NULL, 0);
      while (i < count && strcmp(arguments[i], ";") != 0)
        i++;
    } else if (strcmp(word, ";") == 0) {
      if (in_child)
        exit(0);
    } else if (strcmp(word, "wait") == 0) {
      printf("wait %s\n", wait(NULL) < 0 ? strerrorname_np(errno) : "a child");
    } else if (strcmp(word, "kill") == 0) {
      int result = kill(-1, SIGTERM);
      printf("kill %s\n", result < 0 ? strerrorname_np(errno) : "ok");
    } else if (strcmp(word, "exec") == 0) {
      execv(arguments[i + 1], arguments + i + 1);
      printf("exec %s\n", strerrorname_np(errno));
      return 1;
    } else if (strcmp(word, "churn") == 0) {
      churn(key);
    } else if (strcmp(word, "sleep") == 0) {
      sleep(1);
    } else if (strcmp(word, "hold") == 0) {
      printf("holding\n");
      for (;;)
        pause();
    }
  }
  return 0;
}

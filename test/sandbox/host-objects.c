// Runs a command amid IPC objects that it must not reach, and looks at them afterwards: host-objects COMMAND
// [argument...]. Native. Ends as the command does, or with 99 when an object was changed, or left; standard error says
// which. As root it does so in an IPC namespace of its own. The command gets HOST_OBJECTS="SHMID SEMID MSGID KEY NAME"
// in its environment.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECRET "s3cr3t!7"
#define SIZE 4096

static int harmed;
static char name[64];
static int shm, sem, msg;
static int apart;

#define must(expression)                                                                                               \
  do {                                                                                                                 \
    if ((long)(expression) == -1) {                                                                                    \
      fprintf(stderr, "host-objects: %s: %s\n", #expression, strerror(errno));                                         \
      exit(98);                                                                                                        \
    }                                                                                                                  \
  } while (0)

static void expect(int well, const char *what) {
  if (well)
    return;
  fprintf(stderr, "host objects: %s\n", what);
  harmed = 1;
}

/* Names in a directory but ".", "..". */
static int names_in(const char *path) {
  int count = 0;
  DIR *directory = opendir(path);
  if (directory == NULL)
    return -1;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
    count += entry->d_name[0] != '.';
  closedir(directory);
  return count;
}

/* Objects of a kind, as /proc shows them. */
static int lines_in(const char *path) {
  char line[512];
  int count = -1; /* The heading. */
  FILE *file = fopen(path, "r");
  if (file == NULL)
    return -1;
  while (fgets(line, sizeof line, file) != NULL)
    count++;
  fclose(file);
  return count;
}

static void make(void) {
  apart = unshare(CLONE_NEWIPC | CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
          mount("isthmus", "/dev/shm", "tmpfs", 0, NULL) == 0;
  int key = 0x49000000 | (getpid() & 0xffffff);
  snprintf(name, sizeof name, "/isthmus-canary-%d", getpid());
  must(shm = shmget(key, SIZE, IPC_CREAT | IPC_EXCL | 0666));
  char *pages = shmat(shm, NULL, 0);
  must((long)pages);
  for (int i = 0; i < SIZE; i += 8)
    memcpy(pages + i, SECRET, 8);
  must(shmdt(pages));
  must(sem = semget(key, 2, IPC_CREAT | IPC_EXCL | 0666));
  must(semctl(sem, 0, SETVAL, 3));
  must(semctl(sem, 1, SETVAL, 5));
  must(msg = msgget(key, IPC_CREAT | IPC_EXCL | 0666));
  struct {
    long type;
    char text[8];
  } message = {7, {0}};
  memcpy(message.text, SECRET, 8);
  must(msgsnd(msg, &message, 8, 0));
  struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = 8};
  mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0666, &attributes);
  must(queue);
  must(mq_send(queue, SECRET, 8, 1));
  mq_close(queue);
  int file = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0666);
  must(file);
  must(write(file, SECRET, 8));
  close(file);
  sem_t *semaphore = sem_open(name, O_CREAT | O_EXCL, 0666, 4);
  must((long)semaphore == 0 ? -1 : 0);
  sem_close(semaphore);
  char objects[160];
  snprintf(objects, sizeof objects, "%d %d %d %d %s", shm, sem, msg, key, name);
  setenv("HOST_OBJECTS", objects, 1);
}

static void check_system_v(const struct shmid_ds *segment_before, const struct msqid_ds *queue_before,
                           const struct semid_ds *set_before) {
  struct shmid_ds segment;
  expect(shmctl(shm, IPC_STAT, &segment) == 0, "the segment is gone");
  expect(memcmp(&segment, segment_before, sizeof segment) == 0, "the segment was attached or changed");
  char *pages = shmat(shm, NULL, SHM_RDONLY);
  for (int i = 0; pages != (void *)-1 && i < SIZE; i += 8)
    expect(memcmp(pages + i, SECRET, 8) == 0, "the segment was written to");
  struct semid_ds set;
  expect(semctl(sem, 0, IPC_STAT, &set) == 0, "the semaphore set is gone");
  expect(memcmp(&set, set_before, sizeof set) == 0, "the semaphore set was changed");
  expect(semctl(sem, 0, GETVAL) == 3 && semctl(sem, 1, GETVAL) == 5, "a semaphore was changed");
  struct msqid_ds queue;
  expect(msgctl(msg, IPC_STAT, &queue) == 0, "the System V queue is gone");
  expect(memcmp(&queue, queue_before, sizeof queue) == 0, "the System V queue was used or changed");
}

static void check_posix(const struct stat *file_before) {
  char text[16] = "";
  struct mq_attr attributes = {0};
  mqd_t queue = mq_open(name, O_RDWR | O_NONBLOCK);
  expect(queue != -1, "the POSIX queue is gone");
  mq_getattr(queue, &attributes);
  expect(attributes.mq_curmsgs == 1 && mq_receive(queue, text, 8, NULL) == 8 && memcmp(text, SECRET, 8) == 0,
         "the POSIX queue was used");
  struct stat file;
  int descriptor = shm_open(name, O_RDONLY, 0);
  expect(descriptor != -1 && fstat(descriptor, &file) == 0, "the shared memory is gone");
  expect(file.st_size == file_before->st_size && file.st_mode == file_before->st_mode &&
             file.st_uid == file_before->st_uid && read(descriptor, text, 8) == 8 && memcmp(text, SECRET, 8) == 0,
         "the shared memory was changed");
  int value = 0;
  sem_t *semaphore = sem_open(name, 0);
  expect(semaphore != SEM_FAILED && sem_getvalue(semaphore, &value) == 0 && value == 4,
         "the named semaphore was changed");
  if (apart) {
    expect(lines_in("/proc/sysvipc/shm") == 1, "segments were left behind");
    expect(lines_in("/proc/sysvipc/sem") == 1, "semaphore sets were left behind");
    expect(lines_in("/proc/sysvipc/msg") == 1, "System V queues were left behind");
    expect(names_in("/dev/shm") == 2, "files were left behind in /dev/shm");
    if (mount("isthmus", "/dev/shm", "mqueue", 0, NULL) == 0)
      expect(names_in("/dev/shm") == 1, "POSIX queues were left behind");
  }
}

int main(int argc, char **argv) {
  if (argc < 2)
    return 98;
  make();
  struct shmid_ds segment;
  struct msqid_ds queue;
  struct semid_ds set;
  struct stat file;
  must(shmctl(shm, IPC_STAT, &segment));
  must(msgctl(msg, IPC_STAT, &queue));
  must(semctl(sem, 0, IPC_STAT, &set));
  int descriptor = shm_open(name, O_RDONLY, 0);
  must(fstat(descriptor, &file));
  close(descriptor);
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  int status;
  must(waitpid(child, &status, 0));
  /* What cleans up after a run's last process may take a while; a directory in /dev/shm goes last. */
  for (int waited = 0; apart && waited < 1000 && names_in("/dev/shm") != 2; waited++)
    usleep(20000);
  check_system_v(&segment, &queue, &set);
  check_posix(&file);
  shmctl(shm, IPC_RMID, NULL);
  semctl(sem, 0, IPC_RMID);
  msgctl(msg, IPC_RMID, NULL);
  mq_unlink(name);
  shm_unlink(name);
  sem_unlink(name);
  if (harmed)
    return 99;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

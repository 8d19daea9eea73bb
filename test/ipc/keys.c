// What msgget, semget, shmget and their kin say of keys, flags, modes and removal: the same natively, in a kernel
// namespace and in a virtual one. argv[1] is a key that nobody else uses; the two after it belong to this program too.
// argv[2] is "shared" where others make and remove objects of their own in the same namespace meanwhile.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mqueue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { QUEUE, SET, SEGMENT, KINDS };
static const char *const names[] = {"queue", "set", "segment"};
static int shared;

union argument {
  int value;
  struct semid_ds *set;
  unsigned short *array;
  struct seminfo *info;
};

static int get(enum kind kind, key_t key, size_t size, int flags) {
  switch (kind) {
  case QUEUE:
    return msgget(key, flags);
  case SET:
    return semget(key, (int)size, flags);
  default:
    return shmget(key, size, flags);
  }
}

static int control(enum kind kind, int id, int command, struct ipc_perm *permissions) {
  union {
    struct msqid_ds queue;
    struct semid_ds set;
    struct shmid_ds segment;
  } buffer;
  memset(&buffer, 0, sizeof buffer);
  if (command == IPC_SET) {
    if (control(kind, id, IPC_STAT, &buffer.queue.msg_perm) != 0)
      return -1;
    buffer.queue.msg_perm.mode = permissions->mode;
    if (kind == QUEUE)
      buffer.queue.msg_qbytes = 1000;
  }
  int result = kind == QUEUE ? msgctl(id, command, &buffer.queue)
               : kind == SET ? semctl(id, 0, command, (union argument){.set = &buffer.set})
                             : shmctl(id, command, &buffer.segment);
  if (permissions != NULL)
    *permissions = buffer.queue.msg_perm;
  return result;
}

static void show(const char *what, int result) { printf("  %s: %s\n", what, result >= 0 ? "ok" : strerror(errno)); }

static key_t key_of(enum kind kind, int id) {
  struct ipc_perm permissions = {0};
  return control(kind, id, IPC_STAT, &permissions) == 0 ? permissions.__key : -1;
}

struct places {
  int found, right, counted, objects;
};

// Goes through all objects: how often it comes upon this one, with its key; how many it comes upon, how many there are.
static struct places look(enum kind kind, int id, key_t key) {
  struct msginfo messages;
  struct seminfo semaphores;
  struct shm_info segments;
  int last = kind == QUEUE ? msgctl(0, MSG_INFO, (struct msqid_ds *)&messages)
             : kind == SET ? semctl(0, 0, SEM_INFO, (union argument){.info = &semaphores})
                           : shmctl(0, SHM_INFO, (struct shmid_ds *)&segments);
  struct places places = {0};
  places.objects = kind == QUEUE ? messages.msgpool : kind == SET ? semaphores.semusz : segments.used_ids;
  for (int place = 0; place <= last; place++) {
    struct msqid_ds queue;
    struct semid_ds set;
    struct shmid_ds segment;
    int one = kind == QUEUE ? msgctl(place, MSG_STAT, &queue)
              : kind == SET ? semctl(place, 0, SEM_STAT, (union argument){.set = &set})
                            : shmctl(place, SHM_STAT, &segment);
    places.counted += one >= 0 || errno == EACCES;
    if (one != id)
      continue;
    places.found++;
    key_t its = kind == QUEUE ? queue.msg_perm.__key : kind == SET ? set.sem_perm.__key : segment.shm_perm.__key;
    places.right += its == key;
  }
  return places;
}

// Whether the commands that go through all objects come upon this one, with its key, and upon as many as there are. The
// latter takes a moment in which nobody makes or removes any, so among others it may take many looks.
static void find_by_place(enum kind kind, int id, key_t key) {
  struct places places = look(kind, id, key);
  for (int looks = 1; shared && looks < 1000 && places.counted != places.objects; looks++)
    places = look(kind, id, key);
  printf("  found %d, right %d, counted all %d\n", places.found, places.right, places.counted == places.objects);
}

static void keys(enum kind kind, key_t key) {
  size_t size = kind == SET ? 3 : 5000;
  printf("%s\n", names[kind]);
  show("none yet", get(kind, key, size, 0));
  show("none yet, exclusive", get(kind, key, size, IPC_EXCL));
  int id = get(kind, key, size, IPC_CREAT | IPC_EXCL | 0640);
  show("make", id);
  printf("  key %d\n", key_of(kind, id) == key);
  printf("  again %d\n", get(kind, key, 0, 0) == id);
  printf("  again, make %d\n", get(kind, key, size, IPC_CREAT | 0600) == id);
  show("again, exclusively", get(kind, key, size, IPC_CREAT | IPC_EXCL | 0600));
  show("larger", get(kind, key, size + 1, 0));
  show("larger, make", get(kind, key, size + 1, IPC_CREAT | 0600));
  show("exactly", get(kind, key, size, 0400));
  find_by_place(kind, id, key);
  struct ipc_perm permissions = {.mode = 0200};
  show("set", control(kind, id, IPC_SET, &permissions));
  show("write", get(kind, key, 0, 0200));
  permissions.mode = 0;
  show("stat", control(kind, id, IPC_STAT, &permissions));
  printf("  mode %o\n", permissions.mode & 0777);
  int other = get(kind, key + 1, size, IPC_CREAT | 0600);
  printf("  other %d\n", other >= 0 && other != id);
  int private = get(kind, IPC_PRIVATE, size, 0600), second = get(kind, IPC_PRIVATE, size, 0600);
  printf("  private %d key %d\n", private >= 0 && second >= 0 && private != second, key_of(kind, private));
  find_by_place(kind, private, IPC_PRIVATE);
  show("remove", control(kind, id, IPC_RMID, NULL));
  show("remove again", control(kind, id, IPC_RMID, NULL));
  show("stat", control(kind, id, IPC_STAT, &permissions));
  show("gone", get(kind, key, 0, 0));
  int anew = get(kind, key, size, IPC_CREAT | IPC_EXCL | 0600);
  printf("  anew %d\n", anew >= 0 && anew != id);
  for (int i = 0; i < 4; i++)
    show("remove", control(kind, (int[]){other, private, second, anew}[i], IPC_RMID, NULL));
  show("no such id", control(kind, INT_MAX, IPC_STAT, &permissions));
  show("negative id", control(kind, -1, IPC_RMID, NULL));
  show("unknown command", kind == QUEUE ? msgctl(0, 999, NULL)
                          : kind == SET ? semctl(0, 0, 999)
                                        : shmctl(0, 999, NULL));
}

static void sizes(key_t key) {
  printf("sizes\n");
  show("no semaphores", semget(key, 0, IPC_CREAT | 0600));
  show("negative", semget(key, -1, IPC_CREAT | 0600));
  show("too many", semget(key, 1 << 20, IPC_CREAT | 0600));
  show("no bytes", shmget(key, 0, IPC_CREAT | 0600));
  show("nothing of these is left", semget(key, 0, 0));
  show("nothing of these is left", shmget(key, 0, 0));
}

// Removed while attached, a segment lives on by its id, and its key is free.
static void attached(key_t key) {
  printf("attached\n");
  int id = shmget(key, 100, IPC_CREAT | 0600);
  char *at = shmat(id, NULL, 0);
  show("attach", at == (void *)-1 ? -1 : 0);
  if (at == (void *)-1)
    return;
  strcpy(at, "still here");
  show("remove", shmctl(id, IPC_RMID, NULL));
  struct shmid_ds segment;
  show("stat", shmctl(id, IPC_STAT, &segment));
  printf("  key %d, destroyed %d, attaches %d\n", segment.shm_perm.__key, (segment.shm_perm.mode & SHM_DEST) != 0,
         (int)segment.shm_nattch);
  show("by key", shmget(key, 0, 0));
  int other = shmget(key, 100, IPC_CREAT | IPC_EXCL | 0600);
  printf("  another %d\n", other >= 0 && other != id);
  char *again = shmat(id, NULL, SHM_RDONLY);
  printf("  again: %s\n", again == (void *)-1 ? strerror(errno) : again);
  shmdt(again);
  shmdt(at);
  show("gone", shmctl(id, IPC_STAT, &segment));
  show("remove", shmctl(other, IPC_RMID, NULL));
}

static void values(key_t key) {
  printf("values\n");
  int id = semget(key, 3, IPC_CREAT | 0600);
  unsigned short array[3] = {7, 8, 9};
  show("set all", semctl(id, 0, SETALL, (union argument){.array = array}));
  show("set one", semctl(id, 1, SETVAL, (union argument){.value = 5}));
  memset(array, 0, sizeof array);
  show("get all", semctl(id, 0, GETALL, (union argument){.array = array}));
  printf("  %d %d %d, %d %d %d\n", array[0], array[1], array[2], semctl(id, 1, GETVAL), semctl(id, 1, GETNCNT),
         semctl(id, 2, GETZCNT));
  printf("  mine %d\n", semctl(id, 1, GETPID) == getpid());
  show("too large", semctl(id, 0, SETVAL, (union argument){.value = 40000}));
  show("beyond", semctl(id, 3, GETVAL));
  show("remove", semctl(id, 0, IPC_RMID));
}

static void queue_names(int unique) {
  printf("queue names\n");
  char name[400], longest[300];
  struct mq_attr small = {.mq_maxmsg = 2, .mq_msgsize = 16};
  snprintf(name, sizeof name, "/isthmus-test-%d", unique);
  memset(longest, 'x', sizeof longest);
  memcpy(longest, name, strlen(name));
  longest[256] = 0;
  for (int i = 0; i < 2; i++) {
    const char *one = i == 0 ? name : longest;
    show("none", mq_open(one, O_RDWR));
    mqd_t queue = mq_open(one, O_CREAT | O_EXCL | O_RDWR, 0600, &small);
    show("make", queue);
    show("exclusively", mq_open(one, O_CREAT | O_EXCL | O_RDWR, 0600, NULL));
    mqd_t again = mq_open(one, O_CREAT | O_RDONLY, 0600, NULL);
    show("again", again);
    show("send", mq_send(queue, "text", 4, 1));
    char text[16];
    printf("  received %d\n", (int)mq_receive(again, text, sizeof text, NULL));
    show("unlink", mq_unlink(one));
    show("unlink again", mq_unlink(one));
    show("none", mq_open(one, O_RDWR));
    show("send", mq_send(queue, "text", 4, 1));
    mq_close(queue);
    mq_close(again);
  }
  longest[256] = 'x';
  longest[257] = 0;
  const char *const wrong[] = {longest, "/", "//", "/a/b", "/.", "/.."};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    show("wrong, make", mq_open(wrong[i], O_CREAT | O_RDWR, 0600, NULL));
    show("wrong", mq_open(wrong[i], O_RDWR));
    show("wrong, unlink", mq_unlink(wrong[i]));
  }
}

int main(int count, char **arguments) {
  int key = count > 1 ? atoi(arguments[1]) : 1234567;
  shared = count > 2 && strcmp(arguments[2], "shared") == 0;
  setvbuf(stdout, NULL, _IONBF, 0);
  for (int kind = 0; kind < KINDS; kind++)
    keys(kind, key);
  sizes(key);
  attached(key);
  values(key);
  queue_names(key);
  return 0;
}

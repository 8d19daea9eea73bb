// semctl(2): all commands, the fourth argument as a union, as a plain value and left out, permissions of other users.
#include "show.h"
#include <sys/ipc.h>
#include <sys/sem.h>
#include <time.h>

union semun {
  int val;
  struct semid_ds *buf;
  unsigned short *array;
  struct seminfo *__buf;
};

/* Some programs make do with less. */
union value_only {
  int val;
};

enum { count = 5 };

static int set;
static key_t key;

static void values(void) {
  unsigned short all[count + 1];
  memset(all, 0x5a, sizeof all);
  check(semctl(set, 0, GETALL, (union semun){.array = all}) == 0);
  printf("  values");
  for (int i = 0; i < count; i++)
    printf(" %d", all[i]);
  printf(", untouched %d\n", all[count] == 0x5a5a);
}

static union semun made(int value) { return (union semun){.val = value}; }

static void setting(void) {
  puts("values");
  union semun argument = {.val = 4};
  show(semctl(set, 0, SETVAL, argument));
  show(semctl(set, 1, SETVAL, 5));
  show(semctl(set, 2, SETVAL, (union semun){6}));
  show(semctl(set, 3, SETVAL, made(7)));
  show(semctl(set, 4, SETVAL, (union value_only){8}));
  values();
  int (*by_pointer)(int, int, int, ...) = semctl;
  show(by_pointer(set, 0, SETVAL, argument));
  show(by_pointer(set, 0, GETVAL));
  show((semctl)(set, 1, SETVAL, made(9)));
  unsigned short all[count] = {10, 20, 30, 32767, 0};
  show(semctl(set, 0, SETALL, all));
  values();
  argument.array = all;
  all[0] = 11;
  show(semctl(set, 99, SETALL, argument));
  values();
  all[2] = 32768;
  show(semctl(set, 0, SETALL, argument));
  values();
  show(semctl(set, 0, SETVAL, 32767));
  show(semctl(set, 0, SETVAL, 32768));
  show(semctl(set, 0, SETVAL, -1));
  show(semctl(set, 0, SETVAL, 0));
  show(semctl(set, count, SETVAL, 1));
  show(semctl(set, -1, SETVAL, 1));
  show(semctl(set, count, GETVAL));
  show(semctl(set, -1, GETVAL));
  show(semctl(set, 0, GETALL, (unsigned short *)NULL));
  show(semctl(set, 0, SETALL, (unsigned short *)NULL));
  values();
}

static void asking(void) {
  puts("who and how many");
  show(semctl(set, 0, GETPID) == getpid());
  show(semctl(set, 1, GETPID) == getpid());
  pid_t child = fork();
  check(child >= 0);
  if (child == 0) {
    struct sembuf change = {1, 1, 0};
    _exit(semop(set, &change, 1) == 0 ? 0 : 1);
  }
  check(waitpid(child, NULL, 0) == child);
  show(semctl(set, 1, GETPID) == child);
  show(semctl(set, 0, GETNCNT));
  show(semctl(set, 0, GETZCNT));
  show(semctl(set, count, GETPID));
  show(semctl(set, count, GETNCNT));
  show(semctl(set, count, GETZCNT));
}

static void tell(const char *when) {
  struct semid_ds state;
  memset(&state, 0x5a, sizeof state);
  check(semctl(set, 0, IPC_STAT, &state) == 0);
  time_t now = time(NULL);
  printf("%s: %lu semaphores, operated %s, changed %s, mode %o, key right %d, owner %d %d, creator %d %d\n", when,
         (unsigned long)state.sem_nsems,
         state.sem_otime == 0     ? "never"
         : state.sem_otime <= now ? "now"
                                  : "wrong",
         state.sem_ctime <= now && state.sem_ctime >= now - 60 ? "now" : "wrong", (unsigned)state.sem_perm.mode,
         state.sem_perm.__key == key, state.sem_perm.uid == geteuid(), state.sem_perm.gid == getegid(),
         state.sem_perm.cuid == geteuid(), state.sem_perm.cgid == getegid());
}

static void stranger(void) {
  struct semid_ds state;
  struct sembuf zero = {4, 0, IPC_NOWAIT}, up = {0, 1, IPC_NOWAIT};
  unsigned short all[count];
  if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) {
    puts("not allowed to become another user");
    return;
  }
  show(semget(key, 0, 0) == set);
  show(semget(key, 0, 0400) == set);
  show(semget(key, 0, 0600) == set);
  show(semop(set, &zero, 1));
  show(semop(set, &up, 1));
  show(semctl(set, 0, GETVAL) >= 0);
  show(semctl(set, 0, SETVAL, 1));
  show(semctl(set, 0, GETALL, all));
  show(semctl(set, 0, SETALL, all));
  show(semctl(set, 0, IPC_STAT, &state));
  memset(&state, 0, sizeof state);
  show(semctl(set, 0, IPC_SET, &state));
  show(semctl(set, 0, IPC_RMID));
}

static void other_users(void) {
  static const unsigned modes[] = {0600, 0604, 0602, 0606, 0000};
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
    struct semid_ds state;
    check(semctl(set, 0, IPC_STAT, &state) == 0);
    state.sem_perm.mode = (unsigned short)modes[i];
    union semun argument = {.buf = &state};
    check(semctl(set, 0, IPC_SET, argument) == 0);
    printf("mode %o\n", modes[i]);
    fflush(stdout);
    if (fork() == 0) {
      stranger();
      fflush(stdout);
      _exit(0);
    }
    wait(NULL);
  }
}

static void linux_commands(void) {
  puts("Linux's own commands");
  struct seminfo limits;
  memset(&limits, 0x5a, sizeof limits);
  show(semctl(0, 0, IPC_INFO, (union semun){.__buf = &limits}) >= 0);
  printf("sets %d, semaphores %d, in a set %d, operations %d, value %d, at exit %d, undo %d %d %d, map %d\n",
         limits.semmni, limits.semmns, limits.semmsl, limits.semopm, limits.semvmx, limits.semaem, limits.semmnu,
         limits.semume, limits.semusz, limits.semmap);
  int highest = semctl(0, 0, SEM_INFO, &limits);
  show(highest >= 0);
  printf("sets at least one %d, semaphores at least five %d\n", limits.semusz >= 1, limits.semaem >= count);
  int found = 0, found_any = 0;
  for (int index = 0; index <= highest; index++) {
    struct semid_ds state;
    if (semctl(index, 0, SEM_STAT, &state) == set && state.sem_nsems == count && state.sem_perm.__key == key)
      found++;
    if (semctl(index, 0, SEM_STAT_ANY, &state) == set && state.sem_nsems == count && state.sem_perm.__key == key)
      found_any++;
  }
  printf("found %d times by SEM_STAT, %d by SEM_STAT_ANY\n", found, found_any);
}

static void errors(void) {
  puts("errors");
  struct semid_ds state;
  memset(&state, 0, sizeof state);
  show(semctl(-1, 0, IPC_STAT, &state));
  show(semctl(-1, 0, GETVAL));
  show(semctl(set, 0, -1));
  show(semctl(set, 0, 99));
  show(semctl(set, 0, IPC_STAT, (struct semid_ds *)NULL));
  show(semctl(set, 0, IPC_SET, (struct semid_ds *)NULL));
  show(semctl(set + 1000000, 0, GETVAL));
  show(semctl(set + 1000000, 0, SETVAL, 1));
  show(semctl(set, 99, IPC_RMID));
  show(semctl(set, 0, IPC_RMID));
  show(semctl(set, 0, IPC_RMID, 0));
  show(semctl(set, 0, GETVAL));
  show(semctl(set, 0, IPC_STAT, &state));
}

int main(void) {
  begin();
  key = 0x49560000 | (getpid() & 0xffff);
  set = semget(key, count, IPC_CREAT | IPC_EXCL | 0600);
  check(set >= 0);
  tell("new");
  setting();
  tell("set");
  asking();
  tell("operated");
  linux_commands();
  other_users();
  errors();
  return 0;
}

// Tries to reach IPC objects outside its namespace: ids and keys by brute force, names with tricks, links in /dev/shm,
// calls with what the C library would never pass. HOST_OBJECTS says what there is to reach (host-objects.c). Argument:
// a directory outside.
#include "../../wasm/generated/imports.h"
#include "attempt.h"
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>

static char buffer[65536];

/* Everything that can be done to an id of System V, none of which may work on one that is not ours. */
static void attack_id(int id) {
  struct shmid_ds segment = {0};
  struct semid_ds set = {0};
  struct msqid_ds queue = {0};
  struct {
    long type;
    char text[64];
  } message = {1, ""};
  struct sembuf operation = {0, 1, IPC_NOWAIT};
  unsigned short values[8] = {0};
  refused(shmctl(id, IPC_STAT, &segment));
  refused(shmctl(id, IPC_SET, &segment));
  refused(shmctl(id, SHM_LOCK, NULL));
  refused((long)shmat(id, NULL, 0));
  refused((long)shmat(id, NULL, SHM_RDONLY));
  refused(shmctl(id, IPC_RMID, NULL));
  refused(semctl(id, 0, IPC_STAT, &set));
  refused(semctl(id, 0, IPC_SET, &set));
  refused(semctl(id, 0, GETVAL));
  refused(semctl(id, 0, GETPID));
  refused(semctl(id, 0, SETVAL, 9));
  refused(semctl(id, 0, GETALL, values));
  refused(semctl(id, 0, SETALL, values));
  refused(semop(id, &operation, 1));
  refused(semctl(id, 0, IPC_RMID));
  refused(msgctl(id, IPC_STAT, &queue));
  refused(msgctl(id, IPC_SET, &queue));
  refused(msgsnd(id, &message, 1, IPC_NOWAIT));
  refused(msgrcv(id, &message, 64, 0, IPC_NOWAIT | MSG_NOERROR));
  refused(msgrcv(id, &message, 64, 0, IPC_NOWAIT | MSG_COPY | MSG_NOERROR));
  refused(msgctl(id, IPC_RMID, NULL));
}

/* Commands that take an index of the kernel's table show what is ours, which is nothing yet. */
static void attack_index(int index) {
  struct shmid_ds segment;
  struct semid_ds set;
  struct msqid_ds queue;
  refused(shmctl(index, SHM_STAT, &segment));
  refused(shmctl(index, SHM_STAT_ANY, &segment));
  refused(semctl(index, 0, SEM_STAT, &set));
  refused(semctl(index, 0, SEM_STAT_ANY, &set));
  refused(msgctl(index, MSG_STAT, &queue));
  refused(msgctl(index, MSG_STAT_ANY, &queue));
}

static void attack_key(int key) {
  refused_with(ENOENT, shmget(key, 0, 0));
  refused_with(ENOENT, semget(key, 0, 0));
  refused_with(ENOENT, msgget(key, 0));
  /* One of our own under the same key is another. */
  int segment = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600);
  allowed(segment);
  const char *pages = shmat(segment, NULL, 0);
  allowed((long)pages);
  if (pages[0] != 0)
    puts("escaped: the host's segment");
  int set = semget(key, 2, IPC_CREAT | IPC_EXCL | 0600);
  allowed(set);
  if (semctl(set, 0, GETVAL) != 0)
    puts("escaped: the host's semaphores");
  int queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
  allowed(queue);
  refused_with(ENOMSG, msgrcv(queue, buffer, 64, 0, IPC_NOWAIT));
  allowed(shmdt(pages));
  /* Left behind on purpose: the namespace's end is theirs. */
}

static void attack_name(const char *name) {
  refused(mq_open(name, O_RDWR));
  refused(mq_unlink(name));
  refused(shm_open(name, O_RDWR, 0));
  refused(shm_open(name, O_RDONLY, 0));
  refused(shm_unlink(name));
  if (sem_open(name, 0) != SEM_FAILED)
    printf("escaped: semaphore %s\n", name);
  refused(sem_unlink(name));
}

/* The import itself, with names that the C library would not let pass; -ENOENT and the like are all right. */
static void attack_raw_name(const char *name, size_t length) {
  if (__isthmus_mq_open(name, length, O_RDONLY, 0, NULL) >= 0)
    printf("escaped: mq_open of %.*s\n", (int)length, name);
  if (__isthmus_mq_unlink(name, length) >= 0)
    printf("escaped: mq_unlink of %.*s\n", (int)length, name);
}

static void attack_shm_directory(const char *outside) {
  char path[4200];
  struct stat status;
  snprintf(path, sizeof path, "/dev/shm/../..%s/canary", outside);
  refused(open(path, O_RDONLY));
  refused(stat(path, &status));
  refused(unlink(path));
  refused(open("/dev/shm/../mem", O_RDONLY));
  refused(open("/dev/shm/../../etc/passwd", O_RDONLY));
  refused(mkdir("/dev/shm/../isthmus-new", 0777));
  refused(rename("/dev/shm", "stolen"));
  refused(rmdir("/dev/shm"));
  refused(mknod("/dev/shm/device", S_IFBLK | 0666, 0x800));
  refused(mknod("/dev/shm/device", S_IFCHR | 0666, 0x101));
  /* Links there may say anything; following them may not lead out. */
  snprintf(path, sizeof path, "%s/canary", outside);
  allowed(symlink(path, "/dev/shm/link"));
  refused(open("/dev/shm/link", O_RDONLY));
  refused(shm_open("/link", O_RDONLY, 0));
  refused(shm_open("/link", O_RDWR | O_CREAT, 0600));
  refused(truncate("/dev/shm/link", 0));
  allowed(symlink("/", "/dev/shm/root"));
  refused(open("/dev/shm/root/etc/passwd", O_RDONLY));
  refused(shm_open("/root/etc/passwd", O_RDONLY, 0));
  allowed(symlink("../..", "/dev/shm/up"));
  refused(open("/dev/shm/up/etc/passwd", O_RDONLY));
  allowed(symlink("/proc/self", "/dev/shm/process"));
  refused(open("/dev/shm/process/environ", O_RDONLY));
  snprintf(path, sizeof path, "%s/canary", outside);
  allowed(symlink(path, "/dev/shm/sem.link"));
  if (sem_open("/link", 0) != SEM_FAILED)
    puts("escaped: a semaphore through a link");
  refused(link(path, "/dev/shm/hard"));
  refused(link("/dev/shm/link/", "hard"));
}

/* Words where no futex can be. */
static void attack_futex(void) {
  uint32_t *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  uintptr_t end = __builtin_wasm_memory_size(0) * 65536u;
  const uintptr_t words[] = {1, 2, 3, (uintptr_t)page, end, end - 2, end + 4, 0x7ffffffc, 0xfffffffc, 0xffffffff};
  static const int32_t now[4];
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    for (int operation = 0; operation < 14; operation++) {
      /* Waking nobody at a word that is only mapped nowhere answers 0; waiting must fail. */
      if (operation % 9 == 0 && __isthmus_futex((void *)words[i], operation, 0, now, 0, (void *)words[i], 0) >= 0)
        printf("escaped: futex %d at %#lx\n", operation, (unsigned long)words[i]);
      __isthmus_futex((void *)words[i], operation | 128, 1, now, 1, (void *)words[9 - i], 0);
    }
  }
  allowed(munmap(page, 4096));
}

/* Lengths that wrap around, ranges that are not ours, protections that a guest must not have. */
static void attack_maps(void) {
  uint32_t end = __builtin_wasm_memory_size(0) * 65536u;
  int file = open("own", O_CREAT | O_RDWR, 0666);
  allowed(ftruncate(file, 1 << 20));
  const uint32_t addresses[] = {1, 4095, end, end - 4095, end + 4096, 0x80000000, 0xfffff000, 0xffffffff};
  const uint32_t lengths[] = {0x1000, 0x10000, 0x7ffff000, 0x80000000, 0xfffff000, 0xffffffff};
  for (size_t i = 0; i < 8; i++) {
    for (size_t k = 0; k < 6; k++) {
      uint32_t at = addresses[i], size = lengths[k];
      if (__isthmus_mmap(at, size, 3, 0x11, file, 0) >= 0 || __isthmus_mmap(at, size, 3, 0x32, -1, 0) >= 0 ||
          __isthmus_munmap(at, size) >= 0 || __isthmus_mprotect(at, size, 3) >= 0 ||
          __isthmus_mremap(at, size, 4096, 3, end - 65536) >= 0 || __isthmus_madvise(at, size, 4) >= 0 ||
          __isthmus_mlock2(at, size, 0) >= 0)
        printf("escaped: map calls at %#x, %#x bytes\n", at, size);
    }
  }
  refused((long)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  refused((long)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0));
  char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  refused(mprotect(page, 4096, PROT_READ | PROT_EXEC));
  /* MADV_HWPOISON and MADV_SOFT_OFFLINE would take pages from the machine. */
  if (getuid() != 0)
    for (int advice = 100; advice <= 101; advice++)
      refused(madvise(page, 4096, advice));
  refused((long)mremap(page, 8192, 0xfffff000u, MREMAP_MAYMOVE));
  refused((long)mmap(NULL, 0xfffff000u, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  /* Buffers over what can't be touched: an error, and no crash of the host. */
  int segment = shmget(IPC_PRIVATE, 1, 0600);
  char *wall = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  allowed(ftruncate(file, 10));
  for (int i = 0; i < 2; i++) {
    char *bad = i == 0 ? wall : page + 4096;
    refused_with(EFAULT, write(file, bad, 100));
    refused_with(EFAULT, pread(file, bad, 5, 0));
    refused(readlink("own", bad, 100));
    if (__isthmus_shmctl(segment, IPC_STAT, (uint32_t)(uintptr_t)bad) >= 0 ||
        __isthmus_openat(-100, bad, 10, 0, 0) >= 0 || __isthmus_mq_open(bad, 10, 0, 0, NULL) >= 0 ||
        __isthmus_memfd_create(bad, 10, 0) >= 0 || __isthmus_getcwd(bad, 100) >= 0 ||
        __isthmus_getrandom(bad, 10, 0) >= 0)
      puts("escaped: a name from nowhere");
  }
}

/* Thousands of robust locks, some on pages that go away while they are held; the process then ends with them. */
static void abuse_robust_list(void) {
  int file = open("locks", O_CREAT | O_RDWR, 0666);
  allowed(ftruncate(file, 1 << 20));
  char *pages = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  for (uint32_t offset = 0; offset < 1 << 20; offset += 256) {
    uint32_t word = (uint32_t)(uintptr_t)pages + offset;
    __isthmus_robust_list(word, 0);
    *(volatile uint32_t *)(uintptr_t)word = (uint32_t)getpid();
  }
  const uint32_t wrong[] = {0, 1, 2, 4, 8, 0x7ffffff8, 0xfffffff8, 0xffffffff, (uint32_t)(uintptr_t)buffer};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    __isthmus_robust_list(wrong[i], 0);
    __isthmus_robust_list(0, wrong[i]);
    __isthmus_robust_list(wrong[i], wrong[i]);
  }
  allowed(munmap(pages, 1 << 18));
  allowed(mprotect(pages + (1 << 18), 1 << 18, PROT_NONE));
  allowed(ftruncate(file, 3 << 18));
}

int main(int argc, char **argv) {
  int ids[3], key;
  char name[64];
  const char *objects = getenv("HOST_OBJECTS");
  if (argc != 2 || objects == NULL || sscanf(objects, "%d %d %d %d %63s", &ids[0], &ids[1], &ids[2], &key, name) != 5)
    return 2;
  for (int id = 0; id < 4096; id++) {
    attack_index(id < 128 ? id : 0);
    attack_id(id);
    if (id < 64)
      attack_id(id * 32768);
  }
  for (int i = 0; i < 3; i++) {
    attack_id(ids[i]);
    attack_index(ids[i] % 32768);
  }
  attack_name(name);
  const char *names[] = {"/../isthmus", "/./x", "/..", "//etc/passwd", "/../../etc/passwd", "/a/b", "/", "", "x"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    attack_name(names[i]);
  char raw[300];
  size_t length = (size_t)snprintf(raw, sizeof raw, "x%c%s", 0, name + 1);
  attack_raw_name(raw, length);
  length = (size_t)snprintf(raw, sizeof raw, "../%s", name + 1);
  attack_raw_name(raw, length);
  attack_raw_name(name, strlen(name));
  attack_raw_name(name + 1, strlen(name + 1));
  attack_raw_name(name + 1, 0xffffffff);
  attack_raw_name("", 0);
  attack_raw_name("..", 2);
  memset(raw, 'n', sizeof raw);
  attack_raw_name(raw, sizeof raw);
  attack_shm_directory(argv[1]);
  attack_futex();
  attack_maps();
  attack_key(key);
  abuse_robust_list();
  puts("contained");
  fflush(stdout);
  return 0;
}

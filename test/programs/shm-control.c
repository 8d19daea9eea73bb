// shmctl(2): every command, permissions, times.
#include "show.h"
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

static int id;

static void status(const char *what, const struct shmid_ds *segment) {
  printf("%s: size %zu, attaches %lu, mode %o, uid %d, gid %d, cuid %d, key %d, atime %d, dtime %d, ctime %d\n", what,
         segment->shm_segsz, (unsigned long)segment->shm_nattch, (unsigned)segment->shm_perm.mode,
         segment->shm_perm.uid == getuid(), segment->shm_perm.gid == getgid(), segment->shm_perm.cuid == getuid(),
         (int)segment->shm_perm.__key, segment->shm_atime != 0, segment->shm_dtime != 0,
         segment->shm_ctime <= time(NULL) && segment->shm_ctime > time(NULL) - 60);
}

int main(void) {
  begin();
  struct shmid_ds segment;
  id = shmget(IPC_PRIVATE, 10000, IPC_CREAT | 0604);
  check(id >= 0);
  show(shmctl(id, IPC_STAT, &segment));
  status("new", &segment);
  char *here = shmat(id, NULL, 0);
  show(shmdt(here));
  show(shmctl(id, IPC_STAT, &segment));
  status("used", &segment);

  segment.shm_perm.mode = 07600;
  segment.shm_segsz = 77;
  show(shmctl(id, IPC_SET, &segment));
  show(shmctl(id, IPC_STAT, &segment));
  status("set", &segment);
  show(shmctl(id, SHM_LOCK, NULL));
  show(shmctl(id, IPC_STAT, &segment));
  status("locked", &segment);
  show((segment.shm_perm.mode & SHM_LOCKED) != 0);
  show(shmctl(id, SHM_UNLOCK, NULL));
  show(shmctl(id, IPC_STAT, &segment));
  show((segment.shm_perm.mode & SHM_LOCKED) != 0);

  struct shminfo limits;
  show(shmctl(0, IPC_INFO, (struct shmid_ds *)(void *)&limits) >= 0);
  printf("min %lu, segments %lu, per process %lu, max %d, all %d\n", limits.shmmin, limits.shmmni, limits.shmseg,
         limits.shmmax > 1000000, limits.shmall > 1000000);
  struct shm_info usage;
  int highest = shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&usage);
  printf("%d %d %d\n", highest >= 0, usage.used_ids > 0, usage.shm_tot >= 3);
  int found = 0, found_any = 0;
  for (int place = 0; place <= highest; place++) {
    found += shmctl(place, SHM_STAT, &segment) == id;
    found_any += shmctl(place, SHM_STAT_ANY, &segment) == id && segment.shm_segsz == 10000;
  }
  printf("found %d %d\n", found, found_any);

  show(shmctl(id, IPC_STAT, NULL));
  show(shmctl(id, IPC_SET, NULL));
  show(shmctl(id, 99, &segment));
  show(shmctl(-1, IPC_STAT, &segment));
  show(shmctl(0x7ffffff0, IPC_STAT, &segment));
  show(shmctl(0x7ffffff0, IPC_RMID, NULL));
  show(shmctl(0x7ffffff0, SHM_LOCK, NULL));
  show(shmctl(0x7ffffff0, SHM_STAT, &segment));
  show(shmctl(0, IPC_INFO, NULL));
  show(shmctl(id, IPC_RMID, NULL));
  show(shmctl(id, IPC_RMID, NULL));
  show(shmctl(id, IPC_STAT, &segment));

  /* Another user. */
  id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0644);
  check(id >= 0);
  if (getuid() == 0 && fork() == 0) {
    check(setgid(65534) == 0 && setuid(65534) == 0);
    show(shmctl(id, IPC_STAT, &segment));
    show(shmat(id, NULL, SHM_RDONLY) != (void *)-1);
    show(shmat(id, NULL, 0) != (void *)-1);
    printf("%s\n", errno_name(errno));
    show(shmctl(id, IPC_SET, &segment));
    show(shmctl(id, IPC_RMID, NULL));
    show(shmctl(id, SHM_LOCK, NULL));
    _exit(0);
  }
  wait(NULL);
  show(shmctl(id, IPC_RMID, NULL));
  return 0;
}

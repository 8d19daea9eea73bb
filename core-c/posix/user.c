// Users and groups of the process. Only setresuid and setresgid reach the kernel; the others are cases of them.
#include <grp.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

#define UNCHANGED ((uid_t)-1)

/** getuid(2). */
uid_t getuid(void) { return (uid_t)__isthmus_getuid(); }
/** geteuid(2). */
uid_t geteuid(void) { return (uid_t)__isthmus_geteuid(); }
/** getgid(2). */
gid_t getgid(void) { return (gid_t)__isthmus_getgid(); }
/** getegid(2). */
gid_t getegid(void) { return (gid_t)__isthmus_getegid(); }

/** Real, effective and saved user. getresuid(2). */
int getresuid(uid_t *real, uid_t *effective, uid_t *saved) {
  return __isthmus_result(__isthmus_getresuid(real, effective, saved));
}

/** Real, effective and saved group. getresgid(2). */
int getresgid(gid_t *real, gid_t *effective, gid_t *saved) {
  return __isthmus_result(__isthmus_getresgid(real, effective, saved));
}

/** Sets all three users; -1 leaves one as it is. EPERM where the kernel says so. setresuid(2). */
int setresuid(uid_t real, uid_t effective, uid_t saved) {
  return __isthmus_result(__isthmus_setresuid((int32_t)real, (int32_t)effective, (int32_t)saved));
}

/** Sets all three groups. setresgid(2). */
int setresgid(gid_t real, gid_t effective, gid_t saved) {
  return __isthmus_result(__isthmus_setresgid((int32_t)real, (int32_t)effective, (int32_t)saved));
}

/** What setuid does depends on privilege: all three with it, else the effective one only. */
static int set_all(int (*set_three)(uid_t, uid_t, uid_t), uid_t id) {
  if (id == UNCHANGED) {
    errno = EINVAL;
    return -1;
  }
  if (geteuid() == 0 && set_three(id, id, id) == 0)
    return 0;
  return set_three(UNCHANGED, id, UNCHANGED);
}

/** setuid(2). */
int setuid(uid_t user) { return set_all(setresuid, user); }

/** setgid(2). */
int setgid(gid_t group) { return set_all(setresgid, group); }

/** setreuid's rule: the saved id follows the effective one when the real one is set, or the effective one to another
 * than the real one was. */
static int set_real_and_effective(int (*set_three)(uid_t, uid_t, uid_t), uid_t former_real, uid_t real, uid_t effective,
                                  uid_t current_effective) {
  int saved_follows = real != UNCHANGED || (effective != UNCHANGED && effective != former_real);
  uid_t saved = effective == UNCHANGED ? current_effective : effective;
  return set_three(real, effective, saved_follows ? saved : UNCHANGED);
}

/** setreuid(2). */
int setreuid(uid_t real, uid_t effective) {
  return set_real_and_effective(setresuid, getuid(), real, effective, geteuid());
}

/** setregid(2). */
int setregid(gid_t real, gid_t effective) {
  return set_real_and_effective(setresgid, getgid(), real, effective, getegid());
}

/** seteuid(2). */
int seteuid(uid_t user) {
  if (user == UNCHANGED) {
    errno = EINVAL;
    return -1;
  }
  return setresuid(UNCHANGED, user, UNCHANGED);
}

/** setegid(2). */
int setegid(gid_t group) {
  if (group == UNCHANGED) {
    errno = EINVAL;
    return -1;
  }
  return setresgid(UNCHANGED, group, UNCHANGED);
}

/** Supplementary groups, or with size 0 their number. EINVAL when they don't fit. getgroups(2). */
int getgroups(int size, gid_t list[]) { return __isthmus_result(__isthmus_getgroups(size, (uint32_t)(uintptr_t)list)); }

/** Refused: the sandbox has no call for it. setgroups(2). */
int setgroups(size_t size, const gid_t *list) {
  (void)size;
  (void)list;
  errno = EPERM;
  return -1;
}

/** Refused like setgroups, which it ends in. initgroups(3). */
int initgroups(const char *user, gid_t group) {
  (void)user;
  (void)group;
  errno = EPERM;
  return -1;
}

/** The name in LOGNAME, or NULL: a sandbox has no terminal's login to look up. getlogin(3). */
char *getlogin(void) { return getenv("LOGNAME"); }

/** The same into a buffer: 0, ENXIO without a name, ERANGE. getlogin_r(3). */
int getlogin_r(char *buffer, size_t size) {
  const char *name = getlogin();
  if (name == NULL)
    return ENXIO;
  if (strlen(name) >= size)
    return ERANGE;
  strcpy(buffer, name);
  return 0;
}

/** Whether the program runs with more rights than its caller: a guest never does. */
int issetugid(void) { return 0; }

/** getenv, but nothing for programs with more rights than their caller, which no guest is. secure_getenv(3). */
char *secure_getenv(const char *name) { return getenv(name); }

// Small things of glibc's: entries of databases with the caller's buffer, answers, limits, constants.
// file: groups 644 one:x:1:\ntwo:x:2:a,b\nthree:x:3:c\n
// file: users 644 ann:x:1:2:Ann:/home/ann:/bin/sh\nbob:x:3:4::/:\n
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "show.h"

static void groups(void) {
  FILE *file = fopen("groups", "r");
  struct group entry, *result;
  char buffer[100];
  int error;
  while ((error = fgetgrent_r(file, &entry, buffer, sizeof buffer, &result)) == 0) {
    printf("%s %d", entry.gr_name, (int)entry.gr_gid);
    for (char **member = entry.gr_mem; *member != NULL; member++)
      printf(" %s", *member);
    printf(" %d\n", result == &entry);
  }
  printf("%s %d\n", errno_name(error), result == NULL);
  rewind(file);
  printf("%s\n", errno_name(fgetgrent_r(file, &entry, buffer, 5, &result)));
  error = fgetgrent_r(file, &entry, buffer, sizeof buffer, &result);
  printf("%d %s\n", error, error == 0 ? entry.gr_name : "");
  fclose(file);
}

static void users(void) {
  FILE *file = fopen("users", "r");
  struct passwd entry, *result;
  char buffer[100];
  int error;
  while ((error = fgetpwent_r(file, &entry, buffer, sizeof buffer, &result)) == 0)
    printf("%s %d %d %s %s %s\n", entry.pw_name, (int)entry.pw_uid, (int)entry.pw_gid, entry.pw_gecos, entry.pw_dir,
           entry.pw_shell);
  printf("%s %d\n", errno_name(error), result == NULL);
  fclose(file);
}

int main(void) {
  begin();
  groups();
  users();
  for (const char *const *answer = (const char *const[]){"y", "Yes", "no", "N", "", "maybe", " y", NULL};
       *answer != NULL; answer++)
    printf("rpmatch \"%s\": %d\n", *answer, rpmatch(*answer));
  printf("atexit: %ld\n", sysconf(_SC_ATEXIT_MAX));
  printf("%#x %#x %#x %#x\n", TIOCMGET, TIOCMBIS, TIOCMBIC, TIOCMSET);
  printf("%#x %#x %#x %#x\n", TIOCM_DTR | TIOCM_RTS, TIOCM_CTS | TIOCM_CD, TIOCM_RI | TIOCM_DSR, TIOCM_LE);
  return 0;
}

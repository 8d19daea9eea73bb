// The user and group databases' format, read from files of our own, and random bytes.
#include <grp.h>
#include <pwd.h>
#include <sys/random.h>

#include "show.h"

static void make(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  check(file != NULL);
  fputs(text, file);
  check(fclose(file) == 0);
}

int main(void) {
  begin();
  make("passwd", "root:x:0:0:the one:/root:/bin/sh\n"
                 "nobody:*:65534:65533::/:\n"
                 "last:x:1000:1000:A, B:/home/last:/bin/own");
  FILE *file = fopen("passwd", "r");
  for (struct passwd *entry; (entry = fgetpwent(file)) != NULL;)
    printf("%s|%s|%u|%u|%s|%s|%s\n", entry->pw_name, entry->pw_passwd, entry->pw_uid, entry->pw_gid, entry->pw_gecos,
           entry->pw_dir, entry->pw_shell);
  fclose(file);

  char long_list[3000] = "";
  for (int i = 0; i < 300; i++)
    strcat(long_list, i == 0 ? "member" : ",member");
  char groups[4000];
  snprintf(groups, sizeof groups, "root:x:0:\nstaff:x:50:one,two,three\nmany:x:51:%s\nend::4294967294:x", long_list);
  make("group", groups);
  file = fopen("group", "r");
  for (struct group *entry; (entry = fgetgrent(file)) != NULL;) {
    int members = 0;
    while (entry->gr_mem[members] != NULL)
      members++;
    printf("%s|%s|%u|%d", entry->gr_name, entry->gr_passwd, entry->gr_gid, members);
    for (int i = 0; i < members && i < 3; i++)
      printf("|%s", entry->gr_mem[i]);
    puts("");
  }
  fclose(file);

  unsigned char bytes[257] = {0};
  show(getrandom(bytes, 256, 0));
  int changed = 0;
  for (size_t i = 0; i < sizeof bytes; i++)
    changed += bytes[i] != 0;
  check(changed > 200);
  show(getrandom(bytes, 0, 0));
  show(getrandom(bytes, 16, GRND_NONBLOCK));
  show(getrandom(bytes, 16, 0x80));
  show(getentropy(bytes, 256));
  show(getentropy(bytes, 257));
  return 0;
}

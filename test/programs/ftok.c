// ftok(3): the key is made of inode, device and eight bits of the project; the same file has the same one by any name.
#include "show.h"
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/stat.h>

int main(void) {
  begin();
  close(open("one", O_CREAT | O_WRONLY, 0600));
  close(open("two", O_CREAT | O_WRONLY, 0600));
  check(link("one", "link") == 0 && symlink("one", "symlink") == 0 && mkdir("directory", 0700) == 0);
  struct stat status;
  check(stat("one", &status) == 0);
  key_t key = ftok("one", 'x');
  show(((unsigned)key & 0xffff) == ((unsigned)status.st_ino & 0xffff));
  show(((unsigned)key >> 16 & 0xff) == ((unsigned)status.st_dev & 0xff));
  show((unsigned)key >> 24 == 'x');
  show(ftok("link", 'x') == key);
  show(ftok("symlink", 'x') == key);
  show(ftok("./directory/../one", 'x') == key);
  show(ftok("two", 'x') == key);
  show(ftok("one", 'y') == key);
  show(ftok("one", 'x' + 256) == key);
  show(((unsigned)ftok("one", 0xfe) >> 24) == 0xfe);
  show(((unsigned)ftok("one", -1) >> 24) == 0xff);
  show(ftok("directory", 1) != -1);
  show(ftok("absent", 1));
  show(ftok("one/below", 1));
  show(ftok("", 1));
  return 0;
}

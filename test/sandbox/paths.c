// Tries to leave the preopened directory by names: dots, absolute paths, symbolic links, moved directories, /proc,
// /dev. Arguments: the absolute path of a directory outside, which holds a file `canary`.
#include "attempt.h"
#include <fcntl.h>
#include <sys/stat.h>

static void attack(const char *path) {
  struct stat status;
  refused(open(path, O_RDONLY));
  refused(open(path, O_WRONLY));
  refused(open(path, O_RDWR | O_CREAT | O_TRUNC, 0666));
  refused(open(path, O_RDONLY | O_DIRECTORY));
  refused(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  refused(stat(path, &status));
  refused(access(path, F_OK));
  refused(truncate(path, 0));
  refused(chmod(path, 0777));
  refused(chdir(path));
  refused(mkdir(path, 0777));
  refused(mkfifo(path, 0777));
}

/* Calls that work on a link itself: only for names that lead out without the last component being our own link. */
static void attack_name(const char *path) {
  char target[64];
  struct stat status;
  attack(path);
  refused(lstat(path, &status));
  refused(readlink(path, target, sizeof target));
  refused(unlink(path));
  refused(rmdir(path));
  refused(link(path, "stolen"));
  refused(link("own", path));
  refused(rename(path, "stolen"));
  refused(rename("own", path));
  refused(symlink("own", path));
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  char name[4096];
  const char *outside = argv[1];
  int own = open("own", O_CREAT | O_RDWR, 0666);
  allowed(own);
  allowed(mkdir("deep", 0777));
  allowed(mkdir("deep/deeper", 0777));

  snprintf(name, sizeof name, "%s/canary", outside);
  attack_name(name);
  attack_name("../outside/canary");
  attack_name("deep/../../outside/canary");
  attack_name("deep/deeper/../../../outside/canary");
  attack_name("./.././outside//canary");
  snprintf(name, sizeof name, "../../../../../../../../../../../../../../../..%s/canary", outside);
  attack_name(name);
  attack_name("/proc/self/environ");
  attack_name("/proc/self/mem");
  attack_name("/proc/1/environ");
  attack_name("/etc/passwd/../passwd");
  snprintf(name, sizeof name, "/proc/self/root%s/canary", outside);
  attack_name(name);
  snprintf(name, sizeof name, "/proc/self/cwd/../outside/canary");
  attack_name(name);
  snprintf(name, sizeof name, "/dev/fd/%d/../../outside/canary", own);
  attack_name(name);
  attack_name("/dev/../proc/self/environ");
  attack_name("/dev/mem");

  /* Links of the guest's own making may say anything; following them may not lead out. */
  snprintf(name, sizeof name, "%s/canary", outside);
  allowed(symlink(name, "absolute-file"));
  allowed(symlink(outside, "absolute-directory"));
  allowed(symlink("../outside/canary", "relative-file"));
  allowed(symlink("../outside", "relative-directory"));
  allowed(symlink("..", "upwards"));
  allowed(symlink("upwards/outside", "chained"));
  allowed(symlink("/proc/self", "process"));
  allowed(symlink("/", "root"));
  attack("absolute-file");
  attack("relative-file");
  attack_name("absolute-directory/canary");
  attack_name("relative-directory/canary");
  attack_name("upwards/outside/canary");
  attack_name("chained/canary");
  attack_name("deep/../upwards/outside/canary");
  attack_name("process/environ");
  attack_name("process/root/etc/hostname");
  snprintf(name, sizeof name, "root%s/canary", outside);
  attack_name(name);
  /* A hard link to a symbolic link, with and without following it. */
  refused(linkat(AT_FDCWD, "absolute-file", AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));
  refused(linkat(AT_FDCWD, "relative-file", AT_FDCWD, "stolen", AT_SYMLINK_FOLLOW));

  /* A directory descriptor deep down, moved up after it was opened: its ".." must not pass the preopened directory. */
  int deeper = open("deep/deeper", O_RDONLY | O_DIRECTORY);
  allowed(deeper);
  refused(openat(deeper, "../../../outside/canary", O_RDONLY));
  allowed(rename("deep/deeper", "shallow"));
  refused(openat(deeper, "../../outside/canary", O_RDONLY));
  refused(openat(deeper, "../outside/canary", O_RDONLY));
  allowed(fchdir(deeper));
  refused(open("../../outside/canary", O_RDONLY));
  refused(chdir("../../outside"));
  allowed(chdir(".."));
  refused(chdir("../outside"));

  /* The working directory removed under our feet. */
  allowed(mkdir("gone", 0777));
  allowed(chdir("gone"));
  allowed(rmdir("../gone"));
  refused(open("../../outside/canary", O_RDONLY));
  refused(open("../outside/canary", O_RDONLY));
  refused(open("new", O_RDWR | O_CREAT, 0666));
  puts("contained");
}

// A shell with jobs: it starts, stops, continues and kills them; a handler of SIGCHLD keeps their states. Each job is a
// process group of a process and its child.
// stdin: run sleeper\n
// stdin: run sleeper\n
// stdin: jobs\n
// stdin: stop 1\n
// stdin: jobs\n
// stdin: run counter\n
// stdin: stop 3\n
// stdin: bg 1\n
// stdin: jobs\n
// stdin: kill 2\n
// stdin: jobs\n
// stdin: bg 3\n
// stdin: term 3\n
// stdin: jobs\n
// stdin: stop 1\n
// stdin: term 1\n
// stdin: jobs\n
// stdin: fg 1\n
// stdin: jobs\n
// stdin: run exiter\n
// stdin: jobs\n
// stdin: quit\n
#include "show.h"

enum state { RUNNING, STOPPED, DONE };
enum { most = 16 };

static volatile struct {
  pid_t pid;
  enum state state;
  int status;
  char name[16];
} jobs[most];
static int count;
static sigset_t child_signal, outside;

static void note_children(int number) {
  int error = errno, status;
  pid_t pid;
  (void)number;
  while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)) > 0)
    for (int i = 0; i < count; i++)
      if (jobs[i].pid == pid) {
        jobs[i].status = status;
        jobs[i].state = WIFSTOPPED(status) ? STOPPED : WIFCONTINUED(status) ? RUNNING : DONE;
      }
  errno = error;
}

static void await(int job, enum state state) {
  while (jobs[job].state != state)
    sigsuspend(&outside);
}

static void live(const char *name, int ready) {
  pid_t leader = getpid();
  if (fork() == 0) {
    /* The rest of the group: it ends with the first. */
    close(ready);
    while (getppid() == leader)
      usleep(20000);
    _exit(0);
  }
  check(write(ready, "r", 1) == 1 && close(ready) == 0);
  if (strcmp(name, "exiter") == 0)
    _exit(5);
  for (volatile unsigned long turns = 0;; turns++)
    if (strcmp(name, "sleeper") == 0)
      pause();
}

static void run(const char *name) {
  int ends[2], job = count++;
  char byte;
  check(job < most && pipe(ends) == 0);
  snprintf((char *)jobs[job].name, sizeof jobs[job].name, "%s", name);
  jobs[job].state = RUNNING;
  fflush(stdout);
  jobs[job].pid = fork();
  if (jobs[job].pid == 0) {
    check(setpgid(0, 0) == 0);
    signal(SIGCHLD, SIG_DFL);
    check(sigprocmask(SIG_SETMASK, &outside, NULL) == 0);
    close(ends[0]);
    live(name, ends[1]);
  }
  close(ends[1]);
  check(read(ends[0], &byte, 1) == 1 && close(ends[0]) == 0);
  if (strcmp(name, "exiter") == 0)
    await(job, DONE);
}

static void list(void) {
  static const char *const names[] = {"running", "stopped", "done"};
  for (int i = 0; i < count; i++)
    printf("[%d] %s %s%s%s\n", i + 1, (char *)jobs[i].name, names[jobs[i].state], jobs[i].state == RUNNING ? "" : ": ",
           jobs[i].state == RUNNING ? "" : status_name(jobs[i].status));
}

static void act(const char *command, int job) {
  pid_t group = jobs[job].pid;
  if (strcmp(command, "stop") == 0) {
    check(kill(-group, SIGTSTP) == 0);
    await(job, STOPPED);
  } else if (strcmp(command, "bg") == 0) {
    check(kill(-group, SIGCONT) == 0);
    await(job, RUNNING);
  } else if (strcmp(command, "fg") == 0) {
    check(kill(-group, SIGCONT) == 0);
    await(job, DONE);
  } else if (strcmp(command, "kill") == 0) {
    check(kill(-group, SIGKILL) == 0);
    await(job, DONE);
  } else if (strcmp(command, "term") == 0) {
    check(kill(-group, SIGTERM) == 0);
    if (jobs[job].state == RUNNING)
      await(job, DONE);
  }
}

int main(void) {
  char line[64], command[16], argument[16];
  struct sigaction action = {.sa_handler = note_children, .sa_flags = SA_RESTART};
  begin();
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  check(sigprocmask(SIG_BLOCK, &child_signal, &outside) == 0);
  check(sigaction(SIGCHLD, &action, NULL) == 0);
  while (fgets(line, sizeof line, stdin) != NULL) {
    printf("$ %s", line);
    argument[0] = '\0';
    if (sscanf(line, "%15s %15s", command, argument) < 1)
      continue;
    if (strcmp(command, "quit") == 0)
      break;
    if (strcmp(command, "run") == 0)
      run(argument);
    else if (strcmp(command, "jobs") == 0)
      list();
    else
      act(command, atoi(argument) - 1);
  }
  return 0;
}

// fork: a tree of processes with memory of their own, their parents, exit statuses, and the handlers around fork.
#include <pthread.h>

#include "show.h"

static int depth_reached;

/* Every node has two children; a node's status is the number of nodes beneath and including it. */
static int grow(int depth) {
  int nodes = 1;
  depth_reached++;
  if (depth == 0)
    return nodes;
  pid_t children[2];
  for (int i = 0; i < 2; i++) {
    pid_t parent = getpid();
    children[i] = fork();
    check(children[i] >= 0);
    if (children[i] == 0) {
      check(getppid() == parent);
      check(getpid() != parent);
      _exit(grow(depth - 1));
    }
  }
  for (int i = 0; i < 2; i++) {
    int status;
    check(waitpid(children[i], &status, 0) == children[i]);
    check(WIFEXITED(status));
    nodes += WEXITSTATUS(status);
  }
  return nodes;
}

static void first_prepare(void) { puts("prepare 1"); }
static int in_parent; /* Printing would race with the child. */
static void first_parent(void) { in_parent++; }
static void first_child(void) { puts("child 1"); }
static void second_prepare(void) { puts("prepare 2"); }
static void second_child(void) { puts("child 2"); }

static void reap(void) {
  int status;
  check(wait(&status) > 0);
  puts(status_name(status));
}

int main(void) {
  begin();
  printf("tree of %d processes\n", grow(3));
  printf("this one grew %d times\n", depth_reached);

  static int memory = 1;
  char *heap = malloc(1 << 20);
  memset(heap, 'a', 1 << 20);
  int stack = 1;
  if (fork() == 0) {
    memory = stack = 2;
    memset(heap, 'b', 1 << 20);
    _exit(memory + stack + heap[1000]);
  }
  reap();
  printf("%d %d %c\n", memory, stack, heap[1000]);

  show(pthread_atfork(first_prepare, first_parent, first_child));
  show(pthread_atfork(second_prepare, NULL, second_child));
  pid_t pid = fork();
  if (pid == 0)
    _exit(5 + in_parent);
  reap();
  show(in_parent);
  pid = _Fork();
  if (pid == 0)
    _exit(6);
  reap();
  show(wait(NULL));
  show(waitpid(-1, NULL, WNOHANG));

  /* What stdio holds is doubled, unless it was flushed. */
  FILE *file = fopen("buffered", "w");
  fputs("once or twice\n", file);
  if (fork() == 0)
    exit(0);
  reap();
  fclose(file);
  file = fopen("buffered", "r");
  char line[64];
  while (fgets(line, sizeof line, file) != NULL)
    fputs(line, stdout);
  fclose(file);
  return 0;
}

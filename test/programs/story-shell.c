// A small shell: pipelines, redirections, `&&`, `||`, exit statuses. Its commands are this program itself, by another
// name.
// stdin: echo hello world\n
// stdin: echo one two three | words | sort\n
// stdin: echo to a file > out\n
// stdin: echo again >> out\n
// stdin: cat < out | count\n
// stdin: cat out missing\n
// stdin: status\n
// stdin: true && echo yes || echo no\n
// stdin: false && echo yes || echo no\n
// stdin: numbers 5 | reverse | cat | cat | count\n
// stdin: missing-command\n
// stdin: status\n
// stdin: kill-self | cat\n
// stdin: echo | kill-self\n
// stdin: status\n
// stdin: numbers 100000 | head 2\n
// stdin: echo x > none/out\n
// stdin: cd sub && cat < ../out && cd ..\n
// stdin: exit 7\n
// file: sub/placeholder 644 x
#include "show.h"
#include <fcntl.h>

static int last_status;

static int command_echo(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    printf("%s%s", argv[i], i + 1 < argc ? " " : "\n");
  return 0;
}

static int copy(FILE *in) {
  char line[256];
  while (fgets(line, sizeof line, in) != NULL)
    fputs(line, stdout);
  return ferror(in) || fflush(stdout) != 0;
}

static int command_cat(int argc, char **argv) {
  int result = 0;
  if (argc == 1)
    return copy(stdin);
  for (int i = 1; i < argc; i++) {
    FILE *file = fopen(argv[i], "r");
    if (file == NULL) {
      printf("cat: %s: %s\n", argv[i], errno_name(errno));
      result = 1;
      continue;
    }
    result |= copy(file);
    fclose(file);
  }
  return result;
}

static int command_words(void) {
  char word[64];
  while (scanf("%63s", word) == 1)
    puts(word);
  return 0;
}

static int command_sort(int reverse) {
  char lines[64][64];
  int count = 0;
  while (count < 64 && fgets(lines[count], 64, stdin) != NULL)
    count++;
  if (!reverse)
    qsort(lines, (size_t)count, 64, (int (*)(const void *, const void *))strcmp);
  for (int i = 0; i < count; i++)
    fputs(lines[reverse ? count - 1 - i : i], stdout);
  return 0;
}

static int command_count(void) {
  int lines = 0, bytes = 0;
  for (int c; (c = getchar()) != EOF; bytes++)
    lines += c == '\n';
  printf("%d lines, %d bytes\n", lines, bytes);
  return 0;
}

static int run_command(int argc, char **argv) {
  const char *name = argv[0];
  if (strcmp(name, "echo") == 0)
    return command_echo(argc, argv);
  if (strcmp(name, "cat") == 0)
    return command_cat(argc, argv);
  if (strcmp(name, "words") == 0)
    return command_words();
  if (strcmp(name, "sort") == 0 || strcmp(name, "reverse") == 0)
    return command_sort(name[0] == 'r');
  if (strcmp(name, "count") == 0)
    return command_count();
  if (strcmp(name, "numbers") == 0) {
    for (int i = 1; i <= atoi(argv[1]); i++)
      printf("%d\n", i);
    return fflush(stdout) != 0;
  }
  if (strcmp(name, "head") == 0) {
    char line[64];
    for (int i = 0; i < atoi(argv[1]) && fgets(line, sizeof line, stdin); i++)
      fputs(line, stdout);
    return 0;
  }
  if (strcmp(name, "true") == 0 || strcmp(name, "false") == 0)
    return name[0] == 'f';
  if (strcmp(name, "kill-self") == 0)
    return raise(SIGTERM);
  printf("%s: command not found\n", name);
  return 127;
}

static void redirect(const char *name, int flags, int fd) {
  int file = open(name, flags | O_CLOEXEC, 0644);
  if (file < 0) {
    printf("%s: %s\n", name, errno_name(errno));
    exit(1);
  }
  check(dup2(file, fd) == fd);
}

/* Starts one command of a pipeline; takes redirections out of its words. */
static pid_t start(char **words, int count, int in, int out) {
  pid_t child = fork();
  check(child >= 0);
  if (child > 0)
    return child;
  if (in != 0)
    dup2(in, 0);
  if (out != 1)
    dup2(out, 1);
  char *argv[32] = {"shell", "--command"};
  int argc = 2;
  for (int i = 0; i < count; i++) {
    if (strcmp(words[i], "<") == 0)
      redirect(words[++i], O_RDONLY, 0);
    else if (strcmp(words[i], ">") == 0)
      redirect(words[++i], O_WRONLY | O_CREAT | O_TRUNC, 1);
    else if (strcmp(words[i], ">>") == 0)
      redirect(words[++i], O_WRONLY | O_CREAT | O_APPEND, 1);
    else
      argv[argc++] = words[i];
  }
  argv[argc] = NULL;
  execv(getenv("SHELL_PROGRAM"), argv);
  printf("exec: %s\n", errno_name(errno));
  _exit(126);
}

static int pipeline(char **words, int count) {
  pid_t children[16];
  int started = 0, in = 0, status = 0;
  for (int first = 0; first < count;) {
    int end = first, ends[2] = {0, 1};
    while (end < count && strcmp(words[end], "|") != 0)
      end++;
    if (end < count)
      check(pipe2(ends, O_CLOEXEC) == 0);
    children[started++] = start(words + first, end - first, in, ends[1]);
    if (in != 0)
      close(in);
    if (end < count)
      close(ends[1]);
    in = ends[0];
    first = end + 1;
  }
  for (int i = 0; i < started; i++)
    check(waitpid(children[i], &status, 0) == children[i]);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void run_line(char *line) {
  char *words[64];
  int count = 0;
  for (char *word = strtok(line, " \n"); word != NULL; word = strtok(NULL, " \n"))
    words[count++] = word;
  int skip = 0;
  for (int first = 0; first < count;) {
    int end = first;
    while (end < count && strcmp(words[end], "&&") != 0 && strcmp(words[end], "||") != 0)
      end++;
    if (!skip) {
      if (strcmp(words[first], "exit") == 0)
        exit(atoi(words[first + 1]));
      if (strcmp(words[first], "status") == 0)
        printf("status %d\n", last_status);
      else if (strcmp(words[first], "cd") == 0)
        last_status = chdir(words[first + 1]) != 0;
      else
        last_status = pipeline(words + first, end - first);
    }
    if (end < count)
      skip = strcmp(words[end], "&&") == 0 ? last_status != 0 : last_status == 0;
    first = end + 1;
  }
}

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[1], "--command") == 0)
    return run_command(argc - 2, argv + 2);
  begin();
  /* The shell reads its own input unbuffered, for its commands share it. */
  setvbuf(stdin, NULL, _IONBF, 0);
  char program[4096], line[256];
  check(getcwd(program, sizeof program - 8) != NULL);
  strcat(program, "/prog");
  check(setenv("SHELL_PROGRAM", program, 1) == 0);
  while (fgets(line, sizeof line, stdin) != NULL) {
    printf("$ %s", line);
    run_line(line);
  }
  return 0;
}

// getopt and getopt_long as glibc has them: operands are moved behind the options, and the messages are glibc's.
// wasi-libc's getopt stops at the first operand, which only POSIXLY_CORRECT or a leading '+' should make it do.
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

char *optarg;
int optind = 1, opterr = 1, optopt = '?', optreset;

/* What stays from one call to the next. */
static struct {
  bool begun;
  /* The rest of a word of short options. */
  const char *rest;
  /* The operands passed over so far are those from `first` to before `last`. */
  int first, last;
  enum { PERMUTE, IN_ORDER, STOP_AT_OPERAND } order;
} scan;

/* What one call works with. */
struct call {
  int argc;
  char **argv;
  const char *letters;
  const struct option *options;
  int *index;
  bool single_dash;
  bool reports;
};

static bool is_operand(const char *word) { return word[0] != '-' || word[1] == '\0'; }

static void reverse(char **words, int from, int to) {
  while (from < --to) {
    char *word = words[from];
    words[from++] = words[to];
    words[to] = word;
  }
}

/* Moves the operands passed over behind the options that came after them. */
static void move_operands(char **argv) {
  reverse(argv, scan.first, scan.last);
  reverse(argv, scan.last, optind);
  reverse(argv, scan.first, optind);
  scan.first += optind - scan.last;
  scan.last = optind;
}

static int missing(const struct call *call) { return *call->letters == ':' ? ':' : '?'; }

/* The option of that name or of which it is the beginning; ambiguous ones are told apart by what they do. */
static const struct option *find(const struct call *call, const char *name, size_t length, bool *ambiguous) {
  const struct option *found = NULL;
  for (const struct option *option = call->options; option->name != NULL; option++) {
    if (strncmp(option->name, name, length) != 0)
      continue;
    if (strlen(option->name) == length) {
      *ambiguous = false;
      return option;
    }
    if (found == NULL)
      found = option;
    else if (call->single_dash || found->has_arg != option->has_arg || found->flag != option->flag ||
             found->val != option->val)
      *ambiguous = true;
  }
  return found;
}

static void report_ambiguous(const struct call *call, const char *dashes, const char *name, size_t length) {
  fprintf(stderr, "%s: option '%s%s' is ambiguous; possibilities:", call->argv[0], dashes, name);
  for (const struct option *option = call->options; option->name != NULL; option++)
    if (strncmp(option->name, name, length) == 0)
      fprintf(stderr, " '%s%s'", dashes, option->name);
  fputc('\n', stderr);
}

/* A word such as --name=value; -1 when it turns out to be one of short options. */
static int long_option(const struct call *call, const char *name, const char *dashes) {
  size_t length = strcspn(name, "=");
  bool ambiguous = false;
  const struct option *option = find(call, name, length, &ambiguous);
  if (ambiguous) {
    if (call->reports)
      report_ambiguous(call, dashes, name, length);
    optind++;
    optopt = 0;
    return '?';
  }
  if (option == NULL) {
    if (call->single_dash && dashes[1] == '\0' && strchr(call->letters, *name) != NULL)
      return -1;
    if (call->reports)
      fprintf(stderr, "%s: unrecognized option '%s%s'\n", call->argv[0], dashes, name);
    optind++;
    optopt = 0;
    return '?';
  }
  optind++;
  if (name[length] == '=') {
    if (option->has_arg == no_argument) {
      if (call->reports)
        fprintf(stderr, "%s: option '%s%s' doesn't allow an argument\n", call->argv[0], dashes, option->name);
      optopt = option->val;
      return '?';
    }
    optarg = (char *)name + length + 1;
  } else if (option->has_arg == required_argument) {
    if (optind >= call->argc) {
      if (call->reports)
        fprintf(stderr, "%s: option '%s%s' requires an argument\n", call->argv[0], dashes, option->name);
      optopt = option->val;
      return missing(call);
    }
    optarg = call->argv[optind++];
  }
  if (call->index != NULL)
    *call->index = (int)(option - call->options);
  if (option->flag == NULL)
    return option->val;
  *option->flag = option->val;
  return 0;
}

/* The next letter of a word of short options. */
static int short_option(const struct call *call) {
  char letter = *scan.rest++;
  const char *found = strchr(call->letters, letter);
  if (*scan.rest == '\0')
    optind++;
  if (found == NULL || letter == ':' || letter == ';') {
    if (call->reports)
      fprintf(stderr, "%s: invalid option -- '%c'\n", call->argv[0], letter);
    optopt = letter;
    return '?';
  }
  if (found[1] != ':')
    return letter;
  const char *value = scan.rest;
  scan.rest = NULL;
  if (*value != '\0') {
    optarg = (char *)value;
    optind++;
  } else if (found[2] != ':') {
    if (optind >= call->argc) {
      if (call->reports)
        fprintf(stderr, "%s: option requires an argument -- '%c'\n", call->argv[0], letter);
      optopt = letter;
      return missing(call);
    }
    optarg = call->argv[optind++];
  }
  return letter;
}

/* Goes to the next option; false when there is none (-1) or an operand is the answer (1). */
static bool next_word(const struct call *call, int *answer) {
  char **argv = call->argv;
  if (scan.last > optind)
    scan.last = optind;
  if (scan.first > optind)
    scan.first = optind;
  if (scan.order == PERMUTE) {
    if (scan.first != scan.last && scan.last != optind)
      move_operands(argv);
    else if (scan.last != optind)
      scan.first = optind;
    while (optind < call->argc && is_operand(argv[optind]))
      optind++;
    scan.last = optind;
  }
  if (optind < call->argc && strcmp(argv[optind], "--") == 0) {
    optind++;
    if (scan.first != scan.last && scan.last != optind)
      move_operands(argv);
    else if (scan.first == scan.last)
      scan.first = optind;
    scan.last = optind = call->argc;
  }
  *answer = -1;
  if (optind >= call->argc) {
    if (scan.first != scan.last)
      optind = scan.first;
    return false;
  }
  if (!is_operand(argv[optind]))
    return true;
  if (scan.order == IN_ORDER) {
    optarg = argv[optind++];
    *answer = 1;
  }
  return false;
}

static int get_option(struct call *call, bool posix) {
  if (call->argc < 1)
    return -1;
  optarg = NULL;
  if (optind == 0 || optreset || !scan.begun) {
    if (optind == 0)
      optind = 1;
    optreset = 0;
    scan.begun = true;
    scan.rest = NULL;
    scan.first = scan.last = optind;
    scan.order = *call->letters == '-'               ? IN_ORDER
                 : *call->letters == '+' || posix    ? STOP_AT_OPERAND
                 : getenv("POSIXLY_CORRECT") != NULL ? STOP_AT_OPERAND
                                                     : PERMUTE;
  }
  if (*call->letters == '-' || *call->letters == '+')
    call->letters++;
  call->reports = opterr != 0 && *call->letters != ':';
  if (scan.rest == NULL || *scan.rest == '\0') {
    int answer;
    if (!next_word(call, &answer))
      return answer;
    const char *word = call->argv[optind];
    scan.rest = NULL;
    if (call->options != NULL && word[1] == '-')
      return long_option(call, word + 2, "--");
    if (call->options != NULL && call->single_dash && (word[2] != '\0' || strchr(call->letters, word[1]) == NULL)) {
      answer = long_option(call, word + 1, "-");
      if (answer != -1)
        return answer;
    }
    scan.rest = word + 1;
  }
  return short_option(call);
}

/** The next option letter, -1 when there are no more. Source: getopt(3). */
int getopt(int argc, char *const argv[], const char *letters) {
  return get_option(&(struct call){.argc = argc, .argv = (char **)argv, .letters = letters}, false);
}

/** getopt that stops at the first operand: what programs get that ask for POSIX alone. Source: getopt(3). */
int __posix_getopt(int argc, char *const argv[], const char *letters) {
  return get_option(&(struct call){.argc = argc, .argv = (char **)argv, .letters = letters}, true);
}

/** The next option, short or long. Source: getopt_long(3). */
int getopt_long(int argc, char *const argv[], const char *letters, const struct option *options, int *index) {
  struct call call = {.argc = argc, .argv = (char **)argv, .letters = letters, .options = options, .index = index};
  return get_option(&call, false);
}

/** As getopt_long, but one dash may begin a long option, too. Source: getopt_long_only(3). */
int getopt_long_only(int argc, char *const argv[], const char *letters, const struct option *options, int *index) {
  struct call call = {.argc = argc, .argv = (char **)argv, .letters = letters, .options = options, .index = index};
  call.single_dash = true;
  return get_option(&call, false);
}

// getopt(3), getopt_long(3): permutation, "--", optional arguments, abbreviations, and the messages on stderr.
#include "show.h"
#include <getopt.h>

static void parse(const char *letters, const struct option *options, char **argv, int only) {
  int argc = 0;
  while (argv[argc] != NULL)
    argc++;
  optind = 0;
  opterr = 1;
  printf("[%s]", letters);
  for (int i = 1; i < argc; i++)
    printf(" %s", argv[i]);
  printf("\n ");
  fflush(stdout);
  int option, index = -1;
  while ((option = only              ? getopt_long_only(argc, argv, letters, options, &index)
                   : options == NULL ? getopt(argc, argv, letters)
                                     : getopt_long(argc, argv, letters, options, &index)) != -1) {
    if (option == '?' || option == ':')
      printf(" %c(%d)", option, optopt);
    else if (option < ' ')
      printf(" #%d", option);
    else
      printf(" %c", option);
    if (optarg != NULL)
      printf("=%s", optarg);
    if (index >= 0)
      printf("@%d", index);
    index = -1;
  }
  printf(" |");
  for (int i = optind; i < argc; i++)
    printf(" %s", argv[i]);
  puts("");
}

#define PARSE(letters, options, only, ...) parse(letters, options, (char *[]){"./prog", __VA_ARGS__, NULL}, only)

int main(void) {
  begin();
  static int flag;
  static const struct option options[] = {
      {"verbose", no_argument, NULL, 'v'},      {"version", no_argument, NULL, 'V'},
      {"output", required_argument, NULL, 'o'}, {"color", optional_argument, NULL, 'c'},
      {"flag", no_argument, &flag, 5},          {NULL, 0, NULL, 0}};
  PARSE("ab:c::", NULL, 0, "-a", "-b", "value", "-cinline", "-c", "rest");
  PARSE("ab:", NULL, 0, "one", "-a", "two", "-b", "x", "three", "--", "-a");
  PARSE("+ab:", NULL, 0, "-a", "one", "-b", "x");
  PARSE("-ab:", NULL, 0, "one", "-a", "two", "--", "-a");
  PARSE("ab:", NULL, 0, "-abvalue", "-x", "-b");
  PARSE(":ab:", NULL, 0, "-x", "-b");
  PARSE("ab", NULL, 0, "-", "-ab", "-");
  PARSE("vo:", options, 0, "--verbose", "file", "--output=x", "--output", "y", "--color", "--color=red", "-v");
  PARSE("v", options, 0, "--verb", "--ver", "--unknown", "--unknown=1", "--verbose=no", "--flag", "--output");
  printf("flag %d\n", flag);
  PARSE(":v", options, 0, "--output");
  PARSE("vo:", options, 1, "-verbose", "-output", "z", "-v", "-vo", "a", "-q", "-zzz", "--col=or");
  return 0;
}

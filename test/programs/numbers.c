// Numbers out of text: what is read, where it ends, and that errno is left alone where there are no digits.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

static const char *const texts[] = {"12x", "  -7", "x", "", " ", "-", "+", "0x", "0x1g", "-0", "99999999999999999999",
                                    "z"};
static const int bases[] = {0, 10, 16, 36, 2};

static const char *error_name(void) {
  return errno == 0 ? "0" : errno == EINVAL ? "EINVAL" : errno == ERANGE ? "ERANGE" : errno == EDOM ? "EDOM" : "?";
}

/* Results of `long` differ with its width where they are out of range, so those functions' values are not shown there.
 */
#define SHOW(function, text, base)                                                                                     \
  do {                                                                                                                 \
    char *end = NULL;                                                                                                  \
    errno = 0;                                                                                                         \
    long long value = (long long)function(text, &end, base);                                                           \
    printf("%-9s \"%s\" %2d: %lld, %d, %s\n", #function, text, base, errno == ERANGE ? 0 : value, (int)(end - text),   \
           error_name());                                                                                              \
  } while (0)

#define SHOW_REAL(function, text)                                                                                      \
  do {                                                                                                                 \
    char *end = NULL;                                                                                                  \
    errno = 0;                                                                                                         \
    double value = (double)function(text, &end);                                                                       \
    printf("%-9s \"%s\": %g, %d, %s\n", #function, text, value, (int)(end - text), error_name());                      \
  } while (0)

static void scans(void) {
  int number = -1;
  double real = -1;
  unsigned long large = 1;
  errno = 0;
  int count = sscanf("x", "%d", &number);
  printf("sscanf %%d: %d, %d, %s\n", count, number, error_name());
  count = sscanf("-", "%i", &number);
  printf("sscanf %%i: %d, %d, %s\n", count, number, error_name());
  count = sscanf("x", "%lx", &large);
  printf("sscanf %%lx: %d, %lu, %s\n", count, large, error_name());
  count = sscanf("q", "%lf", &real);
  printf("sscanf %%lf: %d, %g, %s\n", count, real, error_name());
  count = sscanf("12 0x1f 2.5", "%d %i %lf", &number, &(int){0}, &real);
  printf("sscanf: %d, %d, %g, %s\n", count, number, real, error_name());
}

/* The value first, then errno. */
#define SHOW_WIDE(call)                                                                                                \
  do {                                                                                                                 \
    wchar_t *end = NULL;                                                                                               \
    errno = 0;                                                                                                         \
    double value = (double)call;                                                                                       \
    printf("%s: %g, %s\n", #call, value, error_name());                                                                \
  } while (0)

static void wide(void) {
  SHOW_WIDE(wcstol(L"x", &end, 10));
  SHOW_WIDE(wcstoul(L"", &end, 16));
  SHOW_WIDE(wcstoll(L"-", &end, 0));
  SHOW_WIDE(wcstoull(L" ", &end, 8));
  SHOW_WIDE(wcstoimax(L"q", &end, 10));
  SHOW_WIDE(wcstol(L"12", &end, 10));
  SHOW_WIDE(wcstol(L"1", &end, 1));
  SHOW_WIDE(wcstod(L"q", &end));
  SHOW_WIDE(wcstof(L"", &end));
  SHOW_WIDE(wcstold(L"-", &end));
  SHOW_WIDE(wcstod(L"1e999", &end));
}

int main(void) {
  for (unsigned text = 0; text < sizeof texts / sizeof *texts; text++) {
    for (unsigned base = 0; base < sizeof bases / sizeof *bases; base++) {
      SHOW(strtol, texts[text], bases[base]);
      SHOW(strtoll, texts[text], bases[base]);
      SHOW(strtoull, texts[text], bases[base]);
      SHOW(strtoimax, texts[text], bases[base]);
      SHOW(strtoumax, texts[text], bases[base]);
    }
    SHOW_REAL(strtod, texts[text]);
    SHOW_REAL(strtof, texts[text]);
    SHOW_REAL(strtold, texts[text]);
  }
  for (const char *const *text = (const char *const[]){"x", "", "-", "8", NULL}; *text != NULL; text++)
    SHOW(strtoul, *text, 8);
  SHOW_REAL(strtod, "1e999");
  SHOW_REAL(strtod, "nanx");
  SHOW_REAL(strtod, "-inf");
  for (const int *base = (const int[]){1, 37, -1, 99, 0}; *base != 0; base++) {
    errno = 0;
    long value = strtol("5", NULL, *base);
    printf("base %d: %ld, %s\n", *base, value, error_name());
  }
  errno = EDOM; // What was there stays.
  long value = strtol("x", NULL, 10);
  printf("%ld, %s\n", value, error_name());
  double real = strtod("x", NULL);
  printf("%g, %s\n", real, error_name());
  scans();
  wide();
  return 0;
}

// strerror(3) and its relatives for every error of Linux, perror(3), err(3), error(3), %m.
#define SHOW_TEXT(name)                                                                                                \
  { name, #name }
#include "show.h"
#include <err.h>
#include <error.h>

static const struct {
  int value;
  const char *name;
} errors[] = {
    SHOW_TEXT(EPERM),           SHOW_TEXT(ENOENT),       SHOW_TEXT(ESRCH),
    SHOW_TEXT(EINTR),           SHOW_TEXT(EIO),          SHOW_TEXT(ENXIO),
    SHOW_TEXT(E2BIG),           SHOW_TEXT(ENOEXEC),      SHOW_TEXT(EBADF),
    SHOW_TEXT(ECHILD),          SHOW_TEXT(EAGAIN),       SHOW_TEXT(ENOMEM),
    SHOW_TEXT(EACCES),          SHOW_TEXT(EFAULT),       SHOW_TEXT(ENOTBLK),
    SHOW_TEXT(EBUSY),           SHOW_TEXT(EEXIST),       SHOW_TEXT(EXDEV),
    SHOW_TEXT(ENODEV),          SHOW_TEXT(ENOTDIR),      SHOW_TEXT(EISDIR),
    SHOW_TEXT(EINVAL),          SHOW_TEXT(ENFILE),       SHOW_TEXT(EMFILE),
    SHOW_TEXT(ENOTTY),          SHOW_TEXT(ETXTBSY),      SHOW_TEXT(EFBIG),
    SHOW_TEXT(ENOSPC),          SHOW_TEXT(ESPIPE),       SHOW_TEXT(EROFS),
    SHOW_TEXT(EMLINK),          SHOW_TEXT(EPIPE),        SHOW_TEXT(EDOM),
    SHOW_TEXT(ERANGE),          SHOW_TEXT(EDEADLK),      SHOW_TEXT(ENAMETOOLONG),
    SHOW_TEXT(ENOLCK),          SHOW_TEXT(ENOSYS),       SHOW_TEXT(ENOTEMPTY),
    SHOW_TEXT(ELOOP),           SHOW_TEXT(EWOULDBLOCK),  SHOW_TEXT(ENOMSG),
    SHOW_TEXT(EIDRM),           SHOW_TEXT(ECHRNG),       SHOW_TEXT(EL2NSYNC),
    SHOW_TEXT(EL3HLT),          SHOW_TEXT(EL3RST),       SHOW_TEXT(ELNRNG),
    SHOW_TEXT(EUNATCH),         SHOW_TEXT(ENOCSI),       SHOW_TEXT(EL2HLT),
    SHOW_TEXT(EBADE),           SHOW_TEXT(EBADR),        SHOW_TEXT(EXFULL),
    SHOW_TEXT(ENOANO),          SHOW_TEXT(EBADRQC),      SHOW_TEXT(EBADSLT),
    SHOW_TEXT(EDEADLOCK),       SHOW_TEXT(EBFONT),       SHOW_TEXT(ENOSTR),
    SHOW_TEXT(ENODATA),         SHOW_TEXT(ETIME),        SHOW_TEXT(ENOSR),
    SHOW_TEXT(ENONET),          SHOW_TEXT(ENOPKG),       SHOW_TEXT(EREMOTE),
    SHOW_TEXT(ENOLINK),         SHOW_TEXT(EADV),         SHOW_TEXT(ESRMNT),
    SHOW_TEXT(ECOMM),           SHOW_TEXT(EPROTO),       SHOW_TEXT(EMULTIHOP),
    SHOW_TEXT(EDOTDOT),         SHOW_TEXT(EBADMSG),      SHOW_TEXT(EOVERFLOW),
    SHOW_TEXT(ENOTUNIQ),        SHOW_TEXT(EBADFD),       SHOW_TEXT(EREMCHG),
    SHOW_TEXT(ELIBACC),         SHOW_TEXT(ELIBBAD),      SHOW_TEXT(ELIBSCN),
    SHOW_TEXT(ELIBMAX),         SHOW_TEXT(ELIBEXEC),     SHOW_TEXT(EILSEQ),
    SHOW_TEXT(ERESTART),        SHOW_TEXT(ESTRPIPE),     SHOW_TEXT(EUSERS),
    SHOW_TEXT(ENOTSOCK),        SHOW_TEXT(EDESTADDRREQ), SHOW_TEXT(EMSGSIZE),
    SHOW_TEXT(EPROTOTYPE),      SHOW_TEXT(ENOPROTOOPT),  SHOW_TEXT(EPROTONOSUPPORT),
    SHOW_TEXT(ESOCKTNOSUPPORT), SHOW_TEXT(EOPNOTSUPP),   SHOW_TEXT(ENOTSUP),
    SHOW_TEXT(EPFNOSUPPORT),    SHOW_TEXT(EAFNOSUPPORT), SHOW_TEXT(EADDRINUSE),
    SHOW_TEXT(EADDRNOTAVAIL),   SHOW_TEXT(ENETDOWN),     SHOW_TEXT(ENETUNREACH),
    SHOW_TEXT(ENETRESET),       SHOW_TEXT(ECONNABORTED), SHOW_TEXT(ECONNRESET),
    SHOW_TEXT(ENOBUFS),         SHOW_TEXT(EISCONN),      SHOW_TEXT(ENOTCONN),
    SHOW_TEXT(ESHUTDOWN),       SHOW_TEXT(ETOOMANYREFS), SHOW_TEXT(ETIMEDOUT),
    SHOW_TEXT(ECONNREFUSED),    SHOW_TEXT(EHOSTDOWN),    SHOW_TEXT(EHOSTUNREACH),
    SHOW_TEXT(EALREADY),        SHOW_TEXT(EINPROGRESS),  SHOW_TEXT(ESTALE),
    SHOW_TEXT(EUCLEAN),         SHOW_TEXT(ENOTNAM),      SHOW_TEXT(ENAVAIL),
    SHOW_TEXT(EISNAM),          SHOW_TEXT(EREMOTEIO),    SHOW_TEXT(EDQUOT),
    SHOW_TEXT(ENOMEDIUM),       SHOW_TEXT(EMEDIUMTYPE),  SHOW_TEXT(ECANCELED),
    SHOW_TEXT(ENOKEY),          SHOW_TEXT(EKEYEXPIRED),  SHOW_TEXT(EKEYREVOKED),
    SHOW_TEXT(EKEYREJECTED),    SHOW_TEXT(EOWNERDEAD),   SHOW_TEXT(ENOTRECOVERABLE),
    SHOW_TEXT(ERFKILL),         SHOW_TEXT(EHWPOISON),
};

int main(void) {
  begin();
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    char buffer[64];
    printf("%s: %s\n", errors[i].name, strerror(errors[i].value));
    check(strerrorname_np(errors[i].value) != NULL);
    check(strcmp(strerror_r(errors[i].value, buffer, sizeof buffer), strerrordesc_np(errors[i].value)) == 0);
  }
  puts(strerror(0));
  puts(strerror(123456));
  puts(strerror(-1));
  char small[8];
  puts(strerror_r(99999, small, sizeof small));
  show(strerrordesc_np(123456) == NULL);
  show(EAGAIN == EWOULDBLOCK);
  fflush(stdout);

  errno = ENOENT;
  printf("%m\n");
  errno = EPIPE;
  perror("broken");
  errno = EINTR;
  perror(NULL);
  perror("");
  errno = EACCES;
  warn("file %d", 7);
  warnx("no errno: %s", "text");
  errno = EEXIST;
  warn(NULL);
  error(0, ENOSPC, "device %c", 'x');
  error(0, 0, "plain");
  error_at_line(0, EINVAL, "source.c", 12, "here");
  error_at_line(0, 0, NULL, 12, "nowhere");
  error_one_per_line = 1;
  error_at_line(0, 0, "source.c", 13, "once");
  error_at_line(0, 0, "source.c", 13, "twice");
  printf("%u messages\n", error_message_count);
  printf("%s %s\n", program_invocation_short_name, program_invocation_name);
  fflush(stdout);
  errno = ERANGE;
  err(3, "the end");
}

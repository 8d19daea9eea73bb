// Terminals: ioctl, termios with the kernel's struct, isatty, names and process groups of terminals.
// Job control itself is the kernel's; pseudo-terminals are not made here.
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* What TCGETS and TCSETS move: struct termios of the kernel, without speeds. */
struct kernel_termios {
  uint32_t c_iflag;
  uint32_t c_oflag;
  uint32_t c_cflag;
  uint32_t c_lflag;
  uint8_t c_line;
  uint8_t c_cc[19];
};

static int32_t call(int fd, uint32_t request, void *argument) {
  return __isthmus_ioctl(fd, request, (uint32_t)(uintptr_t)argument);
}

static int32_t get_attributes(int fd, struct termios *attributes) {
  struct kernel_termios kernel;
  int32_t result = call(fd, TCGETS, STRUCT(attributes, kernel));
  if (result < 0)
    return result;
  memset(attributes, 0, sizeof *attributes);
  attributes->c_iflag = kernel.c_iflag;
  attributes->c_oflag = kernel.c_oflag;
  attributes->c_cflag = kernel.c_cflag;
  attributes->c_lflag = kernel.c_lflag;
  attributes->c_line = kernel.c_line;
  memcpy(attributes->c_cc, kernel.c_cc, sizeof kernel.c_cc);
  attributes->c_ispeed = attributes->c_ospeed = kernel.c_cflag & CBAUD;
  return 0;
}

static int32_t set_attributes(int fd, uint32_t request, const struct termios *attributes) {
  if (!IS_MEMORY(attributes))
    return call(fd, request, NOWHERE);
  struct kernel_termios kernel = {
      .c_iflag = attributes->c_iflag,
      .c_oflag = attributes->c_oflag,
      .c_cflag = attributes->c_cflag,
      .c_lflag = attributes->c_lflag,
      .c_line = attributes->c_line,
  };
  memcpy(kernel.c_cc, attributes->c_cc, sizeof kernel.c_cc);
  return call(fd, request, &kernel);
}

/** Asks or tells a device, with the requests of <sys/ioctl.h>. Source: ioctl(2). */
int ioctl(int fd, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  void *argument = ARGUMENT(arguments, void *);
  va_end(arguments);
  switch (request) {
  case TCGETS:
    return __isthmus_result(get_attributes(fd, argument));
  case TCSETS:
  case TCSETSW:
  case TCSETSF:
    return __isthmus_result(set_attributes(fd, request, argument));
  case FIOCLEX:
  case FIONCLEX:
    return __isthmus_result(call(fd, request, NULL));
  default:
    return __isthmus_result(call(fd, request, argument));
  }
}

/** 1 for a terminal, else 0 with ENOTTY or EBADF. Source: isatty(3). */
int isatty(int fd) {
  struct kernel_termios kernel;
  return __isthmus_result(call(fd, TCGETS, &kernel)) == 0;
}

int __isatty(int fd) __attribute__((alias("isatty")));

/** Reads the attributes. Source: termios(3). */
int tcgetattr(int fd, struct termios *attributes) { return __isthmus_result(get_attributes(fd, attributes)); }

/** Sets the attributes at once, after output, or after output and without pending input. Source: termios(3). */
int tcsetattr(int fd, int when, const struct termios *attributes) {
  if (when < TCSANOW || when > TCSAFLUSH)
    return __isthmus_fail(LINUX_EINVAL);
  return __isthmus_result(set_attributes(fd, TCSETS + (uint32_t)when, attributes));
}

static int by_value(int fd, uint32_t request, uint32_t value) {
  return __isthmus_result(__isthmus_ioctl(fd, request, value));
}

/** Sends a break. Source: termios(3). */
int tcsendbreak(int fd, int duration) {
  (void)duration;
  return by_value(fd, TCSBRK, 0);
}

/** Waits until output is gone. Source: termios(3). */
int tcdrain(int fd) { return by_value(fd, TCSBRK, 1); }

/** Discards pending data. Source: termios(3). */
int tcflush(int fd, int queue) { return by_value(fd, TCFLSH, (uint32_t)queue); }

/** Suspends or restarts the flow. Source: termios(3). */
int tcflow(int fd, int action) { return by_value(fd, TCXONC, (uint32_t)action); }

/** The session that a terminal controls. Source: tcgetsid(3). */
pid_t tcgetsid(int fd) {
  int32_t session = 0;
  return __isthmus_result(call(fd, TIOCGSID, &session)) < 0 ? -1 : session;
}

/** The foreground process group. Source: tcgetpgrp(3). */
pid_t tcgetpgrp(int fd) {
  int32_t group = 0;
  return __isthmus_result(call(fd, TIOCGPGRP, &group)) < 0 ? -1 : group;
}

/** Sets the foreground process group. Source: tcsetpgrp(3). */
int tcsetpgrp(int fd, pid_t group) { return __isthmus_result(call(fd, TIOCSPGRP, &group)); }

/** The output speed, as a B constant. Source: termios(3). */
speed_t cfgetospeed(const struct termios *attributes) { return attributes->c_cflag & CBAUD; }

/** The input speed, as a B constant. Source: termios(3). */
speed_t cfgetispeed(const struct termios *attributes) { return attributes->c_cflag & CBAUD; }

/** Sets the output speed; EINVAL for what is no B constant. Source: termios(3). */
int cfsetospeed(struct termios *attributes, speed_t speed) {
  if ((speed & ~(speed_t)CBAUD) != 0)
    return __isthmus_fail(LINUX_EINVAL);
  attributes->c_cflag = (attributes->c_cflag & ~(tcflag_t)CBAUD) | speed;
  attributes->c_ospeed = speed;
  return 0;
}

/** Sets the input speed, where 0 means the output's. Source: termios(3). */
int cfsetispeed(struct termios *attributes, speed_t speed) {
  if (speed == B0)
    return 0;
  if (cfsetospeed(attributes, speed) < 0)
    return -1;
  attributes->c_ispeed = speed;
  return 0;
}

/** Sets both speeds. Source: termios(3). */
int cfsetspeed(struct termios *attributes, speed_t speed) {
  return cfsetospeed(attributes, speed) < 0 ? -1 : cfsetispeed(attributes, speed);
}

/** Changes attributes to those of a raw terminal. Source: termios(3). */
void cfmakeraw(struct termios *attributes) {
  attributes->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
  attributes->c_oflag &= ~(tcflag_t)OPOST;
  attributes->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  attributes->c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
  attributes->c_cflag |= CS8;
  attributes->c_cc[VMIN] = 1;
  attributes->c_cc[VTIME] = 0;
}

/** A terminal's path name; the result is an errno. Source: ttyname(3). */
int ttyname_r(int fd, char *buffer, size_t size) {
  struct stat terminal;
  if (!isatty(fd) || fstat(fd, &terminal) < 0)
    return errno;
  /* The name is the kernel's own numbering: 136 and on are pseudo-terminals, 256 of them each; 4 holds consoles. */
  unsigned high = (unsigned)(terminal.st_rdev >> 8) & 0xfff;
  unsigned low = (unsigned)(terminal.st_rdev & 0xff) | (unsigned)((terminal.st_rdev >> 12) & 0xfff00);
  int length;
  if (high >= 136 && high <= 143)
    length = snprintf(buffer, size, "/dev/pts/%u", (high - 136) * 256 + low);
  else if (high == 4 && low < 64)
    length = snprintf(buffer, size, "/dev/tty%u", low);
  else if (high == 4)
    length = snprintf(buffer, size, "/dev/ttyS%u", low - 64);
  else if (high == 5 && low == 0)
    length = snprintf(buffer, size, "/dev/tty");
  else if (high == 5 && low == 1)
    length = snprintf(buffer, size, "/dev/console");
  else
    return ENODEV;
  return (size_t)length < size ? 0 : ERANGE;
}

/** A terminal's path name, overwritten by the next call. Source: ttyname(3). */
char *ttyname(int fd) {
  static char name[32];
  int error = ttyname_r(fd, name, sizeof name);
  if (error == 0)
    return name;
  errno = error;
  return NULL;
}

/** The controlling terminal's name. Source: ctermid(3). */
char *ctermid(char *buffer) { return buffer == NULL ? (char *)"/dev/tty" : strcpy(buffer, "/dev/tty"); }

// What isn't a terminal: isatty(3), ttyname(3), termios(3), ioctl(2) on files and pipes; cfmakeraw and speeds.
#include "show.h"
#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

int main(void) {
  begin();
  int file = open("file", O_RDWR | O_CREAT, 0600);
  check(write(file, "12345", 5) == 5 && lseek(file, 2, SEEK_SET) == 2);
  struct termios attributes;
  struct winsize size;
  int count = -1;
  show(isatty(file));
  printf("%s\n", errno_name(errno));
  show(isatty(99));
  printf("%s\n", errno_name(errno));
  show(ttyname(file) == NULL);
  printf("%s\n", errno_name(errno));
  show(tcgetattr(file, &attributes));
  show(tcgetattr(99, &attributes));
  show(ioctl(file, TIOCGWINSZ, &size));
  show(ioctl(99, TIOCGWINSZ, &size));
  show(tcgetpgrp(file));
  show(tcsetpgrp(file, getpgrp()));
  show(tcdrain(file));
  show(tcflush(file, TCIFLUSH));
  show(tcgetsid(file));
  show(ioctl(file, FIONREAD, &count));
  show(count);
  show(ioctl(file, FIOCLEX));
  show(fcntl(file, F_GETFD));
  show(ioctl(file, FIONCLEX));
  show(fcntl(file, F_GETFD));
  show(ioctl(file, 0x1234));
  int ends[2];
  check(pipe(ends) == 0);
  show(ioctl(ends[0], FIONBIO, &(int){1}));
  show((fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0);
  show(ioctl(ends[0], FIONBIO, &(int){0}));
  show((fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0);
  check(write(ends[1], "abc", 3) == 3);
  show(ioctl(ends[0], FIONREAD, &count));
  show(count);
  show(ioctl(ends[1], FIONREAD, &count));
  show(count);
  memset(&attributes, 0xff, sizeof attributes);
  cfmakeraw(&attributes);
  printf("%o %o %o %o %d %d\n", attributes.c_iflag & 07777, attributes.c_oflag & 0177, attributes.c_cflag & 0777,
         attributes.c_lflag & 0177, attributes.c_cc[VMIN], attributes.c_cc[VTIME]);
  memset(&attributes, 0, sizeof attributes);
  show(cfsetospeed(&attributes, B9600));
  show(cfgetospeed(&attributes) == B9600);
  show(cfsetspeed(&attributes, B115200));
  show(cfgetispeed(&attributes) == B115200);
  show(cfsetospeed(&attributes, 12345678));
  show(tcsetattr(file, 99, &attributes));
  show(tcsetattr(file, TCSANOW, &attributes));
  return 0;
}

// Listens with sockets that were connected once: getsockname still tells the port that they had, which the kernel has
// taken back, and listen chooses another one. Prints how many listen at the port that was told, at another one, and
// beyond the ports that are allowed. Arguments: a server's port, and the ports that are allowed, first and last.
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int port_of(int fd) {
  struct sockaddr_in own = {0};
  socklen_t length = sizeof own;
  return getsockname(fd, (struct sockaddr *)&own, &length) == 0 ? ntohs(own.sin_port) : -1;
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 2;
  int first = atoi(argv[2]), same = 0, other = 0, beyond = 0;
  struct sockaddr_in server = {AF_INET, htons((unsigned short)atoi(argv[1])), {htonl(INADDR_LOOPBACK)}, {0}};
  struct sockaddr nobody = {.sa_family = AF_UNSPEC};
  for (int i = 0; i < 200; i++) {
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&server, sizeof server) != 0) {
      perror("connect");
      return 1;
    }
    connect(fd, &nobody, sizeof nobody);
    int told = port_of(fd);
    if (listen(fd, 1) == 0) {
      int port = port_of(fd);
      port == told ? same++ : other++;
      beyond += port < first || (port - first) / 64 % 2 != 0;
    }
    close(fd);
  }
  printf("%s told, %d at others, %d beyond\n", same > 0 ? "some as" : "none as", other, beyond);
}

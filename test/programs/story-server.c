// A server at a FIFO: clients send requests through one well-known FIFO and get answers through one of their own each.
#include "show.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

enum { CLIENTS = 5, REQUESTS = 20 };

struct request {
  int client;
  int number;
};

static void client(int number) {
  char name[32];
  snprintf(name, sizeof name, "answers-%d", number);
  int out = open("requests", O_WRONLY);
  check(out >= 0);
  int in = -1;
  for (int i = 0; i < REQUESTS; i++) {
    struct request request = {number, i};
    check(write(out, &request, sizeof request) == sizeof request);
    if (in < 0)
      in = open(name, O_RDONLY);
    check(in >= 0);
    int answer;
    check(read(in, &answer, sizeof answer) == sizeof answer);
    check(answer == i * i + number);
  }
  _exit(10 + number);
}

int main(void) {
  begin();
  char name[32];
  int answers[CLIENTS], status, served[CLIENTS] = {0};
  pid_t children[CLIENTS];
  check(mkfifo("requests", 0600) == 0);
  for (int i = 0; i < CLIENTS; i++) {
    snprintf(name, sizeof name, "answers-%d", i);
    check(mkfifo(name, 0600) == 0);
    answers[i] = -1;
  }
  for (int i = 0; i < CLIENTS; i++) {
    children[i] = fork();
    if (children[i] == 0)
      client(i);
  }
  /* With a writing end of our own there is no end of file while a client has yet to come. */
  int in = open("requests", O_RDWR);
  check(in >= 0);
  struct request request;
  for (int left = CLIENTS * REQUESTS; left > 0; left--) {
    check(read(in, &request, sizeof request) == sizeof request);
    int answer = request.number * request.number + request.client;
    if (answers[request.client] < 0) {
      snprintf(name, sizeof name, "answers-%d", request.client);
      answers[request.client] = open(name, O_WRONLY);
    }
    check(write(answers[request.client], &answer, sizeof answer) == sizeof answer);
    served[request.client]++;
  }
  for (int i = 0; i < CLIENTS; i++) {
    check(waitpid(children[i], &status, 0) == children[i]);
    printf("client %d: %d served, %s\n", i, served[i], status_name(status));
  }
  return 0;
}

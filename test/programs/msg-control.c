// msgctl(2): what IPC_STAT tells and when it changes, IPC_SET, permissions of other users, the Linux commands.
#include "show.h"
#include <limits.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <time.h>

static int queue;
static key_t key;
static pid_t child;

static void tell(const char *when) {
  struct msqid_ds state;
  memset(&state, 0x5a, sizeof state);
  check(msgctl(queue, IPC_STAT, &state) == 0);
  time_t now = time(NULL);
#define AGE(stamp) ((stamp) == 0 ? "never" : (stamp) <= now && (stamp) >= now - 60 ? "now" : "wrong")
#define WHO(pid) ((pid) == 0 ? "nobody" : (pid) == getpid() ? "me" : (pid) == child ? "child" : "wrong")
  printf("%s: %lu messages, %lu bytes, room for %lu, sent %s by %s, received %s by %s, changed %s\n", when,
         (unsigned long)state.msg_qnum, (unsigned long)state.msg_cbytes, (unsigned long)state.msg_qbytes,
         AGE(state.msg_stime), WHO(state.msg_lspid), AGE(state.msg_rtime), WHO(state.msg_lrpid), AGE(state.msg_ctime));
  printf("  mode %o, key right %d, owner %d %d, creator %d %d\n", (unsigned)state.msg_perm.mode,
         state.msg_perm.__key == key, state.msg_perm.uid == geteuid(), state.msg_perm.gid == getegid(),
         state.msg_perm.cuid == geteuid(), state.msg_perm.cgid == getegid());
}

static void in_child(void (*body)(void)) {
  child = fork();
  check(child >= 0);
  if (child == 0) {
    body();
    fflush(stdout);
    _exit(0);
  }
  check(waitpid(child, NULL, 0) == child);
}

static struct {
  long type;
  char text[64];
} message = {1, "text"};

static void send_one(void) { check(msgsnd(queue, &message, 10, 0) == 0); }

static void states(void) {
  puts("IPC_STAT");
  tell("new");
  send_one();
  tell("one sent");
  in_child(send_one);
  tell("one sent by the child");
  check(msgrcv(queue, &message, sizeof message.text, 0, 0) == 10);
  tell("one received");
  struct msqid_ds state;
  check(msgctl(queue, IPC_STAT, &state) == 0);
  state.msg_qbytes = 100;
  state.msg_perm.mode = 07640;
  state.msg_perm.__key = 12345;
  show(msgctl(queue, IPC_SET, &state));
  tell("set");
  printf("%d messages of 10 bytes fit beside one\n", ({
           int sent = 0;
           while (msgsnd(queue, &message, 10, IPC_NOWAIT) == 0)
             sent++;
           sent;
         }));
  tell("full");
  state.msg_qbytes = 0;
  show(msgctl(queue, IPC_SET, &state));
  tell("no room");
  show(msgsnd(queue, &message, 1, IPC_NOWAIT));
  while (msgrcv(queue, &message, sizeof message.text, 0, IPC_NOWAIT) >= 0)
    ;
  show(msgsnd(queue, &message, 0, IPC_NOWAIT));
  state.msg_qbytes = 16384;
  show(msgctl(queue, IPC_SET, &state));
  show(msgsnd(queue, &message, 0, IPC_NOWAIT));
}

/* As another user: only root can become one, and both sides are started as the same. */
static void stranger(void) {
  struct msqid_ds state;
  if (setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0) {
    puts("not allowed to become another user");
    return;
  }
  show(msgget(key, 0) == queue);
  show(msgget(key, 0400) == queue);
  show(msgget(key, 0600) == queue);
  show(msgsnd(queue, &message, 1, IPC_NOWAIT));
  show(msgrcv(queue, &message, 10, 0, IPC_NOWAIT));
  show(msgctl(queue, IPC_STAT, &state));
  memset(&state, 0, sizeof state);
  show(msgctl(queue, IPC_SET, &state));
  show(msgctl(queue, IPC_RMID, NULL));
}

static void other_users(void) {
  static const unsigned modes[] = {0600, 0604, 0602, 0666, 0000};
  puts("other users");
  for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
    struct msqid_ds state;
    check(msgctl(queue, IPC_STAT, &state) == 0);
    state.msg_perm.mode = (unsigned short)modes[i];
    check(msgctl(queue, IPC_SET, &state) == 0);
    printf("mode %o\n", modes[i]);
    in_child(stranger);
  }
}

static void quota(void) {
  struct msqid_ds state;
  check(msgctl(queue, IPC_STAT, &state) == 0);
  state.msg_qbytes = 1 << 20;
  if (setresuid(65534, 65534, 65534) != 0)
    return;
  show(msgctl(queue, IPC_SET, &state));
}

static void linux_commands(void) {
  puts("Linux's own commands");
  struct msginfo limits;
  memset(&limits, 0, sizeof limits);
  show(msgctl(0, IPC_INFO, (struct msqid_ds *)&limits) >= 0);
  printf("longest message %d, room of a queue %d, queues %d, pool %d, map %d, segment size %d, segments %d\n",
         limits.msgmax, limits.msgmnb, limits.msgmni, limits.msgpool, limits.msgmap, limits.msgssz, limits.msgseg);
  struct msginfo used;
  int highest = msgctl(0, MSG_INFO, (struct msqid_ds *)&used);
  show(highest >= 0);
  printf("queues at least one %d, messages %d, bytes %d\n", used.msgpool >= 1, used.msgmap >= 1, used.msgtql >= 0);
  int found = 0, found_any = 0;
  for (int index = 0; index <= highest; index++) {
    struct msqid_ds state;
    if (msgctl(index, MSG_STAT, &state) == queue && state.msg_perm.__key == key && state.msg_qnum == 1)
      found++;
    if (msgctl(index, MSG_STAT_ANY, &state) == queue && state.msg_perm.__key == key && state.msg_qnum == 1)
      found_any++;
  }
  printf("found %d times by MSG_STAT, %d by MSG_STAT_ANY\n", found, found_any);
  struct msqid_ds state;
  show(msgctl(highest + 1000, MSG_STAT, &state));
}

static void errors(void) {
  puts("errors");
  struct msqid_ds state;
  memset(&state, 0, sizeof state);
  show(msgctl(-1, IPC_STAT, &state));
  show(msgctl(queue, -1, &state));
  show(msgctl(queue, 99, &state));
  show(msgctl(queue, IPC_STAT, NULL));
  show(msgctl(queue, IPC_SET, NULL));
  show(msgctl(queue + 1000000, IPC_STAT, &state));
  show(msgctl(queue + 1000000, IPC_RMID, NULL));
  show(msgctl(queue, IPC_RMID, NULL));
  show(msgctl(queue, IPC_RMID, NULL));
  show(msgctl(queue, IPC_STAT, &state));
  show(msgctl(queue, IPC_SET, &state));
}

int main(void) {
  begin();
  key = 0x49540000 | (getpid() & 0xffff);
  queue = msgget(key, IPC_CREAT | IPC_EXCL | 0600);
  check(queue >= 0);
  states();
  linux_commands();
  other_users();
  struct msqid_ds state;
  check(msgctl(queue, IPC_STAT, &state) == 0);
  state.msg_perm.uid = 65534;
  if (geteuid() == 0 && msgctl(queue, IPC_SET, &state) == 0)
    in_child(quota);
  errors();
  return 0;
}

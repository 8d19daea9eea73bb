// psignal and psiginfo, which print to standard error, for every signal and code, and the names and texts of signals.
#include "show.h"

static void information(int number, int code, const char *message) {
  siginfo_t told;
  memset(&told, 0, sizeof told);
  told.si_signo = number;
  told.si_code = code;
  told.si_pid = 1234;
  told.si_uid = 56;
  if (number == SIGCHLD)
    told.si_status = 9;
  else if (number == SIGILL || number == SIGFPE || number == SIGSEGV || number == SIGBUS)
    told.si_addr = (void *)0x1234;
  else if (number == SIGPOLL)
    told.si_band = 77;
  psiginfo(&told, message);
}

int main(void) {
  begin();
  for (int number = -1; number <= 66; number++) {
    fprintf(stderr, "%d: ", number);
    psignal(number, number % 3 == 0 ? NULL : number % 3 == 1 ? "" : "message");
    printf("%d: %s, %s, %s\n", number, strsignal(number), sigabbrev_np(number) == NULL ? "-" : sigabbrev_np(number),
           sigdescr_np(number) == NULL ? "-" : sigdescr_np(number));
  }
  const int codes[] = {SI_USER,   SI_QUEUE, SI_TIMER, SI_MESGQ, SI_ASYNCIO, SI_SIGIO, SI_TKILL, SI_ASYNCNL,
                       SI_KERNEL, -61,      -59,      -8,       127,        129,      1000000,  -1000000};
  for (int number = -1; number <= 66; number++) {
    for (int code = 1; code <= 16; code++)
      information(number, code, "code");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
      information(number, codes[i], i % 3 == 0 ? NULL : i % 3 == 1 ? "" : "sender");
  }
  siginfo_t nowhere;
  memset(&nowhere, 0, sizeof nowhere);
  nowhere.si_signo = SIGSEGV;
  nowhere.si_code = SEGV_MAPERR;
  psiginfo(&nowhere, "null");
  return 0;
}

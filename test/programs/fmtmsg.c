// fmtmsg: the parts of messages, and mistakes. MSGVERB is read once.
#include <fmtmsg.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  int r;
  r = fmtmsg(MM_PRINT, "UX:cat", MM_ERROR, "illegal option", "refer to manual", "UX:cat:001");
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, "UX:cat", MM_HALT, "text", MM_NULLACT, "UX:cat:001");
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, MM_NULLLBL, MM_WARNING, "text", "act", MM_NULLTAG);
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, "UX:cat", MM_NOSEV, "text", "act", "tag");
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, "UX:cat", MM_INFO, MM_NULLTXT, MM_NULLACT, MM_NULLTAG);
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, "UXcat", MM_INFO, "t", MM_NULLACT, MM_NULLTAG);
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, "UX:cat", MM_INFO, "t", "a", MM_NULLTAG);
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, "UX:cat", 99, "t", "a", MM_NULLTAG);
  printf("%d\n", r);
  r = fmtmsg(MM_PRINT, MM_NULLLBL, MM_NOSEV, MM_NULLTXT, "a", "t");
  printf("%d\n", r);
  setenv("MSGVERB", "text:tag", 1);
  r = fmtmsg(MM_PRINT, "UX:cat", MM_ERROR, "t", "a", "tag");
  printf("%d\n", r);
  return 0;
}

// Options and routing headers of IPv6 as bytes: built, measured, read, with every wrong argument.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/ip6.h>

#include "show.h"

static unsigned char buffer[2048];

static void bytes(const char *what, const void *data, size_t count) {
  printf("%s:", what);
  for (size_t i = 0; i < count; i++)
    printf(" %02x", ((const unsigned char *)data)[i]);
  printf("\n");
}

static int build(void *space, socklen_t size) {
  void *value = NULL;
  uint16_t two = htons(0x1234);
  uint32_t four = htonl(0x56789abc);
  uint64_t eight = 0x1122334455667788;
  int offset = inet6_opt_init(space, size);
  printf("init %d", offset);
  if (offset > 0)
    offset = inet6_opt_append(space, size, offset, 0x3e, 4, 4, &value);
  printf(" %d", offset);
  if (space != NULL && offset > 0)
    printf(" (%d)", inet6_opt_set_val(value, 0, &four, sizeof four));
  if (offset > 0)
    offset = inet6_opt_append(space, size, offset, 0x5, 11, 8, &value);
  printf(" %d", offset);
  if (space != NULL && offset > 0) {
    int at = inet6_opt_set_val(value, 0, &eight, sizeof eight);
    at = inet6_opt_set_val(value, at, &two, sizeof two);
    printf(" (%d)", inet6_opt_set_val(value, at, "x", 1));
  }
  if (offset > 0)
    offset = inet6_opt_append(space, size, offset, 0xc2, 1, 1, &value);
  printf(" %d", offset);
  if (space != NULL && offset > 0)
    inet6_opt_set_val(value, 0, "y", 1);
  if (offset > 0)
    offset = inet6_opt_finish(space, size, offset);
  printf(" end %d\n", offset);
  return offset;
}

static void options(void) {
  int length = build(NULL, 0);
  build(buffer, 16);
  build(buffer, 31);
  build(buffer, (socklen_t)length);
  bytes("options", buffer, (size_t)length);
  uint8_t type = 0;
  socklen_t size = 0;
  void *value = NULL;
  for (int offset = 0; (offset = inet6_opt_next(buffer, (socklen_t)length, offset, &type, &size, &value)) > 0;)
    printf("%d: type %#x, %u bytes at %td\n", offset, type, size, (unsigned char *)value - buffer);
  int found = inet6_opt_find(buffer, (socklen_t)length, 0, 5, &size, &value);
  uint16_t two = 0;
  printf("found to %d, %u bytes, value to %d", found, size, inet6_opt_get_val(value, 8, &two, sizeof two));
  printf(" %#x\n", ntohs(two));
  printf("not %d\n", inet6_opt_find(buffer, (socklen_t)length, 0, 77, &size, &value));
  printf("again %d\n", inet6_opt_find(buffer, (socklen_t)length, found, 5, &size, &value));
  printf("before %d %d\n", inet6_opt_next(buffer, (socklen_t)length, 1, &type, &size, &value),
         inet6_opt_find(buffer, (socklen_t)length, -1, 5, &size, &value));
  printf("cut %d\n", inet6_opt_next(buffer, 7, 0, &type, &size, &value));
  for (socklen_t room = 0; room <= 2056; room += room < 20 ? 1 : 1018)
    printf("%u %d, ", room, inet6_opt_init(buffer, room));
  printf("\n");
  for (int align = 0; align <= 9; align++)
    printf("%d ", inet6_opt_append(NULL, 0, 2, 0x3e, 8, (uint8_t)align, &value));
  printf("%d %d %d %d %d\n", inet6_opt_append(NULL, 0, 1, 0x3e, 8, 1, &value),
         inet6_opt_append(NULL, 0, 2, 0, 8, 1, &value), inet6_opt_append(NULL, 0, 2, 1, 8, 1, &value),
         inet6_opt_append(NULL, 0, 2, 0x3e, 256, 1, &value), inet6_opt_append(NULL, 0, 2, 0x3e, 1, 2, &value));
  for (int offset = 0; offset <= 17; offset++)
    printf("%d ", inet6_opt_finish(NULL, 0, offset));
  printf("\n");
}

static void routing(void) {
  struct in6_addr address[4];
  for (int i = 0; i < 4; i++)
    memset(&address[i], 0x10 * i + 1, sizeof *address);
  printf("space %u %u %u %u %u %u\n", inet6_rth_space(0, 0), inet6_rth_space(0, 3), inet6_rth_space(0, 127),
         inet6_rth_space(0, 128), inet6_rth_space(0, -1), inet6_rth_space(2, 1));
  printf("init %d %d %d\n", inet6_rth_init(buffer, 55, 0, 3) == NULL, inet6_rth_init(buffer, 500, 2, 1) == NULL,
         inet6_rth_init(buffer, 500, 0, 128) == NULL);
  printf("begun %d\n", inet6_rth_init(buffer, 56, 0, 3) == buffer);
  for (int i = 0; i < 4; i++)
    printf("add %d\n", inet6_rth_add(buffer, &address[i]));
  bytes("header", buffer, 56);
  printf("segments %d\n", inet6_rth_segments(buffer));
  unsigned char back[56];
  printf("reverse %d\n", inet6_rth_reverse(buffer, back));
  bytes("back", back, sizeof back);
  printf("reverse %d\n", inet6_rth_reverse(back, back));
  bytes("there", back, sizeof back);
  for (int i = -1; i < 4; i++) {
    struct in6_addr *one = inet6_rth_getaddr(buffer, i);
    printf("%d: %02x\n", i, one == NULL ? 0 : one->s6_addr[0]);
  }
  buffer[2] = 2;
  printf("another type: %d %d %d %d\n", inet6_rth_segments(buffer), inet6_rth_add(buffer, address),
         inet6_rth_reverse(buffer, back), inet6_rth_getaddr(buffer, 0) == NULL);
}

int main(void) {
  begin();
  options();
  routing();
}

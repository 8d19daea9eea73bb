// Addresses of Ethernet as text, and their names in /etc/ethers, where the guest sees one.
#include "internal.h"

#include <ctype.h>
#include <netinet/ether.h>
#include <stdio.h>
#include <stdlib.h>

/** Reads six numbers of one or two hexadecimal digits with colons between: where they end, or NULL. */
static const char *read_address(const char *text, struct ether_addr *address) {
  for (int i = 0; i < ETH_ALEN; i++) {
    if (i > 0 && *text++ != ':')
      return NULL;
    char digits[3] = {0};
    for (int j = 0; j < 2 && isxdigit((unsigned char)*text); j++)
      digits[j] = *text++;
    if (digits[0] == '\0')
      return NULL;
    address->ether_addr_octet[i] = (uint8_t)strtoul(digits, NULL, 16);
  }
  return text;
}

/** An address from text, or NULL. Source: ether_aton(3). */
struct ether_addr *ether_aton_r(const char *text, struct ether_addr *address) {
  return read_address(text, address) == NULL ? NULL : address;
}

/** The same, until the next call. Source: ether_aton(3). */
struct ether_addr *ether_aton(const char *text) {
  static struct ether_addr address;
  return ether_aton_r(text, &address);
}

/** An address as text. Source: ether_ntoa(3). */
char *ether_ntoa_r(const struct ether_addr *address, char *text) {
  const uint8_t *bytes = address->ether_addr_octet;
  sprintf(text, "%x:%x:%x:%x:%x:%x", bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5]);
  return text;
}

/** The same, until the next call. Source: ether_ntoa(3). */
char *ether_ntoa(const struct ether_addr *address) {
  static char text[18];
  return ether_ntoa_r(address, text);
}

/** An address and a name from a line of /etc/ethers: 0, or -1. Source: ether_line(3). */
int ether_line(const char *line, struct ether_addr *address, char *name) {
  line = read_address(line, address);
  if (line == NULL)
    return -1;
  while (isspace((unsigned char)*line))
    line++;
  size_t length = strcspn(line, "# \f\n\r\t\v");
  if (length == 0)
    return -1;
  memcpy(name, line, length);
  name[length] = '\0';
  return 0;
}

/** Goes through /etc/ethers for a name or an address and gives the other one: 0, or -1. */
static int look_up(const char *wanted_name, const struct ether_addr *wanted, char *name, struct ether_addr *address) {
  FILE *file = fopen("/etc/ethers", "re");
  char line[512], found_name[512];
  struct ether_addr found;
  int result = -1;
  while (result != 0 && file != NULL && fgets(line, sizeof line, file) != NULL) {
    if (ether_line(line, &found, found_name) != 0)
      continue;
    if (wanted_name != NULL ? strcmp(wanted_name, found_name) != 0 : memcmp(wanted, &found, sizeof found) != 0)
      continue;
    if (name != NULL)
      strcpy(name, found_name);
    if (address != NULL)
      *address = found;
    result = 0;
  }
  if (file != NULL)
    fclose(file);
  return result;
}

/** The name of an address: 0, or -1. Source: ether_ntohost(3). */
int ether_ntohost(char *name, const struct ether_addr *address) { return look_up(NULL, address, name, NULL); }

/** The address of a name: 0, or -1. Source: ether_hostton(3). */
int ether_hostton(const char *name, struct ether_addr *address) { return look_up(name, NULL, NULL, address); }

// printf and scanf of long double, with values that are the same in 80 and in 128 bits.
#include "show.h"

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  long double value = 0;
  char rest[8] = "";
  begin();
  printf("%Lf %Le %Lg %.3Lf %10.2Lf|\n", 3.5L, 1e20L, 0.0625L, -2.125L, 1234.5L);
  show(sscanf("2.25 end", "%Lf %7s", &value, rest));
  printf("%Lg %s\n", value, rest);
  printf("%Lg\n", strtold("1e3", NULL));
  return 0;
}

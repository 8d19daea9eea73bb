// Replaces wasi-libc's clockid_t, a pointer to a struct, by Linux's number. libisthmus's clock calls take both, because
// objects of wasi-libc still pass the pointer.
#ifndef ISTHMUS_TYPEDEF_CLOCKID_T_H
#define ISTHMUS_TYPEDEF_CLOCKID_T_H

typedef int clockid_t;

#endif

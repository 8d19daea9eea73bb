// The one thread there is: what locks must know of it. A program that has none of them carries a few bytes for this.
#ifndef ISTHMUS_THREAD_H
#define ISTHMUS_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <isthmus/imports.h>

struct isthmus_thread {
  /* The kernel's number, 0 as long as nobody has asked. */
  int id;
  /* How many forks lie between this process and the program's first. */
  unsigned generation;
  /* The robust lock word that the kernel knows as the one being worked on, and whether it is held. */
  uint32_t *watched;
  bool holds_watched;
  /* The kernel's list is another program's, so each word has to be taken off it as soon as it is free. */
  bool is_borrowed;
};

extern struct isthmus_thread __isthmus_thread;

/** The calling thread's number, as the kernel writes it into lock words. */
static inline int __isthmus_thread_id(void) {
  if (__isthmus_thread.id == 0)
    __isthmus_thread.id = __isthmus_gettid();
  return __isthmus_thread.id;
}

/** To be called in a fork's child: another thread, whose locks are its parent's. */
static inline void __isthmus_thread_forked(void) {
  __isthmus_thread = (struct isthmus_thread){.generation = __isthmus_thread.generation + 1};
}

/* robust.c, when the program has robust locks. */
__attribute__((weak)) void __isthmus_robust_forget(void);

/** To be called when a range was mapped or unmapped: what the kernel watches may not be at its address any more. */
static inline void __isthmus_maps_changed(void) {
  if (__isthmus_robust_forget != NULL)
    __isthmus_robust_forget();
}

/** Calls the destructors of thread-specific values, as the end of a thread does. */
void __isthmus_destroy_values(void);

#endif

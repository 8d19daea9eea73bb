// <sched.h>: processors and scheduling as far as the sandbox has them. Replaces wasi-libc's, which has sched_yield
// only.
#ifndef ISTHMUS_SCHED_H
#define ISTHMUS_SCHED_H

#include <features.h>

#define __NEED_struct_timespec
#define __NEED_pid_t
#define __NEED_time_t
#define __NEED_size_t
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sched_param {
  int sched_priority;
};

#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_DEADLINE 6
#define SCHED_RESET_ON_FORK 0x40000000

int sched_yield(void);
int sched_getscheduler(pid_t);
int sched_setscheduler(pid_t, int, const struct sched_param *);
int sched_getparam(pid_t, struct sched_param *);
int sched_setparam(pid_t, const struct sched_param *);
int sched_rr_get_interval(pid_t, struct timespec *);
int sched_get_priority_max(int);
int sched_get_priority_min(int);

#ifdef _GNU_SOURCE
#define CPU_SETSIZE 1024

typedef struct cpu_set_t {
  unsigned long __bits[CPU_SETSIZE / (8 * sizeof(long))];
} cpu_set_t;

int sched_getcpu(void);
int sched_getaffinity(pid_t, size_t, cpu_set_t *);
int sched_setaffinity(pid_t, size_t, const cpu_set_t *);
int __isthmus_cpu_count(size_t, const cpu_set_t *);

#define __CPU_WORD(cpu) ((cpu) / (8 * sizeof(long)))
#define __CPU_BIT(cpu) (1UL << ((cpu) % (8 * sizeof(long))))
#define __CPU_WITHIN(cpu, size) ((size_t)(cpu) < 8 * (size_t)(size))

#define CPU_SET_S(cpu, size, set)                                                                                      \
  (__CPU_WITHIN(cpu, size) ? (void)((set)->__bits[__CPU_WORD(cpu)] |= __CPU_BIT(cpu)) : (void)0)
#define CPU_CLR_S(cpu, size, set)                                                                                      \
  (__CPU_WITHIN(cpu, size) ? (void)((set)->__bits[__CPU_WORD(cpu)] &= ~__CPU_BIT(cpu)) : (void)0)
#define CPU_ISSET_S(cpu, size, set) (__CPU_WITHIN(cpu, size) && ((set)->__bits[__CPU_WORD(cpu)] & __CPU_BIT(cpu)) != 0)
#define CPU_ZERO_S(size, set) ((void)__builtin_memset(set, 0, size))
#define CPU_COUNT_S(size, set) __isthmus_cpu_count(size, set)
#define CPU_EQUAL_S(size, first, second) (__builtin_memcmp(first, second, size) == 0)
#define __CPU_COMBINE(size, into, first, operator, second)                                                             \
  do {                                                                                                                 \
    for (size_t __word = 0; __word < (size) / sizeof(long); __word++)                                                  \
      (into)->__bits[__word] = (first)->__bits[__word] operator(second)->__bits[__word];                               \
  } while (0)
#define CPU_AND_S(size, into, first, second) __CPU_COMBINE(size, into, first, &, second)
#define CPU_OR_S(size, into, first, second) __CPU_COMBINE(size, into, first, |, second)
#define CPU_XOR_S(size, into, first, second) __CPU_COMBINE(size, into, first, ^, second)

#define CPU_SET(cpu, set) CPU_SET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_CLR(cpu, set) CPU_CLR_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ISSET(cpu, set) CPU_ISSET_S(cpu, sizeof(cpu_set_t), set)
#define CPU_ZERO(set) CPU_ZERO_S(sizeof(cpu_set_t), set)
#define CPU_COUNT(set) CPU_COUNT_S(sizeof(cpu_set_t), set)
#define CPU_EQUAL(first, second) CPU_EQUAL_S(sizeof(cpu_set_t), first, second)
#define CPU_AND(into, first, second) CPU_AND_S(sizeof(cpu_set_t), into, first, second)
#define CPU_OR(into, first, second) CPU_OR_S(sizeof(cpu_set_t), into, first, second)
#define CPU_XOR(into, first, second) CPU_XOR_S(sizeof(cpu_set_t), into, first, second)

#define CPU_ALLOC_SIZE(count) ((((count) + 8 * sizeof(long) - 1) / (8 * sizeof(long))) * sizeof(long))
#define CPU_ALLOC(count) ((cpu_set_t *)__builtin_calloc(1, CPU_ALLOC_SIZE(count)))
#define CPU_FREE(set) __builtin_free(set)
#endif

#ifdef __cplusplus
}
#endif

#endif

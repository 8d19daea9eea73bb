// System V semaphore sets. `union semun`, semctl's fourth argument, is the program's own to define (semctl(2)).
#ifndef ISTHMUS_SYS_SEM_H
#define ISTHMUS_SYS_SEM_H

#include <features.h>
#include <sys/ipc.h>

#define __NEED_size_t
#define __NEED_pid_t
#define __NEED_time_t
#define __NEED_struct_timespec
#include <bits/alltypes.h>

#ifdef __cplusplus
extern "C" {
#endif

#define _SEM_SEMUN_UNDEFINED 1

#define SEM_UNDO 0x1000

#define GETPID 11
#define GETVAL 12
#define GETALL 13
#define GETNCNT 14
#define GETZCNT 15
#define SETVAL 16
#define SETALL 17

struct semid_ds {
  struct ipc_perm sem_perm;
  time_t sem_otime;
  time_t sem_ctime;
  unsigned long sem_nsems;
};

struct sembuf {
  unsigned short sem_num;
  short sem_op;
  short sem_flg;
};

int semctl(int, int, int, ...);
int semget(key_t, int, int);
int semop(int, struct sembuf *, size_t);

#ifdef _GNU_SOURCE
int semtimedop(int, struct sembuf *, size_t, const struct timespec *);
#endif

#if defined(_GNU_SOURCE) || defined(_BSD_SOURCE)
#define SEM_STAT 18
#define SEM_INFO 19
#define SEM_STAT_ANY 20

struct seminfo {
  int semmap;
  int semmni;
  int semmns;
  int semmnu;
  int semmsl;
  int semopm;
  int semume;
  int semusz;
  int semvmx;
  int semaem;
};
#endif

/* Natively a union and the plain value in it are passed alike to a variadic function, and programs pass semctl the one
 * or the other. WebAssembly's calling convention passes the address of a union with more than one member, and nothing
 * tells the two apart where they arrive. So the word is taken out where its type is known. */
unsigned __isthmus_semun(const void *, size_t);
int __isthmus_semctl_word(int, int, int, unsigned);

#ifdef __cplusplus
}

extern "C++" {
template <bool> struct __isthmus_semctl_argument {
  template <typename T> static unsigned word(T value) { return (unsigned)value; }
};
template <> struct __isthmus_semctl_argument<true> {
  template <typename T> static unsigned word(const T &value) { return __isthmus_semun(&value, sizeof value); }
};
template <typename T> inline int semctl(int set, int number, int command, T argument) {
  typedef __isthmus_semctl_argument<__is_union(T) || __is_class(T)> taken;
  return __isthmus_semctl_word(set, number, command, taken::word(argument));
}
}
#else
#define semctl(set, number, ...)                                                                                       \
  __ISTHMUS_SEMCTL(__VA_ARGS__, __ISTHMUS_SEMCTL_4, __ISTHMUS_SEMCTL_4, __ISTHMUS_SEMCTL_4, __ISTHMUS_SEMCTL_4,        \
                   __ISTHMUS_SEMCTL_4, __ISTHMUS_SEMCTL_4, __ISTHMUS_SEMCTL_3, )                                       \
  (set, number, __VA_ARGS__)
/* Chooses by the number of arguments; commas in a compound literal count as arguments too. */
#define __ISTHMUS_SEMCTL(command, a, b, c, d, e, f, chosen, ...) chosen
#define __ISTHMUS_SEMCTL_3(set, number, command) __isthmus_semctl_word(set, number, command, 0)
#define __ISTHMUS_SEMCTL_4(set, number, command, ...)                                                                  \
  __extension__({                                                                                                      \
    __auto_type __isthmus_argument = (__VA_ARGS__);                                                                    \
    __isthmus_semctl_word(set, number, command,                                                                        \
                          (unsigned)__builtin_choose_expr(                                                             \
                              __ISTHMUS_IS_STRUCT(__isthmus_argument),                                                 \
                              __isthmus_semun(&__isthmus_argument, sizeof __isthmus_argument), __isthmus_argument));   \
  })
/* record_type_class and union_type_class. */
#define __ISTHMUS_IS_STRUCT(value) (__builtin_classify_type(value) == 12 || __builtin_classify_type(value) == 13)
#endif

#endif

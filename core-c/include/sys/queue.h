// Linked lists and queues as macros: queue(7), with the names and meanings of BSD.
// SLIST and LIST are singly and doubly linked lists; STAILQ (SIMPLEQ) and TAILQ have a tail as well.
#ifndef _SYS_QUEUE_H_
#define _SYS_QUEUE_H_

#include <stddef.h>

#define SLIST_HEAD(name, type)                                                                                         \
  struct name {                                                                                                        \
    struct type *slh_first;                                                                                            \
  }
#define SLIST_HEAD_INITIALIZER(head)                                                                                   \
  { NULL }
#define SLIST_ENTRY(type)                                                                                              \
  struct {                                                                                                             \
    struct type *sle_next;                                                                                             \
  }
#define SLIST_FIRST(head) ((head)->slh_first)
#define SLIST_NEXT(item, field) ((item)->field.sle_next)
#define SLIST_EMPTY(head) ((head)->slh_first == NULL)
#define SLIST_FOREACH(item, head, field)                                                                               \
  for ((item) = SLIST_FIRST(head); (item) != NULL; (item) = SLIST_NEXT(item, field))
#define SLIST_FOREACH_SAFE(item, head, field, following)                                                               \
  for ((item) = SLIST_FIRST(head); (item) != NULL && ((following) = SLIST_NEXT(item, field), 1); (item) = (following))
#define SLIST_INIT(head) ((void)((head)->slh_first = NULL))
#define SLIST_INSERT_HEAD(head, item, field)                                                                           \
  do {                                                                                                                 \
    (item)->field.sle_next = (head)->slh_first;                                                                        \
    (head)->slh_first = (item);                                                                                        \
  } while (0)
#define SLIST_INSERT_AFTER(place, item, field)                                                                         \
  do {                                                                                                                 \
    (item)->field.sle_next = (place)->field.sle_next;                                                                  \
    (place)->field.sle_next = (item);                                                                                  \
  } while (0)
#define SLIST_REMOVE_HEAD(head, field) ((void)((head)->slh_first = (head)->slh_first->field.sle_next))
#define SLIST_REMOVE(head, item, type, field)                                                                          \
  do {                                                                                                                 \
    struct type **__link = &(head)->slh_first;                                                                         \
    while (*__link != (item))                                                                                          \
      __link = &(*__link)->field.sle_next;                                                                             \
    *__link = (item)->field.sle_next;                                                                                  \
  } while (0)

#define LIST_HEAD(name, type)                                                                                          \
  struct name {                                                                                                        \
    struct type *lh_first;                                                                                             \
  }
#define LIST_HEAD_INITIALIZER(head)                                                                                    \
  { NULL }
#define LIST_ENTRY(type)                                                                                               \
  struct {                                                                                                             \
    struct type *le_next;                                                                                              \
    struct type **le_prev;                                                                                             \
  }
#define LIST_FIRST(head) ((head)->lh_first)
#define LIST_NEXT(item, field) ((item)->field.le_next)
#define LIST_EMPTY(head) ((head)->lh_first == NULL)
#define LIST_FOREACH(item, head, field) for ((item) = LIST_FIRST(head); (item) != NULL; (item) = LIST_NEXT(item, field))
#define LIST_FOREACH_SAFE(item, head, field, following)                                                                \
  for ((item) = LIST_FIRST(head); (item) != NULL && ((following) = LIST_NEXT(item, field), 1); (item) = (following))
#define LIST_INIT(head) ((void)((head)->lh_first = NULL))
#define LIST_INSERT_HEAD(head, item, field)                                                                            \
  do {                                                                                                                 \
    if (((item)->field.le_next = (head)->lh_first) != NULL)                                                            \
      (head)->lh_first->field.le_prev = &(item)->field.le_next;                                                        \
    (head)->lh_first = (item);                                                                                         \
    (item)->field.le_prev = &(head)->lh_first;                                                                         \
  } while (0)
#define LIST_INSERT_AFTER(place, item, field)                                                                          \
  do {                                                                                                                 \
    if (((item)->field.le_next = (place)->field.le_next) != NULL)                                                      \
      (place)->field.le_next->field.le_prev = &(item)->field.le_next;                                                  \
    (place)->field.le_next = (item);                                                                                   \
    (item)->field.le_prev = &(place)->field.le_next;                                                                   \
  } while (0)
#define LIST_INSERT_BEFORE(place, item, field)                                                                         \
  do {                                                                                                                 \
    (item)->field.le_prev = (place)->field.le_prev;                                                                    \
    (item)->field.le_next = (place);                                                                                   \
    *(place)->field.le_prev = (item);                                                                                  \
    (place)->field.le_prev = &(item)->field.le_next;                                                                   \
  } while (0)
#define LIST_REMOVE(item, field)                                                                                       \
  do {                                                                                                                 \
    if ((item)->field.le_next != NULL)                                                                                 \
      (item)->field.le_next->field.le_prev = (item)->field.le_prev;                                                    \
    *(item)->field.le_prev = (item)->field.le_next;                                                                    \
  } while (0)

#define STAILQ_HEAD(name, type)                                                                                        \
  struct name {                                                                                                        \
    struct type *stqh_first;                                                                                           \
    struct type **stqh_last;                                                                                           \
  }
#define STAILQ_HEAD_INITIALIZER(head)                                                                                  \
  { NULL, &(head).stqh_first }
#define STAILQ_ENTRY(type)                                                                                             \
  struct {                                                                                                             \
    struct type *stqe_next;                                                                                            \
  }
#define STAILQ_FIRST(head) ((head)->stqh_first)
#define STAILQ_NEXT(item, field) ((item)->field.stqe_next)
#define STAILQ_EMPTY(head) ((head)->stqh_first == NULL)
#define STAILQ_FOREACH(item, head, field)                                                                              \
  for ((item) = STAILQ_FIRST(head); (item) != NULL; (item) = STAILQ_NEXT(item, field))
#define STAILQ_FOREACH_SAFE(item, head, field, following)                                                              \
  for ((item) = STAILQ_FIRST(head); (item) != NULL && ((following) = STAILQ_NEXT(item, field), 1); (item) = (following))
#define STAILQ_INIT(head)                                                                                              \
  do {                                                                                                                 \
    (head)->stqh_first = NULL;                                                                                         \
    (head)->stqh_last = &(head)->stqh_first;                                                                           \
  } while (0)
#define STAILQ_INSERT_HEAD(head, item, field)                                                                          \
  do {                                                                                                                 \
    if (((item)->field.stqe_next = (head)->stqh_first) == NULL)                                                        \
      (head)->stqh_last = &(item)->field.stqe_next;                                                                    \
    (head)->stqh_first = (item);                                                                                       \
  } while (0)
#define STAILQ_INSERT_TAIL(head, item, field)                                                                          \
  do {                                                                                                                 \
    (item)->field.stqe_next = NULL;                                                                                    \
    *(head)->stqh_last = (item);                                                                                       \
    (head)->stqh_last = &(item)->field.stqe_next;                                                                      \
  } while (0)
#define STAILQ_INSERT_AFTER(head, place, item, field)                                                                  \
  do {                                                                                                                 \
    if (((item)->field.stqe_next = (place)->field.stqe_next) == NULL)                                                  \
      (head)->stqh_last = &(item)->field.stqe_next;                                                                    \
    (place)->field.stqe_next = (item);                                                                                 \
  } while (0)
#define STAILQ_REMOVE_HEAD(head, field)                                                                                \
  do {                                                                                                                 \
    if (((head)->stqh_first = (head)->stqh_first->field.stqe_next) == NULL)                                            \
      (head)->stqh_last = &(head)->stqh_first;                                                                         \
  } while (0)
#define STAILQ_REMOVE(head, item, type, field)                                                                         \
  do {                                                                                                                 \
    struct type **__link = &(head)->stqh_first;                                                                        \
    while (*__link != (item))                                                                                          \
      __link = &(*__link)->field.stqe_next;                                                                            \
    if ((*__link = (item)->field.stqe_next) == NULL)                                                                   \
      (head)->stqh_last = __link;                                                                                      \
  } while (0)
#define STAILQ_CONCAT(head, other)                                                                                     \
  do {                                                                                                                 \
    if (!STAILQ_EMPTY(other)) {                                                                                        \
      *(head)->stqh_last = (other)->stqh_first;                                                                        \
      (head)->stqh_last = (other)->stqh_last;                                                                          \
      STAILQ_INIT(other);                                                                                              \
    }                                                                                                                  \
  } while (0)

#define SIMPLEQ_HEAD(name, type)                                                                                       \
  struct name {                                                                                                        \
    struct type *sqh_first;                                                                                            \
    struct type **sqh_last;                                                                                            \
  }
#define SIMPLEQ_HEAD_INITIALIZER(head)                                                                                 \
  { NULL, &(head).sqh_first }
#define SIMPLEQ_ENTRY(type)                                                                                            \
  struct {                                                                                                             \
    struct type *sqe_next;                                                                                             \
  }
#define SIMPLEQ_FIRST(head) ((head)->sqh_first)
#define SIMPLEQ_NEXT(item, field) ((item)->field.sqe_next)
#define SIMPLEQ_EMPTY(head) ((head)->sqh_first == NULL)
#define SIMPLEQ_FOREACH(item, head, field)                                                                             \
  for ((item) = SIMPLEQ_FIRST(head); (item) != NULL; (item) = SIMPLEQ_NEXT(item, field))
#define SIMPLEQ_FOREACH_SAFE(item, head, field, following)                                                             \
  for ((item) = SIMPLEQ_FIRST(head); (item) != NULL && ((following) = SIMPLEQ_NEXT(item, field), 1);                   \
       (item) = (following))
#define SIMPLEQ_INIT(head)                                                                                             \
  do {                                                                                                                 \
    (head)->sqh_first = NULL;                                                                                          \
    (head)->sqh_last = &(head)->sqh_first;                                                                             \
  } while (0)
#define SIMPLEQ_INSERT_HEAD(head, item, field)                                                                         \
  do {                                                                                                                 \
    if (((item)->field.sqe_next = (head)->sqh_first) == NULL)                                                          \
      (head)->sqh_last = &(item)->field.sqe_next;                                                                      \
    (head)->sqh_first = (item);                                                                                        \
  } while (0)
#define SIMPLEQ_INSERT_TAIL(head, item, field)                                                                         \
  do {                                                                                                                 \
    (item)->field.sqe_next = NULL;                                                                                     \
    *(head)->sqh_last = (item);                                                                                        \
    (head)->sqh_last = &(item)->field.sqe_next;                                                                        \
  } while (0)
#define SIMPLEQ_INSERT_AFTER(head, place, item, field)                                                                 \
  do {                                                                                                                 \
    if (((item)->field.sqe_next = (place)->field.sqe_next) == NULL)                                                    \
      (head)->sqh_last = &(item)->field.sqe_next;                                                                      \
    (place)->field.sqe_next = (item);                                                                                  \
  } while (0)
#define SIMPLEQ_REMOVE_HEAD(head, field)                                                                               \
  do {                                                                                                                 \
    if (((head)->sqh_first = (head)->sqh_first->field.sqe_next) == NULL)                                               \
      (head)->sqh_last = &(head)->sqh_first;                                                                           \
  } while (0)
#define SIMPLEQ_REMOVE(head, item, type, field)                                                                        \
  do {                                                                                                                 \
    struct type **__link = &(head)->sqh_first;                                                                         \
    while (*__link != (item))                                                                                          \
      __link = &(*__link)->field.sqe_next;                                                                             \
    if ((*__link = (item)->field.sqe_next) == NULL)                                                                    \
      (head)->sqh_last = __link;                                                                                       \
  } while (0)
#define SIMPLEQ_CONCAT(head, other)                                                                                    \
  do {                                                                                                                 \
    if (!SIMPLEQ_EMPTY(other)) {                                                                                       \
      *(head)->sqh_last = (other)->sqh_first;                                                                          \
      (head)->sqh_last = (other)->sqh_last;                                                                            \
      SIMPLEQ_INIT(other);                                                                                             \
    }                                                                                                                  \
  } while (0)

#define TAILQ_HEAD(name, type)                                                                                         \
  struct name {                                                                                                        \
    struct type *tqh_first;                                                                                            \
    struct type **tqh_last;                                                                                            \
  }
#define TAILQ_HEAD_INITIALIZER(head)                                                                                   \
  { NULL, &(head).tqh_first }
#define TAILQ_ENTRY(type)                                                                                              \
  struct {                                                                                                             \
    struct type *tqe_next;                                                                                             \
    struct type **tqe_prev;                                                                                            \
  }
#define TAILQ_FIRST(head) ((head)->tqh_first)
#define TAILQ_NEXT(item, field) ((item)->field.tqe_next)
#define TAILQ_EMPTY(head) ((head)->tqh_first == NULL)
/* An entry begins as a head does, so the link before the one that names an item belongs to the item before it. */
#define TAILQ_LAST(head, name) (*(((struct name *)(void *)((head)->tqh_last))->tqh_last))
#define TAILQ_PREV(item, name, field) (*(((struct name *)(void *)((item)->field.tqe_prev))->tqh_last))
#define TAILQ_FOREACH(item, head, field)                                                                               \
  for ((item) = TAILQ_FIRST(head); (item) != NULL; (item) = TAILQ_NEXT(item, field))
#define TAILQ_FOREACH_SAFE(item, head, field, following)                                                               \
  for ((item) = TAILQ_FIRST(head); (item) != NULL && ((following) = TAILQ_NEXT(item, field), 1); (item) = (following))
#define TAILQ_FOREACH_REVERSE(item, head, name, field)                                                                 \
  for ((item) = TAILQ_LAST(head, name); (item) != NULL; (item) = TAILQ_PREV(item, name, field))
#define TAILQ_FOREACH_REVERSE_SAFE(item, head, name, field, following)                                                 \
  for ((item) = TAILQ_LAST(head, name); (item) != NULL && ((following) = TAILQ_PREV(item, name, field), 1);            \
       (item) = (following))
#define TAILQ_INIT(head)                                                                                               \
  do {                                                                                                                 \
    (head)->tqh_first = NULL;                                                                                          \
    (head)->tqh_last = &(head)->tqh_first;                                                                             \
  } while (0)
#define TAILQ_INSERT_HEAD(head, item, field)                                                                           \
  do {                                                                                                                 \
    if (((item)->field.tqe_next = (head)->tqh_first) != NULL)                                                          \
      (head)->tqh_first->field.tqe_prev = &(item)->field.tqe_next;                                                     \
    else                                                                                                               \
      (head)->tqh_last = &(item)->field.tqe_next;                                                                      \
    (head)->tqh_first = (item);                                                                                        \
    (item)->field.tqe_prev = &(head)->tqh_first;                                                                       \
  } while (0)
#define TAILQ_INSERT_TAIL(head, item, field)                                                                           \
  do {                                                                                                                 \
    (item)->field.tqe_next = NULL;                                                                                     \
    (item)->field.tqe_prev = (head)->tqh_last;                                                                         \
    *(head)->tqh_last = (item);                                                                                        \
    (head)->tqh_last = &(item)->field.tqe_next;                                                                        \
  } while (0)
#define TAILQ_INSERT_AFTER(head, place, item, field)                                                                   \
  do {                                                                                                                 \
    if (((item)->field.tqe_next = (place)->field.tqe_next) != NULL)                                                    \
      (item)->field.tqe_next->field.tqe_prev = &(item)->field.tqe_next;                                                \
    else                                                                                                               \
      (head)->tqh_last = &(item)->field.tqe_next;                                                                      \
    (place)->field.tqe_next = (item);                                                                                  \
    (item)->field.tqe_prev = &(place)->field.tqe_next;                                                                 \
  } while (0)
#define TAILQ_INSERT_BEFORE(place, item, field)                                                                        \
  do {                                                                                                                 \
    (item)->field.tqe_prev = (place)->field.tqe_prev;                                                                  \
    (item)->field.tqe_next = (place);                                                                                  \
    *(place)->field.tqe_prev = (item);                                                                                 \
    (place)->field.tqe_prev = &(item)->field.tqe_next;                                                                 \
  } while (0)
#define TAILQ_REMOVE(head, item, field)                                                                                \
  do {                                                                                                                 \
    if ((item)->field.tqe_next != NULL)                                                                                \
      (item)->field.tqe_next->field.tqe_prev = (item)->field.tqe_prev;                                                 \
    else                                                                                                               \
      (head)->tqh_last = (item)->field.tqe_prev;                                                                       \
    *(item)->field.tqe_prev = (item)->field.tqe_next;                                                                  \
  } while (0)
#define TAILQ_CONCAT(head, other, field)                                                                               \
  do {                                                                                                                 \
    if (!TAILQ_EMPTY(other)) {                                                                                         \
      *(head)->tqh_last = (other)->tqh_first;                                                                          \
      (other)->tqh_first->field.tqe_prev = (head)->tqh_last;                                                           \
      (head)->tqh_last = (other)->tqh_last;                                                                            \
      TAILQ_INIT(other);                                                                                               \
    }                                                                                                                  \
  } while (0)

#endif

// queue(7): the lists of <sys/queue.h>, and what their macros leave behind.
#include "show.h"
#include <sys/queue.h>

struct item {
  int value;
  SLIST_ENTRY(item) single;
  LIST_ENTRY(item) both;
  STAILQ_ENTRY(item) queue;
  TAILQ_ENTRY(item) deque;
};

SLIST_HEAD(stack, item);
LIST_HEAD(list, item);
STAILQ_HEAD(queue, item);
TAILQ_HEAD(deque, item);

static struct item items[6];

int main(void) {
  begin();
  struct stack stack = SLIST_HEAD_INITIALIZER(stack);
  struct list list = LIST_HEAD_INITIALIZER(list);
  struct queue queue = STAILQ_HEAD_INITIALIZER(queue);
  struct deque deque = TAILQ_HEAD_INITIALIZER(deque);
  struct item *item;
  show(SLIST_EMPTY(&stack) && LIST_EMPTY(&list) && STAILQ_EMPTY(&queue) && TAILQ_EMPTY(&deque));
  for (int i = 0; i < 6; i++) {
    items[i].value = i;
    SLIST_INSERT_HEAD(&stack, &items[i], single);
    LIST_INSERT_HEAD(&list, &items[i], both);
    STAILQ_INSERT_TAIL(&queue, &items[i], queue);
    if (i % 2 == 0)
      TAILQ_INSERT_TAIL(&deque, &items[i], deque);
  }
  TAILQ_INSERT_HEAD(&deque, &items[5], deque);
  TAILQ_INSERT_AFTER(&deque, &items[0], &items[1], deque);
  TAILQ_INSERT_BEFORE(&items[4], &items[3], deque);
  SLIST_REMOVE(&stack, &items[2], item, single);
  SLIST_REMOVE_HEAD(&stack, single);
  LIST_REMOVE(&items[0], both);
  LIST_REMOVE(&items[3], both);
  LIST_INSERT_AFTER(&items[4], &items[3], both);
  LIST_INSERT_BEFORE(&items[5], &items[0], both);
  STAILQ_REMOVE(&queue, &items[5], item, queue);
  STAILQ_REMOVE_HEAD(&queue, queue);
  STAILQ_INSERT_TAIL(&queue, &items[0], queue);
  STAILQ_INSERT_AFTER(&queue, &items[0], &items[5], queue);
  SLIST_FOREACH(item, &stack, single)
  printf("%d ", item->value);
  puts("stack");
  LIST_FOREACH(item, &list, both)
  printf("%d ", item->value);
  puts("list");
  STAILQ_FOREACH(item, &queue, queue)
  printf("%d ", item->value);
  puts("queue");
  TAILQ_FOREACH(item, &deque, deque)
  printf("%d ", item->value);
  TAILQ_FOREACH_REVERSE(item, &deque, deque, deque)
  printf("%d ", item->value);
  puts("deque");
  show(TAILQ_LAST(&deque, deque)->value);
  show(TAILQ_PREV(&items[3], deque, deque)->value);
  struct deque other = TAILQ_HEAD_INITIALIZER(other);
  TAILQ_CONCAT(&other, &deque, deque);
  show(TAILQ_EMPTY(&deque));
  while ((item = TAILQ_FIRST(&other)) != NULL) {
    TAILQ_REMOVE(&other, item, deque);
    printf("%d ", item->value);
  }
  puts("emptied");
  show(TAILQ_LAST(&other, deque) == NULL);
  return 0;
}

// C++ exceptions: the part of the Itanium C++ ABI that the sysroot's libc++abi is built without, over WebAssembly's own
// exceptions. Which types catch which is libc++abi's to say; compiled code finds handlers by calling personality().
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/** In WebAssembly a C++ destructor returns its argument. */
typedef void *destructor_function(void *object);

/** std::type_info with the virtual functions that libc++abi adds to it. */
struct type_info {
  const struct type_functions *functions;
  const char *name;
};

struct type_functions {
  void *destructors[2];
  void *no_operation[2];
  /** Whether a handler of this type takes what was thrown; then `*object` is adjusted to what the handler sees. */
  bool (*can_catch)(const struct type_info *handler, const struct type_info *thrown, void **object);
};

/** Stands before every thrown object. This, not the object, is what travels as the exception. */
struct exception {
  const struct type_info *type;
  destructor_function *destructor;
  /** What the handler that was found sees. */
  void *adjusted;
  /** The next one of those that are being handled. */
  struct exception *outer;
  /** How many handlers are in it; negative while it is thrown again. */
  int handlers;
  /** Throws and exception_ptrs that keep the object. */
  int references;
  /** The object's own header: another one's when std::rethrow_exception threw this. */
  struct exception *primary;
} __attribute__((aligned(16)));

/** The innermost exception that is being handled, and how many are on their way to a handler. */
static struct exception *caught;
static unsigned int uncaught;

/** Where compiled code leaves its landing pad and table, and looks for the handler's number. */
struct landing_pad {
  uintptr_t index;
  const uint8_t *table;
  uintptr_t selector;
};
_Thread_local struct landing_pad __wasm_lpad_context;

_Noreturn void terminate(void) __asm__("_ZSt9terminatev");

static struct exception *header_of(void *object) { return (struct exception *)object - 1; }
static void *object_of(struct exception *exception) { return exception->primary + 1; }

static _Noreturn void throw_exception(struct exception *exception) {
  uncaught++;
  __builtin_wasm_throw(0, exception);
}

/** Allocates room for an object to be thrown. */
void *__cxa_allocate_exception(size_t size) {
  struct exception *exception = calloc(1, sizeof *exception + size);
  if (exception == NULL)
    terminate();
  exception->primary = exception;
  return exception + 1;
}

/** Frees it when its constructor threw. */
void __cxa_free_exception(void *object) { free(header_of(object)); }

/** Tells what was built in the room: also of std::make_exception_ptr, which throws nothing. */
struct exception *__cxa_init_primary_exception(void *object, const struct type_info *type,
                                               destructor_function *destructor) {
  struct exception *exception = header_of(object);
  exception->type = type;
  exception->destructor = destructor;
  return exception;
}

_Noreturn void __cxa_throw(void *object, const struct type_info *type, destructor_function *destructor) {
  struct exception *exception = __cxa_init_primary_exception(object, type, destructor);
  exception->references = 1;
  throw_exception(exception);
}

void __cxa_increment_exception_refcount(void *object) {
  if (object != NULL)
    header_of(object)->references++;
}

void __cxa_decrement_exception_refcount(void *object) {
  if (object == NULL || --header_of(object)->references > 0)
    return;
  if (header_of(object)->destructor != NULL)
    header_of(object)->destructor(object);
  __cxa_free_exception(object);
}

void *__cxa_get_exception_ptr(struct exception *exception) { return exception->adjusted; }

void *__cxa_begin_catch(struct exception *exception) {
  exception->handlers = (exception->handlers < 0 ? -exception->handlers : exception->handlers) + 1;
  if (caught != exception) {
    exception->outer = caught;
    caught = exception;
  }
  uncaught--;
  return exception->adjusted;
}

void __cxa_end_catch(void) {
  struct exception *exception = caught;
  if (exception == NULL)
    return;
  if (exception->handlers < 0) {
    // Thrown again from its handler: it lives on, and whoever catches it puts it back.
    if (++exception->handlers == 0)
      caught = exception->outer;
    return;
  }
  if (--exception->handlers > 0)
    return;
  caught = exception->outer;
  void *object = object_of(exception);
  if (exception->primary != exception)
    free(exception);
  __cxa_decrement_exception_refcount(object);
}

_Noreturn void __cxa_rethrow(void) {
  if (caught == NULL)
    terminate();
  caught->handlers = -caught->handlers;
  throw_exception(caught);
}

/** What std::current_exception keeps. */
void *__cxa_current_primary_exception(void) {
  if (caught == NULL)
    return NULL;
  void *object = object_of(caught);
  __cxa_increment_exception_refcount(object);
  return object;
}

/** std::rethrow_exception. */
void __cxa_rethrow_primary_exception(void *object) {
  if (object == NULL)
    return;
  struct exception *exception = header_of(__cxa_allocate_exception(0));
  exception->type = header_of(object)->type;
  exception->primary = header_of(object);
  __cxa_increment_exception_refcount(object);
  throw_exception(exception);
}

const struct type_info *__cxa_current_exception_type(void) { return caught == NULL ? NULL : caught->type; }
unsigned int __cxa_uncaught_exceptions(void) { return uncaught; }
bool __cxa_uncaught_exception(void) { return uncaught != 0; }

static uintptr_t read_unsigned(const uint8_t **at) {
  uintptr_t value = 0;
  for (unsigned int shift = 0;; shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uintptr_t)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
  }
}

static intptr_t read_signed(const uint8_t **at) {
  uintptr_t value = 0;
  for (unsigned int shift = 0;;) {
    uint8_t byte = *(*at)++;
    value |= (uintptr_t)(byte & 0x7f) << shift;
    shift += 7;
    if (byte >= 0x80)
      continue;
    if ((byte & 0x40) != 0 && shift < 8 * sizeof value)
      value |= ~(uintptr_t)0 << shift;
    return (intptr_t)value;
  }
}

/** The type that handler `number` of a table catches; the types stand before `end`, backwards. NULL catches all. */
static const struct type_info *handler_type(const uint8_t *end, intptr_t number) {
  const struct type_info *type;
  memcpy(&type, end - (size_t)number * sizeof type, sizeof type);
  return type;
}

/** The number of the first handler at a landing pad that takes the exception, or 0. The table is Itanium's LSDA. */
static uintptr_t find_handler(struct exception *exception, const struct landing_pad *pad) {
  const uint8_t *at = pad->table;
  if (at == NULL || *at++ != 0xff) // no base for landing pads: they are numbers here
    return 0;
  const uint8_t *types_end = NULL;
  if (*at++ != 0xff) {
    uintptr_t offset = read_unsigned(&at);
    types_end = at + offset;
  }
  at++; // the call sites' encoding: always unsigned LEB128
  uintptr_t length = read_unsigned(&at);
  const uint8_t *actions = at + length;
  uintptr_t action = 0;
  for (uintptr_t site = 0; site <= pad->index; site++) {
    read_unsigned(&at);
    action = read_unsigned(&at);
  }
  while (action != 0) {
    const uint8_t *entry = actions + action - 1;
    intptr_t number = read_signed(&entry);
    const uint8_t *next = entry;
    intptr_t offset = read_signed(&entry);
    if (number > 0) {
      const struct type_info *type = handler_type(types_end, number);
      void *object = object_of(exception);
      if (type == NULL || type->functions->can_catch(type, exception->type, &object)) {
        exception->adjusted = object;
        return (uintptr_t)number;
      }
    }
    if (offset == 0)
      return 0;
    action = (uintptr_t)(next + offset - actions) + 1;
  }
  return 0;
}

/** Called at each landing pad with handlers: leaves the handler's number, 0 to go on unwinding. */
int _Unwind_CallPersonality(struct exception *exception) {
  __wasm_lpad_context.selector = find_handler(exception, &__wasm_lpad_context);
  return 0;
}

/** Named by compiled code, called by nobody: _Unwind_CallPersonality does its work. */
int __gxx_personality_wasm0(void) { return 0; }

// The exceptions that the compiled libc++ and libc++abi throw themselves, such as std::stoi's. The sysroot's are built
// without exceptions and end the program instead, in a function that gets the type's name; here it throws.
// It can't for those that hold more than a message: filesystem_error, system_error, future_error, ios_base::failure.
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct type_info;

void *__cxa_allocate_exception(size_t size);
_Noreturn void __cxa_throw(void *object, const struct type_info *type, void *(*destructor)(void *));

void *construct_logic_error(void *object, const char *message) __asm__("_ZNSt11logic_errorC2EPKc");
void *construct_runtime_error(void *object, const char *message) __asm__("_ZNSt13runtime_errorC2EPKc");

/* What an object's first word points to, two words on: its virtual functions, the destructor first. */
#define TYPE(name, mangled)                                                                                            \
  extern const uintptr_t functions_of_##name[] __asm__("_ZTVSt" mangled);                                              \
  extern const struct type_info type_of_##name __asm__("_ZTISt" mangled);
TYPE(invalid_argument, "16invalid_argument")
TYPE(out_of_range, "12out_of_range")
TYPE(length_error, "12length_error")
TYPE(runtime_error, "13runtime_error")
TYPE(overflow_error, "14overflow_error")
TYPE(bad_alloc, "9bad_alloc")
TYPE(bad_array_new_length, "20bad_array_new_length")
TYPE(bad_cast, "8bad_cast")
TYPE(bad_typeid, "10bad_typeid")

struct exception_type {
  const char *name;
  const uintptr_t *functions;
  const struct type_info *type;
  /** Builds the part that holds the message; NULL where there is none. */
  void *(*construct)(void *object, const char *message);
};

#define ENTRY(name, construct)                                                                                         \
  { #name, functions_of_##name, &type_of_##name, construct }
static const struct exception_type types[] = {
    ENTRY(invalid_argument, construct_logic_error),
    ENTRY(out_of_range, construct_logic_error),
    ENTRY(length_error, construct_logic_error),
    ENTRY(runtime_error, construct_runtime_error),
    ENTRY(overflow_error, construct_runtime_error),
    ENTRY(bad_alloc, NULL),
    ENTRY(bad_array_new_length, NULL),
    ENTRY(bad_cast, NULL),
    ENTRY(bad_typeid, NULL),
};

static void *destroy(void *object) {
  void *(*const *functions)(void *) = *(void *(*const **)(void *))object;
  return functions[0](object);
}

static _Noreturn void throw_one(const struct exception_type *type, const char *message) {
  uintptr_t *object = __cxa_allocate_exception(2 * sizeof *object);
  if (type->construct != NULL)
    type->construct(object, message);
  object[0] = (uintptr_t)(type->functions + 2);
  __cxa_throw(object, type->type, destroy);
}

static _Noreturn void throw_named(const char *name) {
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (strcmp(types[i].name, name) == 0)
      throw_one(&types[i], "");
  abort();
}

/** Throws what a message such as "NAME was thrown in -fno-exceptions mode with message "%s"" tells of, or ends. */
static _Noreturn void end(const char *format, va_list list) {
  size_t length = strcspn(format, " ");
  bool thrown = strncmp(format + length, " was thrown", 11) == 0;
  for (size_t i = 0; thrown && i < sizeof types / sizeof *types; i++)
    if (strncmp(types[i].name, format, length) == 0 && types[i].name[length] == '\0')
      throw_one(&types[i], types[i].construct == NULL ? "" : va_arg(list, const char *));
  vfprintf(stderr, format, list);
  fputc('\n', stderr);
  abort();
}

/** std::__libcpp_verbose_abort, which libc++ calls instead of throwing. */
_Noreturn void verbose_abort(const char *format, ...) __asm__("_ZNSt3__222__libcpp_verbose_abortEPKcz");
_Noreturn void verbose_abort(const char *format, ...) {
  va_list list;
  va_start(list, format);
  end(format, list);
}

/** libc++abi's own, which operator new calls. */
_Noreturn void __abort_message(const char *format, ...) {
  va_list list;
  va_start(list, format);
  end(format, list);
}

/** A dynamic_cast to a reference that failed. */
_Noreturn void __cxa_bad_cast(void) { throw_named("bad_cast"); }

/** typeid of what a null pointer points to. */
_Noreturn void __cxa_bad_typeid(void) { throw_named("bad_typeid"); }

/** new[] of a negative or too large number. */
_Noreturn void __cxa_throw_bad_array_new_length(void) { throw_named("bad_array_new_length"); }

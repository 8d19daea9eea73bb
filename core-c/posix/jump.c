// What LLVM makes of setjmp and longjmp: the frame that called setjmp catches an exception, which tells the buffer and
// the value. In the place of libsetjmp, since a handler that has interrupted the program between two calls can't leave
// by an exception; handler.c has the jump wait then.
#include "handler.h"

/** The begin of a jmp_buf. */
struct buffer {
  /* A variable in the frame of the call that called setjmp: no two have the same. */
  const void *frame;
  /* Which setjmp of that function it was; never 0. */
  uint32_t label;
  /* What is thrown points to these. */
  struct {
    struct buffer *buffer;
    int value;
  } thrown;
};

void __wasm_setjmp(struct buffer *buffer, uint32_t label, const void *frame);
uint32_t __wasm_setjmp_test(const struct buffer *buffer, const void *frame);
_Noreturn void __wasm_longjmp(struct buffer *buffer, int value);

/** setjmp: fills the buffer. */
void __wasm_setjmp(struct buffer *buffer, uint32_t label, const void *frame) {
  buffer->frame = frame;
  buffer->label = label;
}

/** Whether a jump is to that frame: the label of the setjmp, or 0. */
uint32_t __wasm_setjmp_test(const struct buffer *buffer, const void *frame) {
  return buffer->frame == frame ? buffer->label : 0;
}

void __isthmus_throw_jump(void *buffer, int value) {
  struct buffer *target = buffer;
  target->thrown.buffer = target;
  target->thrown.value = value == 0 ? 1 : value;
  enum { C_LONGJMP = 1 };
  __builtin_wasm_throw(C_LONGJMP, &target->thrown);
}

/** longjmp(3). */
void __wasm_longjmp(struct buffer *buffer, int value) {
  if (__isthmus_jump != NULL)
    __isthmus_jump(buffer, value);
  __isthmus_throw_jump(buffer, value);
}

/* The tag that functions with a setjmp catch. Before version 22 clang puts it into every object that needs it. */
#if __clang_major__ >= 22
__asm__(".globl __c_longjmp\n"
        ".tagtype __c_longjmp i32\n"
        ".weak __c_longjmp\n"
        "__c_longjmp:\n");
#endif

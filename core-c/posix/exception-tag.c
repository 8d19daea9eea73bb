// The tag that C++'s throw and catch agree on. Before version 22 clang puts it into every object that needs it.
#if __clang_major__ >= 22
__asm__(".globl __cpp_exception\n"
        ".weak __cpp_exception\n"
        ".tagtype __cpp_exception i32\n"
        "__cpp_exception:\n");
#endif

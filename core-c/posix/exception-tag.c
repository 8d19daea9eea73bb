// The tag that C++'s throw and catch agree on. Objects of clang before 22 bring it along; for the others it is linked
// from here.
__asm__(".globl __cpp_exception\n"
        ".weak __cpp_exception\n"
        ".tagtype __cpp_exception i32\n"
        "__cpp_exception:\n");

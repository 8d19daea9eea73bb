// errno: the one table of Linux's errors with guest numbers, names and glibc's texts, and the conversions both ways.
// The functions that give texts to programs are in strerror.c.
#include "internal.h"

#include "errno-table.h"

/* Indexed by the Linux number; the holes (41, 58) are errors that Linux doesn't have. */
const struct isthmus_error __isthmus_errors[ISTHMUS_ERRORS] = {
    [1] = {EPERM, "EPERM", "Operation not permitted"},
    [2] = {ENOENT, "ENOENT", "No such file or directory"},
    [3] = {ESRCH, "ESRCH", "No such process"},
    [4] = {EINTR, "EINTR", "Interrupted system call"},
    [5] = {EIO, "EIO", "Input/output error"},
    [6] = {ENXIO, "ENXIO", "No such device or address"},
    [7] = {E2BIG, "E2BIG", "Argument list too long"},
    [8] = {ENOEXEC, "ENOEXEC", "Exec format error"},
    [9] = {EBADF, "EBADF", "Bad file descriptor"},
    [10] = {ECHILD, "ECHILD", "No child processes"},
    [11] = {EAGAIN, "EAGAIN", "Resource temporarily unavailable"},
    [12] = {ENOMEM, "ENOMEM", "Cannot allocate memory"},
    [13] = {EACCES, "EACCES", "Permission denied"},
    [14] = {EFAULT, "EFAULT", "Bad address"},
    [15] = {ENOTBLK, "ENOTBLK", "Block device required"},
    [16] = {EBUSY, "EBUSY", "Device or resource busy"},
    [17] = {EEXIST, "EEXIST", "File exists"},
    [18] = {EXDEV, "EXDEV", "Invalid cross-device link"},
    [19] = {ENODEV, "ENODEV", "No such device"},
    [20] = {ENOTDIR, "ENOTDIR", "Not a directory"},
    [21] = {EISDIR, "EISDIR", "Is a directory"},
    [22] = {EINVAL, "EINVAL", "Invalid argument"},
    [23] = {ENFILE, "ENFILE", "Too many open files in system"},
    [24] = {EMFILE, "EMFILE", "Too many open files"},
    [25] = {ENOTTY, "ENOTTY", "Inappropriate ioctl for device"},
    [26] = {ETXTBSY, "ETXTBSY", "Text file busy"},
    [27] = {EFBIG, "EFBIG", "File too large"},
    [28] = {ENOSPC, "ENOSPC", "No space left on device"},
    [29] = {ESPIPE, "ESPIPE", "Illegal seek"},
    [30] = {EROFS, "EROFS", "Read-only file system"},
    [31] = {EMLINK, "EMLINK", "Too many links"},
    [32] = {EPIPE, "EPIPE", "Broken pipe"},
    [33] = {EDOM, "EDOM", "Numerical argument out of domain"},
    [34] = {ERANGE, "ERANGE", "Numerical result out of range"},
    [35] = {EDEADLK, "EDEADLK", "Resource deadlock avoided"},
    [36] = {ENAMETOOLONG, "ENAMETOOLONG", "File name too long"},
    [37] = {ENOLCK, "ENOLCK", "No locks available"},
    [38] = {ENOSYS, "ENOSYS", "Function not implemented"},
    [39] = {ENOTEMPTY, "ENOTEMPTY", "Directory not empty"},
    [40] = {ELOOP, "ELOOP", "Too many levels of symbolic links"},
    [42] = {ENOMSG, "ENOMSG", "No message of desired type"},
    [43] = {EIDRM, "EIDRM", "Identifier removed"},
    [44] = {ECHRNG, "ECHRNG", "Channel number out of range"},
    [45] = {EL2NSYNC, "EL2NSYNC", "Level 2 not synchronized"},
    [46] = {EL3HLT, "EL3HLT", "Level 3 halted"},
    [47] = {EL3RST, "EL3RST", "Level 3 reset"},
    [48] = {ELNRNG, "ELNRNG", "Link number out of range"},
    [49] = {EUNATCH, "EUNATCH", "Protocol driver not attached"},
    [50] = {ENOCSI, "ENOCSI", "No CSI structure available"},
    [51] = {EL2HLT, "EL2HLT", "Level 2 halted"},
    [52] = {EBADE, "EBADE", "Invalid exchange"},
    [53] = {EBADR, "EBADR", "Invalid request descriptor"},
    [54] = {EXFULL, "EXFULL", "Exchange full"},
    [55] = {ENOANO, "ENOANO", "No anode"},
    [56] = {EBADRQC, "EBADRQC", "Invalid request code"},
    [57] = {EBADSLT, "EBADSLT", "Invalid slot"},
    [59] = {EBFONT, "EBFONT", "Bad font file format"},
    [60] = {ENOSTR, "ENOSTR", "Device not a stream"},
    [61] = {ENODATA, "ENODATA", "No data available"},
    [62] = {ETIME, "ETIME", "Timer expired"},
    [63] = {ENOSR, "ENOSR", "Out of streams resources"},
    [64] = {ENONET, "ENONET", "Machine is not on the network"},
    [65] = {ENOPKG, "ENOPKG", "Package not installed"},
    [66] = {EREMOTE, "EREMOTE", "Object is remote"},
    [67] = {ENOLINK, "ENOLINK", "Link has been severed"},
    [68] = {EADV, "EADV", "Advertise error"},
    [69] = {ESRMNT, "ESRMNT", "Srmount error"},
    [70] = {ECOMM, "ECOMM", "Communication error on send"},
    [71] = {EPROTO, "EPROTO", "Protocol error"},
    [72] = {EMULTIHOP, "EMULTIHOP", "Multihop attempted"},
    [73] = {EDOTDOT, "EDOTDOT", "RFS specific error"},
    [74] = {EBADMSG, "EBADMSG", "Bad message"},
    [75] = {EOVERFLOW, "EOVERFLOW", "Value too large for defined data type"},
    [76] = {ENOTUNIQ, "ENOTUNIQ", "Name not unique on network"},
    [77] = {EBADFD, "EBADFD", "File descriptor in bad state"},
    [78] = {EREMCHG, "EREMCHG", "Remote address changed"},
    [79] = {ELIBACC, "ELIBACC", "Can not access a needed shared library"},
    [80] = {ELIBBAD, "ELIBBAD", "Accessing a corrupted shared library"},
    [81] = {ELIBSCN, "ELIBSCN", ".lib section in a.out corrupted"},
    [82] = {ELIBMAX, "ELIBMAX", "Attempting to link in too many shared libraries"},
    [83] = {ELIBEXEC, "ELIBEXEC", "Cannot exec a shared library directly"},
    [84] = {EILSEQ, "EILSEQ", "Invalid or incomplete multibyte or wide character"},
    [85] = {ERESTART, "ERESTART", "Interrupted system call should be restarted"},
    [86] = {ESTRPIPE, "ESTRPIPE", "Streams pipe error"},
    [87] = {EUSERS, "EUSERS", "Too many users"},
    [88] = {ENOTSOCK, "ENOTSOCK", "Socket operation on non-socket"},
    [89] = {EDESTADDRREQ, "EDESTADDRREQ", "Destination address required"},
    [90] = {EMSGSIZE, "EMSGSIZE", "Message too long"},
    [91] = {EPROTOTYPE, "EPROTOTYPE", "Protocol wrong type for socket"},
    [92] = {ENOPROTOOPT, "ENOPROTOOPT", "Protocol not available"},
    [93] = {EPROTONOSUPPORT, "EPROTONOSUPPORT", "Protocol not supported"},
    [94] = {ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT", "Socket type not supported"},
    [95] = {EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"},
    [96] = {EPFNOSUPPORT, "EPFNOSUPPORT", "Protocol family not supported"},
    [97] = {EAFNOSUPPORT, "EAFNOSUPPORT", "Address family not supported by protocol"},
    [98] = {EADDRINUSE, "EADDRINUSE", "Address already in use"},
    [99] = {EADDRNOTAVAIL, "EADDRNOTAVAIL", "Cannot assign requested address"},
    [100] = {ENETDOWN, "ENETDOWN", "Network is down"},
    [101] = {ENETUNREACH, "ENETUNREACH", "Network is unreachable"},
    [102] = {ENETRESET, "ENETRESET", "Network dropped connection on reset"},
    [103] = {ECONNABORTED, "ECONNABORTED", "Software caused connection abort"},
    [104] = {ECONNRESET, "ECONNRESET", "Connection reset by peer"},
    [105] = {ENOBUFS, "ENOBUFS", "No buffer space available"},
    [106] = {EISCONN, "EISCONN", "Transport endpoint is already connected"},
    [107] = {ENOTCONN, "ENOTCONN", "Transport endpoint is not connected"},
    [108] = {ESHUTDOWN, "ESHUTDOWN", "Cannot send after transport endpoint shutdown"},
    [109] = {ETOOMANYREFS, "ETOOMANYREFS", "Too many references: cannot splice"},
    [110] = {ETIMEDOUT, "ETIMEDOUT", "Connection timed out"},
    [111] = {ECONNREFUSED, "ECONNREFUSED", "Connection refused"},
    [112] = {EHOSTDOWN, "EHOSTDOWN", "Host is down"},
    [113] = {EHOSTUNREACH, "EHOSTUNREACH", "No route to host"},
    [114] = {EALREADY, "EALREADY", "Operation already in progress"},
    [115] = {EINPROGRESS, "EINPROGRESS", "Operation now in progress"},
    [116] = {ESTALE, "ESTALE", "Stale file handle"},
    [117] = {EUCLEAN, "EUCLEAN", "Structure needs cleaning"},
    [118] = {ENOTNAM, "ENOTNAM", "Not a XENIX named type file"},
    [119] = {ENAVAIL, "ENAVAIL", "No XENIX semaphores available"},
    [120] = {EISNAM, "EISNAM", "Is a named type file"},
    [121] = {EREMOTEIO, "EREMOTEIO", "Remote I/O error"},
    [122] = {EDQUOT, "EDQUOT", "Disk quota exceeded"},
    [123] = {ENOMEDIUM, "ENOMEDIUM", "No medium found"},
    [124] = {EMEDIUMTYPE, "EMEDIUMTYPE", "Wrong medium type"},
    [125] = {ECANCELED, "ECANCELED", "Operation canceled"},
    [126] = {ENOKEY, "ENOKEY", "Required key not available"},
    [127] = {EKEYEXPIRED, "EKEYEXPIRED", "Key has expired"},
    [128] = {EKEYREVOKED, "EKEYREVOKED", "Key has been revoked"},
    [129] = {EKEYREJECTED, "EKEYREJECTED", "Key was rejected by service"},
    [130] = {EOWNERDEAD, "EOWNERDEAD", "Owner died"},
    [131] = {ENOTRECOVERABLE, "ENOTRECOVERABLE", "State not recoverable"},
    [132] = {ERFKILL, "ERFKILL", "Operation not possible due to RF-kill"},
    [133] = {EHWPOISON, "EHWPOISON", "Memory page has hardware error"},
};

/** Where the program's errno is. Source: errno(3). */
int *__errno_location(void) {
#undef errno
  return &errno;
}

#define errno (*__errno_location())

int __isthmus_errno(int linux_errno) {
  if (linux_errno > 0 && linux_errno < ISTHMUS_ERRORS && __isthmus_errors[linux_errno].name != NULL)
    return __isthmus_errors[linux_errno].guest;
  return 200 + linux_errno;
}

int __isthmus_linux_errno(int guest_errno) {
  for (int number = 1; number < ISTHMUS_ERRORS; number++)
    if (__isthmus_errors[number].name != NULL && __isthmus_errors[number].guest == guest_errno)
      return number;
  return LINUX_EINVAL;
}

int __isthmus_fail(int linux_errno) {
  errno = __isthmus_errno(linux_errno);
  return -1;
}

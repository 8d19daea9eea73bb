// Generated from wasm/interface.ts by `make generate`; do not edit.
// The imports of the module `isthmus` for AssemblyScript. A program's entry file re-exports the version:
//   export { isthmus_abi_1 } from "isthmus/wasm/assemblyscript";

export function isthmus_abi_1(): void {}

/** read(2): Reads up to the buffer's length. */
// @ts-ignore: decorator
@external("isthmus", "read")
export declare function read(fd: i32, buffer: usize, buffer_length: usize): i32;
/** write(2): Writes up to the buffer's length. */
// @ts-ignore: decorator
@external("isthmus", "write")
export declare function write(fd: i32, buffer: usize, buffer_length: usize): i32;
/** pread(2): Reads at an offset. */
// @ts-ignore: decorator
@external("isthmus", "pread")
export declare function pread(fd: i32, buffer: usize, buffer_length: usize, offset: i64): i32;
/** pwrite(2): Writes at an offset. */
// @ts-ignore: decorator
@external("isthmus", "pwrite")
export declare function pwrite(fd: i32, buffer: usize, buffer_length: usize, offset: i64): i32;
/** readv(2): Reads into several buffers. */
// @ts-ignore: decorator
@external("isthmus", "readv")
export declare function readv(fd: i32, iov: usize, iov_count: usize): i32;
/** writev(2): Writes from several buffers. */
// @ts-ignore: decorator
@external("isthmus", "writev")
export declare function writev(fd: i32, iov: usize, iov_count: usize): i32;
/** preadv2(2): Reads into several buffers at an offset (-1: the file's own), with RWF_ flags. */
// @ts-ignore: decorator
@external("isthmus", "preadv2")
export declare function preadv2(fd: i32, iov: usize, iov_count: usize, offset: i64, flags: i32): i32;
/** pwritev2(2): Writes from several buffers at an offset (-1: the file's own), with RWF_ flags. */
// @ts-ignore: decorator
@external("isthmus", "pwritev2")
export declare function pwritev2(fd: i32, iov: usize, iov_count: usize, offset: i64, flags: i32): i32;
/** lseek(2): Moves the file offset. */
// @ts-ignore: decorator
@external("isthmus", "lseek")
export declare function lseek(fd: i32, offset: i64, whence: i32): i64;
/** ppoll(2): Waits for events on descriptors; timeout null waits for ever. */
// @ts-ignore: decorator
@external("isthmus", "ppoll")
export declare function ppoll(fds: usize, fds_count: usize, timeout: usize, mask: usize): i32;
/** close(2): Closes a descriptor. */
// @ts-ignore: decorator
@external("isthmus", "close")
export declare function close(fd: i32): i32;
/** dup(2): Duplicates to the lowest free number. */
// @ts-ignore: decorator
@external("isthmus", "dup")
export declare function dup(fd: i32): i32;
/** dup3(2): Duplicates to a given number; EINVAL when they are equal. */
// @ts-ignore: decorator
@external("isthmus", "dup3")
export declare function dup3(oldfd: i32, newfd: i32, flags: i32): i32;
/** fcntl(2): Commands F_DUPFD(_CLOEXEC), F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETPIPE_SZ, F_SETPIPE_SZ, F_ADD_SEALS, F_GET_SEALS, F_GETSIG, F_SETSIG take a value; F_GETLK, F_SETLK, F_SETLKW and the F_OFD_ three take a pointer to a 32-byte kernel struct flock; F_GETOWN_EX, F_SETOWN_EX one to 8 bytes. Owners outside the run, and O_ASYNC for them, need --allow-signal. */
// @ts-ignore: decorator
@external("isthmus", "fcntl")
export declare function fcntl(fd: i32, command: i32, argument: u32): i32;
/** ioctl(2): FIONREAD, FIONBIO, FIOASYNC, FIOCLEX, FIONCLEX, FIOGETOWN, FIOSETOWN, SIOCGPGRP, SIOCSPGRP, TIOCGWINSZ, TIOCSWINSZ, TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGPGRP, TIOCSPGRP, TIOCGSID, TIOCOUTQ, SIOCATMARK, TFD_IOC_SET_TICKS take a pointer; TCSBRK, TCXONC, TCFLSH a value; others ENOTTY. */
// @ts-ignore: decorator
@external("isthmus", "ioctl")
export declare function ioctl(fd: i32, request: u32, argument: u32): i32;
/** flock(2): Locks a whole file. */
// @ts-ignore: decorator
@external("isthmus", "flock")
export declare function flock(fd: i32, operation: i32): i32;
/** pipe2(2): Makes a pipe: two guest descriptors, read end first. */
// @ts-ignore: decorator
@external("isthmus", "pipe2")
export declare function pipe2(fds: usize, flags: i32): i32;
/** splice(2): Moves data between a pipe and another descriptor. */
// @ts-ignore: decorator
@external("isthmus", "splice")
export declare function splice(fd_in: i32, offset_in: usize, fd_out: i32, offset_out: usize, length: u32, flags: u32): i32;
/** tee(2): Copies data from pipe to pipe. */
// @ts-ignore: decorator
@external("isthmus", "tee")
export declare function tee(fd_in: i32, fd_out: i32, length: u32, flags: u32): i32;
/** vmsplice(2): Splices memory into a pipe (the pages are copied, so the guest may reuse them at once). */
// @ts-ignore: decorator
@external("isthmus", "vmsplice")
export declare function vmsplice(fd: i32, iov: usize, iov_count: usize, flags: u32): i32;
/** sendfile(2): Copies between descriptors in the kernel. */
// @ts-ignore: decorator
@external("isthmus", "sendfile")
export declare function sendfile(out_fd: i32, in_fd: i32, offset: usize, count: u32): i32;
/** copy_file_range(2): Copies between files in the kernel. */
// @ts-ignore: decorator
@external("isthmus", "copy_file_range")
export declare function copy_file_range(fd_in: i32, offset_in: usize, fd_out: i32, offset_out: usize, length: u32, flags: u32): i32;
/** socket(2): Makes a socket. */
// @ts-ignore: decorator
@external("isthmus", "socket")
export declare function socket(domain: i32, type: i32, protocol: i32): i32;
/** socketpair(2): Makes two connected sockets, of AF_UNIX. */
// @ts-ignore: decorator
@external("isthmus", "socketpair")
export declare function socketpair(domain: i32, type: i32, protocol: i32, fds: usize): i32;
/** bind(2): Gives a socket its name. */
// @ts-ignore: decorator
@external("isthmus", "bind")
export declare function bind(fd: i32, address: usize, address_length: usize): i32;
/** connect(2): Connects a socket, or sets its peer. */
// @ts-ignore: decorator
@external("isthmus", "connect")
export declare function connect(fd: i32, address: usize, address_length: usize): i32;
/** listen(2): Lets a socket be connected to. */
// @ts-ignore: decorator
@external("isthmus", "listen")
export declare function listen(fd: i32, backlog: i32): i32;
/** accept4(2): Takes the next connection; the address may be null. */
// @ts-ignore: decorator
@external("isthmus", "accept4")
export declare function accept4(fd: i32, address: u32, length: usize, flags: i32): i32;
/** shutdown(2): Ends one direction, or both. */
// @ts-ignore: decorator
@external("isthmus", "shutdown")
export declare function shutdown(fd: i32, how: i32): i32;
/** getsockname(2): The socket's own name. */
// @ts-ignore: decorator
@external("isthmus", "getsockname")
export declare function getsockname(fd: i32, address: u32, length: usize): i32;
/** getpeername(2): The name of the other end. */
// @ts-ignore: decorator
@external("isthmus", "getpeername")
export declare function getpeername(fd: i32, address: u32, length: usize): i32;
/** send(2): Sends to the connected end. */
// @ts-ignore: decorator
@external("isthmus", "send")
export declare function send(fd: i32, buffer: usize, buffer_length: usize, flags: i32): i32;
/** recv(2): Receives. */
// @ts-ignore: decorator
@external("isthmus", "recv")
export declare function recv(fd: i32, buffer: usize, buffer_length: usize, flags: i32): i32;
/** sendto(2): Sends to an address that the host has approved before; -515 for others, with which sendto_named is to be called. */
// @ts-ignore: decorator
@external("isthmus", "sendto")
export declare function sendto(fd: i32, buffer: usize, buffer_length: usize, flags: i32, address: usize, address_length: usize): i32;
/** sendto(2): Sends to an address. */
// @ts-ignore: decorator
@external("isthmus", "sendto_named")
export declare function sendto_named(fd: i32, buffer: usize, buffer_length: usize, flags: i32, address: usize, address_length: usize): i32;
/** recvfrom(2): Receives, and tells from whom; the address may be null. */
// @ts-ignore: decorator
@external("isthmus", "recvfrom")
export declare function recvfrom(fd: i32, buffer: usize, buffer_length: usize, flags: i32, address: u32, length: usize): i32;
/** sendmsg(2): Sends several buffers, with control data in the kernel's layout, in which descriptors are the guest's. struct msghdr is the guest's own: {u32 name, u32 namelen, u32 iov, u32 iovlen, u32 control, u32 controllen, i32 flags}. */
// @ts-ignore: decorator
@external("isthmus", "sendmsg")
export declare function sendmsg(fd: i32, message: usize, flags: i32): i32;
/** recvmsg(2): Receives into several buffers, with control data in the kernel's layout; descriptors that come along get the lowest free numbers. */
// @ts-ignore: decorator
@external("isthmus", "recvmsg")
export declare function recvmsg(fd: i32, message: usize, flags: i32): i32;
/** sendmmsg(2): Sends several messages, each a struct msghdr followed by a u32 for what was sent. */
// @ts-ignore: decorator
@external("isthmus", "sendmmsg")
export declare function sendmmsg(fd: i32, messages: usize, count: u32, flags: i32): i32;
/** recvmmsg(2): Receives several messages; the time that is left is written back. */
// @ts-ignore: decorator
@external("isthmus", "recvmmsg")
export declare function recvmmsg(fd: i32, messages: usize, count: u32, flags: i32, timeout: usize): i32;
/** setsockopt(2): Sets an option, in the kernel's layout; those that carry pointers or programs, or lift limits, are refused. -515 for those that join a group where not every host is allowed, with which setsockopt_group is to be called. */
// @ts-ignore: decorator
@external("isthmus", "setsockopt")
export declare function setsockopt(fd: i32, level: i32, name: i32, value: usize, value_length: usize): i32;
/** setsockopt(2): Sets an option that joins a group. */
// @ts-ignore: decorator
@external("isthmus", "setsockopt_group")
export declare function setsockopt_group(fd: i32, level: i32, name: i32, value: usize, value_length: usize): i32;
/** getsockopt(2): Reads an option, in the kernel's layout. */
// @ts-ignore: decorator
@external("isthmus", "getsockopt")
export declare function getsockopt(fd: i32, level: i32, name: i32, value: u32, length: usize): i32;
/** getaddrinfo(3): Looks a name up by the host's resolver; refused unless the policy allows the name. The request has five i32: which of host (1), service (2) and hints (4) are given, then flags, family, type and protocol. The answer's size in all, which is there only when there is room for it: i32 EAI_ value, i32 errno, u32 whether a canonical name was given, then for each address i32 flags, family, type, protocol, u32 length and 28 bytes of address; the canonical name, ended by a NUL. */
// @ts-ignore: decorator
@external("isthmus", "getaddrinfo")
export declare function getaddrinfo(request: usize, host: usize, host_length: usize, service: usize, service_length: usize, answer: usize, answer_length: usize): i32;
/** getnameinfo(3): The names of an address, which stays a number where the policy does not allow it. The answer's size in all, as above: i32 EAI_ value, i32 errno, host and service, each ended by a NUL. */
// @ts-ignore: decorator
@external("isthmus", "getnameinfo")
export declare function getnameinfo(address: usize, address_length: usize, flags: i32, answer: usize, answer_length: usize): i32;
/** getservent(3): Entries of the databases of hosts (0 by name, 1 by address, 2 all), services (3, 4, 5), protocols (6, 7, 8) and networks (9, 10, 11). The answer's size in all, as above: i32 h_errno, i32 errno, and entries, each of u32 size, i32 number (port, protocol, network, or a host's family), i32 other (a host's length, a network's family), u32 aliases, u32 addresses, the addresses, and name, protocol and aliases, each ended by a NUL. */
// @ts-ignore: decorator
@external("isthmus", "netdb")
export declare function netdb(database: i32, number: i32, key: usize, key_length: usize, protocol: usize, protocol_length: usize, answer: usize, answer_length: usize): i32;
/** getifaddrs(3): The addresses of interfaces. The answer's size in all, as above: i32 0, i32 errno, and for each address u32 size, u32 flags, u32 lengths of address, mask, broadcast address or peer, and statistics; these, each in a multiple of 4 bytes; and the interface's name, ended by a NUL. EACCES unless something of the network is allowed. */
// @ts-ignore: decorator
@external("isthmus", "getifaddrs")
export declare function getifaddrs(answer: usize, answer_length: usize): i32;
/** inotify_init1(2): Makes a queue of events of files. */
// @ts-ignore: decorator
@external("isthmus", "inotify_init1")
export declare function inotify_init1(flags: i32): i32;
/** inotify_add_watch(2): Watches a file or directory, which must be readable. */
// @ts-ignore: decorator
@external("isthmus", "inotify_add_watch")
export declare function inotify_add_watch(fd: i32, path: usize, path_length: usize, mask: u32): i32;
/** inotify_rm_watch(2): Watches something no longer. */
// @ts-ignore: decorator
@external("isthmus", "inotify_rm_watch")
export declare function inotify_rm_watch(fd: i32, watch: i32): i32;
/** epoll_create(2): Makes a set of descriptors to wait for. */
// @ts-ignore: decorator
@external("isthmus", "epoll_create1")
export declare function epoll_create1(flags: i32): i32;
/** epoll_ctl(2): Adds, changes or removes a descriptor. struct epoll_event is x86-64's, without padding. */
// @ts-ignore: decorator
@external("isthmus", "epoll_ctl")
export declare function epoll_ctl(fd: i32, operation: i32, target: i32, event: usize): i32;
/** epoll_wait(2): Waits for up to so many events; timeout null waits for ever. */
// @ts-ignore: decorator
@external("isthmus", "epoll_pwait2")
export declare function epoll_pwait2(fd: i32, events: u32, most: i32, timeout: usize, mask: usize): i32;
/** open(2): Opens a file beneath the preopened directories. Flags are those of x86-64 Linux. */
// @ts-ignore: decorator
@external("isthmus", "openat")
export declare function openat(dirfd: i32, path: usize, path_length: usize, flags: i32, mode: u32): i32;
/** statx(2): Status of a path, or of the descriptor with AT_EMPTY_PATH and an empty path. */
// @ts-ignore: decorator
@external("isthmus", "statx")
export declare function statx(dirfd: i32, path: usize, path_length: usize, flags: i32, mask: u32, statx: usize): i32;
/** statfs(2): Status of the file system of a path, or of the descriptor when the path is empty. */
// @ts-ignore: decorator
@external("isthmus", "statfs")
export declare function statfs(dirfd: i32, path: usize, path_length: usize, statfs: usize): i32;
/** faccessat2(2): Checks permissions. */
// @ts-ignore: decorator
@external("isthmus", "faccessat2")
export declare function faccessat2(dirfd: i32, path: usize, path_length: usize, mode: i32, flags: i32): i32;
/** fchmodat(2): Changes a file's mode. */
// @ts-ignore: decorator
@external("isthmus", "fchmodat")
export declare function fchmodat(dirfd: i32, path: usize, path_length: usize, mode: u32, flags: i32): i32;
/** fchownat(2): Changes a file's owner. */
// @ts-ignore: decorator
@external("isthmus", "fchownat")
export declare function fchownat(dirfd: i32, path: usize, path_length: usize, owner: u32, group: u32, flags: i32): i32;
/** linkat(2): Makes a hard link. */
// @ts-ignore: decorator
@external("isthmus", "linkat")
export declare function linkat(olddirfd: i32, oldpath: usize, oldpath_length: usize, newdirfd: i32, newpath: usize, newpath_length: usize, flags: i32): i32;
/** symlinkat(2): Makes a symbolic link. */
// @ts-ignore: decorator
@external("isthmus", "symlinkat")
export declare function symlinkat(target: usize, target_length: usize, newdirfd: i32, linkpath: usize, linkpath_length: usize): i32;
/** readlinkat(2): Reads a symbolic link. */
// @ts-ignore: decorator
@external("isthmus", "readlinkat")
export declare function readlinkat(dirfd: i32, path: usize, path_length: usize, buffer: usize, buffer_length: usize): i32;
/** unlinkat(2): Removes a name, or with AT_REMOVEDIR a directory. */
// @ts-ignore: decorator
@external("isthmus", "unlinkat")
export declare function unlinkat(dirfd: i32, path: usize, path_length: usize, flags: i32): i32;
/** renameat2(2): Renames, also with RENAME_NOREPLACE and RENAME_EXCHANGE. */
// @ts-ignore: decorator
@external("isthmus", "renameat2")
export declare function renameat2(olddirfd: i32, oldpath: usize, oldpath_length: usize, newdirfd: i32, newpath: usize, newpath_length: usize, flags: u32): i32;
/** mkdirat(2): Makes a directory. */
// @ts-ignore: decorator
@external("isthmus", "mkdirat")
export declare function mkdirat(dirfd: i32, path: usize, path_length: usize, mode: u32): i32;
/** mknodat(2): Makes a FIFO or a regular file; devices are refused with EPERM. */
// @ts-ignore: decorator
@external("isthmus", "mknodat")
export declare function mknodat(dirfd: i32, path: usize, path_length: usize, mode: u32, device: i64): i32;
/** utimensat(2): Sets times of a path, or of the descriptor when the path is empty. */
// @ts-ignore: decorator
@external("isthmus", "utimensat")
export declare function utimensat(dirfd: i32, path: usize, path_length: usize, times: usize, flags: i32): i32;
/** truncate(2): Sets a file's length by path. */
// @ts-ignore: decorator
@external("isthmus", "truncate")
export declare function truncate(path: usize, path_length: usize, length: i64): i32;
/** chdir(2): Changes the working directory, within the preopened ones. */
// @ts-ignore: decorator
@external("isthmus", "chdir")
export declare function chdir(path: usize, path_length: usize): i32;
/** fchdir(2): Changes the working directory to an open directory. */
// @ts-ignore: decorator
@external("isthmus", "fchdir")
export declare function fchdir(fd: i32): i32;
/** getcwd(2): The guest's name of the working directory; the result counts its bytes with the NUL. */
// @ts-ignore: decorator
@external("isthmus", "getcwd")
export declare function getcwd(buffer: usize, buffer_length: usize): i32;
/** ftruncate(2): Sets a file's length. */
// @ts-ignore: decorator
@external("isthmus", "ftruncate")
export declare function ftruncate(fd: i32, length: i64): i32;
/** fallocate(2): Allocates or frees file space. */
// @ts-ignore: decorator
@external("isthmus", "fallocate")
export declare function fallocate(fd: i32, mode: i32, offset: i64, length: i64): i32;
/** posix_fadvise(2): Announces an access pattern. */
// @ts-ignore: decorator
@external("isthmus", "fadvise")
export declare function fadvise(fd: i32, offset: i64, length: i64, advice: i32): i32;
/** getdents64(2): Reads directory entries, struct linux_dirent64 each. */
// @ts-ignore: decorator
@external("isthmus", "getdents64")
export declare function getdents64(fd: i32, entries: usize, entries_length: usize): i32;
/** fsync(2): Flushes a file. */
// @ts-ignore: decorator
@external("isthmus", "fsync")
export declare function fsync(fd: i32): i32;
/** fdatasync(2): Flushes a file's data. */
// @ts-ignore: decorator
@external("isthmus", "fdatasync")
export declare function fdatasync(fd: i32): i32;
/** fchmod(2): Changes an open file's mode. Set-ID bits need --allow-exec without a list, EPERM otherwise. */
// @ts-ignore: decorator
@external("isthmus", "fchmod")
export declare function fchmod(fd: i32, mode: u32): i32;
/** fchown(2): Changes an open file's owner. */
// @ts-ignore: decorator
@external("isthmus", "fchown")
export declare function fchown(fd: i32, owner: u32, group: u32): i32;
/** umask(2): Sets the file mode creation mask; the result is the previous one. */
// @ts-ignore: decorator
@external("isthmus", "umask")
export declare function umask(mask: u32): i32;
/** mmap(2): Maps over a page-aligned range of linear memory; flags are Linux's, with MAP_FIXED. PROT_EXEC is refused with EPERM, a range that is not all in memory with ENOMEM. */
// @ts-ignore: decorator
@external("isthmus", "mmap")
export declare function mmap(address: u32, length: u32, protection: i32, flags: i32, fd: i32, offset: i64): i32;
/** munmap(2): Takes away what is mapped in a range: its pages are inaccessible until they are mapped again. Detaches System V segments too. */
// @ts-ignore: decorator
@external("isthmus", "munmap")
export declare function munmap(address: u32, length: u32): i32;
/** mremap(2): Moves, grows or shrinks a mapping; the caller chooses the new range, which may be the old one. What it leaves is inaccessible. */
// @ts-ignore: decorator
@external("isthmus", "mremap")
export declare function mremap(old_address: u32, old_length: u32, new_length: u32, flags: i32, new_address: u32): i32;
/** mprotect(2): Sets protection. */
// @ts-ignore: decorator
@external("isthmus", "mprotect")
export declare function mprotect(address: u32, length: u32, protection: i32): i32;
/** msync(2): Flushes a mapped file. */
// @ts-ignore: decorator
@external("isthmus", "msync")
export declare function msync(address: u32, length: u32, flags: i32): i32;
/** madvise(2): Announces use. */
// @ts-ignore: decorator
@external("isthmus", "madvise")
export declare function madvise(address: u32, length: u32, advice: i32): i32;
/** mlock2(2): Locks pages into memory. */
// @ts-ignore: decorator
@external("isthmus", "mlock2")
export declare function mlock2(address: u32, length: u32, flags: i32): i32;
/** munlock(2): Unlocks pages. */
// @ts-ignore: decorator
@external("isthmus", "munlock")
export declare function munlock(address: u32, length: u32): i32;
/** mincore(2): Tells, by a byte per page, which are resident; the vector's length is the number of pages. */
// @ts-ignore: decorator
@external("isthmus", "mincore")
export declare function mincore(address: u32, vector: usize, vector_length: usize): i32;
/** memfd_create(2): Makes an anonymous file in memory. */
// @ts-ignore: decorator
@external("isthmus", "memfd_create")
export declare function memfd_create(name: usize, name_length: usize, flags: u32): i32;
/** shmget(2): Finds or makes a segment. */
// @ts-ignore: decorator
@external("isthmus", "shmget")
export declare function shmget(key: i32, size: i64, flags: i32): i32;
/** shmat(2): Attaches a segment over a range of linear memory that is as long as the segment, rounded up to pages; EINVAL when it isn't. */
// @ts-ignore: decorator
@external("isthmus", "shmat")
export declare function shmat(id: i32, address: u32, length: u32, flags: i32): i32;
/** shmctl(2): All commands; the argument points to a 112-byte kernel struct shmid_ds, a 72-byte struct shminfo or a 48-byte struct shm_info. */
// @ts-ignore: decorator
@external("isthmus", "shmctl")
export declare function shmctl(id: i32, command: i32, argument: u32): i32;
/** semget(2): Finds or makes a set. */
// @ts-ignore: decorator
@external("isthmus", "semget")
export declare function semget(key: i32, count: i32, flags: i32): i32;
/** semtimedop(2): Performs struct sembuf operations (6 bytes each, the length says how many), all or none; timeout null waits for ever. */
// @ts-ignore: decorator
@external("isthmus", "semtimedop")
export declare function semtimedop(id: i32, operations: usize, operations_length: usize, timeout: usize): i32;
/** semctl(2): All commands; the argument is a value, or points to a 104-byte kernel struct semid_ds, a 40-byte struct seminfo or an array of u16. */
// @ts-ignore: decorator
@external("isthmus", "semctl")
export declare function semctl(id: i32, number: i32, command: i32, argument: u32): i32;
/** msgget(2): Finds or makes a queue. */
// @ts-ignore: decorator
@external("isthmus", "msgget")
export declare function msgget(key: i32, flags: i32): i32;
/** msgsnd(2): Sends a message; its type, of 64 bits, and its text lie apart. */
// @ts-ignore: decorator
@external("isthmus", "msgsnd")
export declare function msgsnd(id: i32, type: usize, text: usize, text_length: usize, flags: i32): i32;
/** msgrcv(2): Receives a message, chosen by the type asked for, which becomes the type received; the result counts the text's bytes. */
// @ts-ignore: decorator
@external("isthmus", "msgrcv")
export declare function msgrcv(id: i32, type: usize, text: usize, text_length: usize, flags: i32): i32;
/** msgctl(2): All commands; the argument points to a 120-byte kernel struct msqid_ds or a 32-byte struct msginfo. */
// @ts-ignore: decorator
@external("isthmus", "msgctl")
export declare function msgctl(id: i32, command: i32, argument: u32): i32;
/** mq_open(2): Opens a queue by its name without the slash. Flags are those of x86-64 Linux. */
// @ts-ignore: decorator
@external("isthmus", "mq_open")
export declare function mq_open(name: usize, name_length: usize, flags: i32, mode: u32, attributes: usize): i32;
/** mq_unlink(2): Removes a queue's name. */
// @ts-ignore: decorator
@external("isthmus", "mq_unlink")
export declare function mq_unlink(name: usize, name_length: usize): i32;
/** mq_timedsend(2): Sends a message; deadline (CLOCK_REALTIME) null waits for ever. */
// @ts-ignore: decorator
@external("isthmus", "mq_timedsend")
export declare function mq_timedsend(fd: i32, message: usize, message_length: usize, priority: u32, deadline: usize): i32;
/** mq_timedreceive(2): Receives the oldest message of the highest priority. */
// @ts-ignore: decorator
@external("isthmus", "mq_timedreceive")
export declare function mq_timedreceive(fd: i32, message: usize, message_length: usize, priority: usize, deadline: usize): i32;
/** mq_notify(2): Asks for a signal when a message comes to the empty queue: SIGEV_NONE and SIGEV_SIGNAL, others ENOSYS. */
// @ts-ignore: decorator
@external("isthmus", "mq_notify")
export declare function mq_notify(fd: i32, event: usize): i32;
/** mq_getsetattr(2): Reads a queue's attributes, and sets O_NONBLOCK. */
// @ts-ignore: decorator
@external("isthmus", "mq_getsetattr")
export declare function mq_getsetattr(fd: i32, attributes: usize, former: usize): i32;
/** futex(2): FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAIT_BITSET, WAKE_BITSET, WAKE_OP, shared or private; value2 where the operation has no timeout. Others ENOSYS. */
// @ts-ignore: decorator
@external("isthmus", "futex")
export declare function futex(word: usize, operation: i32, value: u32, timeout: usize, value2: u32, second: usize, value3: u32): i32;
/** set_robust_list(2): Puts a lock word (in shared memory, at a multiple of 8) on the list of those that the kernel marks with FUTEX_OWNER_DIED and wakes when the process ends, as the one being worked on, and takes a former word off it; 0 for neither. EINVAL for private memory, which needs no list. 1 where each word has to be taken off once it is free, since the thread isn't the guest's own. */
// @ts-ignore: decorator
@external("isthmus", "robust_list")
export declare function robust_list(word: u32, former: u32): i32;
/** fork(2): Makes a copy of the process, a real one: 0 in the child. EAGAIN beyond --max-procs. */
// @ts-ignore: decorator
@external("isthmus", "fork")
export declare function fork(): i32;
/** execveat(2): Replaces the program. argv and envp are strings each ended by NUL. A wasm module beneath a preopened directory replaces the instance; a native program needs the policy. */
// @ts-ignore: decorator
@external("isthmus", "execveat")
export declare function execveat(dirfd: i32, path: usize, path_length: usize, argv: usize, argv_length: usize, envp: usize, envp_length: usize, flags: i32): i32;
/** wait4(2): Waits for a child. */
// @ts-ignore: decorator
@external("isthmus", "wait4")
export declare function wait4(pid: i32, status: usize, options: i32, rusage: usize): i32;
/** waitid(2): Waits for a child's change of state. P_PIDFD takes a guest descriptor. */
// @ts-ignore: decorator
@external("isthmus", "waitid")
export declare function waitid(type: i32, id: i32, siginfo: usize, options: i32, rusage: usize): i32;
/** getpid(2): The process's id. */
// @ts-ignore: decorator
@external("isthmus", "getpid")
export declare function getpid(): i32;
/** getppid(2): The parent's id. */
// @ts-ignore: decorator
@external("isthmus", "getppid")
export declare function getppid(): i32;
/** gettid(2): The calling thread's id. */
// @ts-ignore: decorator
@external("isthmus", "gettid")
export declare function gettid(): i32;
/** getpgid(2): A process group's id. EPERM for processes outside the run that may not be signalled. */
// @ts-ignore: decorator
@external("isthmus", "getpgid")
export declare function getpgid(pid: i32): i32;
/** setpgid(2): Sets a process group. */
// @ts-ignore: decorator
@external("isthmus", "setpgid")
export declare function setpgid(pid: i32, pgid: i32): i32;
/** getsid(2): A session's id. EPERM for processes outside the run that may not be signalled. */
// @ts-ignore: decorator
@external("isthmus", "getsid")
export declare function getsid(pid: i32): i32;
/** setsid(2): Starts a session. */
// @ts-ignore: decorator
@external("isthmus", "setsid")
export declare function setsid(): i32;
/** getuid(2): Real user. */
// @ts-ignore: decorator
@external("isthmus", "getuid")
export declare function getuid(): i32;
/** geteuid(2): Effective user. */
// @ts-ignore: decorator
@external("isthmus", "geteuid")
export declare function geteuid(): i32;
/** getgid(2): Real group. */
// @ts-ignore: decorator
@external("isthmus", "getgid")
export declare function getgid(): i32;
/** getegid(2): Effective group. */
// @ts-ignore: decorator
@external("isthmus", "getegid")
export declare function getegid(): i32;
/** getresuid(2): All three users. */
// @ts-ignore: decorator
@external("isthmus", "getresuid")
export declare function getresuid(ruid: usize, euid: usize, suid: usize): i32;
/** getresgid(2): All three groups. */
// @ts-ignore: decorator
@external("isthmus", "getresgid")
export declare function getresgid(rgid: usize, egid: usize, sgid: usize): i32;
/** setresuid(2): Sets the users; the kernel decides. */
// @ts-ignore: decorator
@external("isthmus", "setresuid")
export declare function setresuid(ruid: i32, euid: i32, suid: i32): i32;
/** setresgid(2): Sets the groups; the kernel decides. */
// @ts-ignore: decorator
@external("isthmus", "setresgid")
export declare function setresgid(rgid: i32, egid: i32, sgid: i32): i32;
/** getgroups(2): Supplementary groups, u32 each; size 0 asks for their number. */
// @ts-ignore: decorator
@external("isthmus", "getgroups")
export declare function getgroups(size: i32, list: u32): i32;
/** getpriority(2): The kernel's value: 20 minus the nice value. */
// @ts-ignore: decorator
@external("isthmus", "getpriority")
export declare function getpriority(which: i32, who: i32): i32;
/** setpriority(2): Of the run's own processes only. */
// @ts-ignore: decorator
@external("isthmus", "setpriority")
export declare function setpriority(which: i32, who: i32, priority: i32): i32;
/** prlimit(2): Resource limits of the process itself (pid 0 or its own). RLIMIT_NOFILE is the guest table's. */
// @ts-ignore: decorator
@external("isthmus", "prlimit")
export declare function prlimit(pid: i32, resource: i32, new_limit: usize, old_limit: usize): i32;
/** getrusage(2): Resource usage. */
// @ts-ignore: decorator
@external("isthmus", "getrusage")
export declare function getrusage(who: i32, rusage: usize): i32;
/** times(2): Process times in clock ticks. */
// @ts-ignore: decorator
@external("isthmus", "times")
export declare function times(tms: usize): i64;
/** uname(2): Names of the system. */
// @ts-ignore: decorator
@external("isthmus", "uname")
export declare function uname(utsname: usize): i32;
/** sysinfo(2): Memory, load, uptime. */
// @ts-ignore: decorator
@external("isthmus", "sysinfo")
export declare function sysinfo(sysinfo: usize): i32;
/** sched_getaffinity(2): Processors a process may run on; the result counts the mask's bytes. */
// @ts-ignore: decorator
@external("isthmus", "sched_getaffinity")
export declare function sched_getaffinity(pid: i32, mask: usize, mask_length: usize): i32;
/** prctl(2): PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER take a value; PR_GET_PDEATHSIG, PR_GET_CHILD_SUBREAPER a pointer to an i32; PR_SET_NAME and PR_GET_NAME one to 16 bytes. Others EINVAL. */
// @ts-ignore: decorator
@external("isthmus", "prctl")
export declare function prctl(option: i32, argument: u32): i32;
/** kill(2): Signals processes of the run: one, a group (only its members that belong to the run) or all. Others need --allow-signal. */
// @ts-ignore: decorator
@external("isthmus", "kill")
export declare function kill(pid: i32, signal: i32): i32;
/** sigaction(2): Sets what a signal does: { u32 handler, u32 flags, u64 mask }, the handler SIG_DFL (0), SIG_IGN (-2) or the guest's own function pointer, which the host only keeps. From the first handler on the i32 at `pending` becomes 1 when signal_next has something to tell, and calls may answer -513 (ERESTARTNOINTR): not begun, to be made again after the handlers. */
// @ts-ignore: decorator
@external("isthmus", "sigaction")
export declare function sigaction(signal: i32, action: usize, former: usize, pending: u32): i32;
/** signal(7): Restores the mask that the last handler returns to, if told, and takes the signal whose handler is to be called next, with the mask that holds during it in force: its number, or 0. The record is { u64 mask to restore, u32 handler, u32 flags (0x40000: the fault was a store), 128 bytes of siginfo }. */
// @ts-ignore: decorator
@external("isthmus", "signal_next")
export declare function signal_next(mask: usize, record: usize): i32;
/** signal(7): A fault that the program has seen coming, such as a division by zero: its handler is called next, or without one the process ends. */
// @ts-ignore: decorator
@external("isthmus", "signal_fault")
export declare function signal_fault(signal: i32, code: i32, address: u32): i32;
/** signal(7): The handler of a fault has returned: the program goes on if the fault was a store that would succeed now, and otherwise ends by the signal. */
// @ts-ignore: decorator
@external("isthmus", "signal_fault_over")
export declare function signal_fault_over(signal: i32, address: u32, was_write: i32): i32;
/** signal(7): How a function of the guest's table can be called as a handler: 1 with the signal alone, 3 with all of sigaction(2)'s parameters, 0 only by call_handler. */
// @ts-ignore: decorator
@external("isthmus", "handler_shape")
export declare function handler_shape(handler: u32): i32;
/** signal(7): Calls a function that has other parameters or a result, as a native program may. */
// @ts-ignore: decorator
@external("isthmus", "call_handler")
export declare function call_handler(handler: u32, signal: i32, information: u32, context: u32): i32;
/** sigprocmask(2): Changes the signal mask. The signals of faults are kept for the host, but shown as the guest set them. */
// @ts-ignore: decorator
@external("isthmus", "sigprocmask")
export declare function sigprocmask(how: i32, set: usize, oldset: usize): i32;
/** sigpending(2): Pending signals. */
// @ts-ignore: decorator
@external("isthmus", "sigpending")
export declare function sigpending(set: usize): i32;
/** sigwaitinfo(2): Takes a pending signal of a set, and waits for one; timeout null waits for ever. Signals of faults are never taken. The result is the signal. */
// @ts-ignore: decorator
@external("isthmus", "rt_sigtimedwait")
export declare function rt_sigtimedwait(set: usize, siginfo: usize, timeout: usize): i32;
/** rt_sigqueueinfo(2): Queues a signal to a process, with what it tells. As kill, but for one process only. */
// @ts-ignore: decorator
@external("isthmus", "rt_sigqueueinfo")
export declare function rt_sigqueueinfo(pid: i32, signal: i32, siginfo: usize): i32;
/** tgkill(2): Signals the calling thread, or another process's first; ESRCH for other threads of the run. */
// @ts-ignore: decorator
@external("isthmus", "tgkill")
export declare function tgkill(process: i32, thread: i32, signal: i32): i32;
/** rt_tgsigqueueinfo(2): The same with what it tells. */
// @ts-ignore: decorator
@external("isthmus", "rt_tgsigqueueinfo")
export declare function rt_tgsigqueueinfo(process: i32, thread: i32, signal: i32, siginfo: usize): i32;
/** signalfd(2): Makes a descriptor from which pending signals of a set are read (fd -1), or changes the set of one. Signals of faults are never read. */
// @ts-ignore: decorator
@external("isthmus", "signalfd4")
export declare function signalfd4(fd: i32, set: usize, flags: i32): i32;
/** pidfd_open(2): Makes a descriptor for a process of the run. Others need --allow-signal. */
// @ts-ignore: decorator
@external("isthmus", "pidfd_open")
export declare function pidfd_open(pid: i32, flags: u32): i32;
/** pidfd_send_signal(2): Signals the process of a descriptor, with kill's siginfo when it is null. EBADF for anything but a pidfd; no groups. */
// @ts-ignore: decorator
@external("isthmus", "pidfd_send_signal")
export declare function pidfd_send_signal(pidfd: i32, signal: i32, siginfo: usize, flags: u32): i32;
/** getitimer(2): What is left of an interval timer. */
// @ts-ignore: decorator
@external("isthmus", "getitimer")
export declare function getitimer(which: i32, value: usize): i32;
/** setitimer(2): Sets an interval timer of the process. */
// @ts-ignore: decorator
@external("isthmus", "setitimer")
export declare function setitimer(which: i32, value: usize, former: usize): i32;
/** timer_create(2): Makes a timer, which is disarmed. SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD_ID of the own thread; SIGEV_THREAD gives ENOSYS. Event null is SIGALRM with the timer's id as value. */
// @ts-ignore: decorator
@external("isthmus", "timer_create")
export declare function timer_create(clock: i32, event: usize, timer: usize): i32;
/** timer_settime(2): Arms a timer for a time, or with TIMER_ABSTIME until it; zero disarms it. */
// @ts-ignore: decorator
@external("isthmus", "timer_settime")
export declare function timer_settime(timer: i32, flags: i32, value: usize, former: usize): i32;
/** timer_settime(2): What is left of a timer, and its interval. */
// @ts-ignore: decorator
@external("isthmus", "timer_gettime")
export declare function timer_gettime(timer: i32, value: usize): i32;
/** timer_getoverrun(2): How often it expired between its last signal and the delivery of that. */
// @ts-ignore: decorator
@external("isthmus", "timer_getoverrun")
export declare function timer_getoverrun(timer: i32): i32;
/** timer_delete(2): Deletes a timer. */
// @ts-ignore: decorator
@external("isthmus", "timer_delete")
export declare function timer_delete(timer: i32): i32;
/** timerfd_create(2): Makes a timer that is a descriptor. Flags are Linux's TFD_NONBLOCK and TFD_CLOEXEC. */
// @ts-ignore: decorator
@external("isthmus", "timerfd_create")
export declare function timerfd_create(clock: i32, flags: i32): i32;
/** timerfd_create(2): Arms it for a time, or with TFD_TIMER_ABSTIME until it; zero disarms it. */
// @ts-ignore: decorator
@external("isthmus", "timerfd_settime")
export declare function timerfd_settime(fd: i32, flags: i32, value: usize, former: usize): i32;
/** timerfd_create(2): What is left of it, and its interval. */
// @ts-ignore: decorator
@external("isthmus", "timerfd_gettime")
export declare function timerfd_gettime(fd: i32, value: usize): i32;
/** eventfd(2): Makes a counter that is a descriptor. Flags are Linux's EFD_SEMAPHORE, EFD_NONBLOCK and EFD_CLOEXEC. */
// @ts-ignore: decorator
@external("isthmus", "eventfd2")
export declare function eventfd2(value: u32, flags: i32): i32;
/** clock_gettime(2): Reads a clock. */
// @ts-ignore: decorator
@external("isthmus", "clock_gettime")
export declare function clock_gettime(clock: i32, time: usize): i32;
/** clock_getres(2): A clock's resolution. */
// @ts-ignore: decorator
@external("isthmus", "clock_getres")
export declare function clock_getres(clock: i32, resolution: usize): i32;
/** clock_nanosleep(2): Sleeps. */
// @ts-ignore: decorator
@external("isthmus", "clock_nanosleep")
export declare function clock_nanosleep(clock: i32, flags: i32, request: usize, remain: usize): i32;
/** getrandom(2): Random bytes. */
// @ts-ignore: decorator
@external("isthmus", "getrandom")
export declare function getrandom(buffer: usize, buffer_length: usize, flags: u32): i32;

// The headers of a guest: each alone, and all of them together, in every language and with every set of feature macros that programs use.
// What they declare is tested by the differential programs.
// test-timeout: 600
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compile } from "../ts/toolchain/driver.js";
import { nativeCompiler } from "./harness/compile.js";
import { execute, temporary } from "./harness/index.js";

const directory = join(packageRoot, "core-c", "include");

function names(below: string): string[] {
  return readdirSync(join(directory, below), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? names(`${below}${entry.name}/`) : [`${below}${entry.name}`],
  );
}

/** Ours, without the parts that only other headers include. */
const ours = names("").filter(
  (name) => !name.startsWith("__") && !name.startsWith("isthmus/") && !name.startsWith("c++/"),
);
/** Headers that stay wasi-libc's. */
const others =
  "alloca complex ctype endian err fenv float fnmatch fts getopt glob iconv inttypes iso646 langinfo locale malloc math memory " +
  "regex search stdalign stdarg stdbool stddef stdint stdio_ext stdnoreturn strings sysexits tgmath uchar utime wchar wctype " +
  "sys/file sys/param sys/poll sys/select sys/statvfs sys/utsname";
const all = [...new Set([...ours, ...others.split(" ").map((name) => `${name}.h`)])].sort();

async function compiles(language: "c" | "c++", headers: readonly string[], flags: readonly string[]): Promise<void> {
  const source = join(temporary(), language === "c" ? "headers.c" : "headers.cc");
  const lines = headers.map((name) => `#include <${name}>\n`).join("");
  writeFileSync(source, `${lines}int main(void) { return 0; }\n`);
  const strict = ["-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-pedantic", "-Wno-error=#warnings"];
  const tool = language === "c" ? "clang" : "clang++";
  const result = await compile(tool, [...flags, ...strict, source], { capture: true });
  assert.is(result.status, 0, result.stderr);
}

for (const name of ours) {
  test(`<${name}> alone and twice`, () => compiles("c", [name, name], ["-std=c11"]));
}

const macros = [[], ["-D_GNU_SOURCE"], ["-D_POSIX_C_SOURCE=200809L"], ["-D_XOPEN_SOURCE=700"], ["-D_DEFAULT_SOURCE"]];
for (const standard of ["c99", "c11", "gnu17", "gnu2x"]) {
  for (const macro of macros) {
    test(`all headers in ${standard} ${macro.join(" ")}`, () => compiles("c", all, [`-std=${standard}`, ...macro]));
  }
}

for (const standard of ["c++11", "c++17", "gnu++20"]) {
  test(`all headers in ${standard}`, () =>
    compiles(
      "c++",
      all.filter((name) => !["tgmath.h", "complex.h", "stdnoreturn.h"].includes(name)),
      [`-std=${standard}`],
    ));
}

/** What the preprocessor makes of a header, natively and for a guest; with `-dM` its macros. */
async function preprocessed(header: string, flags: readonly string[]): Promise<[native: string, guest: string]> {
  const directory = temporary();
  const [source, output] = [join(directory, "header.c"), join(directory, "header.i")];
  writeFileSync(source, `#include <${header}>\n`);
  const native = await execute(nativeCompiler(), ["-E", ...flags, source]);
  assert.is(native.status, 0, native.stderr);
  const guest = await compile("clang", ["-E", ...flags, source, "-o", output], { capture: true });
  assert.is(guest.status, 0, guest.stderr);
  return [native.stdout, readFileSync(output, "utf8")];
}

/** The header that has all of a mechanism's names, and which of glibc's are wanted. Absent: what shows a handler's frame. */
const compared: Readonly<Record<string, { macros: RegExp; functions: string }>> = {
  "signal.h": {
    macros:
      /^(_?NSIG|__SIGRT\w+|SIG[A-Z0-9_]+|S[AIS]_\w+|(ILL|FPE|SEGV|BUS|TRAP|CLD|POLL)_\w+|MINSIGSTKSZ|s[ai]_\w+|sigev_\w+|sigmask)$/,
    functions:
      "__sysv_signal sysv_signal signal bsd_signal kill killpg raise ssignal gsignal psignal psiginfo sigpause sigblock sigsetmask " +
      "siggetmask sigemptyset sigfillset sigaddset sigdelset sigismember sigisemptyset sigandset sigorset sigprocmask sigsuspend " +
      "sigaction sigpending sigwait sigwaitinfo sigtimedwait sigqueue siginterrupt sigaltstack sighold sigrelse sigignore sigset " +
      "pthread_sigmask pthread_kill pthread_sigqueue tgkill sigval_t sig_t sighandler_t stack_t ucontext_t siginfo_t sigevent_t",
  },
  "sys/signalfd.h": { macros: /^SFD_/, functions: "signalfd" },
  "sys/pidfd.h": { macros: /^PIDFD_/, functions: "pidfd_open pidfd_getfd pidfd_send_signal siginfo_t" },
  "ucontext.h": { macros: /^$/, functions: "getcontext setcontext swapcontext makecontext ucontext_t mcontext_t" },
  "sys/socket.h": {
    macros:
      /^((AF|PF|SOCK|SOL|SO|MSG|SHUT|SCM|SIOC)_?[A-Za-z0-9_]+|SOMAXCONN|CMSG_(DATA|NXTHDR|FIRSTHDR|ALIGN|SPACE|LEN))$/,
    functions:
      "socket socketpair bind connect listen accept accept4 shutdown getsockname getpeername send recv sendto recvfrom sendmsg recvmsg " +
      "sendmmsg recvmmsg getsockopt setsockopt sockatmark isfdtype sockaddr sockaddr_storage msghdr mmsghdr cmsghdr linger ucred " +
      "socklen_t sa_family_t iovec",
  },
  "sys/epoll.h": {
    macros: /^EPOLL/,
    functions:
      "epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 epoll_event epoll_data epoll_data_t",
  },
  "sys/un.h": { macros: /^SUN_LEN$/, functions: "sockaddr_un sun_family sun_path sa_family_t" },
  "netinet/in.h": {
    macros: /^(IPPROTO|IPPORT|INADDR|INET6?|IN|IN6|IP|IPV6|MCAST|SOL)_(?!ADDR_INIT)[A-Za-z0-9_]+$/,
    functions:
      "htonl htons ntohl ntohs in_addr in6_addr sockaddr_in sockaddr_in6 in_port_t in_addr_t ipv6_mreq in6addr_any in6addr_loopback " +
      "ip_mreq ip_mreqn ip_mreq_source group_req group_source_req group_filter ip_msfilter in_pktinfo in6_pktinfo ip6_mtuinfo ip_opts",
  },
  "netinet/tcp.h": {
    macros: /^(TCP|TCPI|TCPOPT|TCPOLEN|TH|SOL)_\w+$/,
    functions: "tcphdr tcp_info tcp_md5sig tcp_repair_opt tcp_repair_window tcp_zerocopy_receive tcp_ca_state tcp_seq",
  },
  "arpa/inet.h": {
    macros: /^$/,
    functions:
      "inet_addr inet_aton inet_lnaof inet_makeaddr inet_netof inet_network inet_ntoa inet_ntop inet_pton htonl in_addr_t",
  },
  "netdb.h": {
    macros:
      /^((AI|NI|EAI|NETDB|_PATH)_(?!IDN_)\w+|HOST_NOT_FOUND|TRY_AGAIN|NO_RECOVERY|NO_DATA|NO_ADDRESS|h_addr|h_errno)$/,
    functions:
      "getaddrinfo freeaddrinfo gai_strerror getnameinfo gethostbyname gethostbyaddr gethostbyname2 gethostent sethostent endhostent " +
      "gethostbyname_r gethostbyname2_r gethostbyaddr_r gethostent_r getservbyname getservbyport getservent setservent endservent " +
      "getservbyname_r getservbyport_r getservent_r getprotobyname getprotobynumber getprotoent setprotoent endprotoent " +
      "getprotobyname_r getprotobynumber_r getprotoent_r getnetbyname getnetbyaddr getnetent setnetent endnetent getnetbyname_r " +
      "getnetbyaddr_r getnetent_r herror hstrerror addrinfo hostent netent servent protoent",
  },
  "net/if.h": {
    macros: /^(IFF?|IFNAMSIZ|IF_NAMESIZE|ifr|ifc)_?\w*$/,
    functions: "if_nametoindex if_indextoname if_nameindex if_freenameindex ifreq ifconf ifmap",
  },
  "ifaddrs.h": { macros: /^ifa_/, functions: "getifaddrs freeifaddrs ifaddrs" },
  "sys/inotify.h": {
    macros: /^IN_/,
    functions: "inotify_init inotify_init1 inotify_add_watch inotify_rm_watch inotify_event",
  },
  "sys/prctl.h": {
    macros: /^PR_(GET|SET)_(PDEATHSIG|DUMPABLE|NAME|SECCOMP|TIMERSLACK|CHILD_SUBREAPER|NO_NEW_PRIVS)$/,
    functions: "prctl",
  },
};

for (const [header, { macros: wanted, functions }] of Object.entries(compared)) {
  for (const macro of [...macros, ["-D_POSIX_C_SOURCE=199506L"], ["-D_XOPEN_SOURCE=500"]]) {
    test(`<${header}> has what the system's has ${macro.join(" ")}`, async () => {
      const names = (text: string): string[] =>
        [...text.matchAll(/^#define (\w+)/gm)].map(([, name = ""]) => name).filter((name) => wanted.test(name));
      const [native, guest] = (await preprocessed(header, ["-std=c11", "-dM", ...macro])).map(names) as [
        string[],
        string[],
      ];
      const absent = native.filter((name) => !guest.includes(name));
      const [declared, offered] = await preprocessed(header, ["-std=c11", ...macro]);
      const mentions = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
      absent.push(...functions.split(" ").filter((name) => mentions(declared, name) && !mentions(offered, name)));
      assert.equal(absent, []);
    });
  }
}

test("the old declaration of errno still compiles", async () => {
  const source = join(temporary(), "old.c");
  writeFileSync(source, "#include <errno.h>\nextern int errno;\nint main(void) { return errno; }\n");
  assert.is((await compile("clang", ["-fsyntax-only", source], { capture: true })).status, 0);
});

test.run();

// Which families of netlink(7) a guest may use, and whether with the privileges of the user: the lists of `--allow-netlink` and
// `--deny-netlink`. Making and addressing the sockets is netlink-socket.ts's.
import { UsageError } from "./usage-error.js";

/** Families by name; NETLINK_ROUTE is 0. */
const families: Readonly<Record<string, number>> = {
  route: 0,
  usersock: 2,
  firewall: 3,
  "sock-diag": 4,
  "inet-diag": 4,
  nflog: 5,
  xfrm: 6,
  selinux: 7,
  iscsi: 8,
  audit: 9,
  "fib-lookup": 10,
  connector: 11,
  netfilter: 12,
  "ip6-fw": 13,
  dnrtmsg: 14,
  "kobject-uevent": 15,
  generic: 16,
  scsitransport: 18,
  ecryptfs: 19,
  rdma: 20,
  crypto: 21,
  smc: 22,
};

/** MAX_LINKS: there are no families from here on. */
const END = 32;
const ADMIN = ":admin";

/** One entry of a list. */
export interface NetlinkEntry {
  readonly protocol: number;
  /** In a list of what is allowed: with the privileges of the user. In one of what is denied: these alone. */
  readonly admin: boolean;
}

/** Everything, nothing, or what a list says. */
export type NetlinkList = boolean | readonly NetlinkEntry[];

/** A family's name, or its number where it has none. */
export const netlinkName = (protocol: number): string =>
  Object.keys(families).find((name) => families[name] === protocol) ?? String(protocol);

/** Parses `FAMILY` or `FAMILY:admin`; the family a name or a number. */
export function parseNetlinkEntry(option: string, text: string): NetlinkEntry {
  const admin = text.endsWith(ADMIN);
  const name = (admin ? text.slice(0, -ADMIN.length) : text).toLowerCase().replaceAll("_", "-");
  const protocol = Object.hasOwn(families, name) ? families[name] : /^\d{1,2}$/.test(name) ? Number(name) : undefined;
  if (protocol !== undefined && protocol < END) return { protocol, admin };
  throw new UsageError(
    `--${option} ${text}: expected a family of netlink, such as route, generic, sock-diag, usersock or kobject-uevent, or its number, perhaps with ${ADMIN} after it`,
  );
}

/** The lists of a policy, against families. */
export class NetlinkPolicy {
  readonly #allowed: NetlinkList;
  readonly #denied: NetlinkList;

  constructor(allowed: NetlinkList, denied: NetlinkList) {
    this.#allowed = allowed;
    this.#denied = denied;
  }

  /** Whether sockets of a family may be made. */
  allows(protocol: number): boolean {
    const isListed = this.#allowed === true || this.#entries(this.#allowed, protocol).length > 0;
    return isListed && !this.isDenied(protocol);
  }

  /** Whether they may do what the kernel allows only to privileged users. */
  allowsAdmin(protocol: number): boolean {
    // Only groups, of processes among themselves, ask for a privilege there.
    if (protocol === families.usersock) return this.allows(protocol);
    const isListed = this.#allowed === true || this.#entries(this.#allowed, protocol).some(({ admin }) => admin);
    return isListed && this.#denied !== true && this.#entries(this.#denied, protocol).length === 0;
  }

  /** Whether a family was taken back. */
  isDenied(protocol: number): boolean {
    return this.#denied === true || this.#entries(this.#denied, protocol).some(({ admin }) => !admin);
  }

  /** The families with privileges, as bits. */
  get adminBits(): number {
    let bits = 0;
    for (let protocol = 0; protocol < END; protocol++) if (this.allowsAdmin(protocol)) bits |= 1 << protocol;
    return bits;
  }

  #entries(list: NetlinkList, protocol: number): readonly NetlinkEntry[] {
    return typeof list === "boolean" ? [] : list.filter((entry) => entry.protocol === protocol);
  }
}

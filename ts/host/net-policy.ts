// Which addresses, ports and names of the network a guest may use: the lists of `--allow-net` and `--deny-net`. What addresses of sockets
// look like is net-socket.ts's business, looking names up netdb.ts's.
import { isIPv4, isIPv6 } from "node:net";
import { UsageError } from "./usage-error.js";

/** One entry of a list: which addresses, or which name, and which ports. */
export interface NetEntry {
  /**
   * Bits of `address` that count; an address of 4 or 16 bytes, in an array since policies travel as JSON. Undefined for names, and for
   * every host.
   */
  readonly range?: { readonly address: readonly number[]; readonly bits: number };
  /** A name in lower case; one that begins with "." stands for all names beneath. */
  readonly name?: string;
  /** First and last port. */
  readonly low: number;
  readonly high: number;
}

/** Everything, nothing, or what a list says. */
export type NetList = boolean | readonly NetEntry[];

const LAST_PORT = 65535;
/** More addresses of names than any program needs; they are searched one after the other. */
const MOST_LEARNT = 4096;

/** The 4 or 16 bytes of an address that is written out; one of IPv4 that is written as IPv6 is of IPv4. */
export function addressBytes(text: string): Uint8Array | undefined {
  if (isIPv4(text)) return Uint8Array.from(text.split(".").map(Number));
  if (!isIPv6(text) || text.includes("%")) return undefined;
  const last = text.lastIndexOf(":");
  const tail = text.slice(last + 1);
  const four = isIPv4(tail) ? tail.split(".").map(Number) : undefined;
  const word = (high: number, low: number): string => (256 * high + low).toString(16);
  const [a = 0, b = 0, c = 0, d = 0] = four ?? [];
  const plain = four === undefined ? text : `${text.slice(0, last + 1)}${word(a, b)}:${word(c, d)}`;
  const [front = "", back] = plain.split("::");
  const groups = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const head = groups(front);
  const rest = back === undefined ? [] : groups(back);
  const words = [...head, ...Array<number>(8 - head.length - rest.length).fill(0), ...rest];
  return withoutMapping(Uint8Array.from(words.flatMap((value) => [value >> 8, value & 255])));
}

/** The IPv4 address in an IPv6 one of ::ffff:0:0/96; others as they are. */
export function withoutMapping(address: Uint8Array): Uint8Array {
  const isMapped = address.length === 16 && address.subarray(0, 10).every((byte) => byte === 0);
  return isMapped && address[10] === 255 && address[11] === 255 ? address.subarray(12) : address;
}

/** An address, written out. */
export function addressText(address: Uint8Array): string {
  if (address.length === 4) return address.join(".");
  const words = Array.from({ length: 8 }, (_, i) =>
    (256 * (address[2 * i] as number) + (address[2 * i + 1] as number)).toString(16),
  );
  return new URL(`http://[${words.join(":")}]`).hostname.slice(1, -1);
}

/** How an entry for an address and a port is written. */
export const entryText = (address: Uint8Array, port: number): string =>
  address.length === 4 ? `${addressText(address)}:${port}` : `[${addressText(address)}]:${port}`;

function parsePorts(text: string): [number, number] | undefined {
  if (text === "*") return [0, LAST_PORT];
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const low = Number(match?.[1]);
  const high = Number(match?.[2] ?? match?.[1]);
  return match === null || low > high || high > LAST_PORT ? undefined : [low, high];
}

/** The host's and the ports' part of an entry. */
function partsOf(text: string): [string, string] {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(text);
  if (bracketed !== null) return [bracketed[1] as string, bracketed[2] ?? "*"];
  const colon = text.lastIndexOf(":");
  // More than one colon without brackets: an address of IPv6, which stands for all its ports.
  if (colon < 0 || text.indexOf(":") !== colon) return [text, "*"];
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function parseRange(host: string): NetEntry["range"] {
  const [text = "", length] = host.split("/");
  const written = text.includes(":") ? 128 : 32;
  const address = addressBytes(text);
  if (address === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const bits = (length === undefined ? written : Number(length)) - (written - 8 * address.length);
  return bits < 0 || bits > 8 * address.length ? undefined : { address: Array.from(address), bits };
}

const isName = (text: string): boolean =>
  /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/.test(text) &&
  !/(^|\.)\d+$/.test(text);

const loopback: readonly string[] = ["127.0.0.0/8", "::1"];

/** Parses `HOST[:PORTS]`: the host a name, `*.NAME`, an address, a CIDR block, or `*`; the ports one, `LOW-HIGH`, or `*`. */
export function parseNetEntry(option: string, text: string): NetEntry[] {
  const [written, portText] = partsOf(text);
  const ports = parsePorts(portText);
  const host = written.toLowerCase().replace(/(?<=[^*])\.$/, "");
  const wrong = new UsageError(
    `--${option} ${text}: expected HOST[:PORT], the host a name, an address, a block such as 10.0.0.0/8 or *, an IPv6 address before a port in brackets, the port a number, a range such as 8000-8080 or *`,
  );
  if (ports === undefined) throw wrong;
  const [low, high] = ports;
  if (host === "*" || host === "") return [{ low, high }];
  const range = parseRange(host);
  if (range !== undefined) return [{ range, low, high }];
  if (!isName(host)) throw wrong;
  const name: NetEntry = { name: host.startsWith("*.") ? host.slice(1) : host, low, high };
  // Wherever the resolver says that it is.
  const local =
    host === "localhost"
      ? loopback.map((block): NetEntry => ({ range: parseRange(block), low, high }) as NetEntry)
      : [];
  return [name, ...local];
}

const isZero = (address: ArrayLike<number>): boolean => Array.from(address).every((byte) => byte === 0);

function isWithin(address: Uint8Array, range: NonNullable<NetEntry["range"]>): boolean {
  if (address.length !== range.address.length) return false;
  const whole = range.bits >> 3;
  for (let i = 0; i < whole; i++) if (address[i] !== range.address[i]) return false;
  const rest = range.bits & 7;
  return rest === 0 || ((address[whole] as number) ^ (range.address[whole] as number)) >> (8 - rest) === 0;
}

const holdsName = (entry: NetEntry, name: string): boolean =>
  entry.name !== undefined && (entry.name.startsWith(".") ? name.endsWith(entry.name) : name === entry.name);

/** Looks a name up: its addresses, of 16 bytes each. */
export type Lookup = (name: string) => Uint8Array;

/** The addresses in a result of looking up. */
export const addressesIn = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length >> 4 }, (_, i) => withoutMapping(bytes.subarray(16 * i, 16 * i + 16)));

/** The lists of a policy, against addresses, ports and names. */
export class NetPolicy {
  readonly #allowed: NetList;
  readonly #denied: NetList;
  readonly #lookup: Lookup;
  /** Entries of names that were looked up, by their addresses. */
  readonly #learnt: NetEntry[] = [];
  #deniedNames: readonly NetEntry[] | undefined;
  #looked = false;

  constructor(allowed: NetList, denied: NetList, lookup: Lookup) {
    this.#allowed = allowed;
    this.#denied = denied;
    this.#lookup = lookup;
  }

  /** Whether every address and name may be used, so that none needs to be looked at. */
  get all(): boolean {
    const isEvery = this.#allowed === true || (this.#allowed !== false && this.#allowed.some(isEverything));
    return isEvery && (this.#denied === false || (this.#denied !== true && this.#denied.length === 0));
  }

  /** Whether any may be used at all. */
  get any(): boolean {
    return this.#denied !== true && this.#allowed !== false && (this.#allowed === true || this.#allowed.length > 0);
  }

  /** Whether an address (4 or 16 bytes) and a port may be reached, or be a socket's own. */
  allows(address: Uint8Array, port: number): boolean {
    return this.all || (this.any && this.#isListed(address, port) && !this.isDenied(address, port));
  }

  /** Whether a group (an address) may be joined: whether there is a port at which it may be reached. */
  allowsGroup(address: Uint8Array): boolean {
    if (this.all) return true;
    if (!this.any || this.isDenied(address, 0)) return false;
    const meets = ({ range, name }: NetEntry): boolean =>
      name === undefined && (range === undefined || isWithin(address, range));
    return this.#allowed === true || (this.#allowed as readonly NetEntry[]).some(meets);
  }

  /** Whether a socket may have a port at every address of the machine: in lists, as `*` or as that very address. */
  allowsEvery(address: Uint8Array, port: number): boolean {
    if (this.all) return true;
    if (!this.any || this.isDenied(address, port)) return false;
    const covers = ({ range, name, low, high }: NetEntry): boolean =>
      name === undefined && port >= low && port <= high && (range === undefined || coversAll(range, address));
    return this.#allowed === true || (this.#allowed as readonly NetEntry[]).some(covers);
  }

  /** Whether something was taken back that an address and a port, or one of those that it stands for, meet. */
  isDenied(address: Uint8Array, port: number): boolean {
    if (typeof this.#denied === "boolean") return this.#denied;
    this.#deniedNames ??= this.#denied.flatMap((entry) => this.#resolved(entry));
    return [...this.#denied, ...this.#deniedNames].some(
      ({ range, name, low, high }) =>
        name === undefined &&
        (port === 0 ? high === LAST_PORT && low <= 1 : port >= low && port <= high) &&
        (range === undefined || isZero(address) || isWithin(address, range)),
    );
  }

  /** Whether a name may be looked up, for any port or for one. */
  allowsName(host: string, port?: number): boolean {
    const name = host.toLowerCase().replace(/\.$/, "");
    const meets = (entry: NetEntry): boolean =>
      (entry.name === undefined ? entry.range === undefined : holdsName(entry, name)) &&
      (port === undefined || (port >= entry.low && port <= entry.high));
    if (!this.any || this.isDeniedName(name)) return false;
    // Another spelling of a name, in escapes of the resolver's, would be matched as it stands.
    if (!this.all && !/^[\w.:%-]+$/.test(name)) return false;
    return this.#allowed === true || (this.#allowed as readonly NetEntry[]).some(meets);
  }

  /** Whether a name was taken back. */
  isDeniedName(name: string): boolean {
    return typeof this.#denied === "boolean"
      ? this.#denied
      : this.#denied.some((entry) => holdsName(entry, name) || isEverything(entry));
  }

  /** Takes note of where a name that may be looked up leads, so that this may be reached at the ports of its entries. */
  learn(host: string, addresses: readonly Uint8Array[]): void {
    if (typeof this.#allowed === "boolean") return;
    const name = host.toLowerCase().replace(/\.$/, "");
    for (const entry of this.#allowed) if (holdsName(entry, name)) this.#add(entry, addresses);
  }

  #add(entry: NetEntry, addresses: readonly Uint8Array[]): void {
    for (const address of addresses) {
      const known = this.#learnt.some(
        ({ range, low, high }) =>
          range !== undefined &&
          low === entry.low &&
          high === entry.high &&
          sameAddress(range.address, withoutMapping(address)),
      );
      if (!known && this.#learnt.length < MOST_LEARNT) this.#learnt.push(ofAddress(entry, address));
    }
  }

  #isListed(address: Uint8Array, port: number): boolean {
    if (typeof this.#allowed === "boolean") return this.#allowed;
    const meets = ({ range, name, low, high }: NetEntry): boolean =>
      name === undefined && port >= low && port <= high && (range === undefined || isWithin(address, range));
    if (this.#allowed.some(meets) || this.#learnt.some(meets)) return true;
    if (this.#looked) return false;
    // Programs that have the addresses of names from elsewhere.
    this.#looked = true;
    for (const entry of this.#allowed) this.#learnt.push(...this.#resolved(entry));
    return this.#learnt.some(meets);
  }

  #resolved(entry: NetEntry): NetEntry[] {
    if (entry.name === undefined || entry.name.startsWith(".")) return [];
    return addressesIn(this.#lookup(entry.name)).map((address) => ofAddress(entry, address));
  }
}

const isEverything = (entry: NetEntry): boolean =>
  entry.name === undefined && entry.range === undefined && entry.low === 0 && entry.high === LAST_PORT;

const coversAll = (range: NonNullable<NetEntry["range"]>, address: Uint8Array): boolean =>
  range.address.length === address.length &&
  isZero(range.address) &&
  // A socket of IPv6 at every address is one of IPv4, too.
  (range.bits === 8 * address.length || (range.bits === 0 && address.length === 4));

const sameAddress = (one: readonly number[], other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, i) => byte === other[i]);

const ofAddress = ({ low, high }: NetEntry, address: Uint8Array): NetEntry => ({
  range: { address: Array.from(withoutMapping(address)), bits: 8 * withoutMapping(address).length },
  low,
  high,
});

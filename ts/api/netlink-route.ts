// NETLINK_ROUTE: links, addresses, routes and neighbours: their tables, their changes as they happen, and changing links and addresses.
// What they look like is netlink-route-types.ts's.
import { addressBytes } from "../host/net-policy.js";
import { Netlink, type NetlinkOptions } from "./netlink.js";
import { type Attributes, encodeAttributes, MessageFlag, type NetlinkMessage } from "./netlink-message.js";
import {
  type AddressFamily,
  familyNumber,
  type Link,
  type LinkAddress,
  type Neighbour,
  type Route,
  toAddress,
  toLink,
  toNeighbour,
  toRoute,
} from "./netlink-route-types.js";
import { checkBoolean, checkInteger, checkKeys, checkString, type WaitOptions, wrongType } from "./options.js";
import { selected } from "./subscription.js";

/** Something that came or was changed, or that is gone. */
export interface Change<T> {
  change: "new" | "deleted";
  value: T;
}

/** A link by its name, or by its index. */
export type LinkName = string | number;

export interface TableOptions extends WaitOptions {
  /** Only of "IPv4" or "IPv6". */
  family?: AddressFamily | undefined;
}

export interface LinkChange {
  up?: boolean | undefined;
  mtu?: number | undefined;
  /** A new name. */
  name?: string | undefined;
}

export interface NewLink {
  name: string;
  /** "veth", "bridge", "dummy" …: what `ip link add type` takes. */
  kind: string;
  /** Attributes of the kind's own (IFLA_INFO_DATA). */
  data?: Attributes | undefined;
}

const NEW = 0;
const DELETED = 1;
const GET = 2;
const SET = 3;
/** First of the four messages about each kind of thing: RTM_NEWLINK … */
const Kind = { link: 16, address: 20, route: 24, neighbour: 28 } as const;
const Group = { link: 1, neighbour: 3, ipv4Address: 5, ipv4Route: 7, ipv6Address: 9, ipv6Route: 11 } as const;
const Ifla = { name: 3, mtu: 4, info: 18, infoKind: 1, infoData: 2 } as const;
const Ifa = { address: 1, local: 2 } as const;
const IFF_UP = 1;

/** struct ifinfomsg. */
function linkBody(index: number, flags: number, mask: number, attributes: Attributes): Buffer {
  const body = Buffer.alloc(16);
  body.writeInt32LE(index, 4);
  body.writeUInt32LE(flags, 8);
  body.writeUInt32LE(mask, 12);
  return Buffer.concat([body, encodeAttributes(attributes)]);
}

function checkLink(link: LinkName, where: string): void {
  if (typeof link === "number") checkInteger(link, `${where}: link`, 1);
  else if (typeof link !== "string") throw wrongType(`${where}: link`, "a name or an index", link);
  else checkString(link, `${where}: link`);
}

/** A socket of NETLINK_ROUTE. Reading needs no privilege, changing CAP_NET_ADMIN. rtnetlink(7). */
export class RouteNetlink extends Netlink {
  /** @internal */
  constructor(options?: NetlinkOptions) {
    super("route", options);
  }

  /** Opens a socket. Throws IpcError, TypeError. */
  static override open(options?: NetlinkOptions): RouteNetlink;
  /** @internal */
  static override open(family: unknown): never;
  static override open(options?: unknown): RouteNetlink {
    return new RouteNetlink(options as NetlinkOptions | undefined);
  }

  /** All links. */
  listLinks(options?: WaitOptions): AsyncGenerator<Link, void, undefined> {
    return this.#table(Kind.link, Buffer.alloc(16), toLink, options);
  }

  /** All addresses of links. */
  listAddresses(options?: TableOptions): AsyncGenerator<LinkAddress, void, undefined> {
    return this.#familyTable(Kind.address, 8, toAddress, options);
  }

  /** The routes of all tables. */
  listRoutes(options?: TableOptions): AsyncGenerator<Route, void, undefined> {
    return this.#familyTable(Kind.route, 12, toRoute, options);
  }

  /** The neighbours that are known. */
  listNeighbours(options?: TableOptions): AsyncGenerator<Neighbour, void, undefined> {
    return this.#familyTable(Kind.neighbour, 12, toNeighbour, options);
  }

  /** One link, by its name or index. Rejects with NetlinkError (ENODEV …). */
  async link(link: LinkName, options?: WaitOptions): Promise<Link> {
    checkLink(link, "link");
    const [answer] = await this.request({ type: Kind.link + GET, data: this.#linkBody(link) }, options);
    return toLink(answer as NetlinkMessage);
  }

  /** Changes of links, from now on. */
  links(options?: WaitOptions): AsyncIterableIterator<Change<Link>> {
    return this.#changes(Kind.link, [Group.link], toLink, options);
  }

  /** Changes of addresses, from now on. */
  addresses(options?: WaitOptions): AsyncIterableIterator<Change<LinkAddress>> {
    return this.#changes(Kind.address, [Group.ipv4Address, Group.ipv6Address], toAddress, options);
  }

  /** Changes of routes, from now on. */
  routes(options?: WaitOptions): AsyncIterableIterator<Change<Route>> {
    return this.#changes(Kind.route, [Group.ipv4Route, Group.ipv6Route], toRoute, options);
  }

  /** Changes of neighbours, from now on. */
  neighbours(options?: WaitOptions): AsyncIterableIterator<Change<Neighbour>> {
    return this.#changes(Kind.neighbour, [Group.neighbour], toNeighbour, options);
  }

  /** Changes a link. Rejects with NetlinkError (EPERM, ENODEV, EINVAL …). */
  async setLink(link: LinkName, change: LinkChange, options?: WaitOptions): Promise<void> {
    checkLink(link, "setLink");
    checkKeys(change, ["up", "mtu", "name"], "setLink");
    checkBoolean(change.up, "setLink: up");
    checkInteger(change.mtu, "setLink: mtu", 0);
    if (change.name !== undefined) checkString(change.name, "setLink: name");
    const index = typeof link === "number" ? link : (await this.link(link, options)).index;
    const mask = change.up === undefined ? 0 : IFF_UP;
    const attributes = { [Ifla.mtu]: change.mtu, [Ifla.name]: change.name };
    const data = linkBody(index, change.up ? IFF_UP : 0, mask, attributes);
    await this.request({ type: Kind.link + SET, data }, options);
  }

  /** Makes a virtual link. Rejects with NetlinkError (EPERM, EEXIST, EOPNOTSUPP for unknown kinds …). */
  async addLink(link: NewLink, options?: WaitOptions): Promise<void> {
    checkKeys(link, ["name", "kind", "data"], "addLink");
    checkString(link.name, "addLink: name");
    checkString(link.kind, "addLink: kind");
    const info: Attributes = { [Ifla.infoKind]: link.kind, [Ifla.infoData]: link.data };
    const data = linkBody(0, 0, 0, { [Ifla.name]: link.name, [Ifla.info]: info });
    await this.request({ type: Kind.link + NEW, flags: MessageFlag.create | MessageFlag.exclusive, data }, options);
  }

  /** Removes a virtual link. Rejects with NetlinkError (EPERM, ENODEV, EOPNOTSUPP for others …). */
  async deleteLink(link: LinkName, options?: WaitOptions): Promise<void> {
    checkLink(link, "deleteLink");
    await this.request({ type: Kind.link + DELETED, data: this.#linkBody(link) }, options);
  }

  /** Gives a link an address, such as "192.0.2.1" and 24. Rejects with NetlinkError (EPERM, EEXIST …). */
  addAddress(link: LinkName, address: string, prefixLength: number, options?: WaitOptions): Promise<void> {
    return this.#changeAddress("addAddress", NEW, link, address, prefixLength, options);
  }

  /** Takes an address from a link. Rejects with NetlinkError (EPERM, EADDRNOTAVAIL …). */
  deleteAddress(link: LinkName, address: string, prefixLength: number, options?: WaitOptions): Promise<void> {
    return this.#changeAddress("deleteAddress", DELETED, link, address, prefixLength, options);
  }

  async #changeAddress(
    where: string,
    operation: number,
    link: LinkName,
    address: string,
    prefixLength: number,
    options: WaitOptions | undefined,
  ): Promise<void> {
    checkLink(link, where);
    checkString(address, `${where}: address`);
    const bytes = addressBytes(address);
    if (bytes === undefined) throw new TypeError(`${where}: address must be an IPv4 or IPv6 address, not "${address}"`);
    checkInteger(prefixLength, `${where}: prefixLength`, 0, 8 * bytes.length);
    const index = typeof link === "number" ? link : (await this.link(link, options)).index;
    const body = Buffer.alloc(8);
    body[0] = familyNumber(bytes.length === 4 ? "IPv4" : "IPv6");
    body[1] = prefixLength;
    body.writeUInt32LE(index, 4);
    const data = Buffer.concat([body, encodeAttributes({ [Ifa.local]: bytes, [Ifa.address]: bytes })]);
    const flags = operation === NEW ? MessageFlag.create | MessageFlag.exclusive : 0;
    await this.request({ type: Kind.address + operation, flags, data }, options);
  }

  #linkBody(link: LinkName): Buffer {
    return typeof link === "number" ? linkBody(link, 0, 0, {}) : linkBody(0, 0, 0, { [Ifla.name]: link });
  }

  #familyTable<T>(
    kind: number,
    size: number,
    convert: (message: NetlinkMessage) => T,
    options: TableOptions | undefined,
  ): AsyncGenerator<T, void, undefined> {
    checkKeys(options, ["family", "signal"], "list");
    const body = Buffer.alloc(size);
    body[0] = familyNumber(options?.family);
    return this.#table(kind, body, convert, options?.signal === undefined ? undefined : { signal: options.signal });
  }

  async *#table<T>(
    kind: number,
    data: Buffer,
    convert: (message: NetlinkMessage) => T,
    options: WaitOptions | undefined,
  ): AsyncGenerator<T, void, undefined> {
    for await (const message of this.dump({ type: kind + GET, data }, options))
      if (message.type === kind + NEW) yield convert(message);
  }

  #changes<T>(
    kind: number,
    groups: readonly number[],
    convert: (message: NetlinkMessage) => T,
    options: WaitOptions | undefined,
  ): AsyncIterableIterator<Change<T>> {
    // Begun here, not when the first is asked for, so that nothing is missed.
    return selected(this.subscribe(groups, options), (message) => {
      const change = message.type === kind + NEW ? "new" : message.type === kind + DELETED ? "deleted" : undefined;
      return change === undefined ? undefined : { change, value: convert(message) };
    });
  }
}

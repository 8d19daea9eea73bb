// Netlink sockets: which families the policy lets a guest have, and with whose privileges. What a guest may not ask for the kernel itself
// refuses, which asks whether the one who made a socket was privileged: so nothing in a message needs to be looked at.
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { netlinkName } from "./netlink-policy.js";
import { Family, familyOf, type SocketFamily } from "./socket-family.js";

const SO_PROTOCOL = 38;
const NETLINK_CONNECTOR = 11;
const END = 32;

/** Bytes of struct sockaddr_nl, and where nl_pid and nl_groups are in it. */
const ADDRESS_SIZE = 12;
const PORT_AT = 4;
const GROUPS_AT = 8;

/** The family, for one host. */
export function netlinkSockets(host: Host): SocketFamily {
  const calls = host.bridge.calls;
  const policy = host.netlink;

  function permit(_domain: number, _type: number, protocol: number): number {
    // The kernel has its own answer to numbers that are none.
    if (protocol < 0 || protocol >= END || policy.allows(protocol)) return 0;
    const name = netlinkName(protocol);
    const remedy = policy.isDenied(protocol) ? "by --deny-netlink" : `allow it with --allow-netlink=${name}`;
    host.notice("socket", `AF_NETLINK ${name}`, remedy);
    return -Errno.EACCES;
  }

  function make(domain: number, type: number, protocol: number): number {
    return policy.allowsAdmin(protocol)
      ? calls.socket(domain, type, protocol)
      : calls.socketWithoutRights(domain, type, protocol);
  }

  function bind(kfd: number, address: Uint8Array): number {
    const protocol = calls.socketOption(kfd, SO_PROTOCOL);
    if (protocol < 0) return protocol;
    if (policy.allowsAdmin(protocol)) return calls.bind(kfd, address);
    // Linux tells every user of all processes since 6.6; here, as before, that is for root. By setsockopt neither (calls_socket.cc).
    const groups = address.length < ADDRESS_SIZE ? [] : address.subarray(GROUPS_AT, ADDRESS_SIZE);
    if (protocol === NETLINK_CONNECTOR && groups.some((byte) => byte !== 0)) return -Errno.EPERM;
    return calls.bindWithoutRights(kfd, address);
  }

  function withPeer(
    operation: string,
    kfd: number,
    address: Uint8Array,
    action: (address: Uint8Array) => number,
  ): number {
    const protocol = calls.socketOption(kfd, SO_PROTOCOL);
    if (protocol < 0) return protocol;
    if (policy.allowsAdmin(protocol)) return action(address);
    if (familyOf(address) !== Family.netlink || address.length < ADDRESS_SIZE) return action(address);
    const view = new DataView(address.buffer, address.byteOffset, address.byteLength);
    // To others than the kernel, as it answers to users.
    if (view.getUint32(PORT_AT, true) !== 0 || view.getUint32(GROUPS_AT, true) !== 0) return -Errno.EPERM;
    // The kernel takes a message that names its receiver for one of the sender's own, whoever made the socket; one that doesn't goes to the
    // kernel, too.
    return operation === "connect" ? action(address) : action(new Uint8Array(0));
  }

  return { permit, make, bind, withPeer, listen: (kfd, backlog) => calls.listen(kfd, backlog) };
}

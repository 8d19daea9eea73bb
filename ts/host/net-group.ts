// Joining multicast groups: which a guest may join is what the policy says about their addresses. Leaving them, and choosing senders within one, is the
// kernel's alone.
import type { HostCalls } from "../../wasm/generated/imports.js";
import { Errno } from "./errno.js";
import type { Host } from "./host.js";
import { addressText } from "./net-policy.js";
import { Family, familyOf } from "./socket-family.js";

const SO_DOMAIN = 39;
const IP = 0;
const IPV6 = 41;
const IP_ADD_MEMBERSHIP = 35;
const IP_ADD_SOURCE_MEMBERSHIP = 39;
const IPV6_ADD_MEMBERSHIP = 20;
const IPV6_JOIN_ANYCAST = 27;
const MCAST_JOIN_GROUP = 42;
const MCAST_JOIN_SOURCE_GROUP = 46;
/** struct group_req and group_source_req: the group's struct sockaddr_storage stands after the interface's number. */
const AT_GROUP = 8;
const LONGEST = 264;

/** The address of the group that an option's value is about; undefined for values that the kernel refuses. */
function groupOf(level: number, name: number, value: Uint8Array): Uint8Array | undefined {
  const within = (at: number, length: number): Uint8Array | undefined =>
    value.length >= at + length ? value.subarray(at, at + length) : undefined;
  if (level === IP && (name === IP_ADD_MEMBERSHIP || name === IP_ADD_SOURCE_MEMBERSHIP)) return within(0, 4);
  if (level === IPV6 && (name === IPV6_ADD_MEMBERSHIP || name === IPV6_JOIN_ANYCAST)) return within(0, 16);
  if (name !== MCAST_JOIN_GROUP && name !== MCAST_JOIN_SOURCE_GROUP) return undefined;
  const family = familyOf(value.subarray(AT_GROUP));
  if (level === IP && family === Family.inet) return within(AT_GROUP + 4, 4);
  return level === IPV6 && family === Family.inet6 ? within(AT_GROUP + 8, 16) : undefined;
}

/** The call, for one host. */
export function netGroups(host: Host): HostCalls["setsockopt_group"] {
  const { guest, net } = host;
  const calls = host.bridge.calls;
  return (fd, level, name, pointer, length) => {
    const kfd = guest.kernelFd(fd);
    if (kfd < 0) return kfd;
    // What is looked at is what the kernel gets.
    const value = length === 0 ? new Uint8Array(0) : guest.read(pointer >>> 0, Math.min(length >>> 0, LONGEST));
    if (typeof value === "number") return value;
    const set = (): number => calls.setsockoptWithoutRights(kfd, level, name, value);
    const domain = calls.socketOption(kfd, SO_DOMAIN);
    if (domain !== Family.inet && domain !== Family.inet6) return domain < 0 ? domain : set();
    const group = groupOf(level, name, value);
    if (group === undefined) return -Errno.EINVAL;
    if (net.allowsGroup(group)) return set();
    const text = addressText(group);
    host.notice("setsockopt", text, net.isDenied(group, 0) ? "by --deny-net" : `allow it with --allow-net=${text}`);
    return -Errno.EACCES;
  };
}

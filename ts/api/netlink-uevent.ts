// NETLINK_KOBJECT_UEVENT: what the kernel tells of devices as they come, change and go.
import { Netlink, type NetlinkOptions, type NetlinkReceived } from "./netlink.js";
import type { WaitOptions } from "./options.js";
import { selected } from "./subscription.js";

/** An event of a device. */
export interface Uevent {
  /** "add", "remove", "change", "move", "online", "offline", "bind", "unbind". */
  action: string;
  /** The device, by its path beneath /sys. */
  path: string;
  /** Such as "block", "net" or "usb". */
  subsystem?: string;
  /** The events' own count. */
  sequence?: bigint;
  /** All that was told, by names such as DEVNAME, MAJOR and INTERFACE. */
  properties: ReadonlyMap<string, string>;
}

/** The kernel's own events; what udev makes of them goes to another group. */
const KERNEL = 1;

/** "ACTION@PATH", and then NAME=VALUE, each with a NUL behind. */
function toUevent({ from, data }: NetlinkReceived): Uevent | undefined {
  const [head = "", ...lines] = data.toString().split("\0");
  const at = head.indexOf("@");
  // Others may send to this port, too.
  if (from !== 0 || at < 0) return undefined;
  const properties = new Map(
    lines.flatMap((line): [string, string][] => {
      const equals = line.indexOf("=");
      return equals < 0 ? [] : [[line.slice(0, equals), line.slice(equals + 1)]];
    }),
  );
  const subsystem = properties.get("SUBSYSTEM");
  const sequence = properties.get("SEQNUM");
  return {
    action: head.slice(0, at),
    path: head.slice(at + 1),
    ...(subsystem === undefined ? {} : { subsystem }),
    ...(sequence === undefined ? {} : { sequence: BigInt(sequence) }),
    properties,
  };
}

/** A socket of NETLINK_KOBJECT_UEVENT. Needs no privilege. */
export class UeventNetlink extends Netlink {
  /** @internal */
  constructor(options?: NetlinkOptions) {
    super("kobject-uevent", options);
  }

  /** Opens a socket. Throws IpcError, TypeError. */
  static override open(options?: NetlinkOptions): UeventNetlink;
  /** @internal */
  static override open(family: unknown): never;
  static override open(options?: unknown): UeventNetlink {
    return new UeventNetlink(options as NetlinkOptions | undefined);
  }

  /** Events of devices, from now on. Next throws IpcError ENOBUFS when some were lost, after which it goes on. */
  events(options?: WaitOptions): AsyncIterableIterator<Uevent> {
    return selected(this.subscribe([KERNEL], options), toUevent);
  }
}

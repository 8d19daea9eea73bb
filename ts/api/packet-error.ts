// What went wrong with a datagram that was sent, out of a socket's error queue: ip(7) IP_RECVERR, ipv6(7) IPV6_RECVERR.
import type { Core } from "./core.js";
import { IpcError } from "./error.js";
import { decodeInet, type InetAddress } from "./socket-address.js";
import { messageData, type PacketInfo, packetInfo, receivedError, senderAddress } from "./socket-message.js";

/** Who told, at the numbers of SO_EE_ORIGIN_. */
const origins = ["none", "local", "icmp", "icmp6", "timestamp", "zerocopy", "txtime"] as const;

/** An error of one datagram. */
export class PacketError {
  /** The error, as a send would reject with it: ECONNREFUSED, EHOSTUNREACH, EMSGSIZE …; undefined for what is none, such as a timestamp. */
  readonly error: IpcError | undefined;
  /** The machine itself, or a message of ICMP. */
  readonly origin: (typeof origins)[number];
  /** Type and code of the message of ICMP. */
  readonly type: number;
  readonly code: number;
  /** More about it: of EMSGSIZE the largest size. */
  readonly detail: number;
  /** Who sent the message of ICMP. */
  readonly offender: string | undefined;
  /** Where the datagram was sent to. */
  readonly to: InetAddress | undefined;
  /** The datagram, or its beginning. */
  readonly data: Buffer;
  readonly info: PacketInfo;

  /** The one in the core's buffer. @internal */
  constructor(owner: Core, count: number) {
    // Zeros if nothing says what it was.
    const bytes = receivedError(owner) ?? new Uint8Array(44);
    const view = new DataView(bytes.buffer);
    const errno = view.getUint32(0, true);
    this.error = errno === 0 ? undefined : new IpcError(errno, "sendmsg");
    this.origin = origins[bytes[4] ?? 0] ?? "none";
    this.type = bytes[5] ?? 0;
    this.code = bytes[6] ?? 0;
    this.detail = view.getUint32(8, true);
    this.offender = decodeInet(bytes.subarray(16))?.host;
    this.to = decodeInet(senderAddress(owner));
    this.info = packetInfo(owner);
    this.data = messageData(owner, count);
  }
}

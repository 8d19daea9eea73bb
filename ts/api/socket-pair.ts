// Pairs of connected Unix sockets, which need no name.
import { core } from "./core.js";
import { check } from "./error.js";
import { wrongType } from "./options.js";
import { SeqPacket } from "./seq-packet.js";
import { SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM } from "./socket.js";
import { UnixDatagram } from "./unix-datagram.js";
import { UnixStream } from "./unix-stream.js";

interface Classes {
  stream: UnixStream;
  datagram: UnixDatagram;
  seqpacket: SeqPacket;
}

const classes = {
  stream: [SOCK_STREAM, UnixStream],
  datagram: [SOCK_DGRAM, UnixDatagram],
  seqpacket: [SOCK_SEQPACKET, SeqPacket],
} as const;

/**
 * Makes two sockets that are connected to each other: `const [here, there] = socketPair("stream")`. Another process gets one by inheriting it
 * (`there.duplicate()` among a child's `stdio`) or over a Unix socket. Throws IpcError (EMFILE, ENFILE), TypeError. socketpair(2).
 */
export function socketPair<Type extends keyof Classes>(type: Type): [Classes[Type], Classes[Type]] {
  if (!Object.hasOwn(classes, type)) throw wrongType("socketPair: type", '"stream", "datagram" or "seqpacket"', type);
  const [kind, Class] = classes[type];
  check(core().exports.core_socketpair(kind), "socketpair");
  const { numbers } = core();
  const ends = [numbers.getInt32(0, true), numbers.getInt32(4, true)].map((number) => new Class(number));
  return ends as [Classes[Type], Classes[Type]];
}

// All ways in which two Node processes (or threads) can pass messages, in the order of the table: ours, Node's own, other packages'.
import type { Transport } from "./transport.js";
import { netTcp, netUnix, nodeDatagram, postMessage, processSend } from "./transports-node.js";
import { packages } from "./transports-packages.js";
import { channel, fifo, posixQueue } from "./transports-queues.js";
import { seqPacket, tcp, udp, unixDatagram, unixStream } from "./transports-sockets.js";
import { zmqTransports } from "./transports-zmq.js";

export const transports: readonly Transport[] = [
  channel,
  posixQueue,
  fifo,
  unixStream,
  seqPacket,
  unixDatagram,
  tcp,
  udp,
  processSend,
  postMessage,
  netUnix,
  netTcp,
  nodeDatagram,
  ...packages,
  ...zmqTransports,
];

/** What the others are compared with. */
export const reference = processSend.name;

// The public face of the package `isthmus`: real Unix IPC for Node programs, and sandboxed WebAssembly processes.
// Every name here is documented where it is defined.
export { Channel, type ChannelOptions, type ChannelStatus } from "./channel.js";
export { Condition } from "./condition.js";
export type { PacketControl } from "./control-message.js";
export { IpcError } from "./error.js";
export { Fifo, type FifoCreateOptions, type FifoHandle, type FifoMode, type FifoOpenOptions } from "./fifo.js";
export { Listener } from "./listener.js";
export { type Advice, type FlushOptions, MappedFile, type MappedFileOptions } from "./mapped-file.js";
export type { Mapping, ViewType } from "./mapping.js";
export {
  type Message,
  MessageQueue,
  type MessageQueueChange,
  type MessageQueueStatus,
  type MessageReceiveOptions,
  type MessageSelection,
} from "./message-queue.js";
export {
  type FdSendOptions,
  type MessageReceiveOptions as SocketReceiveOptions,
  MessageSocket,
} from "./message-socket.js";
export { CompileError, type ModuleSource } from "./module.js";
export { Mutex, MutexGuard } from "./mutex.js";
export {
  Netlink,
  type NetlinkFamily,
  type NetlinkOptions,
  type NetlinkReceived,
  type NetlinkRequest,
} from "./netlink.js";
export { ConnectorNetlink, type ProcessEvent } from "./netlink-connector.js";
export { type GenericCommand, type GenericFamily, type GenericMessage, GenericNetlink } from "./netlink-generic.js";
export {
  type Attributes,
  type AttributeValue,
  decodeAttributes,
  encodeAttributes,
  MessageFlag,
  NetlinkError,
  type NetlinkMessage,
} from "./netlink-message.js";
export {
  type Change,
  type LinkChange,
  type LinkName,
  type NewLink,
  RouteNetlink,
  type TableOptions,
} from "./netlink-route.js";
export type { AddressFamily, Link, LinkAddress, LinkStatistics, Neighbour, Route } from "./netlink-route-types.js";
export { type InternetListOptions, SockDiagNetlink, type SocketListOptions } from "./netlink-sock-diag.js";
export type {
  InternetProtocol,
  InternetSocket,
  NetlinkSocketEntry,
  PacketSocketEntry,
  SocketEnd,
  SocketState,
  UnixSocketEntry,
} from "./netlink-sock-diag-types.js";
export { type Uevent, UeventNetlink } from "./netlink-uevent.js";
export type { Bytes, WaitOptions } from "./options.js";
export { PacketError } from "./packet-error.js";
export { Pidfd, type PidfdExit } from "./pidfd.js";
export { Pipe, type PipeOptions, PipeReader, PipeWriter, pipe, type ReadOptions } from "./pipe.js";
export {
  type CommandStage,
  type ModuleStage,
  Pipeline,
  type PipelineExit,
  type PipelineOptions,
  type PipelineStage,
  pipeline,
  type Stage,
} from "./pipeline.js";
export {
  PosixQueue,
  type PosixQueueAttributes,
  type PosixQueueCreateOptions,
  type PosixQueueOpenOptions,
  type PosixQueueSendOptions,
  type PriorityMessage,
} from "./posix-queue.js";
export { type DescriptorKind, ReceivedDescriptor, type Sendable } from "./received-descriptor.js";
export { Semaphore, type SemaphoreOpenOptions } from "./semaphore.js";
export {
  type SemaphoreOperation,
  SemaphoreSet,
  type SemaphoreSetCreateOptions,
  type SemaphoreSetStatus,
  type SemaphoreState,
} from "./semaphore-set.js";
export { SeqPacket, SeqPacketListener } from "./seq-packet.js";
export {
  SharedMemory,
  type SharedMemoryAnonymousOptions,
  type SharedMemoryCreateOptions,
  type SharedMemoryOpenOptions,
} from "./shared-memory.js";
export { SharedSegment, type SharedSegmentOpenOptions, type SharedSegmentStatus } from "./shared-segment.js";
export type { SignalInfo } from "./signal-info.js";
export type { Exit, RealTimeSignal, Signal, SignalName, SignalSet } from "./signal-names.js";
export type { SignalReceiver } from "./signal-receiver.js";
export {
  type SignalListener,
  type Signals,
  type SignalTimeoutOptions,
  type SignalWaitOptions,
  signals,
} from "./signals.js";
export { Socket } from "./socket.js";
export type { HostPort, InetAddress, UnixName } from "./socket-address.js";
export { type PacketInfo, SocketMessage } from "./socket-message.js";
export type { Credentials, Membership, SocketOptionName, SocketOptionValue, TcpInfo } from "./socket-options.js";
export { socketPair } from "./socket-pair.js";
export { ChildProcess, spawn } from "./spawn.js";
export type { Directory, Limits, Permissions, SpawnOptions } from "./spawn-options.js";
export type { Stdio, StdioEntry } from "./stdio.js";
export { StreamSocket, type WebStreams } from "./stream-socket.js";
export {
  ftok,
  type SystemVChange,
  type SystemVCreateOptions,
  type SystemVKey,
  type SystemVStatus,
} from "./system-v.js";
export {
  type InetOptions,
  type SocketOptions,
  type TcpConnectOptions,
  TcpListener,
  type TcpListenOptions,
  TcpStream,
} from "./tcp.js";
export type { Duration } from "./time.js";
export { Timer, type TimerClock, type TimerOptions, type TimerSetting, type TimerStatus } from "./timer.js";
export { type UdpBindOptions, UdpMessage, type UdpSendOptions, UdpSocket } from "./udp.js";
export {
  UnixDatagram,
  type UnixDatagramConnectOptions,
  UnixDatagramMessage,
  type UnixDatagramOptions,
  type UnixDatagramSendOptions,
} from "./unix-datagram.js";
export { UnixListener, type UnixListenOptions, UnixStream } from "./unix-stream.js";

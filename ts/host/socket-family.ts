// What families of sockets differ in when a guest names an address: each has a file of its own, and socket.ts takes the one of the socket.

/** The numbers of the families that are for guests. */
export const Family = { unspecified: 0, unix: 1, inet: 2, inet6: 10, netlink: 16, packet: 17 } as const;

/** Bytes of sa_family_t, with which every address begins. */
export const FAMILY_SIZE = 2;

/** The family that an address says it is of; undefined when it is too short to say. */
export const familyOf = (address: Uint8Array): number | undefined =>
  address.length < FAMILY_SIZE ? undefined : (address[0] as number) + 256 * (address[1] as number);

/** The calls that take an address, for sockets of one family. Results are zero or more, or minus an errno. */
export interface SocketFamily {
  /** Whether a socket may be made; 0, or minus an errno. */
  permit(domain: number, type: number, protocol: number): number;
  /** Makes one that may be made, where the kernel is to be asked in another way than by socket(2) alone. */
  make?(domain: number, type: number, protocol: number): number;
  /** Gives a socket its own address. */
  bind(kfd: number, address: Uint8Array): number;
  /** Does something with the address of another socket, in the form that the kernel is to be given. */
  withPeer(operation: string, kfd: number, address: Uint8Array, action: (address: Uint8Array) => number): number;
  /** Lets a socket be connected to, which may give it an address. */
  listen(kfd: number, backlog: number): number;
}

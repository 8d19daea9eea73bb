// UdpSocket: what single datagrams are told on their way out (TOS, TTL, where from, segments), and the queue of their errors. Credentials of Unix
// sockets' messages, which go the same way.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { socketPair, type UdpMessage, UdpSocket, UnixDatagram } from "../ts/api/index.js";
import { assertIpcError, rejection, thrown, withPython } from "./api/peers.js";
import { startPython } from "./api/sockets.js";

const host = "127.0.0.1";
const told = { IP_PKTINFO: true, IP_RECVTTL: true, IP_RECVTOS: true } as const;
const told6 = { IPV6_RECVPKTINFO: true, IPV6_RECVHOPLIMIT: true, IPV6_RECVTCLASS: true } as const;

const summary = ({ data, from, info }: UdpMessage): unknown[] => [String(data), from.host, info.ttl, info.tos];

test("TOS, TTL and source of one datagram over IPv4", async () => {
  using server = await UdpSocket.bind({ host: "0.0.0.0", port: 0 }, { options: told });
  using client = await UdpSocket.bind({ host: "0.0.0.0", port: 0 }, { options: { IP_TTL: 33, IP_TOS: 4 } });
  const to = { host, port: server.localAddress.port };
  await client.send("plain", { to });
  await client.send("told", { to, tos: 0x28, ttl: 5, source: "127.0.0.7" });
  await client.send("interface", { to, interface: 1 });
  assert.ok(client.trySend("tried", { to, ttl: 200 }));
  client.sendSync("sync", { to, tos: 8 });
  await client.send("by name", { to: { host: "localhost", port: to.port }, ttl: 7 });
  const messages: UdpMessage[] = [];
  for (let i = 0; i < 6; i++) messages.push(await server.receive());
  assert.equal(messages.map(summary), [
    ["plain", host, 33, 4],
    ["told", "127.0.0.7", 5, 0x28],
    ["interface", host, 33, 4],
    ["tried", host, 200, 4],
    ["sync", host, 33, 8],
    ["by name", host, 7, 4],
  ]);
  // Back from the address that was asked, which is what IP_PKTINFO is for.
  await client.send("whom?", { to: { host: "127.0.0.9", port: to.port } });
  const asked = await server.receive();
  await server.send("me", { to: asked.from, source: asked.info.destination });
  assert.is((await client.receive()).from.host, "127.0.0.9");
});

test("the same over IPv6, and over IPv4 from a socket of IPv6", async () => {
  let server: UdpSocket;
  try {
    server = await UdpSocket.bind({ host: "::", port: 0 }, { options: { ...told6, ...told } });
  } catch {
    return;
  }
  using client = await UdpSocket.bind({ host: "::", port: 0 });
  const { port } = server.localAddress;
  await client.send("six", { to: { host: "::1", port }, tos: 0x28, ttl: 5, source: "::1" });
  assert.equal(summary(await server.receive()), ["six", "::1", 5, 0x28]);
  await client.send("four", { to: { host, port }, tos: 0x28, ttl: 6, source: "127.0.0.7" });
  assert.equal(summary(await server.receive()), ["four", "::ffff:127.0.0.7", 6, 0x28]);
  server[Symbol.dispose]();
});

test("data cut into datagrams", async () => {
  using server = await UdpSocket.bind({ host, port: 0 });
  using client = await UdpSocket.connect(server.localAddress);
  await client.send(Buffer.alloc(1000, "s"), { segment: 300 });
  const sizes: number[] = [];
  for (let i = 0; i < 4; i++) sizes.push((await server.receive()).data.length);
  assert.equal(sizes, [300, 300, 300, 100]);
  assert.is(server.tryReceive(), undefined);
});

test("what can't be is refused", async () => {
  using socket = await UdpSocket.bind({ host, port: 0 });
  const to = socket.localAddress;
  assert.instance(await rejection(socket.send("x", { to, tos: 256 })), RangeError);
  assert.instance(await rejection(socket.send("x", { to, ttl: 0 })), RangeError);
  assert.instance(await rejection(socket.send("x", { to, source: "localhost" })), TypeError);
  assert.instance(await rejection(socket.send("x", { to, tls: 1 } as never)), TypeError);
  assertIpcError(await rejection(socket.send("x", { to, source: "::1" })), "EAFNOSUPPORT", "sendmsg");
  // Not an address of this machine.
  const error = (await rejection(socket.send("x", { to, source: "192.0.2.77" }))) as { code: string };
  assert.ok(["EINVAL", "ENETUNREACH", "EADDRNOTAVAIL"].includes(error.code), error.code);
});

/** A port at which nobody listens. */
async function closedPort(): Promise<number> {
  const socket = await UdpSocket.bind({ host, port: 0 });
  const { port } = socket.localAddress;
  await socket.close();
  return port;
}

test("errors of datagrams: who, where to, and what of it came back", async () => {
  using socket = await UdpSocket.bind({ host, port: 0 }, { options: { IP_RECVERR: true } });
  const to = { host, port: await closedPort() };
  assert.is(socket.tryReceiveError(), undefined);
  const waiting = socket.receiveError();
  await socket.send("lost", { to });
  const { error, origin, type, code, offender, to: lost, data } = await waiting;
  assertIpcError(error, "ECONNREFUSED", "sendmsg");
  assert.equal([origin, type, code, offender], ["icmp", 3, 3, host]);
  assert.equal(lost, { ...to, family: "IPv4" });
  assert.is(String(data), "lost");
  // Too long for the way: the machine itself says so.
  socket.setOption("IP_MTU_DISCOVER", 2);
  const large = await UdpSocket.connect({ host, port: to.port }, { options: { IP_RECVERR: true, IP_MTU_DISCOVER: 2 } });
  const tooLong = await rejection(large.send(Buffer.alloc(65_535)));
  assertIpcError(tooLong, "EMSGSIZE", "sendmsg");
  await large.close();
});

test("errors that nobody waits for don't keep a receive busy, and are kept", async () => {
  using socket = await UdpSocket.bind({ host, port: 0 }, { options: { IP_RECVERR: true } });
  const to = { host, port: await closedPort() };
  const receiving = rejection(socket.receive());
  for (let i = 0; i < 3; i++) await socket.send(`lost ${i}`, { to }).catch(() => {});
  assertIpcError(await receiving, "ECONNREFUSED", "recvmsg");
  const controller = new AbortController();
  const next = rejection(socket.receive({ signal: controller.signal }));
  const before = process.cpuUsage().user;
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(process.cpuUsage().user - before < 100_000, `${process.cpuUsage().user - before} µs`);
  controller.abort();
  await next;
  const kept: string[] = [];
  for (let one = socket.tryReceiveError(); one !== undefined; one = socket.tryReceiveError())
    kept.push(String(one.data));
  assert.is(kept[0], "lost 0");
  const reason = new Error("enough");
  assert.is(await rejection(socket.receiveError({ signal: AbortSignal.abort(reason) })), reason);
  const left = rejection(socket.receiveError());
  await socket.close();
  assertIpcError(await left, "ECANCELED", "recvmsg");
  assertIpcError(
    thrown(() => socket.tryReceiveError()),
    "EBADF",
    "recvmsg",
  );
});

test("credentials of one message", async () => {
  const [one, other] = socketPair("seqpacket");
  other.setOption("SO_PASSCRED", true);
  const mine = { pid: process.pid, uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
  await one.send("as myself", { credentials: mine });
  assert.equal((await other.receive())?.credentials, mine);
  assert.instance(await rejection(one.send("x", { credentials: { pid: 1 } as never })), TypeError);
  using datagram = UnixDatagram.bind(`@isthmus-credentials-${process.pid}`, { credentials: true });
  using sender = UnixDatagram.create();
  sender.sendSync("with descriptors", { to: `@isthmus-credentials-${process.pid}`, credentials: mine, fds: [1, 2] });
  using message = await datagram.receive();
  assert.equal([message.credentials, message.fds.length], [mine, 2]);
  if (mine.uid !== 0)
    assertIpcError(await rejection(one.send("x", { credentials: { ...mine, uid: 0 } })), "EPERM", "sendmsg");
  await one.close();
  await other.close();
});

withPython("Python sees the type of service and the address that it came from", async () => {
  const python = startPython(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(0, 13, 1); s.bind(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
data, control, flags, source = s.recvmsg(100, 100)
print(data.decode(), source[0], [one[2][0] for one in control if one[1] == 1], flush=True)`);
  const port = Number(await python.line());
  using socket = await UdpSocket.bind({ host: "0.0.0.0", port: 0 });
  await socket.send("hello", { to: { host, port }, tos: 0x50, source: "127.0.0.3" });
  assert.is(await python.line(), "hello 127.0.0.3 [80]");
  assert.is(await python.ended(), 0);
});

test.run();

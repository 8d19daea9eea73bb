// UdpSocket: addresses, what options tell of datagrams, multicast, errors; against node:dgram, Python and socat.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UdpSocket } from "../ts/api/index.js";
import { assertIpcError, rejection, thrown, withPython } from "./api/peers.js";
import { openFds, startPython } from "./api/sockets.js";

const host = "127.0.0.1";

test("bound and connected; answers to the sender", async () => {
  const server = await UdpSocket.bind({ host, port: 0 });
  const client = await UdpSocket.connect(server.localAddress);
  assert.equal(client.remoteAddress, server.localAddress);
  await client.send("question");
  const { data, from, info } = await server.receive();
  assert.is(String(data), "question");
  assert.equal(from, client.localAddress);
  assert.equal(info, {});
  await server.send("answer", { to: from });
  assert.is(String((await client.receive()).data), "answer");
  await server.send("by name", { to: { host: "localhost", port: from.port } });
  assert.is(String((await client.receive()).data), "by name");
  client.disconnect();
  assert.is(client.remoteAddress, undefined);
  assertIpcError(await rejection(client.send("x")), "EDESTADDRREQ", "sendmsg");
  await client.connect(server.localAddress);
  await client.send("");
  assert.is((await server.receive()).data.length, 0);
  await client.close();
  await server.close();
});

test("what options tell: destination, interface, TTL, TOS, time; cut datagrams", async () => {
  const server = await UdpSocket.bind(
    { host: "0.0.0.0", port: 0 },
    { options: { IP_PKTINFO: true, IP_RECVTTL: true, IP_RECVTOS: true, SO_TIMESTAMPNS: true } },
  );
  const client = await UdpSocket.connect(
    { host, port: server.localAddress.port },
    { options: { IP_TTL: 9, IP_TOS: 16 } },
  );
  const before = BigInt(Date.now() - 1) * 1_000_000n;
  await client.send("0123456789");
  const { data, truncated, info } = await server.receive({ size: 4 });
  assert.is(String(data), "0123");
  assert.ok(truncated);
  assert.is(info.destination, host);
  assert.is(info.interface, 1);
  assert.is(info.ttl, 9);
  assert.is(info.tos, 16);
  assert.ok((info.time ?? 0n) >= before);
  const plain = await UdpSocket.bind({ host, port: 0 });
  await client.connect(plain.localAddress);
  await client.send("0123456789");
  const cut = await plain.receive({ size: 4 });
  assert.is(String(cut.data), "0123");
  assert.ok(cut.truncated);
  for (const one of [server, client, plain]) await one.close();
});

test("IPv6 where there is any, also with mapped addresses", async () => {
  const server = await UdpSocket.bind({ host: "::", port: 0 }, { options: { IPV6_RECVPKTINFO: true } }).catch(
    () => undefined,
  );
  if (server === undefined) return;
  const client = await UdpSocket.bind({ host, port: 0 });
  await client.send("mapped", { to: { host, port: server.localAddress.port } });
  const { from, info } = await server.receive();
  assert.is(from.host, `::ffff:${host}`);
  assert.is(info.destination, `::ffff:${host}`);
  await server.send("back", { to: { host, port: from.port } });
  assert.is(String((await client.receive()).data), "back");
  await client.close();
  await server.close();
});

test("multicast on the loopback interface", async () => {
  const group = "239.255.77.77";
  const receiver = await UdpSocket.bind({ host: group, port: 0 }, { options: { SO_REUSEADDR: true } });
  receiver.setOption("IP_ADD_MEMBERSHIP", { group, interface: 1 });
  const sender = await UdpSocket.bind({ host, port: 0 });
  // struct ip_mreqn: the interface by its number.
  sender.setRawOption(0, 32, Buffer.from([0, 0, 0, 0, 127, 0, 0, 1, 1, 0, 0, 0]));
  await sender.send("to all", { to: { host: group, port: receiver.localAddress.port } });
  assert.is(String((await receiver.receive()).data), "to all");
  receiver.setOption("IP_DROP_MEMBERSHIP", { group, interface: 1 });
  assert.throws(() => receiver.setOption("IP_ADD_MEMBERSHIP", { group: "nowhere" }), TypeError);
  await sender.close();
  await receiver.close();
});

test("refused, too long, taken; names only where they can be resolved; closing what waits", async () => {
  const before = openFds();
  const gone = await UdpSocket.bind({ host, port: 0 });
  const address = gone.localAddress;
  assertIpcError(await rejection(UdpSocket.bind(address)), "EADDRINUSE", "bind");
  await gone.close();
  const client = await UdpSocket.connect(address);
  await client.send("to nobody");
  assertIpcError(await rejection(client.receive()), "ECONNREFUSED", "recvmsg");
  assertIpcError(await rejection(client.send(Buffer.alloc(70_000))), "EMSGSIZE", "sendmsg");
  assert.throws(() => client.sendSync("x", { to: { host: "localhost", port: 1 } }), TypeError);
  const controller = new AbortController();
  const aborted = rejection(client.receive({ signal: controller.signal }));
  controller.abort(new Error("enough"));
  assert.is(((await aborted) as Error).message, "enough");
  const waiting = rejection(client.receive());
  await client.close();
  assertIpcError(await waiting, "ECANCELED", "recvmsg");
  assertIpcError(
    thrown(() => client.trySend("x")),
    "EBADF",
    "sendmsg",
  );
  assert.ok(openFds() <= before);
});

test("node:dgram and socat; iteration", async () => {
  const server = await UdpSocket.bind({ host, port: 0 });
  const { port } = server.localAddress;
  const socket = createSocket("udp4");
  const answer = once(socket, "message");
  for (const text of ["one", "two"]) socket.send(text, port, host);
  const seen: string[] = [];
  for await (const { data, from } of server) {
    seen.push(String(data));
    await server.send(data, { to: from });
    if (seen.length === 2) break;
  }
  assert.equal(seen, ["one", "two"]);
  assert.is(String((await answer)[0]), "one");
  socket.close();
  const socat = spawn("socat", ["-", `UDP-SENDTO:${host}:${port}`], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(socat, "exit");
  socat.stdin.end("from socat");
  assert.is(String((await server.receive()).data), "from socat");
  await server.close();
  await ended;
});

withPython("Python answers", async () => {
  const python = startPython(`import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
data, peer = s.recvfrom(100); s.sendto(data.upper(), peer)`);
  const client = await UdpSocket.connect({ host, port: Number(await python.line()) });
  await client.send("to python");
  assert.is(String((await client.receive()).data), "TO PYTHON");
  await client.close();
  assert.is(await python.ended(), 0);
});

test.run();

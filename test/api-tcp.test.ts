// TcpStream and TcpListener: addresses, names, options that Node lacks, every way of failing; against node:net and Python.
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { TcpListener, TcpStream } from "../ts/api/index.js";
import { assertIpcError, rejection, startProgram, thrown, withPython } from "./api/peers.js";
import { openFds, startPython } from "./api/sockets.js";

const local = "127.0.0.1";

test("listening everywhere and at one address; addresses of both ends", async () => {
  for (const host of [undefined, local, "localhost"]) {
    const listener = await TcpListener.listen({ host, port: 0 });
    const { port } = listener.localAddress;
    const [client, server] = await Promise.all([TcpStream.connect({ host: local, port }), listener.accept()]);
    assert.equal(client.remoteAddress, { host: local, port, family: "IPv4" });
    assert.is(server.remoteAddress?.port, client.localAddress?.port);
    await client.write("hello");
    assert.is(String(await server.read()), "hello");
    await client.end();
    assert.is(await server.read(), null);
    for (const one of [client, server, listener]) await one.close();
  }
});

test("IPv6, where there is any", async () => {
  const listener = await TcpListener.listen({ host: "::1", port: 0 }, { ipv6Only: true }).catch(() => undefined);
  if (listener === undefined) return;
  const { port, family, host } = listener.localAddress;
  assert.equal([family, host], ["IPv6", "::1"]);
  const client = await TcpStream.connect({ host: "::1", port });
  assert.is(client.remoteAddress?.host, "::1");
  // The port is free for IPv4, unless another program has it.
  const another = await TcpListener.listen({ host: local, port }).catch((error: unknown) => {
    assertIpcError(error, "EADDRINUSE", "bind");
  });
  if (another !== undefined) {
    const [second, accepted] = await Promise.all([TcpStream.connect({ host: local, port }), another.accept()]);
    assert.is(accepted.remoteAddress?.host, local);
    await Promise.all([second.close(), accepted.close(), another.close()]);
  }
  await client.close();
  await listener.close();
});

test("options: those that Node lacks, before connecting and after; TCP_INFO", async () => {
  const options = { SO_REUSEPORT: true } as const;
  const first = await TcpListener.listen({ host: local, port: 0 }, { options });
  const { port } = first.localAddress;
  const second = await TcpListener.listen({ host: local, port }, { options });
  const client = await TcpStream.connect(
    { host: local, port },
    { options: { TCP_USER_TIMEOUT: 4000, SO_KEEPALIVE: true } },
  );
  const server = await Promise.race([first.accept(), second.accept()]);
  assert.is(client.getOption("TCP_USER_TIMEOUT"), 4000);
  for (const name of ["TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT"] as const) {
    assert.is(client.setOption(name, 7).getOption(name), 7);
  }
  assert.is(client.setOption("IP_TTL", 33).getOption("IP_TTL"), 33);
  assert.is(client.setOption("TCP_NODELAY", true).getOption("TCP_NODELAY"), true);
  assert.ok(client.getOption("TCP_CONGESTION").length > 0);
  await client.write("12345");
  assert.is(String(await server.read()), "12345");
  const info = server.getOption("TCP_INFO");
  assert.is(info.state, 1);
  assert.is(info.bytesReceived, 5n);
  assert.ok(info.sendMss > 0);
  assert.throws(() => client.setOption("TCP_NODELAY", 1 as never), /must be a boolean/);
  for (const one of [client, server, first, second]) await one.close();
});

test("from and to an own address; node:net at the other end, and as the handle", async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, local);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = await TcpStream.connect({ host: "localhost", port }, { local: { host: local, port: 0 } });
  await client.write("through net");
  assert.is(String(await client.read()), "through net");
  const socket = client.toSocket();
  assert.is(socket.remotePort, port);
  socket.write("by net");
  assert.is(String((await once(socket, "data"))[0]), "by net");
  socket.destroy();
  server.close();
  await using listener = await TcpListener.listen({ host: local, port: 0 });
  const other = connect(listener.localAddress.port, local);
  const accepted = await listener.accept();
  other.end("from net");
  assert.is(String(await accepted.read()), "from net");
  await accepted.close();
});

test("refused, taken, unknown, aborted, reset", async () => {
  const before = openFds();
  const listener = await TcpListener.listen({ host: local, port: 0 });
  const { port } = listener.localAddress;
  assertIpcError(await rejection(TcpListener.listen({ host: local, port })), "EADDRINUSE", "bind");
  assertIpcError(await rejection(TcpListener.listen({ host: "192.0.2.1", port: 0 })), "EADDRNOTAVAIL", "bind");
  assert.instance(await rejection(TcpStream.connect({ port: 70_000 })), RangeError);
  assert.instance(await rejection(TcpStream.connect({} as never)), TypeError);
  const unknown = (await rejection(TcpStream.connect({ host: "no.such.name.invalid", port }))) as NodeJS.ErrnoException;
  assert.match(unknown.code ?? "", /^(ENOTFOUND|EAI_AGAIN)$/);
  const aborted = AbortSignal.abort(new Error("enough"));
  assert.is(
    ((await rejection(TcpStream.connect({ host: local, port }, { signal: aborted }))) as Error).message,
    "enough",
  );
  const client = await TcpStream.connect({ host: local, port });
  const server = await listener.accept();
  // With a linger of no time closing sends a reset.
  server.setOption("SO_LINGER", 0);
  server[Symbol.dispose]();
  assertIpcError(await rejection(client.read()), "ECONNRESET", "recv");
  assertIpcError(await rejection(client.write("x")), "EPIPE", "send");
  await client.close();
  const accepting = rejection(listener.accept());
  await listener.close();
  assertIpcError(await accepting, "ECANCELED", "accept4");
  assertIpcError(await rejection(TcpStream.connect({ host: local, port })), "ECONNREFUSED", "connect");
  assertIpcError(
    thrown(() => listener.localAddress),
    "EBADF",
    "getsockname",
  );
  assert.ok(openFds() <= before);
});

test("megabytes to a slow reader; a killed one", async () => {
  await using listener = await TcpListener.listen({ host: local, port: 0 });
  const [client, server] = await Promise.all([
    TcpStream.connect({ host: local, port: listener.localAddress.port }),
    listener.accept(),
  ]);
  const data = Buffer.alloc(6 << 20, "0123456789");
  const writing = client.write(data).then(() => client.end());
  let count = 0;
  for await (const part of server) {
    assert.is(part[0], 48 + (count % 10));
    count += part.length;
  }
  assert.is(count, data.length);
  await writing;
  await client.close();
  await server.close();
  const program = startProgram(`
    const socket = await ipc.TcpStream.connect({ host: "127.0.0.1", port: ${listener.localAddress.port} });
    setInterval(() => {}, 1000);`);
  const victim = await listener.accept();
  const end = victim.read().catch((error: unknown) => error);
  await program.kill();
  assert.is(await end, null);
  await victim.close();
});

withPython("Python is the server", async () => {
  const python = startPython(`import socket
s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1], flush=True)
c, _ = s.accept(); data = c.recv(100); c.sendall(data.upper()); c.close()`);
  const client = await TcpStream.connect({ host: local, port: Number(await python.line()) });
  await client.write("to python");
  assert.is(String(await client.read()), "TO PYTHON");
  assert.is(await client.read(), null);
  await client.close();
  assert.is(await python.ended(), 0);
});

test.run();

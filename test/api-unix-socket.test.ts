// UnixStream and UnixListener: connecting, bytes, descriptors, streams, options, the other end's identity, every way of failing; against node:net,
// Python, socat, a native C program and a guest.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { IpcError, PipeReader, pipe, socketPair, UnixListener, UnixStream } from "../ts/api/index.js";
import { assertIpcError, collectUntil, kinds, rejection, startProgram, thrown, withPython } from "./api/peers.js";
import { directory, freshName, freshPath, openFds, startPython, startSocketPeer } from "./api/sockets.js";

async function connection(): Promise<[client: UnixStream, server: UnixStream]> {
  await using listener = UnixListener.listen(freshName());
  return Promise.all([UnixStream.connect(listener.localName as string), listener.accept()]);
}

test("listening and connecting by path and abstract name; closing removes the path", async () => {
  for (const name of [freshPath(), freshName(), Buffer.from(freshPath()), `\0${freshName()}`]) {
    const listener = UnixListener.listen(name);
    const shown = String(name).replace("\0", "@");
    assert.is(listener.localName, shown);
    assert.is(existsSync(shown), !shown.startsWith("@"));
    const [client, server] = await Promise.all([UnixStream.connect(name), listener.accept()]);
    assert.is(client.remoteName, shown);
    assert.is(server.localName, shown);
    assert.is(client.localName, undefined);
    await client.write("hello");
    assert.is(String(await server.read()), "hello");
    for (const one of [client, server, listener]) await one.close();
    await listener.close();
    assert.not.ok(existsSync(shown));
  }
});

test("a path that another socket has taken over stays, and so does one with unlink: false", async () => {
  const path = freshPath();
  const first = UnixListener.listen(path, { unlink: false });
  await first.close();
  assert.ok(existsSync(path));
  assertIpcError(
    thrown(() => UnixListener.listen(path)),
    "EADDRINUSE",
    "bind",
  );
  assertIpcError(await rejection(UnixStream.connect(path)), "ECONNREFUSED", "connect");
});

test("reads wait in order, in parts, into views, until the end; half-closed connections go on", async () => {
  const [client, server] = await connection();
  const reads = [server.read({ size: 3 }), server.read({ size: 3 }), server.read()];
  await client.write("abcdefgh");
  assert.equal((await Promise.all(reads)).map(String), ["abc", "def", "gh"]);
  assert.is(server.tryRead(), undefined);
  const view = new Uint8Array(4);
  const into = server.readInto(view);
  await client.write("wxyz1");
  assert.is(await into, 4);
  assert.is(Buffer.from(view).toString(), "wxyz");
  assert.is(server.available, 1);
  await client.end();
  assert.is(String(await server.read()), "1");
  assert.is(await server.read(), null);
  assert.is(server.tryRead(), null);
  await server.write("still");
  assert.is(String(client.readSync()), "still");
  assertIpcError(await rejection(client.write("x")), "EPIPE", "send");
  await server.close();
  assert.is(await client.read(), null);
  await client.close();
});

test("megabytes with back-pressure, in both directions at once; tryWrite tells how much it took", async () => {
  const [client, server] = await connection();
  const data = Buffer.alloc(5 << 20, 7);
  for (let i = 0; i < data.length; i += 4096) data.writeUInt32LE(i, i);
  const took = client.tryWrite(data);
  assert.ok(took > 0 && took < data.length);
  const collect = async (socket: UnixStream): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part);
    return Buffer.concat(parts);
  };
  const both = Promise.all([collect(server), collect(client)]);
  await Promise.all([
    client.write(data.subarray(took)).then(() => client.end()),
    server.write(data).then(() => server.end()),
  ]);
  for (const received of await both) assert.ok(received.equals(data));
  await client.close();
  await server.close();
});

test("descriptors: files, pipes, sockets, Node's own; they go with their bytes, and what nobody takes is closed", async () => {
  const before = openFds();
  const [client, server] = socketPair("stream");
  const path = `${directory}/file`;
  writeFileSync(path, "what the file holds");
  const file = openSync(path, "r");
  const ends = pipe();
  const [left, right] = socketPair("stream");
  await client.sendFds("ab", [file, ends.reader, right]);
  await client.write("c");
  closeSync(file);
  ends.reader[Symbol.dispose]();
  right[Symbol.dispose]();
  const message = await server.receive();
  assert.is(String(message?.data), "ab");
  assert.equal(
    message?.fds.map(({ kind }) => kind),
    ["file", "pipe", "socket"],
  );
  assert.is(String((await server.receive())?.data), "c");
  const [fileFd, pipeFd, socketFd] = message?.fds ?? [];
  assert.ok(fileFd && pipeFd && socketFd);
  const number = fileFd.take();
  const buffer = Buffer.alloc(64);
  assert.is(buffer.toString("latin1", 0, readSync(number, buffer, 0, 64, 0)), "what the file holds");
  closeSync(number);
  assert.is(fileFd.fd, -1);
  assertIpcError(
    thrown(() => fileFd.take()),
    "EBADF",
    "dup",
  );
  const reader = PipeReader.fromFd(pipeFd);
  await ends.writer.write("through the pipe");
  assert.is(String(await reader.read()), "through the pipe");
  const regular = openSync(path, "r");
  assertIpcError(
    thrown(() => UnixStream.fromFd(regular)),
    "ENOTSOCK",
    "getsockopt",
  );
  closeSync(regular);
  const net = socketFd.toSocket();
  left.write("to node:net");
  assert.is(String((await once(net, "data"))[0]), "to node:net");
  net.destroy();
  await once(net, "close");
  await client.sendFds("x", [ends.writer]);
  server.receiveSync()?.[Symbol.dispose]();
  await client.sendFds("y", [ends.writer]);
  assert.is(String(await server.read()), "y");
  for (const one of [client, server, left, reader, ends.writer]) await one.close();
  await collectUntil(() => openFds() <= before);
});

test("descriptors that can't be sent", async () => {
  const [client, server] = socketPair("stream");
  assertIpcError(await rejection(client.sendFds("x", [1 << 20])), "EBADF", "sendmsg");
  assertIpcError(await rejection(client.sendFds("x", new Array(254).fill(0))), "EINVAL", "sendmsg");
  assert.instance(await rejection(client.sendFds("", [0])), RangeError);
  assert.instance(await rejection(client.sendFds("x", ["0" as never])), TypeError);
  await client.sendFds("many", new Array(253).fill(0));
  const message = await server.receive();
  assert.is(message?.fds.length, 253);
  message?.[Symbol.dispose]();
  await client.close();
  await server.close();
});

for (const kind of kinds) {
  test(`${kind} C program: bytes and descriptors`, async () => {
    const path = freshPath();
    await using listener = UnixListener.listen(path);
    const echo = await startSocketPeer(kind, "echo", "stream", path);
    const socket = await listener.accept();
    if (kind === "native") assert.is(socket.peerCredentials.pid, echo.child.pid);
    await socket.write("to C");
    assert.is(String(await socket.read()), "to C");
    await socket.end();
    assert.is(await socket.read(), null);
    assert.is(await echo.ended(), 0);
    writeFileSync(`${directory}/passed`, "from a file");
    const passing = await startSocketPeer(kind, "pass", path, `${directory}/passed`);
    const from = await listener.accept();
    const fd = (await from.receive())?.fds[0]?.take() as number;
    assert.is(readFileSync(fd, "utf8"), "from a file");
    closeSync(fd);
    assert.is(await passing.ended(), 0);
    const taking = await startSocketPeer(kind, "take", path);
    const to = await listener.accept();
    const file = openSync(`${directory}/passed`, "r");
    await to.sendFds("f", [file]);
    closeSync(file);
    assert.is(await taking.line(), "from a file");
    for (const one of [socket, from, to]) await one.close();
  });
}

withPython("Python: send_fds and recv_fds", async () => {
  const path = freshPath();
  await using listener = UnixListener.listen(path);
  const python = startPython(
    `import socket, os, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
r, w = os.pipe(); os.write(w, b"python's pipe")
socket.send_fds(s, [b"data"], [r, w])
data, fds, flags, _ = socket.recv_fds(s, 100, 8)
print(data.decode(), len(fds), os.read(fds[0], 100).decode())`,
    path,
  );
  const socket = await listener.accept();
  const message = await socket.receive();
  assert.is(String(message?.data), "data");
  assert.is(message?.fds.length, 2);
  const reader = PipeReader.fromFd(message?.fds[0] as never);
  assert.is(String(await reader.read()), "python's pipe");
  message?.[Symbol.dispose]();
  writeFileSync(`${directory}/to-python`, "node's file");
  const file = openSync(`${directory}/to-python`, "r");
  await socket.sendFds("back", [file]);
  closeSync(file);
  assert.is(await python.line(), "back 1 node's file");
  await reader.close();
  await socket.close();
  assert.is(await python.ended(), 0);
});

test("node:net and socat, both ways", async () => {
  const path = freshPath();
  await using listener = UnixListener.listen(path);
  const client = connect(path);
  const socket = await listener.accept();
  client.write("from net");
  assert.is(String(await socket.read()), "from net");
  await socket.write("to net");
  assert.is(String((await once(client, "data"))[0]), "to net");
  client.end();
  assert.is(await socket.read(), null);
  await socket.close();
  const server = createServer((one) => one.pipe(one)).listen(`${path}-net`);
  await once(server, "listening");
  const echo = await UnixStream.connect(`${path}-net`);
  await echo.write("echo");
  assert.is(String(await echo.read()), "echo");
  await echo.close();
  server.close();
  const socat = spawn("socat", ["-", `UNIX-CONNECT:${path}`], { stdio: ["pipe", "pipe", "inherit"] });
  socat.stdin.end("from socat");
  const other = await listener.accept();
  assert.is(String(await other.read()), "from socat");
  await other.write("to socat");
  await other.close();
  assert.is(await text(socat.stdout), "to socat");
});

test("streams of Node's and the web's, and a socket of Node's", async () => {
  const [a, b] = socketPair("stream");
  const stream = a.toNodeStream();
  stream.end("through a duplex");
  assert.is(String(await b.read()), "through a duplex");
  assert.is(await b.read(), null);
  await b.write("and back");
  await b.close();
  assert.is(await text(stream), "and back");
  if (!stream.closed) await once(stream, "close");
  assert.ok(a.closed);
  const [c, d] = socketPair("stream");
  const { readable, writable } = c.toWebStreams();
  const writer = writable.getWriter();
  await writer.write("web");
  await writer.close();
  assert.is(String(await d.read()), "web");
  await d.write("answer");
  await d.close();
  assert.is(await text(readable), "answer");
  assert.ok(c.closed);
  const [e, f] = socketPair("stream");
  const net = e.toSocket();
  assert.ok(e.closed);
  net.end("net");
  assert.is(String(await f.read()), "net");
  await f.close();
  net.destroy();
});

test("options by name and by number", async () => {
  const [a, b] = socketPair("stream");
  a.setOption("SO_RCVBUF", 8192);
  assert.is(a.getOption("SO_RCVBUF"), 16384);
  a.setOption("SO_PASSCRED", true);
  assert.is(a.getOption("SO_PASSCRED"), true);
  a.setOption("SO_LINGER", 5);
  assert.is(a.getOption("SO_LINGER"), 5);
  assert.is(a.setOption("SO_LINGER", null).getOption("SO_LINGER"), null);
  a.setOption("SO_RCVTIMEO", 1500);
  assert.is(a.getOption("SO_RCVTIMEO"), 1500);
  assert.is(a.getOption("SO_DOMAIN"), 1);
  assert.is(a.getRawOption(1, 3).readInt32LE(), 1);
  assert.is(a.setRawOption(1, 8, 4096).getRawOption(1, 8).readInt32LE(), 8192);
  assert.ok(a.getOption("SO_COOKIE") > 0n);
  assert.is(a.takeError(), undefined);
  assertIpcError(
    thrown(() => a.getOption("TCP_NODELAY")),
    "EOPNOTSUPP",
    "getsockopt",
  );
  assertIpcError(
    thrown(() => a.setOption("SO_PEERCRED", { pid: 1, uid: 1, gid: 1 })),
    "ENOPROTOOPT",
    "setsockopt",
  );
  assert.throws(() => a.getOption("SO_NONE" as never), /must be the name of a socket option/);
  assert.throws(() => a.setOption("SO_PASSCRED", 1 as never), /must be a boolean/);
  await b.write("who");
  assert.is((await a.receive())?.credentials?.pid, process.pid);
  assert.equal(a.peerCredentials, { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
  const pidfd = a.peerPidfd();
  assert.is(pidfd.pid, process.pid);
  await pidfd.close();
  await a.close();
  await b.close();
});

test("names that are wrong, and nobody there", async () => {
  assertIpcError(await rejection(UnixStream.connect(freshPath())), "ENOENT", "connect");
  assertIpcError(await rejection(UnixStream.connect(freshName())), "ECONNREFUSED", "connect");
  const long = `/${"x".repeat(200)}`;
  assertIpcError(await rejection(UnixStream.connect(long)), "ENAMETOOLONG", "connect");
  assertIpcError(
    thrown(() => UnixListener.listen(long)),
    "ENAMETOOLONG",
    "bind",
  );
  assertIpcError(
    thrown(() => UnixListener.listen("/nowhere/at/all")),
    "ENOENT",
    "bind",
  );
  assert.instance(await rejection(UnixStream.connect(5 as never)), TypeError);
  assert.throws(() => UnixListener.listen(freshName(), { backlogg: 1 } as never), /did you mean "backlog"/);
});

test("aborting and closing what waits: reading, writing, accepting, connecting", async () => {
  const before = openFds();
  const [client, server] = await connection();
  const controller = new AbortController();
  const { signal } = controller;
  const quiet = socketPair("stream");
  const reading = rejection(quiet[0].read({ signal }));
  const rest = quiet[0].read();
  const listener = UnixListener.listen(freshName(), { backlog: 0 });
  const name = listener.localName as string;
  const waiting = [await UnixStream.connect(name)];
  const connecting = rejection(UnixStream.connect(name, { signal }));
  const big = rejection(client.write(Buffer.alloc(8 << 20), { signal }));
  await sleep(20);
  controller.abort(new Error("enough"));
  for (const one of [reading, connecting, big]) assert.is(((await one) as Error).message, "enough");
  await quiet[1].write("after the aborted one");
  assert.is(String(await rest), "after the aborted one");
  assert.ok((await server.read())?.length);
  assert.is(((await rejection(server.read({ signal }))) as Error).message, "enough");
  // With room, who waits is connected.
  const patient = UnixStream.connect(name);
  await sleep(10);
  waiting.push(await listener.accept());
  waiting.push(await patient, await listener.accept());
  const accepting = rejection(listener.accept());
  const idle = socketPair("stream");
  const read = rejection(idle[0].read());
  idle[0][Symbol.dispose]();
  idle[0][Symbol.dispose]();
  assertIpcError(await read, "ECANCELED", "recv");
  await listener.close();
  assertIpcError(await accepting, "ECANCELED", "accept4");
  assertIpcError(await rejection(idle[0].read()), "EBADF", "recv");
  for (const one of [client, server, idle[1], ...quiet, ...waiting]) one[Symbol.dispose]();
  // Two are of the first wait on a thread, and stay.
  await collectUntil(() => openFds() <= before + 2);
});

test("a peer that is killed: reset or the end, and EPIPE", async () => {
  const path = freshPath();
  await using listener = UnixListener.listen(path);
  const program = startProgram(`
    const socket = await ipc.UnixStream.connect(${JSON.stringify(path)});
    await socket.write("here");
    await new Promise(() => setInterval(() => {}, 1000));`);
  const socket = await listener.accept();
  assert.is(String(await socket.read()), "here");
  await socket.write("never read");
  const reading = socket.read().catch((error: unknown) => error);
  await program.kill();
  const outcome = await reading;
  assert.ok(outcome === null || (outcome instanceof IpcError && outcome.code === "ECONNRESET"));
  assertIpcError(await rejection(socket.write("x")), "EPIPE", "send");
  await socket.close();
});

test("hundreds wait at once, and libuv's pool is free", async () => {
  const before = openFds();
  const pairs = Array.from({ length: 200 }, () => socketPair("stream"));
  const reads = pairs.map(([a]) => a.read());
  assert.ok(fstatSync(0));
  for (const [, b] of pairs) b.tryWrite("x");
  for (const read of reads) assert.is(String(await read), "x");
  for (const pair of pairs) for (const end of pair) end[Symbol.dispose]();
  assert.is(openFds(), before);
});

test("unref lets a program end, a pending read keeps it", async () => {
  const waits = startProgram(
    `const [a] = ipc.socketPair("stream"); a.unref(); a.read().catch(() => {}); console.log("done");`,
  );
  assert.is(await waits.line(), "done");
  assert.is(await waits.ended(), 0);
});

test("listeners iterate until they are closed", async () => {
  const listener = UnixListener.listen(freshName());
  const served = (async () => {
    let count = 0;
    for await (const socket of listener) {
      count += 1;
      await socket.write(`${count}`);
      await socket.close();
    }
    return count;
  })();
  for (let i = 1; i <= 3; i++) {
    const client = await UnixStream.connect(listener.localName as string);
    assert.is(String(await client.read()), String(i));
    await client.close();
  }
  await listener.close();
  assert.is(await served, 3);
});

test.run();

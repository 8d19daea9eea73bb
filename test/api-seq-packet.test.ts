// SeqPacket and SeqPacketListener: boundaries, the end, empty packets, descriptors, back-pressure; against Python, a native C program and a guest.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { SeqPacket, SeqPacketListener, socketPair, UnixStream } from "../ts/api/index.js";
import { assertIpcError, kinds, rejection, startProgram, thrown, withPython } from "./api/peers.js";
import { freshPath, startPython, startSocketPeer } from "./api/sockets.js";

test("packets keep their boundaries; empty ones are no end; then the end", async () => {
  await using listener = SeqPacketListener.listen(freshPath());
  const [a, b] = await Promise.all([SeqPacket.connect(listener.localName as string), listener.accept()]);
  for (const text of ["one", "", "three", ""]) await a.send(text);
  assert.is(String((await b.receive())?.data), "one");
  assert.is((await b.receive())?.data.length, 0);
  assert.is(String((await b.receive({ size: 2 }))?.data), "th");
  assert.is((await b.receive())?.data.length, 0);
  assert.is(b.tryReceive(), undefined);
  a.shutdown("write");
  assert.is(await b.receive(), null);
  await b.send("still open");
  assert.is(String((await a.receive())?.data), "still open");
  await b.close();
  assert.is(await a.receive(), null);
  assertIpcError(await rejection(a.send("x")), "EPIPE", "sendmsg");
  await a.close();
});

test("ten thousand packets through a full socket; iteration; descriptors", async () => {
  const [a, b] = socketPair("seqpacket");
  const sending = (async () => {
    for (let i = 0; i < 10_000; i++) await a.send(`packet ${i}`);
    await a.send("fds", { fds: [0, b] });
    await a.close();
  })();
  let count = 0;
  for await (const message of b) {
    if (message.fds.length === 0) assert.is(String(message.data), `packet ${count++}`);
    else {
      assert.is(message.fds.length, 2);
      const copy = SeqPacket.fromFd(message.fds[1] as never);
      await copy.close();
      message[Symbol.dispose]();
    }
  }
  await sending;
  assert.is(count, 10_000);
  await b.close();
});

test("large packets, too large ones, the wrong kind of socket, aborting, closing", async () => {
  const [a, b] = socketPair("seqpacket");
  a.sendSync(Buffer.alloc(100_000, "x"));
  assert.is(b.receiveSync()?.data.length, 100_000);
  assertIpcError(
    thrown(() => a.sendSync(Buffer.alloc(800_000))),
    "EMSGSIZE",
    "sendmsg",
  );
  const controller = new AbortController();
  const receiving = rejection(b.receive({ signal: controller.signal }));
  controller.abort(new Error("enough"));
  assert.is(((await receiving) as Error).message, "enough");
  while (a.trySend("fill"));
  const waiting = rejection(a.send("no room"));
  a[Symbol.dispose]();
  assertIpcError(await waiting, "ECANCELED", "sendmsg");
  await b.close();
  await using listener = SeqPacketListener.listen(freshPath());
  assertIpcError(await rejection(UnixStream.connect(listener.localName as string)), "EPROTOTYPE", "connect");
  const fd = listener.duplicate();
  assertIpcError(
    thrown(() => UnixStream.fromFd(fd)),
    "EPROTOTYPE",
    "getsockopt",
  );
  await SeqPacketListener.fromFd(fd).close();
});

for (const kind of kinds) {
  test(`${kind} C program echoes packets`, async () => {
    await using listener = SeqPacketListener.listen(freshPath());
    const peer = await startSocketPeer(kind, "echo", "packet", listener.localName as string);
    const socket = await listener.accept();
    await socket.send("first");
    await socket.send("second");
    assert.is(String((await socket.receive())?.data), "first");
    assert.is(String((await socket.receive())?.data), "second");
    await socket.close();
    assert.is(await peer.ended(), 0);
  });
}

withPython("Python is the server; and a killed peer is the end", async () => {
  const path = freshPath();
  const python = startPython(
    `import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET); s.bind(sys.argv[1]); s.listen(); print("ready", flush=True)
c, _ = s.accept(); c.send(c.recv(100) + b"!"); print(c.recv(100))`,
    path,
  );
  assert.is(await python.line(), "ready");
  const socket = await SeqPacket.connect(path);
  await socket.send("hello");
  assert.is(String((await socket.receive())?.data), "hello!");
  await socket.close();
  assert.is(await python.line(), "b''");
  assert.is(await python.ended(), 0);
  await using listener = SeqPacketListener.listen(freshPath());
  const program = startProgram(`
    const socket = await ipc.SeqPacket.connect(${JSON.stringify(listener.localName)});
    await socket.send("here");
    await socket.receive();`);
  const other = await listener.accept();
  assert.is(other.peerCredentials.pid, program.child.pid);
  const pidfd = other.peerPidfd();
  assert.is(String((await other.receive())?.data), "here");
  const end = other.receive();
  await program.kill();
  assert.is(await end, null);
  await pidfd.exited;
  await pidfd.close();
  await other.close();
});

test.run();

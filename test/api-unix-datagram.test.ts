// UnixDatagram: names, senders, credentials, descriptors, thousands of messages, full receivers; against Python, socat, a native C program and a guest.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { socketPair, UnixDatagram } from "../ts/api/index.js";
import { assertIpcError, kinds, rejection, thrown, withPython } from "./api/peers.js";
import { directory, freshName, freshPath, openFds, startPython, startSocketPeer } from "./api/sockets.js";

test("bound, connected and nameless sockets; answers by name", async () => {
  for (const fresh of [freshPath, freshName]) {
    const server = UnixDatagram.bind(fresh());
    const name = server.localName as string;
    const client = UnixDatagram.connect(name, { name: fresh() });
    assert.is(client.remoteName, name);
    await client.send("question");
    const { data, from } = await server.receive();
    assert.is(String(data), "question");
    assert.is(from, client.localName);
    await server.send("answer", { to: from as string });
    assert.is(String((await client.receive()).data), "answer");
    const nameless = UnixDatagram.create();
    await nameless.send("from nobody", { to: name });
    assert.is((await server.receive()).from, undefined);
    assertIpcError(await rejection(nameless.send("x")), "ENOTCONN", "sendmsg");
    client.disconnect();
    assert.is(client.remoteName, undefined);
    for (const one of [server, client, nameless]) await one.close();
    assert.not.ok(existsSync(name));
  }
});

test("credentials, descriptors, empty and cut messages", async () => {
  const before = openFds();
  const server = UnixDatagram.bind(freshName(), { credentials: true });
  const client = UnixDatagram.connect(server.localName as string);
  await client.send("");
  const empty = await server.receive();
  assert.is(empty.data.length, 0);
  assert.equal(empty.credentials, { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
  await client.send("0123456789");
  const cut = await server.receive({ size: 4 });
  assert.is(String(cut.data), "0123");
  assert.ok(cut.truncated);
  writeFileSync(`${directory}/datagram`, "in a file");
  await client.send("with", { fds: [openSync(`${directory}/datagram`, "r")] });
  const message = await server.receive();
  assert.is(readFileSync(message.fds[0]?.fd as number, "utf8"), "in a file");
  message[Symbol.dispose]();
  assert.is(message.fds[0]?.fd, -1);
  await client.close();
  await server.close();
  // The file that was sent is open still.
  assert.is(openFds(), before + 1);
});

test("ten thousand messages in order, each whole, through a receiver that is often full", async () => {
  for (const connected of [true, false]) {
    const server = UnixDatagram.bind(freshName());
    const name = server.localName as string;
    const client = connected ? UnixDatagram.connect(name) : UnixDatagram.create();
    const to = connected ? undefined : name;
    const sending = (async () => {
      for (let i = 0; i < 10_000; i++) await client.send(`message ${i}`, { to });
    })();
    for (let i = 0; i < 10_000; i++) assert.is(String((await server.receive()).data), `message ${i}`);
    await sending;
    await client.close();
    await server.close();
  }
});

test("a full receiver: trySend says so, send waits without turning, an abort ends it", async () => {
  const server = UnixDatagram.bind(freshName());
  const name = server.localName as string;
  const client = UnixDatagram.create();
  let count = 0;
  while (client.trySend("fill", { to: name })) count += 1;
  assert.ok(count > 0);
  const controller = new AbortController();
  const aborted = rejection(client.send("never", { to: name, signal: controller.signal }));
  const waiting = client.send("last", { to: name });
  const { user } = process.cpuUsage();
  await sleep(100);
  assert.ok(process.cpuUsage().user - user < 80_000);
  controller.abort(new Error("enough"));
  assert.is(((await aborted) as Error).message, "enough");
  for (let i = 0; i < count; i++) assert.is(String((await server.receive()).data), "fill");
  await waiting;
  assert.is(String((await server.receive()).data), "last");
  await client.close();
  await server.close();
});

test("large messages, and too large ones", async () => {
  const [a, b] = socketPair("datagram");
  const large = Buffer.alloc(150_000, "l");
  await a.send(large);
  assert.ok((await b.receive()).data.equals(large));
  assertIpcError(await rejection(a.send(Buffer.alloc(1 << 20))), "EMSGSIZE", "sendmsg");
  assertIpcError(
    thrown(() => a.trySend(Buffer.alloc(900_000))),
    "EMSGSIZE",
    "sendmsg",
  );
  await a.close();
  await b.close();
});

test("nobody there, names taken, closing what waits", async () => {
  const path = freshPath();
  const client = UnixDatagram.create();
  assertIpcError(await rejection(client.send("x", { to: path })), "ENOENT", "sendmsg");
  assertIpcError(await rejection(client.send("x", { to: freshName() })), "ECONNREFUSED", "sendmsg");
  const first = UnixDatagram.bind(path);
  assertIpcError(
    thrown(() => UnixDatagram.bind(path)),
    "EADDRINUSE",
    "bind",
  );
  assertIpcError(
    thrown(() => UnixDatagram.connect(freshPath())),
    "ENOENT",
    "connect",
  );
  client.connect(path);
  const receiving = rejection(first.receive());
  await first.close();
  assertIpcError(await receiving, "ECANCELED", "recvmsg");
  assertIpcError(await rejection(client.send("x")), "ECONNREFUSED", "sendmsg");
  await client.close();
  assertIpcError(await rejection(client.send("x")), "EBADF", "sendmsg");
});

test("iteration ends when the socket is closed", async () => {
  const [a, b] = socketPair("datagram");
  for (let i = 0; i < 3; i++) a.sendSync(String(i));
  const seen: string[] = [];
  for await (const { data } of b) {
    seen.push(String(data));
    if (seen.length === 3) setImmediate(() => b.close());
  }
  assert.equal(seen, ["0", "1", "2"]);
  await a.close();
});

for (const kind of kinds) {
  test(`${kind} C program answers by name`, async () => {
    const [server, own] = [freshPath(), freshPath()];
    const peer = await startSocketPeer(kind, "answer", server);
    assert.is(await peer.line(), "ready");
    const client = UnixDatagram.bind(own);
    await client.send("to C", { to: server });
    const { data, from } = await client.receive();
    assert.is(String(data), "to C");
    assert.is(from, server);
    await client.close();
    assert.is(await peer.ended(), 0);
  });
}

withPython("Python sends descriptors and is answered; socat sends", async () => {
  const server = UnixDatagram.bind(freshPath());
  const python = startPython(
    `import socket, sys, os
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1] + "-python"); s.connect(sys.argv[1])
r, w = os.pipe(); os.write(w, b"x"); socket.send_fds(s, [b"fds"], [r])
print(s.recv(100).decode()); os.unlink(sys.argv[1] + "-python")`,
    server.localName as string,
  );
  const message = await server.receive();
  assert.is(message.fds[0]?.kind, "pipe");
  message[Symbol.dispose]();
  await server.send("to Python", { to: message.from as string });
  assert.is(await python.line(), "to Python");
  const socat = spawn("socat", ["-", `UNIX-SENDTO:${server.localName}`], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(socat, "exit");
  socat.stdin.end("from socat");
  assert.is(String((await server.receive()).data), "from socat");
  await server.close();
  await ended;
  assert.is(await python.ended(), 0);
});

test.run();

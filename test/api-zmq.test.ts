// ZeroMQ's API, the habits that it has from zeromq.js: options, errors, waiting, timeouts, one operation at a time, closing, iterating. They hold
// for npm's zeromq too: ISTHMUS_TEST_ZEROMQ=npm.
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { collectUntil, rejection, thrown } from "./api/peers.js";
import { endpoint, isOurs, pause, Sockets, texts, within, zmq } from "./api/zmq.js";
import { skip } from "./harness/index.js";

const own = isOurs ? test : skip("is ours alone");

const code = (error: unknown): string | undefined => (error as { code?: string }).code;
/** What a call rejects with, or throws at once, as zeromq.js does in some cases. */
const failure = (call: () => Promise<unknown>): Promise<unknown> => rejection((async () => call())());
const address = (error: unknown): string | undefined => (error as { address?: string }).address;

test("what an endpoint that is none, a transport that isn't there, and a port in use say", async () => {
  using sockets = new Sockets();
  const pair = sockets.add(new zmq.Pair());
  const bad = await failure(() => pair.bind("foo-bar"));
  assert.instance(bad, Error);
  assert.is(code(bad), "EINVAL");
  assert.is(address(bad), "foo-bar");
  assert.is(code(await failure(() => pair.bind("foo://bar"))), "EPROTONOSUPPORT");
  assert.is(code(thrown(() => pair.connect("foo-bar"))), "EINVAL");
  assert.is(code(thrown(() => pair.connect("foo://bar"))), "EPROTONOSUPPORT");
  assert.is(code(thrown(() => pair.disconnect("tcp://127.0.0.1:5"))), "ENOENT");
  assert.is(code(await failure(() => pair.unbind("tcp://127.0.0.1:5"))), "ENOENT");
  await pair.bind(endpoint("tcp"));
  const second = sockets.add(new zmq.Pair());
  const inUse = await failure(() => second.bind(pair.lastEndpoint as string));
  assert.is(code(inUse), "EADDRINUSE");
  assert.is(address(inUse), pair.lastEndpoint);
  assert.instance(await failure(() => pair.bind(3 as unknown as string)), TypeError);
});

test("a socket's endpoint has the real port", async () => {
  using sockets = new Sockets();
  const pair = sockets.add(new zmq.Pair());
  assert.is(pair.lastEndpoint, null);
  await pair.bind("tcp://127.0.0.1:*");
  assert.match(pair.lastEndpoint as string, /^tcp:\/\/127\.0\.0\.1:\d+$/);
});

test("options begin as libzmq's do, can be set, and are checked", () => {
  using sockets = new Sockets();
  const router = sockets.add(new zmq.Router());
  const fresh = new zmq.Router();
  assert.is(fresh.linger, -1);
  fresh.close();
  assert.equal(
    [router.type, router.sendHighWaterMark, router.receiveHighWaterMark, router.maxMessageSize, router.backlog],
    [6, 1000, 1000, -1, 100],
  );
  assert.equal([router.sendTimeout, router.receiveTimeout, router.reconnectInterval], [-1, -1, 100]);
  assert.equal(
    [router.immediate, router.ipv6, router.plainServer, router.securityMechanism],
    [false, false, false, null],
  );
  assert.equal(
    [router.plainUsername, router.plainPassword, router.zapDomain, router.routingId],
    [null, null, null, null],
  );
  assert.equal([router.heartbeatInterval, router.heartbeatTimeToLive, router.handshakeInterval], [0, 0, 30000]);
  assert.equal([router.tcpKeepalive, router.sendBufferSize, router.threadSafe, router.affinity], [-1, -1, false, 0]);
  router.linger = 5;
  router.sendHighWaterMark = 7;
  router.maxMessageSize = 4_000_000_000;
  router.immediate = true;
  router.routingId = "näme";
  router.plainUsername = "me";
  assert.equal([router.linger, router.sendHighWaterMark, router.maxMessageSize], [5, 7, 4_000_000_000]);
  assert.equal([router.immediate, router.routingId, router.plainUsername], [true, "näme", "me"]);
  assert.is(router.securityMechanism, "plain");
  router.plainUsername = null;
  assert.is(router.securityMechanism, null);
  const wrong = router as unknown as Record<string, unknown>;
  assert.instance(
    thrown(() => (wrong.linger = "x")),
    TypeError,
  );
  assert.instance(
    thrown(() => (wrong.immediate = 1)),
    TypeError,
  );
  assert.instance(
    thrown(() => (wrong.routingId = 1)),
    TypeError,
  );
  assert.instance(
    thrown(() => (wrong.type = 1)),
    TypeError,
  );
  assert.is(code(thrown(() => (router.sendHighWaterMark = -5))), "EINVAL");
  assert.is(code(thrown(() => (router.routingId = "x".repeat(256)))), "EINVAL");
  assert.is(code(thrown(() => (router.routingId = ""))), "EINVAL");
});

test("options are given to constructors; ones that there aren't are refused", () => {
  using sockets = new Sockets();
  const push = sockets.add(new zmq.Push({ sendTimeout: 5, linger: 0, context: zmq.context }));
  assert.equal([push.sendTimeout, push.context === zmq.context], [5, true]);
  type Wrong = ConstructorParameters<typeof zmq.Push>[0];
  assert.instance(
    thrown(() => new zmq.Push({ colour: 3 } as unknown as Wrong)),
    TypeError,
  );
  assert.instance(
    thrown(() => new zmq.Push({ type: 3 } as unknown as Wrong)),
    TypeError,
  );
  assert.instance(
    thrown(() => new zmq.Push({ linger: "3" } as unknown as Wrong)),
    TypeError,
  );
  assert.instance(
    thrown(() => new zmq.Push(null as unknown as Wrong)),
    TypeError,
  );
});

test("a context has options of its own, and as many sockets as it says", () => {
  const context = new zmq.Context({ maxSockets: 3, ioThreads: 2 });
  assert.equal([context.maxSockets, context.ioThreads, context.maxSocketsLimit], [3, 2, 65535]);
  assert.equal([context.ipv6, context.blocky, context.maxMessageSize], [false, true, 0x7fffffff]);
  assert.is(zmq.context.maxSockets, 1023);
  using sockets = new Sockets();
  const most = thrown(() => {
    for (let count = 0; count < 5; count++) sockets.add(new zmq.Pair({ context }));
  });
  assert.is(code(most), "EMFILE");
});

test("one that isn't blocky makes sockets that don't linger", () => {
  const context = new zmq.Context({ blocky: false });
  const push = new zmq.Push({ context });
  assert.is(push.linger, 0);
  push.close();
});

test("receiving ends with EAGAIN when time is up", async () => {
  using sockets = new Sockets();
  const pull = sockets.add(new zmq.Pull({ receiveTimeout: 30 }));
  const began = performance.now();
  const error = await failure(() => pull.receive());
  assert.is(code(error), "EAGAIN");
  assert.ok(performance.now() - began >= 25);
  pull.receiveTimeout = 0;
  assert.is(code(await failure(() => pull.receive())), "EAGAIN");
});

test("sending waits while nobody is there, and ends with EAGAIN when time is up", async () => {
  using sockets = new Sockets();
  const push = sockets.add(new zmq.Push({ sendTimeout: 30 }));
  assert.is(code(await failure(() => push.send("x"))), "EAGAIN");
  push.sendTimeout = 0;
  assert.is(code(await failure(() => push.send("x"))), "EAGAIN");
  push.sendTimeout = -1;
  const sent = push.send("y");
  assert.is(await within(sent, 30), "waits");
  const pull = sockets.add(new zmq.Pull());
  await pull.bind(endpoint("tcp"));
  push.connect(pull.lastEndpoint as string);
  await sent;
  assert.equal(texts(await pull.receive()), ["y"]);
});

test("one receive and one send may be in progress", async () => {
  using sockets = new Sockets();
  const pair = sockets.add(new zmq.Pair());
  const receiving = pair.receive();
  const sending = pair.send("x");
  assert.is(code(await failure(() => pair.receive())), "EBUSY");
  assert.is(code(await failure(() => pair.send("y"))), "EBUSY");
  const both = Promise.all([rejection(receiving), rejection(sending)]);
  pair.close();
  assert.equal((await both).map(code), ["EAGAIN", "EAGAIN"]);
});

test("a closed socket says so", async () => {
  const pair = new zmq.Pair();
  assert.not.ok(pair.closed);
  pair.close();
  pair.close();
  assert.ok(pair.closed);
  assert.equal([pair.readable, pair.writable], [false, false]);
  assert.is(code(await failure(() => pair.receive())), "EBADF");
  assert.is(code(await failure(() => pair.send("x"))), "EBADF");
  assert.is(code(await failure(() => pair.bind(endpoint("inproc")))), "EBADF");
  assert.is(code(thrown(() => pair.connect(endpoint("inproc")))), "EBADF");
  assert.is(code(thrown(() => pair.linger)), "ENOTSOCK");
  assert.is(code(thrown(() => (pair.linger = 1))), "ENOTSOCK");
  assert.is(code(thrown(() => pair.events)), "ENOTSOCK");
});

test("a loop over messages ends when the socket is closed, and throws when time is up", async () => {
  using sockets = new Sockets();
  const pull = sockets.add(new zmq.Pull());
  const push = sockets.add(new zmq.Push());
  await pull.bind(endpoint("tcp"));
  push.connect(pull.lastEndpoint as string);
  for (const text of ["a", "b", "c"]) await push.send(text);
  const got: string[] = [];
  for await (const [message] of pull) {
    got.push(String(message));
    if (got.length === 3) setTimeout(() => pull.close(), 10);
  }
  assert.equal(got, ["a", "b", "c"]);
  for await (const message of pull) assert.unreachable(String(message));
  const other = sockets.add(new zmq.Pull({ receiveTimeout: 10 }));
  const loop = async (): Promise<void> => {
    for await (const message of other) assert.unreachable(String(message));
  };
  assert.is(code(await rejection(loop())), "EAGAIN");
});

test("whatever has bytes can be sent", async () => {
  using sockets = new Sockets();
  const [left, right] = [sockets.add(new zmq.Pair()), sockets.add(new zmq.Pair())];
  await left.bind(endpoint("inproc"));
  right.connect(left.lastEndpoint as string);
  const view = new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4);
  await left.send([1.5, null, "ä", Buffer.from("b"), view, new Uint16Array([1, 2]), new ArrayBuffer(3)]);
  assert.equal(
    (await right.receive()).map((part) => part.toString("hex")),
    ["312e35", "", "c3a4", "62", "010203", "01000200", "000000"],
  );
  for (const message of ["text", "", Buffer.alloc(0), 7, null] as const) {
    await left.send(message);
    assert.equal(texts(await right.receive()), [message === null ? "" : String(message)]);
  }
  assert.instance(await failure(() => left.send(undefined as unknown as string)), TypeError);
});

test("messages of any size arrive whole", async () => {
  using sockets = new Sockets();
  const [left, right] = [sockets.add(new zmq.Pair()), sockets.add(new zmq.Pair())];
  await left.bind(endpoint("tcp"));
  right.connect(left.lastEndpoint as string);
  for (const size of [0, 1, 32, 33, 34, 255, 256, 4096, 8192, 16384, 16385, 65536, 65537, 1 << 20, 3_000_001]) {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at += 61) bytes[at] = (at * 7 + size) & 255;
    const sent = left.send([bytes, "end"]);
    const [first, last] = await right.receive();
    await sent;
    assert.is(first?.compare(bytes), 0, `${size}`);
    assert.is(String(last), "end");
  }
  const text = "€".repeat(400_000);
  const sent = left.send(text);
  assert.is(String((await right.receive())[0]), text);
  await sent;
  const many = Array.from({ length: 3000 }, (_, index) => `part ${index}`);
  void left.send(many);
  assert.equal(texts(await right.receive()), many);
});

test("a message received keeps its bytes when more come", async () => {
  using sockets = new Sockets();
  const [left, right] = [sockets.add(new zmq.Pair()), sockets.add(new zmq.Pair())];
  await left.bind(endpoint("tcp"));
  right.connect(left.lastEndpoint as string);
  const kept: Buffer[] = [];
  for (let index = 0; index < 200; index++) {
    await left.send(Buffer.alloc(index * 3, index));
    kept.push((await right.receive())[0] as Buffer);
  }
  kept.forEach((message, index) => {
    assert.is(message.length, index * 3);
    assert.ok(message.every((byte) => byte === index));
  });
});

test("REQ and REP take turns: an operation out of turn waits for its own, or ends with EFSM", async () => {
  using sockets = new Sockets();
  const [request, reply] = [sockets.add(new zmq.Request()), sockets.add(new zmq.Reply())];
  await reply.bind(endpoint("tcp"));
  request.connect(reply.lastEndpoint as string);
  const answer = request.receive();
  assert.is(await within(answer, 20), "waits");
  await request.send("question");
  assert.equal(texts(await reply.receive()), ["question"]);
  await reply.send(["an", "swer"]);
  assert.equal(texts(await answer), ["an", "swer"]);
  reply.sendTimeout = 0;
  assert.is(code(await failure(() => reply.send("x"))), "EFSM");
  reply.sendTimeout = 20;
  assert.is(code(await failure(() => reply.send("x"))), "EFSM");
  request.receiveTimeout = 0;
  assert.is(code(await failure(() => request.receive())), "EFSM");
});

test("readable and writable tell what could be done at once", async () => {
  using sockets = new Sockets();
  const [left, right] = [sockets.add(new zmq.Pair()), sockets.add(new zmq.Pair())];
  assert.equal([left.readable, left.writable], [false, false]);
  await left.bind(endpoint("inproc"));
  right.connect(left.lastEndpoint as string);
  assert.equal([left.readable, left.writable, right.writable], [false, true, true]);
  await right.send("x");
  assert.ok(left.readable);
  await left.receive();
  assert.not.ok(left.readable);
});

test("a socket can be unbound and disconnected", async () => {
  using sockets = new Sockets();
  const [left, right] = [sockets.add(new zmq.Router()), sockets.add(new zmq.Dealer())];
  await left.bind(endpoint("tcp"));
  const where = left.lastEndpoint as string;
  right.connect(where);
  await right.send("a");
  await left.receive();
  right.disconnect(where);
  assert.is(code(thrown(() => right.disconnect(where))), "ENOENT");
  await left.unbind(where);
  assert.is(code(await failure(() => left.unbind(where))), "ENOENT");
  const next = sockets.add(new zmq.Pair());
  const bind = async (): Promise<boolean> =>
    next.bind(where).then(
      () => true,
      () => false,
    );
  while (!(await bind())) await pause(5);
});

test("a subscription is a prefix, of text or bytes", async () => {
  using sockets = new Sockets();
  const [publisher, subscriber] = [sockets.add(new zmq.XPublisher()), sockets.add(new zmq.Subscriber())];
  await publisher.bind(endpoint("tcp"));
  subscriber.subscribe("a", Buffer.from([0xff]));
  subscriber.connect(publisher.lastEndpoint as string);
  const subscriptions = [await publisher.receive(), await publisher.receive()].map(([one]) => [...(one as Buffer)]);
  assert.equal(subscriptions.map(String).sort(), ["1,255", "1,97"]);
  for (const message of ["b", "ab", Buffer.from([0xff, 1]), Buffer.from([0xfe]), "a"]) await publisher.send(message);
  const got = [await subscriber.receive(), await subscriber.receive(), await subscriber.receive()];
  assert.equal(
    got.map(([one]) => (one as Buffer).toString("hex")),
    ["6162", "ff01", "61"],
  );
  subscriber.unsubscribe("a");
  assert.equal([...((await publisher.receive())[0] as Buffer)], [0, 97]);
  subscriber.subscribe();
  assert.equal([...((await publisher.receive())[0] as Buffer)], [1]);
  assert.instance(
    thrown(() => subscriber.subscribe(3 as unknown as string)),
    TypeError,
  );
});

test("a warning says that an option comes too late", async () => {
  using sockets = new Sockets();
  const pair = sockets.add(new zmq.Pair());
  const warnings: string[] = [];
  const note = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", note);
  await pair.bind(endpoint("tcp"));
  pair.sendHighWaterMark = 5;
  await pause(5);
  assert.equal(warnings, []);
  pair.reconnectInterval = 5;
  await pause(5);
  process.off("warning", note);
  assert.is(warnings.length, 1);
});

test("connections go through a SOCKS proxy", async () => {
  using sockets = new Sockets();
  const [reply, request] = [sockets.add(new zmq.Reply()), sockets.add(new zmq.Request())];
  await reply.bind("tcp://127.0.0.1:*");
  const port = new URL(reply.lastEndpoint as string).port;
  const asked: string[] = [];
  const proxy = createServer((client) => {
    client.on("error", () => {});
    client.once("data", (greeting) => {
      asked.push(greeting.toString("hex"));
      client.write(Buffer.from([5, 0]));
      client.once("data", (query) => {
        asked.push(query.subarray(0, -2).toString("latin1"));
        const server = connect(query.readUInt16BE(query.length - 2), "127.0.0.1");
        server.on("error", () => client.destroy());
        client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        client.pipe(server).pipe(client);
      });
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  try {
    assert.is(request.socksProxy, null);
    request.socksProxy = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    assert.match(request.socksProxy, /^127\.0\.0\.1:\d+$/);
    request.connect(`tcp://somewhere.invalid:${port}`);
    await request.send("through");
    assert.equal(texts(await reply.receive()), ["through"]);
    await reply.send("back");
    assert.equal(texts(await request.receive()), ["back"]);
    assert.equal(asked, ["050100", "\u0005\u0001\0\u0003\u0011somewhere.invalid"]);
  } finally {
    sockets[Symbol.dispose]();
    proxy.close();
  }
});

test("a filter keeps other addresses out", async () => {
  using sockets = new Sockets();
  const [pull, push] = [sockets.add(new zmq.Pull()), sockets.add(new zmq.Push())];
  assert.is(code(thrown(() => (pull.tcpAcceptFilter = "no address"))), "EINVAL");
  pull.tcpAcceptFilter = "10.0.0.0/8";
  pull.receiveTimeout = 300;
  await pull.bind("tcp://127.0.0.1:*");
  push.reconnectInterval = 20;
  push.linger = 0;
  push.connect(pull.lastEndpoint as string);
  await push.send("let me in");
  assert.is(code(await failure(() => pull.receive())), "EAGAIN");
  push.disconnect(pull.lastEndpoint as string);
  pull.tcpAcceptFilter = "127.0.0.1";
  pull.receiveTimeout = -1;
  await pull.bind("tcp://127.0.0.1:*");
  push.connect(pull.lastEndpoint as string);
  await push.send("and me");
  assert.equal(texts(await pull.receive()), ["and me"]);
});

own("the version is that of the C library's header", () => {
  const header = readFileSync(join(packageRoot, "core-c", "zmq", "include", "zmq.h"), "utf8");
  const numbers = ["MAJOR", "MINOR", "PATCH"].map((part) => header.match(`ZMQ_VERSION_${part} (\\d+)`)?.[1]);
  assert.is(zmq.version, numbers.join("."));
});

own("what is not supported says so", () => {
  using sockets = new Sockets();
  const pair = sockets.add(new zmq.Pair());
  assert.is(zmq.capability.curve, false);
  assert.is(zmq.capability.ipc, true);
  assert.is(code(thrown(() => zmq.curveKeyPair())), "ENOTSUP");
  assert.is(code(thrown(() => (pair.curveServer = true))), "ENOTSUP");
  assert.is(code(thrown(() => (pair.curveServerKey = "x".repeat(40)))), "ENOTSUP");
  assert.match((thrown(() => zmq.curveKeyPair()) as Error).message, /^ENOTSUP: not supported, zmq_curve_keypair$/);
});

own("views of all kinds can be sent, an empty array sends nothing, and nothing else can be", async () => {
  using sockets = new Sockets();
  const [left, right] = [sockets.add(new zmq.Pair()), sockets.add(new zmq.Pair())];
  await left.bind(endpoint("inproc"));
  right.connect(left.lastEndpoint as string);
  await left.send(new DataView(new Uint8Array([9, 8]).buffer, 1));
  assert.equal([...((await right.receive())[0] as Buffer)], [8]);
  await left.send(new SharedArrayBuffer(2));
  assert.is((await right.receive())[0]?.length, 2);
  await left.send([]);
  await left.send("next");
  assert.equal(texts(await right.receive()), ["next"]);
  for (const wrong of [{}, true, [["nested"]], Symbol("s")]) {
    assert.instance(await rejection(left.send(wrong as unknown as string)), TypeError);
  }
});

own("an AbortSignal ends waiting, and nothing else", async () => {
  using sockets = new Sockets();
  const [push, pull] = [sockets.add(new zmq.Push()), sockets.add(new zmq.Pull())];
  const reason = new Error("enough");
  const controller = new AbortController();
  const sending = rejection(push.send("lost", { signal: controller.signal }));
  const receiving = rejection(pull.receive({ signal: controller.signal }));
  controller.abort(reason);
  assert.is(await sending, reason);
  assert.is(await receiving, reason);
  assert.is(await failure(() => pull.receive({ signal: controller.signal })), reason);
  await pull.bind(endpoint("tcp"));
  push.connect(pull.lastEndpoint as string);
  await push.send("kept");
  assert.equal(texts(await pull.receive({ signal: new AbortController().signal })), ["kept"]);
  assert.instance(await failure(() => pull.receive({ signal: 3 as unknown as AbortSignal })), TypeError);
});

own("disposing closes", () => {
  let made: InstanceType<typeof zmq.Pair>;
  {
    using pair = new zmq.Pair();
    made = pair;
  }
  assert.ok(made.closed);
});

own("sockets that are forgotten are closed when they are collected", async () => {
  const where = ((): string => {
    const forgotten = new zmq.Pull();
    forgotten.bindSync(endpoint("tcp"));
    return forgotten.lastEndpoint as string;
  })();
  const again = new zmq.Pull();
  let isBound = false;
  await collectUntil(() => {
    try {
      if (!isBound) again.bindSync(where);
      isBound = true;
    } catch {}
    return isBound;
  });
  again.close();
});

test.run();

// What ZeroMQ's API tells of connections, proxies, programs that end with messages unsent, threads, and Python's zmq at the other end.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Event } from "../ts/api/zmq.js";
import { rejection, thrown } from "./api/peers.js";
import { endpoint, isOurs, pause, Sockets, texts, transports, until, within, zmq } from "./api/zmq.js";
import { execute, skip } from "./harness/index.js";

const own = isOurs ? test : skip("is ours alone");
// The system's own has it where it is Debian's package.
const python = ["python3", "/usr/bin/python3"].find((name) => spawnSync(name, ["-c", "import zmq"]).status === 0);
const withPython = isOurs && python !== undefined ? test : skip("needs Python's zmq module");
const module = new URL("../ts/api/zmq.js", import.meta.url).href;
const code = (error: unknown): string | undefined => (error as { code?: string }).code;

for (const transport of ["tcp", "ipc"] as const) {
  test(`a connection's events, in order, on both sides: ${transport}`, async () => {
    using sockets = new Sockets();
    const [server, client] = [sockets.add(new zmq.Router()), sockets.add(new zmq.Dealer())];
    const [there, here]: Event[][] = [[], []];
    const observer = server.events;
    const reading = [
      (async () => {
        for await (const event of observer) there?.push(event);
      })(),
      (async () => {
        for await (const event of client.events) here?.push(event);
      })(),
    ];
    await server.bind(endpoint(transport));
    const where = server.lastEndpoint as string;
    client.connect(where);
    await client.send("x");
    await server.receive();
    await until(() => here?.at(-1)?.type === "handshake");
    client.close();
    await until(() => there?.length === 4);
    server.close();
    await Promise.all(reading);
    assert.equal(
      there?.map(({ type }) => type),
      ["bind", "accept", "handshake", "disconnect", "close", "end"],
    );
    const types = here?.map(({ type }) => type).filter((type) => type !== "connect:delay");
    assert.equal(types?.slice(0, 2), ["connect", "handshake"]);
    assert.is(here?.at(-1)?.type, "end");
    assert.equal(there?.[0], { type: "bind", address: where });
    assert.ok(observer.closed);
    assert.is(code(await rejection((async () => observer.receive())())), "EBADF");
  });
}

test("listeners are called, and then nobody else can read", async () => {
  using sockets = new Sockets();
  const pair = sockets.add(new zmq.Pair());
  const bound: string[] = [];
  const other = (): void => assert.unreachable();
  pair.events.on("bind", ({ address }) => bound.push(address));
  pair.events.on("bind", other);
  pair.events.off("bind", other);
  await pair.bind(endpoint("tcp"));
  await until(() => bound.length === 1);
  assert.equal(bound, [pair.lastEndpoint]);
  await rejection((async () => pair.events.receive())());
});

test("an attempt that fails is told, and when the next will be", async () => {
  using sockets = new Sockets();
  const taken = sockets.add(new zmq.Pair());
  await taken.bind(endpoint("tcp"));
  const where = taken.lastEndpoint as string;
  await taken.unbind(where);
  const pair = sockets.add(new zmq.Pair({ reconnectInterval: 20 }));
  const retries: number[] = [];
  pair.events.on("connect:retry", ({ interval }) => retries.push(interval));
  pair.connect(where);
  await until(() => retries.length >= 3);
  assert.ok(
    retries.every((interval) => interval >= 20 && interval < 60),
    String(retries),
  );
});

for (const transport of transports) {
  own(`a proxy passes requests and replies on, and ends: ${transport}`, async () => {
    using sockets = new Sockets();
    const proxy = new zmq.Proxy(sockets.add(new zmq.Router()), sockets.add(new zmq.Dealer()));
    assert.is(code(await rejection((async () => proxy.run())())), "EINVAL");
    assert.is(code(thrown(() => proxy.pause())), "EBADF");
    await proxy.frontEnd.bind(endpoint(transport));
    await proxy.backEnd.bind(endpoint(transport));
    const [front, back] = [proxy.frontEnd.lastEndpoint as string, proxy.backEnd.lastEndpoint as string];
    const running = proxy.run();
    const [request, reply] = [sockets.add(new zmq.Request()), sockets.add(new zmq.Reply())];
    request.connect(front);
    reply.connect(back);
    const serving = (async () => {
      for await (const parts of reply) await reply.send(["re", ...parts]);
    })();
    for (let index = 0; index < 50; index++) {
      await request.send([`${index}`, "x".repeat(index * 1000)]);
      assert.equal(texts(await request.receive()), ["re", `${index}`, "x".repeat(index * 1000)]);
    }
    assert.is(code(await rejection((async () => proxy.frontEnd.receive())())), "EBUSY");
    proxy.pause();
    await pause(20);
    await request.send("late");
    const late = request.receive();
    assert.is(await within(late, 30), "waits");
    proxy.resume();
    assert.equal(texts(await late), ["re", "late"]);
    proxy.terminate();
    await running;
    assert.equal([proxy.frontEnd.closed, proxy.backEnd.closed], [true, true]);
    reply.close();
    await serving;
  });
}

test("a proxy passes many messages on, one way, and none is lost", async () => {
  using sockets = new Sockets();
  const proxy = new zmq.Proxy(sockets.add(new zmq.Pull()), sockets.add(new zmq.Push()));
  await proxy.frontEnd.bind(endpoint("tcp"));
  await proxy.backEnd.bind(endpoint("tcp"));
  const [push, pull] = [sockets.add(new zmq.Push()), sockets.add(new zmq.Pull())];
  push.connect(proxy.frontEnd.lastEndpoint as string);
  pull.connect(proxy.backEnd.lastEndpoint as string);
  const running = proxy.run();
  const sending = (async () => {
    for (let index = 0; index < 20000; index++) await push.send(index);
  })();
  for (let index = 0; index < 20000; index++) assert.is(Number((await pull.receive())[0]), index);
  await sending;
  proxy.terminate();
  await running;
});

/** Runs a module's text in a new process; `zmq` is the API. */
const program = (text: string) =>
  execute(process.execPath, ["--input-type=module", "-e", `import * as zmq from ${JSON.stringify(module)};\n${text}`], {
    timeout: 60,
  });

own("a program that ends sends what is queued first", async () => {
  using sockets = new Sockets();
  const pull = sockets.add(new zmq.Pull());
  await pull.bind(endpoint("tcp"));
  const outcome = program(`
    const push = new zmq.Push();
    push.connect(${JSON.stringify(pull.lastEndpoint)});
    for (let index = 0; index < 1000; index++) await push.send(String(index).padStart(1000));
  `);
  for (let index = 0; index < 1000; index++) assert.is(Number((await pull.receive())[0]), index);
  const { status, stderr } = await outcome;
  assert.equal([status, stderr], [0, ""]);
});

own(
  "a program ends although a socket is open that nobody waits for, and waits for messages no longer than linger says",
  async () => {
    const idle = await program(`
    const pull = new zmq.Pull();
    await pull.bind("tcp://127.0.0.1:*");
    new zmq.Push({ linger: 100 }).connect("tcp://127.0.0.1:1");
  `);
    assert.equal([idle.status, idle.stderr], [0, ""]);
    const began = performance.now();
    const unsent = await program(`
    const push = new zmq.Push({ linger: 300 });
    push.connect("tcp://127.0.0.1:1");
    await push.send("x");
  `);
    assert.equal([unsent.status, unsent.stderr], [0, ""]);
    assert.ok(performance.now() - began >= 300);
  },
);

own("a thread has a context of its own, and talks with others by tcp", async () => {
  using sockets = new Sockets();
  const reply = sockets.add(new zmq.Reply());
  await reply.bind(endpoint("tcp"));
  const worker = new Worker(
    `
    const { parentPort } = require("node:worker_threads");
    import(${JSON.stringify(module)}).then(async (zmq) => {
      const request = new zmq.Request();
      request.connect(${JSON.stringify(reply.lastEndpoint)});
      await request.send("from the thread");
      parentPort.postMessage(String((await request.receive())[0]));
    });
  `,
    { eval: true },
  );
  const answer = new Promise((resolve) => worker.once("message", resolve));
  const ended = new Promise((resolve) => worker.once("exit", resolve));
  assert.equal(texts(await reply.receive()), ["from the thread"]);
  await reply.send("answer");
  assert.is(await answer, "answer");
  await ended;
});

for (const transport of ["tcp", "ipc"] as const) {
  withPython(`Python's zmq answers requests, publishes and takes part in a pipeline: ${transport}`, async () => {
    using sockets = new Sockets();
    const [reply, pull] = [sockets.add(new zmq.Reply()), sockets.add(new zmq.Pull())];
    const publisher = sockets.add(new zmq.XPublisher());
    for (const socket of [reply, pull, publisher]) await socket.bind(endpoint(transport));
    const text = `
import sys, zmq
context = zmq.Context()
reply, pull, publisher = sys.argv[1:]
request = context.socket(zmq.REQ); request.connect(reply)
for i in range(100):
    request.send_multipart([b"%d" % i, bytes(i * 100)])
    assert request.recv_multipart() == [b"re", b"%d" % i, bytes(i * 100)]
push = context.socket(zmq.PUSH); push.connect(pull)
for i in range(1000): push.send_string(str(i))
subscriber = context.socket(zmq.SUB); subscriber.subscribe("news"); subscriber.connect(publisher)
print(subscriber.recv_string(), flush=True)
own = context.socket(zmq.ROUTER); port = own.bind_to_random_port("tcp://127.0.0.1")
print(port, flush=True)
identity, body = own.recv_multipart()
own.send_multipart([identity, body.upper()])
context.destroy(linger=30000)
`;
    const where = [reply, pull, publisher].map((socket) => socket.lastEndpoint as string);
    const running = spawn(python as string, ["-c", text, ...where], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => running.once("exit", resolve));
    const lines = createInterface({ input: running.stdout })[Symbol.asyncIterator]();
    for (let index = 0; index < 100; index++) await reply.send(["re", ...(await reply.receive())]);
    for (let index = 0; index < 1000; index++) assert.is(Number((await pull.receive())[0]), index);
    assert.equal(texts(await publisher.receive()), ["\x01news"]);
    await publisher.send("weather");
    await publisher.send("news at ten");
    assert.is((await lines.next()).value, "news at ten");
    const dealer = sockets.add(new zmq.Dealer({ routingId: "me" }));
    dealer.connect(`tcp://127.0.0.1:${(await lines.next()).value}`);
    await dealer.send("shout");
    assert.equal(texts(await dealer.receive()), ["SHOUT"]);
    assert.is(await ended, 0);
  });
}

test.run();

// Channels between machines: the interface of those in shared memory, over tcp and ipc.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Channel } from "../ts/api/index.js";
import { rejection, startProgram } from "./api/peers.js";
import { endpoint, other, Sockets, texts, until, within } from "./api/zmq.js";

const code = (error: unknown): string | undefined => (error as { code?: string }).code;

async function both(transport: "tcp" | "ipc"): Promise<{ out: Channel; inn: Channel }> {
  const inn = await Channel.open(endpoint(transport), { role: "consumer" });
  const out = await Channel.open(inn.address as string, { role: "producer" });
  return { out, inn };
}

for (const transport of ["tcp", "ipc"] as const) {
  test(`messages arrive whole and in order, and then the end: ${transport}`, async () => {
    const { out, inn } = await both(transport);
    assert.match(inn.address as string, transport === "tcp" ? /^tcp:\/\/127\.\d+\.\d+\.\d+:\d+$/ : /^ipc:/);
    const sending = (async () => {
      for (let index = 0; index < 5000; index++) await out.send(`${index}`.padEnd(index % 2000));
      await out.sendMany(["a", "", "b"]);
      await out.close();
    })();
    let count = 0;
    for await (const message of inn) {
      if (count < 5000) assert.is(String(message), `${count}`.padEnd(count % 2000));
      else assert.is(String(message), ["a", "", "b"][count - 5000]);
      count++;
    }
    assert.is(count, 5003);
    await sending;
    assert.is(await inn.receive(), null);
    await inn.close();
  });

  test(`several producers, each in order: ${transport}`, async () => {
    const { out, inn } = await both(transport);
    const others = [out, await Channel.open(inn.address as string, { role: "producer" })];
    await Promise.all(others.map((each) => each.waitForPeer()));
    assert.is(out.status().consumer, true);
    await Promise.all(
      others.map(async (each, which) => {
        for (let index = 0; index < 1000; index++) await each.send(`${which} ${index}`);
      }),
    );
    assert.is(inn.status().producers, 2);
    for (const each of others) await each.close();
    const got: number[][] = [[], []];
    for await (const message of inn) {
      const [which, index] = String(message).split(" ").map(Number) as [number, number];
      got[which]?.push(index);
    }
    const all = Array.from({ length: 1000 }, (_, index) => index);
    assert.equal(got, [all, all]);
    await inn.close();
  });

  test(`the tries, the blocking calls, many at once, and giving up: ${transport}`, async () => {
    const { out, inn } = await both(transport);
    assert.is(inn.tryReceive(), undefined);
    assert.ok(out.trySend("one"));
    out.sendSync("two");
    assert.is(String(inn.receiveSync()), "one");
    assert.is(String(inn.receiveSync()), "two");
    await out.sendMany(["three", "four"]);
    const many: Buffer[] = [];
    while (many.length < 2) many.push(...((await inn.receiveMany()) ?? []));
    assert.equal(texts(many), ["three", "four"]);
    const reason = new Error("enough");
    const controller = new AbortController();
    const waiting = rejection(inn.receive({ signal: controller.signal }));
    controller.abort(reason);
    assert.is(await waiting, reason);
    const pending = rejection(inn.receive());
    await inn.close();
    assert.is(code(await pending), "ECANCELED");
    assert.is(code(await rejection(inn.receive())), "EBADF");
    assert.is(code(await rejection(out.receive())), "EBADF");
    assert.is(inn.fd, -1);
    out[Symbol.dispose]();
  });

  test(`a producer that dies is told from one that closes: ${transport}`, async () => {
    const inn = await Channel.open(endpoint(transport), { role: "consumer" });
    const open = `const out = await ipc.Channel.open(${JSON.stringify(inn.address)}, { role: "producer" });`;
    const dying = startProgram(`${open}
      await out.send("last words");
      setTimeout(() => {}, 1e6);`);
    assert.is(String(await inn.receive()), "last words");
    await dying.kill();
    assert.is(code(await rejection(inn.receive())), "ECONNRESET");
    const living = startProgram(`${open}
      for (let index = 0; index < 300; index++) await out.send(String(index));
      await out.close();`);
    for (let index = 0; index < 300; index++) assert.is(String(await inn.receive()), `${index}`);
    assert.is(await inn.receive(), null);
    assert.is(await living.ended(), 0);
    await inn.close();
  });

  test(`a producer may be there first, and what it sends waits for the consumer: ${transport}`, async () => {
    const place = await Channel.open(endpoint(transport), { role: "consumer" });
    const address = place.address as string;
    await place.close();
    const out = await Channel.open(address, { role: "producer" });
    for (let index = 0; index < 10; index++) await out.send(`${index}`);
    assert.is(await within(out.waitForPeer(), 30), "waits");
    const inn = await Channel.open(address, { role: "consumer" });
    for (let index = 0; index < 10; index++) assert.is(String(await inn.receive()), `${index}`);
    await out.close();
    assert.is(await inn.receive(), null);
    await inn.close();
  });

  test(`any PUSH socket is a producer: ${transport}`, async () => {
    using sockets = new Sockets();
    const inn = await Channel.open(endpoint(transport), { role: "consumer" });
    const push = sockets.add(new other.Push());
    push.connect(inn.address as string);
    await push.send("from zeromq.js");
    assert.is(String(await inn.receive()), "from zeromq.js");
    push.close();
    assert.is(code(await rejection(inn.receive())), "ECONNRESET");
    await inn.close();
  });
}

test("what isn't there says so", async () => {
  const first = await Channel.open("tcp://127.0.0.1:*", { role: "consumer" });
  const second = await rejection(Channel.open(first.address as string, { role: "consumer" }));
  assert.is(code(second), "EADDRINUSE");
  assert.is(code(await rejection(Channel.open("tcp://nonsense", { role: "producer" }))), "EINVAL");
  await first.close();
  await until(() => first.closed);
});

test.run();

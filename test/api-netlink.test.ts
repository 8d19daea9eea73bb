// Netlink sockets of the API: what they tell is what `ip` tells; requests, dumps and subscriptions side by side; changes in a network
// namespace of their own; messages between sockets; ends.
import { spawnSync } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  GenericNetlink,
  IpcError,
  type LinkAddress,
  MessageFlag,
  Netlink,
  NetlinkError,
  RouteNetlink,
} from "../ts/api/index.js";
import { assertIpcError, rejection, thrown } from "./api/peers.js";
import { execute, skip } from "./harness/index.js";

const withIp = spawnSync("ip", ["-V"]).status === 0 ? test : skip("needs ip of iproute2");
const inNamespace =
  spawnSync("unshare", ["-n", "ip", "link"]).status === 0 ? test : skip("needs unshare -n, which is for root, and ip");

interface IpLink {
  ifindex: number;
  ifname: string;
  mtu: number;
  flags: string[];
  address?: string;
  operstate: string;
  addr_info: { family: string; local: string; prefixlen: number; broadcast?: string; label?: string }[];
}

function ip<T>(...args: string[]): T[] {
  const { stdout, stderr } = spawnSync("ip", ["-json", ...args], { encoding: "utf8" });
  assert.is(stderr, "");
  return (JSON.parse(stdout || "[]") as T[]).filter((one) => Object.keys(one as object).length > 0);
}

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

withIp("links are what ip says", async () => {
  using netlink = RouteNetlink.open();
  const links = await all(netlink.listLinks());
  assert.equal(
    links.map(({ index, name, mtu, address, up, state }) => [index, name, mtu, address, up, state?.replace(/ .*/, "")]),
    ip<IpLink>("link").map((one) => [
      one.ifindex,
      one.ifname,
      one.mtu,
      one.address,
      one.flags.includes("UP"),
      one.operstate.toLowerCase(),
    ]),
  );
  const loopback = links.find(({ loopback }) => loopback);
  assert.is(loopback?.name, "lo");
  assert.ok((loopback?.statistics?.receivedBytes ?? -1n) >= 0n);
});

withIp("addresses are what ip says", async () => {
  using netlink = RouteNetlink.open();
  const text = (one: LinkAddress): string => `${one.index} ${one.address}/${one.prefixLength} ${one.broadcast ?? ""}`;
  const wanted = ip<IpLink>("addr").flatMap(({ ifindex, addr_info }) =>
    addr_info.map((one) => `${ifindex} ${one.local}/${one.prefixlen} ${one.broadcast ?? ""}`),
  );
  assert.equal((await all(netlink.listAddresses())).map(text).sort(), wanted.sort());
  const four = await all(netlink.listAddresses({ family: "IPv4" }));
  assert.ok(four.length > 0 && four.every(({ family }) => family === "IPv4"));
});

withIp("routes and neighbours are what ip says", async () => {
  using netlink = RouteNetlink.open();
  const names = new Map((await all(netlink.listLinks())).map(({ index, name }) => [index, name]));
  const routes = (await all(netlink.listRoutes({ family: "IPv4" }))).filter(({ table }) => table === 254);
  assert.equal(
    routes.map((one) => [
      one.destination === undefined ? "default" : `${one.destination}/${one.prefixLength}`.replace(/\/32$/, ""),
      one.gateway,
      names.get(one.index ?? 0),
      one.source,
    ]),
    ip<{ dst: string; gateway?: string; dev: string; prefsrc?: string }>("-4", "route", "show", "table", "main").map(
      (one) => [one.dst, one.gateway, one.dev, one.prefsrc],
    ),
  );
  const neighbours = await all(netlink.listNeighbours());
  const wanted = ip<{ dst: string; dev: string; lladdr?: string }>("neigh");
  // They come and go as programs talk: new ones are found afterwards.
  neighbours.push(...(await all(netlink.listNeighbours())));
  for (const one of wanted)
    assert.ok(
      neighbours.some(({ address, index }) => address === one.dst && names.get(index) === one.dev),
      one.dst,
    );
});

test("one link by name and by index; errors with the kernel's words", async () => {
  await using netlink = RouteNetlink.open();
  const byName = await netlink.link("lo");
  assert.is((await netlink.link(byName.index)).name, "lo");
  const missing = await rejection(netlink.link("no-such-link"));
  assertIpcError(missing, "ENODEV", "netlink");
  assert.instance(missing, NetlinkError);
  const refused = (await rejection(netlink.request({ type: 18, data: Buffer.alloc(4) }))) as NetlinkError;
  assertIpcError(refused, "EINVAL", "netlink");
  assert.match(refused.detail ?? "", /header/i);
  assert.ok(refused.message.endsWith(refused.detail ?? "?"));
  const wrong = await rejection(all(netlink.dump({ type: 22, data: Buffer.from([2, 8, 0, 0, 0, 0, 0, 0]) })));
  assertIpcError(wrong, "EINVAL", "netlink");
});

test("requests and dumps at once, and dumps that are abandoned", async () => {
  using netlink = RouteNetlink.open();
  const [links, addresses, ...single] = await Promise.all([
    all(netlink.listLinks()),
    all(netlink.listAddresses()),
    ...Array.from({ length: 50 }, () => netlink.link("lo")),
  ]);
  assert.ok(links.length > 0 && addresses.length > 0);
  assert.ok(single.every(({ index }) => index === 1));
  for (let i = 0; i < 20; i++) {
    for await (const link of netlink.listLinks()) {
      assert.is(link.index, links[0]?.index);
      break;
    }
  }
  assert.is((await all(netlink.listLinks())).length, links.length);
});

test("aborting and closing", async () => {
  const netlink = RouteNetlink.open();
  const reason = new Error("enough");
  const aborted = AbortSignal.abort(reason);
  assert.is(await rejection(netlink.link("lo", { signal: aborted })), reason);
  assert.is(await rejection(all(netlink.listLinks({ signal: aborted }))), reason);
  assert.is(
    thrown(() => netlink.links({ signal: aborted })),
    reason,
  );
  const controller = new AbortController();
  const changes = netlink.links({ signal: controller.signal });
  const next = rejection(changes.next());
  controller.abort(reason);
  assert.is(await next, reason);
  assert.equal(await changes.next(), { done: true, value: undefined });
  const waiting = netlink.addresses().next();
  const { fd } = netlink;
  assert.ok(fd > 2);
  await netlink.close();
  assertIpcError(await rejection(waiting), "ECANCELED", "recvmsg");
  assert.is(netlink.fd, -1);
  assertIpcError(await rejection(netlink.link("lo")), "EBADF", "sendto");
});

test("arguments are checked", async () => {
  using netlink = RouteNetlink.open();
  assert.instance(
    thrown(() => Netlink.open("routes" as never)),
    TypeError,
  );
  assert.instance(
    thrown(() => Netlink.open(32)),
    RangeError,
  );
  assert.instance(await rejection(netlink.link(0)), RangeError);
  assert.instance(await rejection(netlink.setLink("lo", { mtuu: 1 } as never)), TypeError);
  assert.instance(await rejection(netlink.addAddress("lo", "1.2.3", 8)), TypeError);
  assert.instance(
    thrown(() => netlink.subscribe([0])),
    RangeError,
  );
  assertIpcError(
    thrown(() => netlink.subscribe([4000])),
    "EINVAL",
    "setsockopt",
  );
});

test("generic netlink finds families", async () => {
  using netlink = GenericNetlink.open();
  const controller = await netlink.findFamily("nlctrl");
  assert.is(controller.id, 16);
  assert.ok(controller.groups.has("notify") && controller.operations.some(({ id }) => id === 3));
  const families = await all(netlink.listFamilies());
  assert.equal(
    families.find(({ name }) => name === "nlctrl"),
    controller,
  );
  assertIpcError(await rejection(netlink.findFamily("no-such-family")), "ENOENT", "netlink");
  assert.instance(
    thrown(() => netlink.events(controller, "nothing")),
    TypeError,
  );
});

test("messages between sockets, to ports and to groups", async () => {
  using one = Netlink.open("usersock");
  using other = Netlink.open("usersock");
  assert.ok(one.port !== 0 && one.port !== other.port);
  const heard = other.subscribe();
  one.send({ type: 0x20, flags: MessageFlag.create, data: Buffer.from("hello") }, { port: other.port });
  const { value } = await heard.next();
  assert.is(value.data.toString(), "hello");
  assert.equal([value.type, value.flags, value.from, value.port, value.groups], [0x20, 0x400, one.port, one.port, 0]);
  assertIpcError(
    thrown(() => one.send({ type: 0x20 }, { port: 0x7fff_fff0 })),
    "ECONNREFUSED",
    "sendto",
  );
  if (process.geteuid?.() !== 0) return;
  const group = other.subscribe([9]);
  one.send({ type: 0x21, data: Buffer.from("all") }, { groups: 1 << 8 });
  const told = await group.next();
  assert.equal([told.value.data.toString(), told.value.groups], ["all", 1 << 8]);
  await group.return?.();
  one.send({ type: 0x22 }, { groups: 1 << 8 });
  one.send({ type: 0x23 }, { port: other.port });
  // That to the group, which was left, didn't come.
  let last = await heard.next();
  if (last.value.type === 0x21) last = await heard.next();
  assert.is(last.value.type, 0x23);
});

test("what is lost is told, and it goes on", async () => {
  using one = Netlink.open("usersock");
  using other = Netlink.open("usersock");
  const heard = other.subscribe();
  const data = Buffer.alloc(8192);
  let sent = 0;
  const full = thrown(() => {
    for (; sent < 10_000; sent++) one.send({ type: 0x20, data }, { port: other.port });
  });
  assertIpcError(full, "EAGAIN", "sendto");
  for (let i = 0; i < sent; i++) assert.is((await heard.next()).value.data.length, data.length);
  one.send({ type: 0x21 }, { port: other.port });
  assert.is((await heard.next()).value.type, 0x21);
});

const api = new URL("../ts/api/index.js", import.meta.url).href;
const inside = async (code: string): Promise<unknown> => {
  const script = `import { RouteNetlink } from ${JSON.stringify(api)}; ${code}`;
  const { stdout, stderr } = await execute("unshare", ["-n", process.execPath, "--input-type=module", "-e", script]);
  assert.is(stderr, "");
  return JSON.parse(stdout);
};

inNamespace("changes of links, addresses and routes, made and seen", async () => {
  const seen = await inside(`
    const netlink = RouteNetlink.open();
    const links = netlink.links(), addresses = netlink.addresses(), routes = netlink.routes();
    const until = async (changes, test) => { for (;;) { const { value } = await changes.next(); if (test(value)) return value; } };
    const out = {};
    await netlink.addLink({ name: "one", kind: "veth" });
    out.kind = (await until(links, ({ value }) => value.name === "one")).value.kind;
    await netlink.setLink("one", { up: true, mtu: 1234 });
    out.mtu = (await until(links, ({ value }) => value.name === "one" && value.mtu === 1234 && value.up)).change;
    await netlink.addAddress("one", "192.0.2.1", 24);
    const address = await until(addresses, ({ value }) => value.address === "192.0.2.1");
    out.address = [address.change, address.value.prefixLength];
    out.route = (await until(routes, ({ value }) => value.destination === "192.0.2.0" && value.table === 254)).change;
    out.again = await netlink.addAddress("one", "192.0.2.1", 24).catch(({ code }) => code);
    await netlink.deleteAddress("one", "192.0.2.1", 24);
    out.removed = (await until(addresses, ({ value }) => value.address === "192.0.2.1")).change;
    await netlink.deleteLink("one");
    out.gone = (await until(links, ({ change, value }) => change === "deleted" && value.name === "one")).change;
    out.unknown = await netlink.addLink({ name: "two", kind: "no-such-kind" }).catch(({ code }) => code);
    out.left = (await Promise.all([links.return(), addresses.return(), routes.return()])).length;
    await netlink.close();
    console.log(JSON.stringify(out));
  `);
  assert.equal(seen, {
    kind: "veth",
    mtu: "new",
    address: ["new", 24],
    route: "new",
    again: "EEXIST",
    removed: "deleted",
    gone: "deleted",
    unknown: "EOPNOTSUPP",
    left: 3,
  });
});

inNamespace("changes that ip makes, in a for await loop that is left", async () => {
  const seen = await inside(`
    import { execFileSync } from "node:child_process";
    const netlink = RouteNetlink.open();
    const names = [];
    const changes = netlink.links();
    execFileSync("ip", ["link", "set", "lo", "up"]);
    for await (const { change, value } of changes) {
      names.push([change, value.name, value.up]);
      break;
    }
    await netlink.close();
    console.log(JSON.stringify(names));
  `);
  assert.equal(seen, [["new", "lo", true]]);
});

test("a socket that nobody waits for lets the program end", async () => {
  const script = `import { RouteNetlink, Netlink } from ${JSON.stringify(api)};
    const netlink = RouteNetlink.open(); netlink.links(); await netlink.link("lo");
    const other = RouteNetlink.open().unref(); other.links().next(); console.log("end");`;
  const { stdout, status } = await execute(process.execPath, ["--input-type=module", "-e", script]);
  assert.equal([stdout, status], ["end\n", 0]);
});

test("IpcError is what errors are", () => {
  assert.ok(NetlinkError.prototype instanceof IpcError);
});

test.run();

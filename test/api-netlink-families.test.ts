// Netlink families of the API beside route and generic: sockets are those that ss lists, destroyed ones are told, events of devices and of processes are
// those of real ones.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fstatSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  ConnectorNetlink,
  type InternetSocket,
  Netlink,
  type ProcessEvent,
  SockDiagNetlink,
  type SocketState,
  TcpListener,
  TcpStream,
  UdpSocket,
  UeventNetlink,
  UnixDatagram,
  UnixListener,
  UnixStream,
} from "../ts/api/index.js";
import { assertIpcError, becomes, rejection } from "./api/peers.js";
import { removeTemporary, skip, temporary } from "./harness/index.js";

const isRoot = process.geteuid?.() === 0;
const withSs = spawnSync("ss", ["-V"]).status === 0 ? test : skip("needs ss of iproute2");
const asRoot = isRoot ? test : skip("needs root");
const listening: SocketState[] = ["listening"];

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of from) found.push(one);
  return found;
}

/** The columns of ss's lines. */
function ss(...args: string[]): string[][] {
  const { stdout, stderr } = spawnSync("ss", ["-H", "-n", "-O", ...args], { encoding: "utf8" });
  assert.is(stderr, "");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.trim().split(/\s+/));
}

/** As ss writes an end. */
function shown({ host, port }: { host: string; port: number }, family: string): string {
  const address = host === "::" ? "[::]" : family === "IPv6" ? `[${host}]` : host;
  return `${address}:${port === 0 ? "*" : port}`;
}

/** As ss writes a socket that is bound to every address of both families. */
const line = ({ state, receiveQueue, sendQueue, local, remote, family, ipv6Only }: InternetSocket): string => {
  const words: Partial<Record<SocketState, string>> = { established: "ESTAB", listening: "LISTEN", closed: "UNCONN" };
  const every = family === "IPv6" && !ipv6Only && local.host === "::";
  const ends = every ? [`*:${local.port}`, "*:*"] : [shown(local, family), shown(remote, family)];
  return [words[state] ?? state, receiveQueue, sendQueue, ...ends].join(" ");
};

withSs("sockets of TCP are those of ss", async () => {
  using diag = SockDiagNetlink.open();
  using four = await TcpListener.listen({ host: "127.0.0.1", port: 0 }, { backlog: 7 });
  using both = await TcpListener.listen({ port: 0 });
  const client = await TcpStream.connect(four.localAddress);
  const server = await four.accept();
  await client.write(Buffer.alloc(123));
  await becomes(() => server.available, 123);
  const ports = new Set([four.localAddress.port, both.localAddress.port]);
  const mine = (await all(diag.listInternet("tcp"))).filter((one) => ports.has(one.local.port));
  const wanted = ss("-t", "-a", `( sport = :${four.localAddress.port} or sport = :${both.localAddress.port} )`);
  assert.equal(mine.map(line).sort(), wanted.map((words) => words.slice(0, 5).join(" ")).sort());
  const connection = mine.find(({ state }) => state === "established");
  assert.equal(connection?.remote, { host: "127.0.0.1", port: client.localAddress?.port });
  assert.is(connection?.receiveQueue, 123);
  assert.equal([connection?.inode, connection?.uid], [fstatSync(server.fd).ino, process.geteuid?.()]);
  assert.is(connection?.cookie, server.getOption("SO_COOKIE"));
  assert.is(connection?.congestion, server.getOption("TCP_CONGESTION"));
  assert.is(connection?.info?.bytesReceived, 123n);
  assert.is(mine.find(({ local }) => local.port === four.localAddress.port && local.host !== "::")?.protocol, "tcp");
  const six = await all(diag.listInternet("tcp", { family: "IPv6", states: listening }));
  assert.ok(six.every(({ family, state }) => family === "IPv6" && state === "listening"));
  assert.ok(six.some(({ local }) => local.port === both.localAddress.port));
  client[Symbol.dispose]();
  server[Symbol.dispose]();
});

withSs("sockets of UDP are those of ss", async () => {
  using diag = SockDiagNetlink.open();
  using bound = await UdpSocket.bind({ host: "127.0.0.1", port: 0 });
  using connected = await UdpSocket.connect(bound.localAddress);
  const ports = [bound.localAddress.port, connected.localAddress.port];
  const mine = (await all(diag.listInternet("udp"))).filter(({ local }) => ports.includes(local.port));
  const wanted = ss("-u", "-a", `( sport = :${ports[0]} or sport = :${ports[1]} )`);
  assert.equal(mine.map(line).sort(), wanted.map((words) => words.slice(0, 5).join(" ")).sort());
  assert.equal(mine.map(({ state }) => state).sort(), ["closed", "established"]);
});

withSs("Unix sockets are those of ss", async () => {
  const directory = temporary();
  const path = join(directory, "listening");
  using diag = SockDiagNetlink.open();
  using listener = UnixListener.listen(path);
  using abstract = UnixDatagram.bind(`@isthmus-test-${process.pid}`);
  const client = await UnixStream.connect(path);
  const server = await listener.accept();
  const inodes = [listener, abstract, client, server].map(({ fd }) => fstatSync(fd).ino);
  const entries = new Map((await all(diag.listUnix())).map((one) => [one.inode, one]));
  const mine = inodes.map((inode) => entries.get(inode));
  assert.equal(
    mine.map((one) => [one?.type, one?.state, one?.name, one?.peer, one?.uid]),
    [
      ["stream", "listening", path, undefined, process.geteuid?.()],
      ["datagram", "closed", `@isthmus-test-${process.pid}`, undefined, process.geteuid?.()],
      ["stream", "established", undefined, inodes[3], process.geteuid?.()],
      ["stream", "established", path, inodes[2], process.geteuid?.()],
    ],
  );
  for (const [, , , , , inode, , peer] of ss("-x", "-a").filter((words) => inodes.includes(Number(words[5]))))
    assert.is(entries.get(Number(inode))?.peer ?? 0, Number(peer));
  const listened = await all(diag.listUnix({ states: listening }));
  assert.ok(listened.some(({ name }) => name === path) && listened.every(({ state }) => state === "listening"));
  client[Symbol.dispose]();
  server[Symbol.dispose]();
  removeTemporary(directory);
});

test("netlink and packet sockets", async () => {
  using diag = SockDiagNetlink.open();
  using uevents = UeventNetlink.open();
  const events = uevents.events();
  const shown = await all(diag.listNetlink());
  const own = shown.find(({ inode }) => inode === fstatSync(diag.fd).ino);
  assert.equal([own?.protocol, own?.port, own?.groups], [4, diag.port, []]);
  const other = shown.find(({ port, protocol }) => port === uevents.port && protocol === 15);
  assert.equal(other?.groups, [1]);
  await events.return?.();
  for (const one of await all(diag.listPacket())) assert.ok(one.inode > 0 && one.type !== "unknown");
});

test("arguments are checked, dumps aborted", async () => {
  using diag = SockDiagNetlink.open();
  assert.instance(await rejection(all(diag.listInternet("sctp" as never))), TypeError);
  assert.instance(await rejection(all(diag.listInternet("tcp", { family: "IPv5" as never }))), TypeError);
  assert.instance(await rejection(all(diag.listInternet("tcp", { states: ["open" as never] }))), TypeError);
  assert.instance(await rejection(all(diag.listUnix({ state: [] } as never))), TypeError);
  const reason = new Error("enough");
  assert.is(await rejection(all(diag.listUnix({ signal: AbortSignal.abort(reason) }))), reason);
});

asRoot("sockets are destroyed, and that is told", async () => {
  using diag = SockDiagNetlink.open();
  using listener = await TcpListener.listen({ host: "127.0.0.1", port: 0 });
  const client = await TcpStream.connect(listener.localAddress);
  const server = await listener.accept();
  makeRoom(diag);
  const gone = diag.destroyed();
  const port = listener.localAddress.port;
  const entry = (await all(diag.listInternet("tcp", { states: ["established"] }))).find(
    ({ local }) => local.port === port,
  );
  const reading = rejection(server.read());
  await diag.destroy(entry as InternetSocket);
  assertIpcError(await reading, "ECONNABORTED", "recv");
  assertIpcError(await rejection(diag.destroy(entry as InternetSocket)), "ENOENT", "netlink");
  server[Symbol.dispose]();
  client[Symbol.dispose]();
  const left = new Set(["server", "client"]);
  for await (const { protocol, state, local, remote } of gone) {
    if (local.port !== port && remote.port !== port) continue;
    assert.equal([protocol, state], ["tcp", "closed"]);
    left.delete(local.port === port ? "server" : "client");
    if (left.size === 0) break;
  }
});

asRoot("events of devices", async () => {
  using uevents = UeventNetlink.open();
  const events = uevents.events();
  writeFileSync("/sys/devices/virtual/mem/null/uevent", "change");
  for await (const { action, path, subsystem, sequence, properties } of events) {
    if (path !== "/devices/virtual/mem/null") continue;
    assert.equal([action, subsystem], ["change", "mem"]);
    assert.equal([properties.get("DEVNAME"), properties.get("MAJOR")], ["null", "1"]);
    assert.ok((sequence ?? 0n) > 0n);
    break;
  }
});

test("an event of a device is the kernel's", async () => {
  using uevents = UeventNetlink.open();
  using other = Netlink.open("kobject-uevent");
  const reason = new Error("nothing came");
  const next = rejection(uevents.events({ signal: AbortSignal.timeout(50) }).next());
  try {
    other.send({ type: 0x6461, data: Buffer.from("add@/devices/none\0ACTION=add\0") }, { port: uevents.port });
  } catch (error) {
    assertIpcError(error, "EPERM", "sendto");
  }
  assert.is(((await next) as Error).name, "TimeoutError", reason);
});

/** Makes room for what the whole machine does while this process doesn't get its turn: SO_RCVBUFFORCE, which the API hasn't. Without Python there is less. */
function makeRoom({ fd }: Netlink): void {
  const script = "import socket; socket.socket(fileno=3).setsockopt(socket.SOL_SOCKET, 33, 32 << 20)";
  spawnSync("python3", ["-c", script], { stdio: ["ignore", "ignore", "ignore", fd] });
}

/** Events of a program and of what it starts, until it has ended. */
async function eventsOf(command: string, ...args: string[]): Promise<{ pid: number; events: ProcessEvent[] }> {
  using connector = ConnectorNetlink.open();
  makeRoom(connector);
  const told = connector.processes();
  const child = spawn(command, args, { stdio: "ignore" });
  const exited = once(child, "exit");
  const pid = child.pid as number;
  const family = new Set([pid]);
  const events: ProcessEvent[] = [];
  for await (const one of told) {
    if (one.event === "fork" && family.has(one.pid)) family.add(one.child);
    if (!family.has(one.pid) && !(one.event === "fork" && family.has(one.child))) continue;
    events.push(one);
    if (one.event === "exit" && one.pid === pid && one.thread === pid) break;
  }
  await exited;
  return { pid, events };
}

asRoot("events of processes", async () => {
  const { pid, events } = await eventsOf(
    "sh",
    "-c",
    "printf named > /proc/$$/comm; sh -c 'kill -9 $$'; setsid -w true; exit 3",
  );
  assert.equal(events[0]?.event === "fork" && [events[0].pid, events[0].child], [process.pid, pid]);
  assert.ok(events.some(({ event, pid: one }) => event === "exec" && one === pid));
  assert.ok(events.some((one) => one.event === "comm" && one.pid === pid && one.name === "named"));
  assert.ok(events.some(({ event }) => event === "sid"));
  assert.ok(events.some((one) => one.event === "exit" && one.exit.signal === "SIGKILL"));
  const last = events.at(-1);
  assert.equal(last?.event === "exit" && [last.exit, last.parent], [{ code: 3, signal: null }, process.pid]);
  assert.ok(events.every(({ time }, i) => i === 0 || time >= (events[i - 1]?.time ?? 0n) - 1_000_000_000n));
  // Nobody listens any more, and then somebody else does.
  assert.ok((await eventsOf("true")).events.some(({ event }) => event === "exit"));
});

test.run();

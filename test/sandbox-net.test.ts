// Guests that try to get at addresses and ports beyond the policy: servers of the host's that nobody may reach, in every form of
// address and by every call.
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { makeArena, runInArena, watched } from "./harness/arena.js";
import { compileGuest, isthmus } from "./harness/index.js";

const source = join(packageRoot, "test", "sandbox", "net.c");

interface Servers {
  port: number;
  reached: string[];
  close(): void;
}

/** Servers of all kinds at one port of both loopback addresses; another one when somebody else has that port in another place. */
async function serve(): Promise<Servers> {
  for (let tries = 0; ; tries++) {
    const open: (Server | Socket)[] = [];
    try {
      return await serveWith(open);
    } catch (error) {
      for (const one of open) one.close();
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || tries === 20) throw error;
    }
  }
}

async function serveWith(open: (Server | Socket)[]): Promise<Servers> {
  const reached: string[] = [];
  const stream = async (host: string, port: number): Promise<number> => {
    const server = createServer((socket) => {
      reached.push(`TCP ${host}`);
      socket.on("error", () => {}).destroy();
    });
    server.listen({ host, port, ipv6Only: true });
    await once(server, "listening");
    open.push(server);
    return (server.address() as AddressInfo).port;
  };
  const datagram = async (host: string, port: number): Promise<void> => {
    const socket = createSocket({ type: host.includes(":") ? "udp6" : "udp4", ipv6Only: host.includes(":") });
    socket.on("message", () => reached.push(`UDP ${host}`)).bind(port, host);
    await once(socket, "listening");
    open.push(socket);
  };
  const port = await stream("127.0.0.1", 0);
  await stream("::1", port);
  await datagram("127.0.0.1", port);
  await datagram("::1", port);
  return {
    port,
    reached,
    close() {
      for (const one of open) one.close();
    },
  };
}

async function attack(
  which: "none" | "some" | "denied",
  options: (mine: number, forbidden: number) => string[],
  env = {},
): Promise<void> {
  const module = await compileGuest(source);
  const arena = await makeArena();
  const mine = await serve();
  const forbidden = await serve();
  try {
    const { outcome, damage } = await watched(arena, () =>
      runInArena(arena, module, [which, `${mine.port}`, `${forbidden.port}`], options(mine.port, forbidden.port), 60, {
        env,
      }),
    );
    assert.is(outcome.stdout, "contained\n", outcome.stderr.slice(-2000));
    assert.is(outcome.status, 0, outcome.stderr.slice(-2000));
    assert.equal(damage, []);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(forbidden.reached, []);
    if (which === "none") assert.equal(mine.reached, []);
  } finally {
    mine.close();
    forbidden.close();
  }
}

test("without --allow-net there are no sockets", () => attack("none", () => []));
test("denied altogether", () => attack("none", () => ["--allow-net", "--deny-net"]));
test("with a list, no other address", () =>
  attack("some", (mine) => [`--allow-net=127.0.0.1:${mine},ff02::4711`, "--allow-netlink=route"]));
test("the same without the fast lane", () =>
  attack("some", (mine) => [`--allow-net=127.0.0.1:${mine},ff02::4711`, "--allow-netlink=route"], {
    ISTHMUS_FAST: "0",
  }));
test("what is denied is out of reach", () =>
  attack("denied", (_, forbidden) => ["--allow-net", `--deny-net=127.0.0.0/8:${forbidden},[::1]:${forbidden}`]));

test("a port that a socket had once is not another one to listen at", async () => {
  // Every other block of the ports that the kernel chooses from, of which it takes one after the other.
  const [first = 0, last = 0] = readFileSync("/proc/sys/net/ipv4/ip_local_port_range", "utf8").split(/\s+/).map(Number);
  const blocks = Array.from({ length: (last - first) >> 7 }, (_, i) => `*:${first + 128 * i}-${first + 128 * i + 63}`);
  const server = await serve();
  try {
    const module = await compileGuest(join(packageRoot, "test", "sandbox", "net-stale.c"));
    const allowed = `--allow-net=127.0.0.1:${server.port},${blocks.join(",")}`;
    const { stdout, stderr } = await isthmus(["run", allowed, module, `${server.port}`, `${first}`]);
    assert.is(stdout, "some as told, 0 at others, 0 beyond\n", stderr.slice(-1000));
  } finally {
    server.close();
  }
});

test("the notice names the option", async () => {
  const module = await compileGuest(join(packageRoot, "test", "sandbox", "net-refused.c"));
  const { stderr } = await isthmus(["run", module]);
  assert.match(stderr, 'isthmus: socket "AF_INET" refused: allow it with --allow-net\n');
  const some = await isthmus(["run", "--allow-net=192.0.2.1", module]);
  assert.match(some.stderr, 'isthmus: connect "127.0.0.1:9" refused: allow it with --allow-net=127.0.0.1:9\n');
  const denied = await isthmus(["run", "--allow-net", "--deny-net=127.0.0.1", module]);
  assert.match(denied.stderr, 'isthmus: connect "127.0.0.1:9" refused by --deny-net\n');
});

test.run();

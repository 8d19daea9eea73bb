// TCP and UDP between guests and native programs, both ways: the same C built natively, Python, socat, curl, ss.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, temporary } from "./harness/index.js";
import { Peer } from "./harness/peer.js";

const source = join(packageRoot, "test", "interop", "net-peer.c");
const httpSource = join(packageRoot, "test", "interop", "http-server.c");
const directory = temporary("interop");
const readyPort = /^ready (\d+)\n/m;
const LOOPBACK = "--allow-net=127.0.0.1,[::1]";

/** Starts the peer, or another program. */
type Side = (...args: string[]) => Promise<Peer>;

const native: Side = async (...args) => new Peer(await compileNative(source), args, directory);
const guest: Side = async (...args) => Peer.run([LOOPBACK, await compileGuest(source), ...args], directory);
const program = (command: string, ...args: string[]): Peer => new Peer(command, args, directory);

const PYTHON_SERVER = `import socket, sys
kind, host = sys.argv[1:3]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
server = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
server.bind((host, 0))
if kind == "tcp": server.listen()
print("ready", server.getsockname()[1], flush=True)
connection = server.accept()[0] if kind == "tcp" else server
while True:
    data, peer = connection.recvfrom(1000)
    if not data: break
    if kind == "tcp": connection.sendall(b"[" + data + b"]")
    else: connection.sendto(b"[" + data + b"]", peer)
print("ended")`;

const PYTHON_CLIENT = `import socket, sys
kind, host, port = sys.argv[1:4]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
client = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
client.connect((host, int(port)))
for text in (b"one", b"and two"):
    client.send(text)
    print(client.recv(1000).decode())
client.send(b"")`;

/** The same, in Python. */
const pythonServer: Side = async (what = "", ...rest) =>
  program("python3", "-c", PYTHON_SERVER, what.slice(6), ...rest);
const pythonClient: Side = async (what = "", ...rest) =>
  program("python3", "-c", PYTHON_CLIENT, what.slice(5), ...rest);

for (const [title, server, client] of [
  ["native to guest", guest, native],
  ["guest to native", native, guest],
  ["Python to guest", guest, pythonClient],
  ["guest to Python", pythonServer, guest],
] as const) {
  for (const host of ["127.0.0.1", "::1"]) {
    for (const kind of ["tcp", "udp"]) {
      test(`${kind} at ${host}, ${title}`, async () => {
        const serving = await server(`serve-${kind}`, host, "0");
        const port = await serving.prints(readyPort);
        const talking = await client(`talk-${kind}`, host, port);
        talking.write("one\nand two\n");
        assert.is((await talking.end()).replace(/^ready\n/, ""), "[one]\n[and two]");
        assert.match(await serving.end(), /^(ended)?$/);
      });
    }
  }
}

test("socat is a client of a guest's servers", async () => {
  for (const kind of ["tcp", "udp"]) {
    const server = await guest(`serve-${kind}`, "127.0.0.1", "0");
    const port = await server.prints(readyPort);
    const socat = program("socat", "-", `${kind.toUpperCase()}:127.0.0.1:${port}`);
    socat.write("from socat");
    await socat.prints(/^(\[from socat\])/);
    socat.kill("SIGTERM");
    assert.is(await socat.end(), "");
    if (kind === "udp") server.kill("SIGKILL");
    assert.is(await server.end(), kind === "tcp" ? "ended" : "");
  }
});

test("socat is a server of guests", async () => {
  for (const kind of ["tcp", "udp"]) {
    const socat = program("socat", "-d", "-d", `${kind.toUpperCase()}4-LISTEN:0,bind=127.0.0.1`, "EXEC:cat");
    const port = await socat.prints(/listening on .*:(\d+)\n/);
    const client = await guest(`talk-${kind}`, "127.0.0.1", port);
    client.write("to socat\n");
    await client.prints(/^(to socat)\n/m);
    assert.is(await client.end(), "ready");
    // Over UDP it can't know that nothing more comes.
    if (kind === "udp") socat.kill("SIGTERM");
    await socat.end();
  }
});

test("ss shows whose a listening socket is", async () => {
  const server = await guest("serve-tcp", "127.0.0.1", "0");
  const port = await server.prints(readyPort);
  const listening = execFileSync("ss", ["-Hltnp", `sport = :${port}`], { encoding: "utf8" });
  assert.match(listening, new RegExp(`^LISTEN +0 +5 +127\\.0\\.0\\.1:${port} `));
  assert.ok(listening.includes(`pid=${server.pid},`), listening);
  server.kill("SIGKILL");
  await server.end();
});

test("curl is a client of a guest's HTTP server", async () => {
  const server = Peer.run([LOOPBACK, await compileGuest(httpSource)], directory);
  const url = `http://127.0.0.1:${await server.prints(readyPort)}/`;
  const curl = async (...args: string[]): Promise<string> => {
    const { stdout, stderr, status } = await execute("curl", ["-sS", "--noproxy", "*", ...args], { cwd: directory });
    assert.is(status, 0, stderr);
    return stdout;
  };
  assert.is(await curl(url), "connection 1, request 1\n");
  assert.is(await curl(url, url, url), [1, 2, 3].map((number) => `connection 2, request ${number}\n`).join(""));
  assert.is(await curl("-w", "%{http_code}", `${url}nowhere`), "not here\n404");
  const megabyte = randomBytes(1 << 20);
  writeFileSync(join(directory, "sent"), megabyte);
  // Over a megabyte it asks first whether it may send.
  await curl("--data-binary", "@sent", "-H", "Expect: 100-continue", "-o", "received", url);
  assert.ok(readFileSync(join(directory, "received")).equals(megabyte));
  const [first, second] = await Promise.all([curl(url), curl("-H", "Connection: close", url)]);
  assert.equal([first, second].sort(), ["connection 5, request 1\n", "connection 6, request 1\n"]);
  server.kill("SIGTERM");
  assert.is(await server.end(), "stopped");
});

test.run();

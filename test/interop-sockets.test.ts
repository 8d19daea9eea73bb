// Unix sockets between guests and native programs, both ways: the same C built natively, Python, socat. Each finds the other by
// the names that it would have natively, also where the guest calls the directory by another name.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, temporary } from "./harness/index.js";
import { Peer } from "./harness/peer.js";

const source = join(packageRoot, "test", "interop", "socket-peer.c");
const directory = temporary("interop");

/** Starts the peer, or another program, in the directory. */
type Side = (...args: string[]) => Promise<Peer>;

const native: Side = async (...args) => new Peer(await compileNative(source), args, directory);

async function guestAt(place: string, args: readonly string[]): Promise<Peer> {
  return Peer.run(["--dir", place, "--allow-unix", await compileGuest(source), ...args], directory);
}
const guest: Side = (...args) => guestAt(".", args);
/** The guest calls the directory /here. */
const elsewhere: Side = (...args) => guestAt(`${directory}::/here`, args);

const python: Side = async (script, ...args) => new Peer("python3", ["-c", script, ...args], directory);

const absolute = (name: string): string => join(directory, name);

for (const [title, one, other] of [
  ["native to guest", native, guest],
  ["guest to native", guest, native],
] as const) {
  for (const kind of ["", "-packets"]) {
    test(`connection${kind}, ${title}`, async () => {
      const path = absolute(`server${kind}`);
      const server = await (await one(`serve${kind}`, path)).ready();
      assert.is(await (await other(`client${kind}`, `server${kind}`, "hello")).end(), "[hello]");
      assert.is(await server.end(), "user the same");
      assert.not.ok(existsSync(path));
    });
  }

  test(`datagrams are answered by name, ${title}`, async () => {
    for (const name of [absolute("question"), "question"]) {
      const server = await (await one("answer", absolute("oracle"))).ready();
      const asked = await (await other("ask", absolute("oracle"), name, "how much")).end();
      assert.is(asked, `HOW MUCH from ${absolute("oracle")}`);
      assert.is(await server.end(), `from ${name}`);
    }
  });
}

test("a guest that calls the directory otherwise", async () => {
  let server = await (await native("answer", absolute("oracle"))).ready();
  let asked = await elsewhere("ask", "/here/oracle", "/here/question", "which way");
  assert.is(await asked.end(), "WHICH WAY from /here/oracle");
  assert.is(await server.end(), `from ${absolute("question")}`);
  server = await (await elsewhere("answer", "/here/oracle")).ready();
  asked = await native("ask", absolute("oracle"), absolute("question"), "and back");
  assert.is(await asked.end(), `AND BACK from ${absolute("oracle")}`);
  assert.is(await server.end(), "from /here/question");
  server = await (await guest("answer", absolute("oracle"))).ready();
  asked = await elsewhere("ask", "/here/oracle", "/here/question", "among guests");
  assert.is(await asked.end(), "AMONG GUESTS from /here/oracle");
  assert.is(await server.end(), `from ${absolute("question")}`);
});

test("Python's socket: descriptors both ways", async () => {
  writeFileSync(absolute("file"), "what the file holds");
  const receiver = `import socket, os
server = socket.socket(socket.AF_UNIX); server.bind("fds"); server.listen(); print("ready", flush=True)
connection, _ = server.accept()
data, fds, flags, _ = socket.recv_fds(connection, 10, 8)
print(data, len(fds), os.read(fds[0], 100).decode()); os.unlink("fds")`;
  const taking = await (await python(receiver)).ready();
  assert.is(await (await guest("pass", "fds", "file")).end(), "");
  assert.is(await taking.end(), "b'x' 1 what the file holds");
  const sender = `import socket, os
server = socket.socket(socket.AF_UNIX); server.bind("fds"); server.listen(); print("ready", flush=True)
connection, _ = server.accept()
reader, writer = os.pipe(); os.write(writer, b"through the pipe"); left, right = socket.socketpair(); left.send(b"and the socket")
socket.send_fds(connection, [b"y"], [os.open("file", os.O_RDONLY), reader, right.fileno()])
connection.recv(1); os.unlink("fds")`;
  const giving = await (await python(sender)).ready();
  assert.is(await (await guest("take", "fds")).end(), "what the file holds\nthrough the pipe\nand the socket");
  assert.is(await giving.end(), "");
});

test("socat is a client of a guest's server, and a server of a guest", async () => {
  const server = await (await guest("serve", "echo")).ready();
  const client = new Peer("sh", ["-c", "printf from-socat | socat -t 60 - UNIX-CONNECT:echo"], directory);
  assert.is(await client.end(), "[from-socat]");
  assert.is(await server.end(), "user the same");
  const socat = new Peer("socat", ["-d", "-d", "UNIX-LISTEN:echo,unlink-close", "EXEC:cat"], directory);
  const reply = await socat.ready(/listening on/);
  assert.is(await (await guest("client", "echo", "to socat")).end(), "to socat");
  await reply.end();
});

test.run();

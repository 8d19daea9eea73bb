// STREAM sockets and programs that know nothing of ZeroMQ: curl and Node's HTTP at the other end of a guest, and of libzmq for comparison.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, isthmusCommand, temporary } from "./harness/index.js";
import { libzmq } from "./harness/libzmq.js";
import { Peer } from "./harness/peer.js";

const source = join(packageRoot, "test", "interop", "zmq-http.c");
const directory = temporary("http");

type Command = readonly [command: string, args: string[]];

async function guest(...args: string[]): Promise<Command> {
  const module = await compileGuest(source, ["-lzmq"]);
  const { command, args: words } = isthmusCommand(["run", "--allow-net=127.0.0.1", module, ...args]);
  return [command, words];
}

const native = async (...args: string[]): Promise<Command> => [await compileNative(source, ["-lzmq"]), args];

/** A STREAM serves: what clients get, one after the other and at once. */
async function served(program: typeof guest): Promise<string[]> {
  const paths = ["/first", "/large", "/third", "/large", "/fifth"];
  const server = new Peer(...(await program("serve", String(paths.length + 1))), directory);
  const port = await server.prints(/^port (\d+)\n/m);
  const heard = await Promise.all(
    paths.map(async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      const text = await response.text();
      return `${response.status} ${text.slice(0, 20)} ${text.length}`;
    }),
  );
  const { stdout, status } = await execute("curl", ["-s", "--http1.0", `http://127.0.0.1:${port}/curl`]);
  assert.is(await server.end(), "");
  return [...heard, `curl ${status}: ${stdout}`];
}

/** A STREAM asks Node's server. */
async function asked(program: typeof guest): Promise<string> {
  const server = createServer((request, response) => {
    response.sendDate = false;
    response.end(`you asked for ${request.url}, ${"x".repeat(100_000)}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const { stdout, stderr, status } = await execute(...(await program("get", String(port), "/thing")));
    return `${stdout}${stderr}exit ${status}\n`;
  } finally {
    server.close();
  }
}

const compared = libzmq(test);

compared("a STREAM answers fetch and curl", async () => {
  const seen = await served(guest);
  assert.is(seen.length, 6);
  assert.is(seen[0], "200 here is /first\n 15");
  assert.is(seen[5], "curl 0: here is /curl\n");
  assert.equal(seen, await served(native));
});

compared("a STREAM asks a server of Node's", async () => {
  const seen = await asked(guest);
  assert.match(seen, /^HTTP\/1\.1 200 OK\r\n.*you asked for \/thing, x+\nexit 0\n$/s);
  assert.ok(seen.length > 100_000, `${seen.length} bytes`);
  assert.is(seen, await asked(native));
});

test.run();

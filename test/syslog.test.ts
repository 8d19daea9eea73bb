// syslog(3) of a guest against a listener: the format of messages, in datagrams and in a stream. What standard error shows is
// compared with glibc's by test/programs/syslog.c.
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { UnixDatagram } from "../ts/api/index.js";
import { compile } from "../ts/toolchain/driver.js";
import { isthmus, temporary } from "./harness/index.js";

const folder = temporary("syslog");
const socket = join(folder, "log");
const module = join(folder, "program.wasm");
const date = /^(<\d+>)[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /;

test.before(async () => {
  const source = join(folder, "program.c");
  writeFileSync(
    source,
    `#include <syslog.h>
     #include <errno.h>
     int main(void) {
       syslog(LOG_ERR, "one");
       openlog("x", LOG_NDELAY, LOG_DAEMON);
       errno = ENOENT;
       syslog(LOG_INFO, "two %m\\n");
       syslog(LOG_LOCAL0 | LOG_DEBUG, "three");
       closelog();
     }`,
  );
  const { status, stderr } = await compile("clang", [source, "-o", module], { capture: true });
  assert.is(`${status} ${stderr}`, "0 ");
});
test.after.each(() => rmSync(socket, { force: true }));

const expected = ["<11>program.wasm: one", "<30>x: two No such file or directory\n", "<135>x: three"];
const run = async (...options: string[]): Promise<string> => {
  const { stdout, stderr, status } = await isthmus(["run", ...options, module]);
  return `${stdout}${stderr}${status}`;
};

test("datagrams", async () => {
  const log = await UnixDatagram.bind(socket);
  assert.is(await run("--allow-unix", "--dir", `${folder}::/dev`), "0");
  const messages: string[] = [];
  for (let i = 0; i < expected.length; i++) {
    const { data } = await log.receive();
    messages.push(Buffer.from(data).toString().replace(date, "$1"));
  }
  log.close();
  assert.equal(messages, expected);
});

test("a stream", async () => {
  let text = "";
  const server = createServer((connection) => connection.on("data", (data) => (text += data.toString())));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  assert.is(await run("--allow-unix", "--dir", `${folder}::/dev`), "0");
  await new Promise((resolve) => server.close(resolve));
  assert.equal(
    text.split("\0").map((message) => message.replace(date, "$1")),
    [...expected, ""],
  );
});

test("nobody listens, or the policy shows no log: nothing is said", async () => {
  assert.is(await run("--allow-unix", "--dir", `${folder}::/dev`), "0");
  assert.is(await run(), "0");
});

test.run();

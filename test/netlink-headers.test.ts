// The headers of netlink and of interfaces: every constant has the value, every struct the size and every field the place that they have natively.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileGuest, compileNative, execute, isthmus, temporary } from "./harness/index.js";

const headers =
  "netlink rtnetlink if_link if_addr if_addrlabel neighbour fib_rules genetlink netlink_diag sock_diag inet_diag unix_diag packet_diag " +
  "connector cn_proc net_namespace veth netconf if_tun";
/** Parts of these that stand elsewhere. */
const parts = ["isthmus/rtnetlink-groups.h", "isthmus/link-kinds.h", "isthmus/link-tunnels.h"];
/** These grow with the kernel. */
const isGrowing = (name: string): boolean => /_MAX$|^RTM_NR_|_VARS$/.test(name);

const without = (text: string): string => text.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, "").replace(/\\\n/g, " ");

function printed(header: string): string[] {
  const text = without(readFileSync(join(packageRoot, "core-c", "include", header), "utf8"));
  const lines: string[] = [];
  const number = (name: string): void => {
    if (!isGrowing(name)) lines.push(`printf("${name} %lld\\n", (long long)(${name}));`);
  };
  for (const [, name = "", value = ""] of text.matchAll(/^#define (\w+) (.+)$/gm))
    if (!name.startsWith("ISTHMUS_") && !/^tcm_|__attribute__/.test(name + value)) number(name);
  for (const [, body = ""] of text.matchAll(/enum\s*\w*\s*\{([^}]*)\}/g))
    for (const [, name = ""] of body.matchAll(/(\w+)\s*(?:=[^,]*)?(?:,|$)/g)) number(name);
  for (const [, kind = "", name = "", body = ""] of text.matchAll(/^(struct|union) (\w+) \{\n([\s\S]*?)^\};/gm)) {
    const type = `${kind} ${name}`;
    lines.push(`printf("${type} %zu\\n", sizeof(${type}));`);
    // Fields of the outermost level, without bit fields.
    for (const [, field] of body.matchAll(/^ {2}(?:\w[\w ]*?|.*\)\)) \**(\w+)(?:\[\w*\])?;/gm))
      lines.push(`printf("${name}.${field} %zu\\n", __builtin_offsetof(${type}, ${field}));`);
  }
  return lines;
}

test("are laid out and numbered as the system's", async () => {
  const names = headers.split(" ").map((name) => `linux/${name}.h`);
  const lines = [...names, ...parts].flatMap(printed);
  assert.ok(lines.length > 1300, `${lines.length}`);
  const source = join(temporary(), "layout.c");
  const includes = ["stdio.h", "sys/ioctl.h", "sys/socket.h", ...names].map((name) => `#include <${name}>\n`).join("");
  writeFileSync(source, `${includes}int main(void) {\n${lines.join("\n")}\nreturn 0;\n}\n`);
  const native = await execute(await compileNative(source), []);
  const guest = await isthmus(["run", await compileGuest(source)]);
  assert.is(native.status, 0);
  assert.is(guest.stdout, native.stdout);
});

test.run();

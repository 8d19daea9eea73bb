// The package as it is published: packed, installed into an empty directory without scripts and without a network, and used.
// test-timeout: 400
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { execute, type Outcome, temporary } from "./harness/index.js";

const npm: Record<string, string> = {
  ...(process.env as Record<string, string>),
  npm_config_offline: "true",
  npm_config_audit: "false",
  npm_config_fund: "false",
  // npm keeps its own compiled code in the temporary directory.
  NODE_DISABLE_COMPILE_CACHE: "1",
};

// A compiler that the developer named is none that the package found.
delete npm.ISTHMUS_CLANG;
delete npm.WASI_SDK_PATH;

/** Programs below node_modules find this test's Node, as they find a user's. */
const env = { ...npm, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string; mode: number }[];
}

let packed: Packed;
let directory: string;

const here = (command: string, args: readonly string[]): Promise<Outcome> =>
  execute(command, args, { cwd: directory, env, timeout: 100 });

/** Runs an ES module in the directory and gives what it printed; it must succeed. */
async function runModule(name: string, text: string): Promise<string> {
  writeFileSync(join(directory, name), text);
  const outcome = await here(process.execPath, [name]);
  assert.is(outcome.status, 0, outcome.stderr);
  return outcome.stdout;
}

test.before(async () => {
  const tarballs = temporary("pack");
  directory = temporary("installed");
  // The types, too, are made by `make package`; the bridges of other Node.js versions are left to it.
  const types = await execute(process.execPath, [join(packageRoot, "build", "scripts", "build-types.js")]);
  assert.is(types.status, 0, types.stderr);
  const pack = await execute("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", tarballs], {
    cwd: packageRoot,
    env: npm,
    timeout: 100,
  });
  assert.is(pack.status, 0, pack.stderr);
  const answer = JSON.parse(pack.stdout) as Packed[] | Record<string, Packed>;
  packed = Object.values(answer)[0] as Packed;
  writeFileSync(join(directory, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }');
  const tarball = readdirSync(tarballs).map((name) => join(tarballs, name));
  const install = await execute("npm", ["install", "--ignore-scripts", ...tarball], {
    cwd: directory,
    env: npm,
    timeout: 100,
  });
  assert.is(install.status, 0, install.stderr);
});

test("the tarball holds what is needed and nothing else", () => {
  const names = packed.files.map(({ path }) => path);
  const needed = [
    "package.json",
    "README.md",
    "LICENSE",
    "dist/isthmus.cjs",
    "dist/index.js",
    "dist/host.js",
    "dist/zmq.js",
  ];
  needed.push(
    "dist/types/ts/api/index.d.ts",
    "dist/types/ts/host/index.d.ts",
    "dist/types/ts/api/zmq.d.ts",
    "wasm/build/core.wasm",
  );
  needed.push("wasm/build/sysroot/lib/libisthmus.a", "wasm/build/sysroot/include/isthmus/imports.h");
  needed.push("wasm/assemblyscript/index.ts", "wasm/build/demos/pipe.wasm", "core-c/demos/pipe.c", "docs/status.md");
  needed.push(`dist/bridge/linux-${process.arch}-${process.versions.modules}.node`);
  for (const name of needed) assert.ok(names.includes(name), `${name} is missing`);
  const unwanted = names.filter((name) =>
    /(^|\/)(test|scripts|node_modules|objects|\.ci)\/|\.(map|command|o\.\d+|cc)$|(^|\/)\./.test(name),
  );
  assert.equal(unwanted, []);
  console.log(
    `tarball: ${(packed.size / 1e6).toFixed(2)} MB, ${(packed.unpackedSize / 1e6).toFixed(2)} MB unpacked, ${names.length} files`,
  );
  assert.ok(packed.unpackedSize < 12e6, `${packed.unpackedSize} bytes unpacked`);
});

test("it brings no other package and runs no script", () => {
  const installed = readdirSync(join(directory, "node_modules")).filter((name) => !name.startsWith("."));
  assert.equal(installed, ["isthmus"]);
  const manifest = JSON.parse(readFileSync(join(directory, "node_modules", "isthmus", "package.json"), "utf8"));
  for (const script of ["preinstall", "install", "postinstall"]) assert.not.ok(script in (manifest.scripts ?? {}));
  assert.not.ok(statSync(join(directory, "node_modules", "isthmus", "binding.gyp"), { throwIfNoEntry: false }));
});

test("npx isthmus run runs a prebuilt demo", async () => {
  const outcome = await here("npx", [
    "isthmus",
    "run",
    "--dir",
    ".",
    "node_modules/isthmus/wasm/build/demos/pipe.wasm",
  ]);
  assert.is(outcome.status, 0, outcome.stderr);
  assert.ok(outcome.stdout.length > 0);
});

test("npx isthmus demo lists and runs", async () => {
  const list = await here("npx", ["isthmus", "demo"]);
  assert.match(list.stdout, /^pipe /m);
  const run = await here("npx", ["isthmus", "demo", "fork"]);
  assert.is(run.status, 0, run.stderr);
});

test("the API passes bytes through a pipe", async () => {
  const text = `import { pipe } from "isthmus";
    const { reader, writer } = pipe();
    await writer.write("through the kernel");
    await writer.close();
    for await (const bytes of reader) process.stdout.write(bytes);`;
  assert.is(await runModule("pipe.js", text), "through the kernel");
});

test("the API starts a sandboxed process", async () => {
  const text = `import { spawn } from "isthmus";
    const child = spawn("node_modules/isthmus/wasm/build/demos/pipe.wasm", [], { stdio: ["ignore", "pipe", "inherit"], dirs: ["."] });
    let length = 0;
    for await (const bytes of child.stdout) length += bytes.length;
    const { code } = await child.exited;
    console.log(code, length > 0);`;
  assert.is(await runModule("spawn.js", text), "0 true\n");
});

test("isthmus/host can be imported", async () => {
  assert.is(await runModule("host.js", 'console.log(typeof (await import("isthmus/host")));'), "object\n");
});

test("the types resolve and are strict", async () => {
  const source = `import { type IpcError, pipe, spawn } from "isthmus";
    import * as host from "isthmus/host";
    const { reader, writer } = pipe();
    const bytes: Uint8Array = (await reader.read()) as Uint8Array;
    await writer.write(bytes);
    const child = spawn("a.wasm", ["b"], { env: { A: "b" } });
    const pid: number | Promise<number> | undefined = child.pid as never;
    const code: string = (undefined as unknown as IpcError).code;
    // @ts-expect-error an option that does not exist
    spawn("a.wasm", [], { nonsense: true });
    export { code, host, pid };`;
  writeFileSync(join(directory, "consumer.ts"), source);
  // A consumer has Node's types, which ours build on.
  mkdirSync(join(directory, "node_modules", "@types"), { recursive: true });
  for (const name of ["@types/node", "undici-types"]) {
    symlinkSync(join(packageRoot, "node_modules", name), join(directory, "node_modules", name));
  }
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--lib",
    "es2023,esnext.disposable,dom",
  ];
  const tsc = join(packageRoot, "node_modules", ".bin", "tsc");
  const outcome = await here(tsc, [...options, "--types", "node", "--exactOptionalPropertyTypes", "consumer.ts"]);
  assert.is(outcome.status, 0, outcome.stdout);
});

test("without a compiler, cc and run x.c say in one line what to install", async () => {
  writeFileSync(join(directory, "hello.c"), '#include <stdio.h>\nint main(void) { puts("hello"); }\n');
  for (const args of [
    ["cc", "hello.c"],
    ["run", "hello.c"],
  ]) {
    const outcome = await here("npx", ["isthmus", ...args]);
    assert.is(outcome.status, 127, outcome.stderr);
    const own = outcome.stderr.replace(/^npm warn .*\n/gm, "");
    assert.match(own, /^isthmus: [^\n]*@yowasp\/clang[^\n]*\n$/);
  }
});

test.run();

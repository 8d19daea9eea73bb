// Runs the README: the comment before a block says what the block is for.
//   <!-- file: NAME -->   the text of a file      <!-- run -->     sh, js or ts: is run, and must succeed
//   <!-- prints -->       what the last one run wrote to standard output
//   <!-- assemblyscript --> a program that asc compiles, and that is run      <!-- example --> is only to be read
// Every block has such a comment, except the first, which says how to build.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { compileAssemblyScript } from "./harness/assemblyscript.js";
import { consumer } from "./harness/checkout.js";
import { execute, isthmus, type Outcome } from "./harness/index.js";

interface Block {
  line: number;
  /** Of the comment: "run", "file", … and what follows its colon. */
  purpose: string;
  detail: string;
  language: string;
  text: string;
}

function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  for (const match of markdown.matchAll(/(?:<!-- ([a-z]+)(?:: (\S+))? -->\n)?```([a-z]*)\n([\s\S]*?)```/g)) {
    const [, purpose = "", detail = "", language = "", text = ""] = match;
    found.push({ line: markdown.slice(0, match.index).split("\n").length, purpose, detail, language, text });
  }
  return found;
}

const { directory, env } = consumer();
let last: Outcome | undefined;

async function run({ line, language, text }: Block): Promise<void> {
  const script = join(directory, `block-${line}.${language === "sh" ? "sh" : "mjs"}`);
  writeFileSync(script, language === "ts" ? transformSync(text, { loader: "ts", target: "node20" }).code : text);
  const [command, args] = language === "sh" ? ["/bin/sh", ["-e", script]] : [process.execPath, [script]];
  last = await execute(command, args, { cwd: directory, env, timeout: 90 });
  assert.is(last.status, 0, `line ${line}: ${last.stdout}${last.stderr}`);
}

async function runAssemblyScript(block: Block): Promise<void> {
  const source = join(directory, `block-${block.line}.ts`);
  writeFileSync(source, block.text);
  const module = await compileAssemblyScript(source, join(directory, `block-${block.line}.wasm`));
  last = await isthmus(["run", module], { cwd: directory });
  assert.is(last.status, 0, last.stderr);
}

const all = blocks(readFileSync(join(packageRoot, "README.md"), "utf8"));

for (const [index, block] of all.entries()) {
  test(`line ${block.line}: ${block.purpose} ${block.language}`, async () => {
    switch (block.purpose) {
      case "file":
        mkdirSync(dirname(join(directory, block.detail)), { recursive: true });
        writeFileSync(join(directory, block.detail), block.text);
        return;
      case "run":
        return run(block);
      case "prints":
        assert.is(last?.stdout, block.text);
        return;
      case "assemblyscript":
        return runAssemblyScript(block);
      case "example":
        return;
      default:
        assert.is(index, 0, "a block without a comment that says what it is for");
    }
  });
}

test("the README has examples that run", () => {
  assert.ok(all.filter(({ purpose }) => purpose === "run").length >= 3);
});

test.run();

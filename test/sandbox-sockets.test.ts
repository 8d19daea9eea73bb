// Guests that try to get at Unix sockets beyond the policy: servers of the host's, in every place, that nobody may reach.
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../ts/paths.js";
import { makeArena, runInArena, watched } from "./harness/arena.js";
import { compileGuest } from "./harness/index.js";

const source = join(packageRoot, "test", "sandbox", "sockets.c");

/** Serves at a name; `reached` is told of connections. */
function serve(name: string, reached: () => void): Promise<Server> {
  const server = createServer((socket) => {
    reached();
    socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(name, () => resolve(server));
  });
}

async function attack(which: "none" | "some", options: readonly string[], env = {}): Promise<void> {
  const module = await compileGuest(source);
  const arena = await makeArena();
  mkdirSync(join(arena.box, "allowed"));
  const abstract = `isthmus-host-${process.pid}`;
  let connections = 0;
  const reached = (): void => {
    connections++;
  };
  const names = [join(arena.outside, "server"), join(arena.box, "server"), `\0${abstract}`];
  const servers = await Promise.all(names.map((name) => serve(name, reached)));
  try {
    const { outcome, damage } = await watched(arena, () =>
      runInArena(arena, module, [which, arena.outside, abstract], options, 60, { env }),
    );
    assert.is(outcome.stdout, "contained\n", outcome.stderr.slice(-2000));
    assert.is(outcome.status, 0, outcome.stderr.slice(-2000));
    assert.equal(damage, []);
    assert.is(connections, 0);
  } finally {
    for (const server of servers) server.close();
  }
}

test("without --allow-unix no name can be used", () => attack("none", []));
test("the same without the fast lane", () => attack("none", [], { ISTHMUS_FAST: "0" }));

test("with a list, no other name", () =>
  attack("some", [`--allow-unix=allowed,swap,@isthmus-host-${process.pid}-allowed`]));

test("what is denied can't be used, whatever is allowed", () => attack("none", ["--allow-unix", "--deny-unix"]));

test.run();

// Two hosts, made of network namespaces with a cable between them: east is 10.77.0.1, west 10.77.0.2. The names that `ip netns` makes lie
// in a mount namespace of a process that ends with this one, so nothing can stay.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

/** What sets the hosts up: two namespaces, named in a directory that only this mount namespace has, and a cable. */
const SETUP = `mount -t tmpfs isthmus /run && ip netns add east && ip netns add west &&
ip link add cable netns east type veth peer name cable netns west &&
ip -n east address add 10.77.0.1/24 dev cable && ip -n west address add 10.77.0.2/24 dev cable &&
ip -n east link set cable up && ip -n west link set cable up && echo up && exec cat`;

export const EAST = "10.77.0.1";

export interface Hosts {
  /** Why there are none, when there are none. */
  readonly refusal: string | undefined;
  /** The words that run a command on a host. */
  on(host: string, command: string, args: readonly string[]): [string, string[]];
  /** Runs `ip` with these words, which name the host with -n. */
  ip(...args: string[]): void;
  end(): Promise<void>;
}

export async function makeHosts(): Promise<Hosts> {
  const holder = spawn("unshare", ["--mount", "--propagation", "private", "sh", "-c", SETUP], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  holder.stderr.on("data", (data) => {
    said += data;
  });
  holder.on("error", (error) => {
    said += error.message;
  });
  const isUp = await Promise.race([
    once(holder.stdout, "data").then(() => true),
    once(holder, "close").then(
      () => false,
      () => false,
    ),
  ]);
  process.on("exit", () => holder.kill("SIGKILL"));
  const inside = (...command: string[]): [string, string[]] => [
    "nsenter",
    [`--mount=/proc/${holder.pid}/ns/mnt`, "--", ...command],
  ];
  return {
    refusal: isUp ? undefined : `this machine makes no network namespaces: ${said.trim().split("\n")[0]}`,
    on: (host, command, args) => inside("ip", "netns", "exec", host, command, ...args),
    ip(...args) {
      const [command, rest] = inside("ip", ...args);
      execFileSync(command, rest, { stdio: "inherit" });
    },
    async end() {
      holder.stdin.end();
      await once(holder, "exit");
    },
  };
}

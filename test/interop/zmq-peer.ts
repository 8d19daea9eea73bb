// zmq-peer.c with npm's zeromq: does with ZeroMQ sockets what the lines on its standard input say.
import { createInterface } from "node:readline";
import * as zmq from "zeromq";

type Sending = { send(parts: string[] | Buffer): Promise<void> };
type Receiving = { receive(): Promise<Buffer[]> };
const types = {
  PAIR: zmq.Pair,
  PUB: zmq.Publisher,
  SUB: zmq.Subscriber,
  REQ: zmq.Request,
  REP: zmq.Reply,
  DEALER: zmq.Dealer,
  ROUTER: zmq.Router,
  PULL: zmq.Pull,
  PUSH: zmq.Push,
  XPUB: zmq.XPublisher,
  XSUB: zmq.XSubscriber,
} as const;
const sockets = new Map<string, zmq.Socket>();

/** As the peer in C prints a part. */
function shown(part: Buffer): string {
  const bytes = [...part.subarray(0, 40)].map((byte) =>
    byte > 32 && byte < 127 ? String.fromCharCode(byte) : `\\${byte.toString(16).padStart(2, "0")}`,
  );
  return `[${bytes.join("")}${part.length > 40 ? `... ${part.length}` : ""}]`;
}

/** Lets in who says "secret". */
async function answerZap(): Promise<void> {
  const handler = new zmq.Reply();
  await handler.bind("inproc://zeromq.zap.01");
  sockets.set("", handler);
  for await (const frames of handler) {
    const good = frames.length === 8 && frames[7]?.toString() === "secret";
    const user = good ? (frames[6] ?? "") : "";
    await handler.send(["1.0", frames[1] ?? "", good ? "200" : "400", "", user, ""]);
  }
}

function set(socket: zmq.Socket, option: string, value: string): void {
  if (option === "subscribe") (socket as zmq.Subscriber).subscribe(value);
  else if (option === "routing-id") (socket as zmq.Dealer).routingId = value;
  else if (option === "plain-server") socket.plainServer = value === "1";
  else if (option === "username") socket.plainUsername = value;
  else if (option === "password") socket.plainPassword = value;
  else if (option === "zap-domain") socket.zapDomain = value;
  else if (option === "ipv6") socket.ipv6 = value === "1";
  else if (option === "linger") socket.linger = Number(value);
  else if (option === "reconnect-interval") socket.reconnectInterval = Number(value);
  else throw new Error(`no option ${option}`);
}

async function obey(command: string, name = "", ...rest: string[]): Promise<void> {
  const [first = "", second = ""] = rest;
  if (command === "zap") {
    void answerZap();
    return;
  }
  if (command === "open") {
    sockets.set(name, new types[first as keyof typeof types]());
    return;
  }
  const socket = sockets.get(name);
  if (socket === undefined) throw new Error(`no socket ${name}`);
  if (command === "set") set(socket, first, second);
  else if (command === "bind") {
    await socket.bind(first);
    console.log(`${name}: bound ${socket.lastEndpoint}`);
  } else if (command === "connect") socket.connect(first);
  else if (command === "send") await (socket as unknown as Sending).send(first.split("|"));
  else if (command === "topic") await (socket as unknown as Sending).send(Buffer.from(`\u0001${first}`));
  else if (command === "receive") {
    (socket as zmq.Pull).receiveTimeout = first === "" ? 10_000 : Number(first);
    try {
      const parts = await (socket as unknown as Receiving).receive();
      console.log(`${name}: ${parts.map(shown).join("")}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      console.log(`${name}: nothing`);
    }
  } else if (command === "close") {
    socket.close();
    sockets.delete(name);
    console.log(`${name}: closed`);
  } else throw new Error(`no command ${command}`);
}

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) await obey(...(line.split(" ") as [string]));
for (const socket of sockets.values()) socket.close();
console.log("ended");

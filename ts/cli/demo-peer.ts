// The TypeScript side of the demos json-over-socket and xml-over-socket: `demo-peer NAME PATH` listens for one connection and answers its
// messages, each of which goes after its length (4 bytes, the highest first). Started by demo.ts.
import { XMLBuilder, XMLParser, XMLValidator } from "fast-xml-parser";
import { UnixListener, type UnixStream } from "../api/unix-stream.js";

const HEAD = 4;
const LONGEST = 4096;

/** The messages of a stream, whole. */
async function* messages(socket: UnixStream): AsyncGenerator<string> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket) {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= HEAD) {
      const length = bytes.readUInt32BE();
      if (length >= LONGEST) throw new Error(`a message of ${length} bytes is too long`);
      if (bytes.length < HEAD + length) break;
      yield bytes.toString("utf8", HEAD, HEAD + length);
      bytes = bytes.subarray(HEAD + length);
    }
  }
}

async function send(socket: UnixStream, text: string): Promise<void> {
  const body = Buffer.from(text);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(body.length);
  await socket.write(Buffer.concat([head, body]));
}

interface Reading {
  id: number;
  celsius: number;
  place: string;
}

/** Answers readings with their average so far. */
function json(): (text: string) => string {
  const readings: Reading[] = [];
  return (text) => {
    let reading: Reading;
    try {
      reading = JSON.parse(text) as Reading;
    } catch {
      return JSON.stringify({ error: "that is no JSON" });
    }
    readings.push(reading);
    console.log(`TypeScript: ${reading.celsius} degrees at ${JSON.stringify(reading.place)}`);
    const average = readings.reduce((sum, { celsius }) => sum + celsius, 0) / readings.length;
    return JSON.stringify({ id: reading.id, count: readings.length, average, place: readings[0]?.place });
  };
}

interface Order {
  "@number": string;
  item: string;
  count: string;
  price: string;
}

/** Answers orders with invoices. */
function xml(): (text: string) => string {
  const options = { ignoreAttributes: false, attributeNamePrefix: "@", parseTagValue: false };
  const parser = new XMLParser(options);
  const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@" });
  return (text) => {
    if (XMLValidator.validate(text) !== true) return builder.build({ error: "that is no XML" });
    const { order } = parser.parse(text) as { order: Order };
    console.log(`TypeScript: order ${order["@number"]}: ${order.count} of ${order.item}`);
    const total = (Number(order.count) * Number(order.price)).toFixed(2);
    return builder.build({ invoice: { "@order": order["@number"], item: order.item, total } });
  };
}

const makers: Readonly<Record<string, () => (text: string) => string>> = {
  "json-over-socket": json,
  "xml-over-socket": xml,
};

async function main([name = "", path = ""]: string[]): Promise<void> {
  const answer = makers[name]?.();
  if (answer === undefined) throw new Error(`there is no demo "${name}" with a TypeScript side`);
  const listener = UnixListener.listen(path);
  const socket = await listener.accept({ signal: AbortSignal.timeout(30_000) });
  await listener.close();
  for await (const text of messages(socket)) await send(socket, answer(text));
  await socket.close();
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`demo-peer: ${error.message}\n`);
  process.exit(1);
});

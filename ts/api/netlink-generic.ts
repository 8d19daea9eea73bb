// Generic netlink: families that are found by their names, their commands and their groups.
import { Netlink, type NetlinkOptions } from "./netlink.js";
import {
  type Attributes,
  attributeList,
  decodeAttributes,
  encodeAttributes,
  type NetlinkMessage,
  numberOf,
  textOf,
} from "./netlink-message.js";
import { checkInteger, checkKeys, checkString, type WaitOptions } from "./options.js";
import { selected } from "./subscription.js";

/** A family of generic netlink. */
export interface GenericFamily {
  /** The type of its messages. */
  id: number;
  name: string;
  version: number;
  /** Bytes of its own header, before the attributes. */
  headerSize: number;
  /** The largest number of an attribute. */
  maxAttribute: number;
  operations: { id: number; flags: number }[];
  /** Numbers of its groups, by their names. */
  groups: ReadonlyMap<string, number>;
}

/** A message of a family. */
export interface GenericMessage {
  command: number;
  version: number;
  attributes: ReadonlyMap<number, Buffer>;
  /** What follows the header of generic netlink: the family's own header, if it has one, and the attributes. */
  data: Buffer;
}

export interface GenericCommand {
  command: number;
  /** The family's unless told. */
  version?: number | undefined;
  attributes?: Attributes | undefined;
  /** The family's own header; zeros unless told. */
  header?: Uint8Array | undefined;
}

const CONTROLLER: GenericFamily = {
  id: 16,
  name: "nlctrl",
  version: 2,
  headerSize: 0,
  maxAttribute: 10,
  operations: [],
  groups: new Map(),
};
const GET_FAMILY = 3;
const Control = { id: 1, name: 2, version: 3, header: 4, maximum: 5, operations: 6, groups: 7 } as const;
const HEADER_SIZE = 4;

function toFamily({ attributes }: GenericMessage): GenericFamily {
  const within = (type: number): Map<number, Buffer>[] =>
    attributeList(attributes.get(type) ?? Buffer.alloc(0)).map(([, value]) => decodeAttributes(value));
  return {
    id: numberOf(attributes.get(Control.id)) ?? 0,
    name: textOf(attributes.get(Control.name)) ?? "",
    version: numberOf(attributes.get(Control.version)) ?? 0,
    headerSize: numberOf(attributes.get(Control.header)) ?? 0,
    maxAttribute: numberOf(attributes.get(Control.maximum)) ?? 0,
    operations: within(Control.operations).map((one) => ({
      id: numberOf(one.get(1)) ?? 0,
      flags: numberOf(one.get(2)) ?? 0,
    })),
    groups: new Map(within(Control.groups).map((one) => [textOf(one.get(1)) ?? "", numberOf(one.get(2)) ?? 0])),
  };
}

function toMessage({ data }: NetlinkMessage, family: GenericFamily): GenericMessage {
  const body = data.subarray(HEADER_SIZE);
  const own = (family.headerSize + 3) & ~3;
  const [command = 0, version = 0] = data;
  return { command, version, attributes: decodeAttributes(body.subarray(own)), data: body };
}

function toBody(family: GenericFamily, { command, version, attributes, header }: GenericCommand): Buffer {
  checkInteger(command, "GenericNetlink: command", 0, 255);
  const own = Buffer.alloc((family.headerSize + 3) & ~3);
  if (header !== undefined) own.set(header);
  const head = Buffer.from([command, version ?? family.version, 0, 0]);
  return Buffer.concat([head, own, encodeAttributes(attributes ?? {})]);
}

/** A socket of NETLINK_GENERIC. */
export class GenericNetlink extends Netlink {
  /** @internal */
  constructor(options?: NetlinkOptions) {
    super("generic", options);
  }

  /** Opens a socket. Throws IpcError, TypeError. */
  static override open(options?: NetlinkOptions): GenericNetlink;
  /** @internal */
  static override open(family: unknown): never;
  static override open(options?: unknown): GenericNetlink {
    return new GenericNetlink(options as NetlinkOptions | undefined);
  }

  /** Looks a family up by its name. Rejects with NetlinkError ENOENT when there is none. */
  async findFamily(name: string, options?: WaitOptions): Promise<GenericFamily> {
    checkString(name, "findFamily: name");
    const [answer] = await this.command(
      CONTROLLER,
      { command: GET_FAMILY, attributes: { [Control.name]: name } },
      options,
    );
    return toFamily(answer as GenericMessage);
  }

  /** All families. */
  async *listFamilies(options?: WaitOptions): AsyncGenerator<GenericFamily, void, undefined> {
    for await (const one of this.dumpCommand(CONTROLLER, { command: GET_FAMILY }, options)) yield toFamily(one);
  }

  /** Sends a command and resolves with the messages of its answer. Rejects with NetlinkError. */
  async command(family: GenericFamily, command: GenericCommand, options?: WaitOptions): Promise<GenericMessage[]> {
    checkKeys(command, ["command", "version", "attributes", "header"], "command");
    const answer = await this.request({ type: family.id, data: toBody(family, command) }, options);
    return answer.map((message) => toMessage(message, family));
  }

  /** Sends a command that answers with a table. Throws NetlinkError. */
  async *dumpCommand(
    family: GenericFamily,
    command: GenericCommand,
    options?: WaitOptions,
  ): AsyncGenerator<GenericMessage, void, undefined> {
    checkKeys(command, ["command", "version", "attributes", "header"], "dumpCommand");
    for await (const message of this.dump({ type: family.id, data: toBody(family, command) }, options))
      yield toMessage(message, family);
  }

  /** Messages to a family's group, from now on. Throws TypeError when it has no group of that name. */
  events(family: GenericFamily, group: string, options?: WaitOptions): AsyncIterableIterator<GenericMessage> {
    const number = family.groups.get(group);
    if (number === undefined) throw new TypeError(`events: ${family.name} has no group "${group}"`);
    return selected(this.subscribe([number], options), (message) =>
      message.type === family.id ? toMessage(message, family) : undefined,
    );
  }
}

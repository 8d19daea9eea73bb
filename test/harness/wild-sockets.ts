// Wild arguments for calls on sockets and epoll, for wild.ts: names everywhere, messages with descriptors and claims, never waiting.
import { type Choices, layout, type WildValue } from "./wild.js";

const O_NONBLOCK = 0x800;
const MSG_DONTWAIT = 0x40;
const ADDRESS_ROOM = 128;
const CONTROL_ROOM = 64;
const MESSAGE_SIZE = 32;
const COUNT = 8;

/** Addresses (Unix ones first, then of AF_INET), control data, and struct mmsghdr that point at them: where, and the bytes. */
export function sockets(
  { outside, pids }: { outside: string; pids: readonly number[] },
  choices: Choices,
): [offset: number, bytes: Buffer][] {
  const unix = (name: string): Buffer => Buffer.from(`\x01\0${name}\0`, "latin1");
  const names = ["d/sock", "up/outside/sock", `${outside}/sock`, "/read-only/sock", "\0isthmus-hostile", "fifo"];
  const addresses = [...names.map(unix), unix("/dev/fd/3"), Buffer.from([2, 0, 0, 9, 127, 0, 0, 1])];
  const words = (...items: number[]): Buffer => Buffer.from(Int32Array.from(items).buffer);
  // struct cmsghdr: length (64 bits), level, type; SCM_RIGHTS is 1, SCM_CREDENTIALS 2.
  const controls = [
    words(32, 0, 1, 1, 0, 1, 2, 3),
    words(20, 0, 1, 1, choices.descriptor(), 0),
    words(28, 0, 1, 2, pids[0] ?? 1, 0, 0),
    words(20, 0, 1, 1, 3, 0, 28, -1, 1, 2, 1, 0, 0),
    words(choices.number(), choices.number(), 1, 1, 4, 5),
    words(-8, 0, 1, 1, 4, 5),
    words(24, -1, 1, 1, 0, 3),
    words(16, 0, 1, 1, 17, 0, 1, 1, 4, 5),
  ];
  const messages = controls.map((control, index) => {
    const name = choices.chance(0.5) ? 0 : layout.addresses + ADDRESS_ROOM * choices.below(COUNT);
    const length = choices.chance(0.8) ? control.length : choices.length();
    const parts = [layout.iovecs, choices.below(3)] as const;
    return words(
      name,
      choices.pick([0, 10, 110, 128, -1]),
      ...parts,
      layout.controls + CONTROL_ROOM * index,
      length,
      0,
      0,
    );
  });
  return [
    ...addresses.map((bytes, index): [number, Buffer] => [layout.addresses + ADDRESS_ROOM * index, bytes]),
    ...controls.map((bytes, index): [number, Buffer] => [layout.controls + CONTROL_ROOM * index, bytes]),
    ...messages.map((bytes, index): [number, Buffer] => [layout.messages + MESSAGE_SIZE * index, bytes]),
  ];
}

/** Changes the arguments of a call on a socket or of epoll; undefined for other calls. */
export function tameSockets(name: string, values: WildValue[], choices: Choices): WildValue[] | undefined {
  const bits = (index: number, mask: number): WildValue[] => values.with(index, Number(values[index]) | mask);
  const address = layout.addresses + ADDRESS_ROOM * choices.below(COUNT);
  const length = choices.pick([0, 2, 10, 110, 128, choices.number()]);
  const message = layout.messages + MESSAGE_SIZE * choices.below(COUNT);
  switch (name) {
    case "socket":
    case "socketpair": {
      const domain = choices.pick([1, 1, 1, 2, 10, 16, 17, choices.number()]);
      const type = choices.pick([1, 2, 5, choices.number()]) | O_NONBLOCK;
      return [domain, type, choices.pick([0, 0, 1, 2, choices.below(25), choices.number()]), ...values.slice(3)];
    }
    case "accept4":
      return bits(3, O_NONBLOCK);
    case "bind":
    case "connect":
      return choices.chance(0.8) ? values.with(1, address).with(2, length) : values;
    case "sendto":
    case "sendto_named":
      return bits(3, MSG_DONTWAIT).with(4, address).with(5, length);
    case "send":
    case "recv":
    case "recvfrom":
      return bits(3, MSG_DONTWAIT);
    case "sendmsg":
    case "recvmsg":
      return choices.chance(0.7) ? bits(2, MSG_DONTWAIT).with(1, message) : bits(2, MSG_DONTWAIT);
    case "sendmmsg":
    case "recvmmsg": {
      const count = choices.chance(0.8) ? choices.below(4) : choices.number();
      return bits(3, MSG_DONTWAIT)
        .with(1, choices.chance(0.7) ? message : (values[1] ?? 0))
        .with(2, count);
    }
    case "setsockopt":
    case "getsockopt":
      return values
        .with(1, choices.chance(0.8) ? 1 : choices.pick([0, 6, 17, 41, 58, 255, 263, 270, choices.number()]))
        .with(2, choices.chance(0.9) ? choices.below(90) : choices.number());
    case "inotify_init1":
      return bits(0, O_NONBLOCK);
    case "epoll_create1":
      return [choices.pick([0, 0x80000, choices.number()])];
    case "epoll_ctl":
      return values.with(1, choices.chance(0.9) ? 1 + choices.below(3) : choices.number());
    case "epoll_pwait2":
      return values.with(3, layout.calmTimes);
    default:
      return undefined;
  }
}

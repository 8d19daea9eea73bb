// An AssemblyScript guest that uses pipes: writes, reads back, sees the end of file, an error, and a child process.
import { close, fcntl, fork, pipe2, read, wait4, write } from "isthmus/wasm/assemblyscript";

export { isthmus_abi_1 } from "isthmus/wasm/assemblyscript";

const EBADF: i32 = 9;
const EAGAIN: i32 = 11;
const O_NONBLOCK: i32 = 0x800;
const F_GETFD: i32 = 1;

function say(text: string): void {
  const bytes = String.UTF8.encode(`${text}\n`);
  write(1, changetype<usize>(bytes), bytes.byteLength);
}

function check(condition: bool, what: string): void {
  say((condition ? "ok " : "not ok ") + what);
}

export function _start(): void {
  const fds = new StaticArray<i32>(2);
  check(pipe2(changetype<usize>(fds), O_NONBLOCK) === 0, "pipe2");
  const reader = fds[0];
  const writer = fds[1];
  check(reader === 3 && writer === 4, "lowest descriptors");

  const back = new ArrayBuffer(64);
  check(read(reader, changetype<usize>(back), 64) === -EAGAIN, "an empty pipe");
  const text = String.UTF8.encode("through a real pipe");
  check(write(writer, changetype<usize>(text), text.byteLength) === text.byteLength, "write");
  const count = read(reader, changetype<usize>(back), 64);
  check(String.UTF8.decode(back.slice(0, count)) === "through a real pipe", "read");

  const child = fork();
  if (child === 0) {
    write(writer, changetype<usize>(text), 7);
    return;
  }
  const status = new StaticArray<i32>(1);
  check(wait4(child, changetype<usize>(status), 0, 0) === child, "wait4");
  check(status[0] === 0, "the child's status");
  check(read(reader, changetype<usize>(back), 64) === 7, "what the child wrote");

  check(close(writer) === 0, "close");
  check(read(reader, changetype<usize>(back), 64) === 0, "end of file");
  check(close(reader) === 0, "close");
  check(fcntl(reader, F_GETFD, 0) === -EBADF, "a closed descriptor");
}

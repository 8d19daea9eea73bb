// Messages between two Node processes by this package's sockets.
import { join } from "node:path";
import { SeqPacket, SeqPacketListener } from "../api/seq-packet.js";
import type { StreamSocket } from "../api/stream-socket.js";
import { TcpListener, TcpStream } from "../api/tcp.js";
import { UdpSocket } from "../api/udp.js";
import { UnixDatagram } from "../api/unix-datagram.js";
import { UnixListener, UnixStream } from "../api/unix-stream.js";
import { type Client, payload, readPort, SIZE, type Transport, writePort } from "./transport.js";

/** A client and an echo over stream sockets of ours. */
async function streamClient(socket: StreamSocket): Promise<Client> {
  const buffer = Buffer.alloc(SIZE);
  return {
    async roundTrip() {
      await socket.write(payload);
      for (let got = 0; got < SIZE; ) got += await socket.readInto(got === 0 ? buffer : buffer.subarray(got));
    },
    close: () => socket.close(),
  };
}

async function echoStream(socket: StreamSocket): Promise<void> {
  for await (const data of socket) await socket.write(data);
}

export const unixStream: Transport = {
  name: "UnixStream",
  prepare({ directory }) {
    return async () => streamClient(await UnixStream.connect(join(directory, "socket")));
  },
  async echo({ directory }) {
    const listener = UnixListener.listen(join(directory, "socket"));
    void listener.accept().then(echoStream);
  },
};

export const seqPacket: Transport = {
  name: "SeqPacket",
  prepare({ directory }) {
    return async () => {
      const socket = await SeqPacket.connect(join(directory, "socket"));
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        close: () => socket.close(),
      };
    };
  },
  async echo({ directory }) {
    const listener = SeqPacketListener.listen(join(directory, "socket"));
    void (async () => {
      const socket = await listener.accept();
      for await (const { data } of socket) await socket.send(data);
    })();
  },
};

export const unixDatagram: Transport = {
  name: "UnixDatagram",
  prepare({ directory }) {
    return async () => {
      const socket = UnixDatagram.connect(join(directory, "there"), { name: join(directory, "back") });
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        close: () => socket.close(),
      };
    };
  },
  async echo({ directory }) {
    const socket = UnixDatagram.bind(join(directory, "there"));
    void (async () => {
      const first = await socket.receive();
      if (first.from !== undefined) socket.connect(first.from);
      await socket.send(first.data);
      for await (const { data } of socket) await socket.send(data);
    })();
  },
};

export const tcp: Transport = {
  name: "TcpStream",
  prepare(place) {
    return async () =>
      streamClient(
        await TcpStream.connect({ host: "127.0.0.1", port: readPort(place) }, { options: { TCP_NODELAY: true } }),
      );
  },
  async echo(place) {
    const listener = await TcpListener.listen({ host: "127.0.0.1", port: 0 }, { options: { TCP_NODELAY: true } });
    writePort(place, listener.localAddress.port);
    void listener.accept().then(echoStream);
  },
};

export const udp: Transport = {
  name: "UdpSocket",
  prepare(place) {
    return async () => {
      const socket = await UdpSocket.connect({ host: "127.0.0.1", port: readPort(place) });
      return {
        async roundTrip() {
          await socket.send(payload);
          await socket.receive();
        },
        close: () => socket.close(),
      };
    };
  },
  async echo(place) {
    const socket = await UdpSocket.bind({ host: "127.0.0.1", port: 0 });
    writePort(place, socket.localAddress.port);
    void (async () => {
      for await (const { data, from } of socket) await socket.send(data, { to: from });
    })();
  },
};

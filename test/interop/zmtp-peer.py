# Peers of ZeroMQ made by hand of plain TCP sockets: old ones, which speak ZMTP 3.0, 2.0 or the unversioned protocol before it, and hostile
# ones. `zmtp-peer.py WHAT PORT` says what it saw of the other end.
import socket
import sys
import time

TYPES = ["PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH"]


class Ended(Exception):
    pass


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(30)

    def read(self, size):
        data = b""
        while len(data) < size:
            try:
                more = self.socket.recv(size - len(data))
            except ConnectionResetError:
                more = b""
            if not more:
                raise Ended()
            data += more
        return data

    def write(self, data):
        self.socket.sendall(data)

    # Reads until the other end closes; says whether it did.
    def closed(self, seconds=30):
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
            return True
        except ConnectionResetError:
            return True
        except socket.timeout:
            return False


# A frame of ZMTP 2.0 and later.
def frame(body, more=False, command=False):
    flags = (1 if more else 0) | (4 if command else 0)
    if len(body) < 256:
        return bytes([flags, len(body)]) + body
    return bytes([flags | 2]) + len(body).to_bytes(8, "big") + body


def read_frame(connection):
    flags = connection.read(1)[0]
    size = int.from_bytes(connection.read(8 if flags & 2 else 1), "big")
    return flags & 5, connection.read(size)


# A frame of the protocol before: the length counts the byte of flags.
def old_frame(body, more=False):
    size = len(body) + 1
    head = bytes([size]) if size < 255 else b"\xff" + size.to_bytes(8, "big")
    return head + bytes([1 if more else 0]) + body


def read_old_frame(connection):
    size = connection.read(1)[0]
    if size == 255:
        size = int.from_bytes(connection.read(8), "big")
    flags = connection.read(1)[0]
    return flags, connection.read(size - 1)


SIGNATURE = b"\xff\0\0\0\0\0\0\0\1\x7f"


def greeting(major=3, minor=0, mechanism=b"NULL", server=0):
    return SIGNATURE + bytes([major, minor]) + mechanism.ljust(20, b"\0") + bytes([server]) + bytes(31)


def ready(kind, **properties):
    body = b"\5READY"
    for name, value in [("Socket-Type", kind.encode()), *properties.items()]:
        body += bytes([len(name)]) + name.encode() + len(value).to_bytes(4, "big") + value
    return frame(body, command=True)


def show(name, flags, body):
    print(name, flags, body[:60], len(body))


# Shakes hands as a socket of a type in a version; gives the functions that make and read frames.
def shake_hands(connection, version, kind):
    if version == "3":
        connection.write(greeting())
        theirs = connection.read(64)
        print("greeting of version", theirs[10], theirs[12:32].rstrip(b"\0").decode())
        connection.write(ready(kind))
        flags, body = read_frame(connection)
        print("command", body[:6], b"Socket-Type" in body)
        return frame, read_frame
    if version == "2":
        connection.write(SIGNATURE + b"\1" + bytes([TYPES.index(kind)]))
        theirs = connection.read(12)
        print("signature", theirs[0], theirs[9], "revision at least", theirs[10] >= 1, "type", theirs[11])
        connection.write(frame(b""))
        show("identity", *read_frame(connection))
        return frame, read_frame
    connection.write(old_frame(b""))
    # The other end first offers more, in a form that looks like an identity of the old protocol.
    theirs = connection.read(10)
    print("long length", theirs[0], theirs[9])
    size = int.from_bytes(theirs[1:9], "big")
    connection.read(size - 1)
    return old_frame, read_old_frame


def old(version, kind, port):
    connection = Connection(port)
    make, read = shake_hands(connection, version, kind)
    if kind in ("PUSH", "PAIR", "PUB"):
        if kind == "PUB":
            show("subscription", *read(connection))
        connection.write(make(b"topic", more=True) + make(b"from an old peer"))
        connection.write(make(b"topic", more=True) + make(b"x" * 300))
    if kind == "REQ":
        connection.write(make(b"", more=True) + make(b"question"))
    if kind == "DEALER":
        connection.write(make(b"question"))
    if kind == "SUB":
        connection.write(make(b"\1topic"))
    if kind in ("REQ", "DEALER", "SUB", "PULL", "PAIR"):
        flags = 1
        while flags & 1:
            flags, body = read(connection)
            show("frame", flags, body)
    time.sleep(0.3)
    connection.socket.close()


def established(port, kind="PUSH"):
    connection = Connection(port)
    connection.write(greeting(3, 1))
    connection.read(64)
    connection.write(ready(kind))
    read_frame(connection)
    return connection


# Each does something that it should not, and says whether it was disconnected.
def garbage(port):
    connection = Connection(port)
    connection.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return connection


def half_greeting(port):
    connection = Connection(port)
    connection.write(greeting()[:20])
    return connection


def half_greeting_and_gone(port):
    connection = half_greeting(port)
    time.sleep(0.1)
    connection.socket.shutdown(socket.SHUT_WR)
    return connection


def wrong_mechanism(port):
    connection = Connection(port)
    connection.write(greeting(mechanism=b"NONSENSE"))
    return connection


def wrong_type(port):
    connection = Connection(port)
    connection.write(greeting() + ready("SUB"))
    return connection


def no_such_type(port):
    connection = Connection(port)
    connection.write(greeting() + ready("NONSENSE"))
    return connection


def wrong_command(port):
    connection = Connection(port)
    connection.write(greeting() + frame(b"\5HELLO\1a\1b", command=True))
    return connection


def cut_property(port):
    connection = Connection(port)
    connection.write(greeting() + frame(b"\5READY\13Socket-Type\0\0\0\x50PUSH", command=True))
    return connection


def cut_name(port):
    connection = Connection(port)
    connection.write(greeting() + frame(b"\5READY\xf0Socket", command=True))
    return connection


def message_first(port):
    connection = Connection(port)
    connection.write(greeting() + frame(b"too early"))
    return connection


def large_ready(port):
    connection = Connection(port)
    connection.write(greeting() + ready("PUSH", Padding=b"p" * 100000))
    return connection


def oversized(port):
    connection = established(port)
    connection.write(frame(b"o" * 2000))
    return connection


def giant(port):
    connection = established(port)
    connection.write(b"\2" + (2**63 - 1).to_bytes(8, "big") + b"begins")
    return connection


def beyond(port):
    connection = established(port)
    connection.write(b"\2" + b"\xff" * 8 + b"begins")
    return connection


def endless_parts(port):
    connection = established(port)
    try:
        for _ in range(2000):
            connection.write(frame(b"p" * 900, more=True) * 10)
    except (ConnectionResetError, BrokenPipeError, socket.timeout):
        pass
    return connection


def cut_frame(port):
    connection = established(port)
    connection.write(b"\0\x64half")
    connection.socket.shutdown(socket.SHUT_WR)
    return connection


def cut_message(port):
    connection = established(port)
    connection.write(frame(b"first of two", more=True))
    connection.socket.shutdown(socket.SHUT_WR)
    return connection


hostile = [
    garbage,
    half_greeting,
    half_greeting_and_gone,
    wrong_mechanism,
    wrong_type,
    no_such_type,
    wrong_command,
    cut_property,
    cut_name,
    message_first,
    oversized,
    giant,
    beyond,
    cut_frame,
    cut_message,
]
others = [large_ready, endless_parts]


def main(what, port):
    if what.startswith("old-"):
        _, version, kind = what.split("-")
        old(version, kind, port)
        return
    for attack in hostile + others:
        if attack.__name__.replace("_", "-") == what:
            connection = attack(port)
            print("closed", connection.closed(float(sys.argv[3]) if len(sys.argv) > 3 else 30))
            connection.socket.close()
            return
    raise ValueError(what)


try:
    main(sys.argv[1], int(sys.argv[2]))
except Ended:
    print("ended")
except socket.timeout:
    print("timed out")

# zmq-peer.c in Python: does with ZeroMQ sockets what the lines on its standard input say.
import sys
import zmq

context = zmq.Context()
sockets = {}
zap = None


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def shown(part):
    text = "".join(chr(byte) if 32 < byte < 127 else "\\%02x" % byte for byte in part[:40])
    return "[" + text + ("... %d" % len(part) if len(part) > 40 else "") + "]"


def answer_zap():
    frames = zap.recv_multipart()
    good = len(frames) == 8 and frames[7] == b"secret"
    zap.send_multipart([b"1.0", frames[1], b"200" if good else b"400", b"", frames[6] if good else b"", b""])


def wait(item, milliseconds, what=zmq.POLLIN):
    while True:
        poller = zmq.Poller()
        poller.register(item, what)
        if zap is not None:
            poller.register(zap, zmq.POLLIN)
        events = dict(poller.poll(milliseconds))
        if zap in events:
            answer_zap()
        if item in events or (item is sys.stdin and sys.stdin.fileno() in events):
            return True
        if not events:
            return False


integers = {"plain-server": zmq.PLAIN_SERVER, "reconnect-interval": zmq.RECONNECT_IVL, "linger": zmq.LINGER, "ipv6": zmq.IPV6}
texts = {
    "username": zmq.PLAIN_USERNAME,
    "password": zmq.PLAIN_PASSWORD,
    "routing-id": zmq.ROUTING_ID,
    "subscribe": zmq.SUBSCRIBE,
    "zap-domain": zmq.ZAP_DOMAIN,
}


def obey(command, name="", *rest):
    global zap
    if command == "zap":
        zap = context.socket(zmq.REP)
        zap.bind("inproc://zeromq.zap.01")
        return
    if command == "open":
        sockets[name] = context.socket(getattr(zmq, rest[0]))
        return
    socket = sockets[name]
    if command == "set":
        value = rest[1] if len(rest) > 1 else ""
        if rest[0] in integers:
            socket.setsockopt(integers[rest[0]], int(value))
        else:
            socket.setsockopt(texts[rest[0]], value.encode())
    elif command == "bind":
        socket.bind(rest[0])
        say("%s: bound %s" % (name, socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()))
    elif command == "connect":
        socket.connect(rest[0])
    elif command == "send":
        wait(socket, 10000, zmq.POLLOUT)
        socket.send_multipart([part.encode() for part in (rest[0] if rest else "").split("|")])
    elif command == "topic":
        socket.send(b"\1" + (rest[0].encode() if rest else b""))
    elif command == "receive":
        if wait(socket, int(rest[0]) if rest else 10000):
            say("%s: %s" % (name, "".join(shown(part) for part in socket.recv_multipart())))
        else:
            say("%s: nothing" % name)
    elif command == "close":
        sockets.pop(name).close()
        say("%s: closed" % name)
    else:
        raise ValueError(command)


say("ready")
while wait(sys.stdin, None):
    line = sys.stdin.buffer.raw.readline() if hasattr(sys.stdin.buffer, "raw") else sys.stdin.buffer.readline()
    if not line:
        break
    obey(*line.decode().split())
for socket in sockets.values():
    socket.close()
if zap is not None:
    zap.close()
context.term()
say("ended")

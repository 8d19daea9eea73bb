# A user at a terminal, for terminal.test.ts: starts a command on a pseudo-terminal of its own, types, waits for what it shows, changes the
# window's size, hangs up. Takes the steps as JSON, gives the transcript and the exit status as JSON.
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

PATIENCE = 40


def main():
    command, steps = json.loads(sys.argv[1])
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        # Else Ctrl-C and Ctrl-Z throw away what was shown but not read here yet: what is seen would be a matter of luck.
        attributes = termios.tcgetattr(0)
        attributes[3] |= termios.NOFLSH
        termios.tcsetattr(0, termios.TCSANOW, attributes)
        os.execvp(command[0], command)
    shown = b""
    looked_at = 0
    end = time.monotonic() + PATIENCE
    trouble = None

    def read(seconds):
        nonlocal shown
        if not select.select([terminal], [], [], seconds)[0]:
            return True
        try:
            data = os.read(terminal, 65536)
        except OSError:  # nobody has the terminal open any more
            return False
        shown += data
        return data != b""

    def expect(pattern):
        nonlocal looked_at
        while True:
            found = re.compile(pattern.encode()).search(shown, looked_at)
            if found:
                looked_at = found.end()
                return None
            if time.monotonic() > end:
                return f"never showed {pattern}"
            if not read(0.5):
                return f"ended without showing {pattern}"

    hung_up = False
    for what, *values in steps:
        if what == "expect":
            trouble = expect(values[0])
        elif what == "type":
            os.write(terminal, values[0].encode())
        elif what == "size":
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", values[0], values[1], 0, 0))
        elif what == "kill":
            os.kill(pid, getattr(signal, values[0]))
        elif what == "hang up":
            os.close(terminal)
            hung_up = True
        if trouble:
            break
    status = None
    while not trouble and status is None:
        ended, raw = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            status = os.waitstatus_to_exitcode(raw)
        elif time.monotonic() > end:
            trouble = "did not end"
        elif hung_up:
            time.sleep(0.02)
        else:
            read(0.05)
    while not hung_up and not trouble and select.select([terminal], [], [], 0)[0] and read(0):
        pass
    if trouble:
        os.kill(pid, signal.SIGKILL)
    print(json.dumps({"shown": shown.decode("latin1"), "status": status, "trouble": trouble}))


main()

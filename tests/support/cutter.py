"""A TCP relay between client and daemon that cuts the line, holds it up, or swallows everything."""
import socket
import struct
import threading
import time

ENDLESS = 1 << 40


class Cutter:
    """Listens on .port and relays to target_port. When `limit` bytes have gone in `direction`
    ("up": from the client, "down": to it), every connection is cut; if it `stays` cut, new ones
    are refused. `abrupt` cuts are resets, others ends. A `silent` one is not cut: nothing comes
    through any more. Each part is delayed by `delay_s`."""

    def __init__(self, target_port, direction="up", limit=ENDLESS, stays=True, silent=False, delay_s=0):
        self.target_port, self.delay_s = target_port, delay_s
        self.lock = threading.Lock()
        self.port, self.listener, self.sockets = 0, None, []
        self.arm(direction, limit, stays, silent=silent)

    def arm(self, direction="up", limit=ENDLESS, stays=True, abrupt=False, silent=False):
        """Let lines through again, on the same port, and cut them anew."""
        with self.lock:
            self.direction, self.left, self.stays, self.abrupt = direction, limit, stays, abrupt
            self.silent = silent
            self.bytes = {"up": 0, "down": 0}
            self.cut_event = threading.Event()
        if self.listener is None or self.listener.fileno() < 0:
            self.listener = socket.create_server(("127.0.0.1", self.port))
            self.port = self.listener.getsockname()[1]
            threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    @property
    def is_cut(self):
        return self.cut_event.is_set()

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target_port))
            except OSError:
                return
            with self.lock:
                self.sockets += [near, far]
            for source, sink, direction in ((near, far, "up"), (far, near, "down")):
                threading.Thread(target=self._relay, args=(source, sink, direction), daemon=True).start()

    def _allowed(self, direction, wanted):
        with self.lock:
            self.bytes[direction] += wanted
            if direction != self.direction:
                return wanted
            allowed = min(wanted, self.left)
            self.left -= allowed
            return allowed

    def _relay(self, source, sink, direction):
        try:
            while data := source.recv(65536):
                if self.delay_s:
                    time.sleep(self.delay_s)
                if self.silent and self.is_cut:
                    continue
                allowed = self._allowed(direction, len(data))
                sink.sendall(data[:allowed])
                if allowed < len(data) and self.silent:
                    self.cut_event.set()
                elif allowed < len(data):
                    return self.cut()
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        with self.lock:
            ending, self.sockets = self.sockets, []
            if self.stays:
                ending.append(self.listener)
            else:
                self.left = ENDLESS
        for each in ending:
            self._end(each)
        self.cut_event.set()

    def _end(self, each):
        """Close it; threads that wait for it wake up."""
        try:
            if self.abrupt and each is not self.listener:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                each.shutdown(socket.SHUT_RD)
            else:
                each.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        each.close()

    def close(self):
        self.stays, self.abrupt = True, False
        self.cut()

"""A TCP relay that cuts the line after so many bytes, and stays cut."""
import socket
import threading


class Cutter:
    """Listens on .port and relays to target_port. When `limit` bytes have gone in `direction`
    ("up": from the client, "down": to it), every connection is reset and new ones are refused."""

    def __init__(self, target_port, direction, limit):
        self.target_port, self.direction, self.left = target_port, direction, limit
        self.bytes = {"up": 0, "down": 0}
        self.lock = threading.Lock()
        self.sockets = []
        self.is_cut = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target_port))
            with self.lock:
                self.sockets += [near, far]
            for source, sink, direction in ((near, far, "up"), (far, near, "down")):
                thread = threading.Thread(target=self._relay, args=(source, sink, direction), daemon=True)
                thread.start()
                self.threads.append(thread)

    def _allowed(self, direction, wanted):
        with self.lock:
            allowed = min(wanted, self.left) if direction == self.direction else wanted
            if direction == self.direction:
                self.left -= allowed
            self.bytes[direction] += allowed
            return allowed

    def _relay(self, source, sink, direction):
        try:
            while data := source.recv(65536):
                allowed = self._allowed(direction, len(data))
                sink.sendall(data[:allowed])
                if allowed < len(data):
                    return self.cut()
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        self.is_cut = True
        self.close()

    def close(self):
        for each in (self.listener, *self.sockets):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

"""A real HTTP server on this machine that answers as public sources do, well or badly."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """One answer; `cut` closes the connection after so many bytes, `drip` sends it byte by byte."""

    body: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    endless: bool = False


@dataclass
class SourceServer:
    """Answers in turn; the last one again and again. `asked` are paths with headers, as they came."""

    home: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def next(self) -> Answer:
        """The answer whose turn it is."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextlib.contextmanager
def source_server() -> Iterator[SourceServer]:
    """A server that runs until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    state = SourceServer(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(state)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(state: SourceServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, dict(self.headers)))
            answer = state.next()
            self.send_response(answer.status)
            headers = {"Content-Type": "application/json", **answer.headers}
            if not answer.endless:
                headers.setdefault("Content-Length", str(len(answer.body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with contextlib.suppress(OSError):
                _send(self.wfile.write, answer)

        def log_message(self, *args: object) -> None:
            """Nothing: tests are quiet."""

    return Handler


def _send(write: Callable[[bytes], object], answer: Answer) -> None:
    write(answer.body[: answer.cut])
    while answer.endless:
        write(b" " * 65536)

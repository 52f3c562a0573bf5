"""How the pages bear many people at once: a large lab (`web_lab`) behind a real server, asked by another.

- begun: the same as mixed in the first half minute of a server, in which next to no page is made yet.
- mixed: requests at fixed times, whether those before were answered or not (a latency counts from the
  planned time); studies and papers are drawn by Zipf's law, as people look at some far more often than at
  others; a note is written every ten seconds, after which every page is made anew. They come from people who
  ask once in ten seconds on the average, each over a line of their own that stays open as a browser's does:
  the server closes one that was idle for five seconds, so that most requests begin with a new one.
- typing: clients that search once a second, by words and by meaning with words.
- watching: live connections to a running study, beside the mixed requests.
- beyond: more at once than are let in; what is refused must say when to come again.

Of each part: the CPU seconds (user and system) of the server's processes, those by which it encodes and trains
left out, and of this client, which shares the machine with them.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.web_lab import TRAINING, make_large_lab
from tenfold.papers.library import Library
from tenfold.store.workspace import Workspace

__all__ = ["Server", "add_options", "main", "serving"]

_WORDS = ("attention", "translation", "parsing", "rank", "adapter", "question", "speech", "topic")
_NOTE_EVERY_S = 10.0
_THINKS_S = 10.0
"""How long a person looks at a page, on the average."""


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--lab", type=Path, help="a folder with the large lab; made there if missing"
    )
    parser.add_argument("--lab-papers", type=int, default=20_000)
    parser.add_argument("--lab-studies", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120.0, help="of each part")
    parser.add_argument(
        "--begun-seconds", type=float, default=30.0, help="of the part in which the server is new"
    )
    parser.add_argument("--rate", type=float, default=100.0, help="mixed requests a second")
    parser.add_argument(
        "--processes", type=int, default=1, help="that serve (tenfold web --processes)"
    )


def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lab = options.lab or Path(folder) / "lab"
        if not (lab / "tenfold.toml").exists():
            make_large_lab(lab, n_papers=options.lab_papers, n_studies=options.lab_studies)
        addresses = _Addresses.of(Workspace(lab))
        with serving(lab, options.processes) as server:
            asyncio.run(_parts(server, addresses, options))


@dataclass
class _Addresses:
    """What there is to ask for."""

    studies: list[str]
    papers: list[str]

    @classmethod
    def of(cls, workspace: Workspace) -> _Addresses:
        names = sorted(path.stem for path in workspace.studies.glob("*.toml"))
        return cls(names, [paper.key or "" for paper in Library(workspace).papers()])

    def draw(self, chance: random.Random) -> str:
        """One of the pages, as people ask for them."""
        which = chance.random()
        if which < 0.10:
            return "/"
        if which < 0.20:
            return "/studies"
        if which < 0.40:
            return f"/studies/{_by_zipf(self.studies, chance)}"
        if which < 0.50:
            return "/papers"
        if which < 0.65:
            return f"/papers?q={'+'.join(chance.sample(_WORDS, 2))}"
        if which < 0.90:
            return f"/papers/{_by_zipf(self.papers, chance)}"
        return chance.choice(("/map", "/topics", "/reading", "/reports", "/data", "/collections"))


def _by_zipf(these: list[str], chance: random.Random) -> str:
    return these[min(int(len(these) ** chance.random()) - 1, len(these) - 1)]


@dataclass(frozen=True)
class Server:
    """Where it is, and what it has cost."""

    port: int
    process: psutil.Process

    def processes(self) -> list[psutil.Process]:
        """Those that serve: a child that began a work of its own has children too, which are left out."""
        same = self.process.cmdline()
        return [self.process, *(c for c in self.process.children() if c.cmdline() == same)]

    def cpu_s(self) -> float:
        """What they have computed so far."""
        return sum(sum(one.cpu_times()[:2]) for one in self.processes())

    def memory(self) -> str:
        """Of each process what it holds, and its share where several hold the same."""
        every = [one.memory_full_info() for one in self.processes()]
        return ", ".join(f"{one.rss >> 20} MB ({one.pss >> 20} its own share)" for one in every)

    @contextmanager
    def costs(self, seen: _Seen) -> Iterator[None]:
        """Take down what is computed meanwhile, here and there."""
        there, here = self.cpu_s(), time.process_time()
        yield
        seen.server_s, seen.client_s = self.cpu_s() - there, time.process_time() - here


@contextmanager
def serving(lab: Path, processes: int = 1) -> Iterator[Server]:
    """`tenfold web` in `lab`, processes of its own, as long as this is open."""
    command = [sys.executable, "-m", "tenfold.cli.main", "web", "--no-open", "--port", "0"]
    command.append(f"--processes={processes}")
    server = subprocess.Popen(command, cwd=lab, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        found = re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline())
        if found is None:
            raise SystemExit("the server did not say its address")
        yield Server(int(found.group(1)), psutil.Process(server.pid))
    finally:
        server.terminate()
        server.wait(timeout=60)


@dataclass
class _Seen:
    """Latencies in seconds by kind of page, and answers that were none of 200."""

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    others: Counter[int] = field(default_factory=Counter)
    server_s: float = 0.0
    client_s: float = 0.0

    def add(self, path: str, status: int, seconds: float) -> None:
        if status == 200:
            self.by_kind.setdefault(re.sub(r"(?<=[a-z])[/?].*", " one", path), []).append(seconds)
        else:
            self.others[status] += 1

    def say(self, name: str) -> None:
        every = sorted(s for one in self.by_kind.values() for s in one)
        print(
            f"{name}: {len(every)} answers, {_said(every)}, others {dict(self.others)}", flush=True
        )
        for kind, some in sorted(self.by_kind.items()):
            print(f"    {kind:20s} {len(some):6d}  {_said(sorted(some))}", flush=True)
        if self.server_s:
            self.say_cost(self.n_asked)

    @property
    def n_asked(self) -> int:
        """How many answers there were, of any status."""
        return sum(map(len, self.by_kind.values())) + self.others.total()

    def say_cost(self, n: int) -> None:
        """What `n` answers took."""
        print(
            f"    CPU: server {self.server_s:.1f} s, {self.server_s / max(1, n) * 1e3:.1f} ms an answer; "
            f"client {self.client_s:.1f} s, {self.client_s / max(1, n) * 1e3:.1f} ms",
            flush=True,
        )


def _said(ordered: list[float]) -> str:
    if not ordered:
        return "none"
    p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * p))] for p in (0.95, 0.99))
    return f"median {statistics.median(ordered) * 1e3:.0f} ms, p95 {p95 * 1e3:.0f}, p99 {p99 * 1e3:.0f}"


_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Browser:
    """Asks over lines that stay open, as many as it asks for at once."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._idle: list[_Line] = []

    async def ask(
        self, path: str, *, method: str = "GET", body: str = ""
    ) -> tuple[int, dict[str, str]]:
        """The status and headers of an answer, once all of it has come."""
        while self._idle:
            line = self._idle.pop()
            if line[0].at_eof():  # closed by the server, which waits five seconds
                line[1].close()
                continue
            try:
                return await self._ask(line, path, method, body)
            except (OSError, asyncio.IncompleteReadError):  # closed just now
                if method != "GET":
                    raise
        line = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._ask(line, path, method, body)

    async def _ask(
        self, line: _Line, path: str, method: str, body: str
    ) -> tuple[int, dict[str, str]]:
        reader, writer = line
        own = f"127.0.0.1:{self.port}"
        head = f"{method} {path} HTTP/1.1\r\nhost: {own}\r\n"
        if body:
            head += (
                f"origin: http://{own}\r\ncontent-type: application/x-www-form-urlencoded\r\n"
                f"content-length: {len(body)}\r\n"
            )
        try:
            writer.write(f"{head}\r\n{body}".encode())
            said = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
            headers = dict(line.split(": ", 1) for line in said[1:] if line)
            await reader.readexactly(int(headers.get("content-length", 0)))
        except BaseException:
            writer.close()
            raise
        self._idle.append(line)
        return int(said[0].split()[1]), headers

    def close(self) -> None:
        """Let the lines go."""
        for _, writer in self._idle:
            writer.close()
        self._idle.clear()


async def _timed(browser: _Browser, path: str, since: float, seen: _Seen) -> None:
    try:
        status, _ = await browser.ask(path)
    except (OSError, asyncio.IncompleteReadError):
        status = 0
    seen.add(path, status, time.perf_counter() - since)


async def _mixed(
    server: Server, addresses: _Addresses, *, rate: float, seconds: float, seed: int = 0
) -> _Seen:
    seen = _Seen()
    people = [_Browser(server.port) for _ in range(max(1, int(rate * _THINKS_S)))]
    with server.costs(seen):
        chance = random.Random(seed)
        await _ask_at_times(people, addresses, seen, chance, rate=rate, seconds=seconds)
    for person in people:
        person.close()
    return seen


async def _ask_at_times(
    people: list[_Browser],
    addresses: _Addresses,
    seen: _Seen,
    chance: random.Random,
    *,
    rate: float,
    seconds: float,
) -> None:
    under_way = set[asyncio.Task[None]]()
    begun = time.perf_counter()
    noted = begun
    for n in range(int(rate * seconds)):
        planned = begun + n / rate
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        if planned - noted >= _NOTE_EVERY_S:
            noted = planned
            writing = _Browser(people[0].port)
            await writing.ask("/notes", method="POST", body=f"text=Thought+number+{n}")
            writing.close()
        person = chance.choice(people)
        task = asyncio.ensure_future(_timed(person, addresses.draw(chance), planned, seen))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)


async def _typing(port: int, *, by: str, n: int, seconds: float) -> _Seen:
    seen, end = _Seen(), time.perf_counter() + seconds

    async def one(chance: random.Random) -> None:
        browser = _Browser(port)
        await asyncio.sleep(chance.random())
        while (begun := time.perf_counter()) < end:
            words = "+".join(chance.sample(_WORDS, 2))
            await _timed(browser, f"/papers?by={by}&q={words}", begun, seen)
            await asyncio.sleep(max(0.0, 1.0 - (time.perf_counter() - begun)))
        browser.close()

    await asyncio.gather(*(one(random.Random(k)) for k in range(n)))
    return seen


async def _watching(port: int, study: str, *, n: int, seconds: float) -> tuple[int, int]:
    """How many lines stood to the end, and how many events came over them."""
    stood = events = 0

    async def one() -> None:
        nonlocal stood, events
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /studies/{study}/live HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n".encode()
        )
        end = time.perf_counter() + seconds
        try:
            while (left := end - time.perf_counter()) > 0:
                line = await asyncio.wait_for(reader.readline(), left)
                if not line:
                    return
                events += line.startswith(b"data:")
            stood += 1
        except TimeoutError:
            stood += 1
        finally:
            writer.close()

    await asyncio.gather(*(one() for _ in range(n)))
    return stood, events


async def _beyond(port: int, addresses: _Addresses) -> None:
    crowd = [_Browser(port) for _ in addresses.papers[-1000:]]
    asked = zip(crowd, addresses.papers[-1000:], strict=True)
    found = await asyncio.gather(
        *(one.ask(f"/papers/{key}") for one, key in asked), return_exceptions=True
    )
    for one in crowd:
        one.close()
    statuses = Counter(f[0] if isinstance(f, tuple) else type(f).__name__ for f in found)
    told = sum(1 for f in found if isinstance(f, tuple) and f[0] == 503 and "retry-after" in f[1])
    after, _ = await _Browser(port).ask("/studies")
    print(
        f"beyond: 1000 at once: {dict(statuses)}, {told} told when to come again; then {after}",
        flush=True,
    )


async def _parts(server: Server, addresses: _Addresses, options: argparse.Namespace) -> None:
    port = server.port
    for path in ("/", "/map", "/topics", "/papers?q=attention&by=both"):  # what a process does once
        since = time.perf_counter()
        await asyncio.gather(*(_Browser(port).ask(path) for _ in range(2 * options.processes - 1)))
        print(f"first {path}: {time.perf_counter() - since:.1f} s", flush=True)
    begun = await _mixed(
        server, addresses, rate=options.rate, seconds=options.begun_seconds, seed=1
    )
    begun.say(f"begun, {options.rate:.0f} a second, {options.processes} processes")
    mixed = await _mixed(server, addresses, rate=options.rate, seconds=options.seconds)
    mixed.say(f"mixed, {options.rate:.0f} a second, {options.processes} processes")
    typed = _Seen()
    with server.costs(typed):
        words, both = await asyncio.gather(
            _typing(port, by="words", n=64, seconds=options.seconds / 2),
            _typing(port, by="both", n=8, seconds=options.seconds / 2),
        )
    words.say("64 typing, by words")
    both.say("8 typing, fused")
    typed.say_cost(words.n_asked + both.n_asked)
    await _while_training(server, addresses, options)
    await _beyond(port, addresses)
    print(f"memory at the end: {server.memory()}", flush=True)


async def _while_training(
    server: Server, addresses: _Addresses, options: argparse.Namespace
) -> None:
    """A study of many seeds is begun from the browser, watched by 200, while others read."""
    name, browser = TRAINING, _Browser(server.port)
    await browser.ask(f"/studies/{name}/run", method="POST", body="a=b")
    (stood, events), seen = await asyncio.gather(
        _watching(server.port, name, n=200, seconds=options.seconds / 2),
        _mixed(server, addresses, rate=options.rate / 5, seconds=options.seconds / 2),
    )
    seen.say(f"beside a study that trains, {options.rate / 5:.0f} a second")
    print(f"    watched by 200: {stood} lines stood, {events} events", flush=True)
    browser.close()
    await _Browser(server.port).ask(f"/studies/{name}/stop", method="POST", body="a=b")

"""How the pages bear many people at once: a large lab (`web_lab`) behind a real server, asked by another.

- mixed: requests at fixed times, whether those before were answered or not (a latency counts from the
  planned time); studies and papers are drawn by Zipf's law, as people look at some far more often than at
  others; a note is written every ten seconds, after which every page is made anew.
- typing: clients that search once a second, by words and by meaning with words.
- watching: live connections to a running study, beside the mixed requests.
- beyond: more at once than are let in; what is refused must say when to come again.
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

from benchmarks.web_lab import TRAINING, make_large_lab
from tenfold.papers.library import Library
from tenfold.store.workspace import Workspace

__all__ = ["add_options", "main"]

_WORDS = ("attention", "translation", "parsing", "rank", "adapter", "question", "speech", "topic")
_NOTE_EVERY_S = 10.0


def add_options(parser: argparse._ArgumentGroup) -> None:
    parser.add_argument(
        "--lab", type=Path, help="a folder with the large lab; made there if missing"
    )
    parser.add_argument("--lab-papers", type=int, default=20_000)
    parser.add_argument("--lab-studies", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=120.0, help="of each part")
    parser.add_argument("--rate", type=float, default=100.0, help="mixed requests a second")


def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lab = options.lab or Path(folder) / "lab"
        if not (lab / "tenfold.toml").exists():
            make_large_lab(lab, n_papers=options.lab_papers, n_studies=options.lab_studies)
        addresses = _Addresses.of(Workspace(lab))
        with _serving(lab) as port:
            asyncio.run(_parts(port, addresses, options))


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


@contextmanager
def _serving(lab: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "tenfold.cli.main", "web", "--no-open", "--port", "0"]
    server = subprocess.Popen(command, cwd=lab, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        found = re.search(r"127\.0\.0\.1:(\d+)", server.stdout.readline())
        if found is None:
            raise SystemExit("the server did not say its address")
        yield int(found.group(1))
    finally:
        server.terminate()
        server.wait(timeout=60)


@dataclass
class _Seen:
    """Latencies in seconds by kind of page, and answers that were none of 200."""

    by_kind: dict[str, list[float]] = field(default_factory=dict)
    others: Counter[int] = field(default_factory=Counter)

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


def _said(ordered: list[float]) -> str:
    if not ordered:
        return "none"
    p95, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * p))] for p in (0.95, 0.99))
    return f"median {statistics.median(ordered) * 1e3:.0f} ms, p95 {p95 * 1e3:.0f}, p99 {p99 * 1e3:.0f}"


async def _ask(
    port: int, path: str, *, method: str = "GET", body: str = ""
) -> tuple[int, dict[str, str]]:
    """One request on a line of its own: its status and headers, once all of it has come."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        own = f"127.0.0.1:{port}"
        head = [f"{method} {path} HTTP/1.1", f"host: {own}", "connection: close"]
        if body:
            head += [f"origin: http://{own}", "content-type: application/x-www-form-urlencoded"]
            head += [f"content-length: {len(body)}"]
        writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        await writer.drain()
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        await reader.read()
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        return int(lines[0].split()[1]), headers
    finally:
        writer.close()


async def _timed(port: int, path: str, since: float, seen: _Seen) -> None:
    try:
        status, _ = await _ask(port, path)
    except (OSError, asyncio.IncompleteReadError):
        status = 0
    seen.add(path, status, time.perf_counter() - since)


async def _mixed(port: int, addresses: _Addresses, *, rate: float, seconds: float) -> _Seen:
    seen, chance, under_way = _Seen(), random.Random(0), set[asyncio.Task[None]]()
    begun = time.perf_counter()
    noted = begun
    for n in range(int(rate * seconds)):
        planned = begun + n / rate
        await asyncio.sleep(max(0.0, planned - time.perf_counter()))
        if planned - noted >= _NOTE_EVERY_S:
            noted = planned
            await _ask(port, "/notes", method="POST", body=f"text=Thought+number+{n}")
        task = asyncio.ensure_future(_timed(port, addresses.draw(chance), planned, seen))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    return seen


async def _typing(port: int, *, by: str, n: int, seconds: float) -> _Seen:
    seen, end = _Seen(), time.perf_counter() + seconds

    async def one(chance: random.Random) -> None:
        await asyncio.sleep(chance.random())
        while (begun := time.perf_counter()) < end:
            words = "+".join(chance.sample(_WORDS, 2))
            await _timed(port, f"/papers?by={by}&q={words}", begun, seen)
            await asyncio.sleep(max(0.0, 1.0 - (time.perf_counter() - begun)))

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
    found = await asyncio.gather(
        *(_ask(port, f"/papers/{key}") for key in addresses.papers[-1000:]), return_exceptions=True
    )
    statuses = Counter(f[0] if isinstance(f, tuple) else type(f).__name__ for f in found)
    told = sum(1 for f in found if isinstance(f, tuple) and f[0] == 503 and "retry-after" in f[1])
    after, _ = await _ask(port, "/studies")
    print(
        f"beyond: 1000 at once: {dict(statuses)}, {told} told when to come again; then {after}",
        flush=True,
    )


async def _parts(port: int, addresses: _Addresses, options: argparse.Namespace) -> None:
    for path in ("/", "/map", "/topics", "/papers?q=attention&by=both"):  # what a server does once
        begun = time.perf_counter()
        await _ask(port, path)
        print(f"first {path}: {time.perf_counter() - begun:.1f} s", flush=True)
    mixed = await _mixed(port, addresses, rate=options.rate, seconds=options.seconds)
    mixed.say(f"mixed, {options.rate:.0f} a second")
    words, both = await asyncio.gather(
        _typing(port, by="words", n=64, seconds=options.seconds / 2),
        _typing(port, by="both", n=8, seconds=options.seconds / 2),
    )
    words.say("64 typing, by words")
    both.say("8 typing, fused")
    await _while_training(port, addresses, options)
    await _beyond(port, addresses)


async def _while_training(port: int, addresses: _Addresses, options: argparse.Namespace) -> None:
    """A study of many seeds is begun from the browser, watched by 200, while others read."""
    name = TRAINING
    await _ask(port, f"/studies/{name}/run", method="POST", body="a=b")
    (stood, events), seen = await asyncio.gather(
        _watching(port, name, n=200, seconds=options.seconds / 2),
        _mixed(port, addresses, rate=options.rate / 5, seconds=options.seconds / 2),
    )
    seen.say(f"beside a study that trains, {options.rate / 5:.0f} a second")
    print(f"    watched by 200: {stood} lines stood, {events} events", flush=True)
    await _ask(port, f"/studies/{name}/stop", method="POST", body="a=b")

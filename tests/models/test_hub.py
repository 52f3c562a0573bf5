"""Hub models: from the local cache, and fetched from a real HTTP server on loopback."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tenfold.errors import ModelError
from tenfold.models.encoder import find_encoder
from tenfold.models.hub import list_cached, parse_hub

COMMIT = "86b5e0934494bd15c9632b12f734a8a67f723594"
OTHER = "86b5e09fffffffffffffffffffffffffffffffff"


@pytest.fixture
def cache(tiny_bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hub cache that holds org/name at COMMIT, known as `main`."""
    repository = tmp_path / "hub" / "models--org--name"
    (repository / "snapshots").mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    (repository / "snapshots" / COMMIT).symlink_to(tiny_bert, target_is_directory=True)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return repository


@pytest.mark.parametrize("revision", ["@main", "", f"@{COMMIT}", f"@{COMMIT[:7]}"])
def test_a_cached_revision_is_found_by_branch_and_by_commit(revision: str, cache: Path) -> None:
    assert find_encoder(f"hub:org/name{revision}", root=Path()).width == 16
    assert [str(reference) for reference in list_cached()] == [f"hub:org/name@{COMMIT}"]


def test_an_ambiguous_commit_is_refused(cache: Path) -> None:
    (cache / "snapshots" / OTHER).mkdir()
    with pytest.raises(ModelError, match="2 cached commits"):
        find_encoder(f"hub:org/name@{COMMIT[:7]}", root=Path())


def test_what_is_not_here_is_not_fetched_without_being_asked(cache: Path) -> None:
    with pytest.raises(ModelError) as caught:
        find_encoder("hub:org/other@main", root=Path())
    assert "tenfold model get hub:org/other@main" in str(caught.value)


@pytest.mark.parametrize(
    "use", ["hub:", "hub:a/b/c", "hub:../x", "hub:org/name@../../x", "hub:o/n@"]
)
def test_names_that_are_none(use: str) -> None:
    if use.endswith("@"):
        assert parse_hub(use).revision == "main"
        return
    with pytest.raises(ModelError, match="not the name of a hub model"):
        parse_hub(use)


class _Hub(BaseHTTPRequestHandler):
    """Serves one folder as org/name, in the routes of the hub that a download takes."""

    folder: Path
    hidden: tuple[str, ...] = ()

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/org/name"):
            answer = self._tree() if "/tree/" in path else self._info()
            self._send(json.dumps(answer).encode(), "application/json", body=body)
        elif path.startswith("/org/name/resolve/"):
            file = self.folder / path.rpartition("/")[2]
            self._send(file.read_bytes(), "application/octet-stream", body=body)
        else:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _tree(self) -> list[dict[str, object]]:
        files = sorted(self.folder.iterdir())
        return [
            {"type": "file", "path": path.name, "size": path.stat().st_size, "oid": "0" * 40}
            for path in files
        ]

    def _info(self) -> dict[str, object]:
        files = [p for p in sorted(self.folder.iterdir()) if p.name not in self.hidden]
        siblings = [{"rfilename": path.name, "size": path.stat().st_size} for path in files]
        return {"id": "org/name", "modelId": "org/name", "sha": COMMIT, "siblings": siblings}

    def _send(self, content: bytes, kind: str, *, body: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", COMMIT)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def served(tiny_bert: Path) -> Iterator[tuple[str, type[_Hub]]]:
    """The address of a hub that serves the tiny model."""
    handler = type("Handler", (_Hub,), {"folder": tiny_bert})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def get(model: str, endpoint: str, home: Path) -> tuple[int, dict[str, object]]:
    """`tenfold model get` in its own process, as its library reads the environment once."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TENFOLD"))}
    environment |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(home)}
    script = (
        "import json, sys; from pathlib import Path; from tenfold.errors import ModelError\n"
        "from tenfold.models.encoder import find_encoder\n"
        "try: print(json.dumps(find_encoder(sys.argv[1], root=Path(), allow_fetch=True).to_json()))\n"
        "except ModelError as error: print(json.dumps(error.to_json())); sys.exit(2)"
    )
    command = [sys.executable, "-c", script, model]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, json.loads(done.stdout or "{}")


def test_a_model_is_fetched_from_a_mirror_and_then_found_offline(
    served: tuple[str, type[_Hub]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, found = get("hub:org/name@main", served[0], tmp_path)
    assert status == 0, found
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    again = find_encoder("hub:org/name@main", root=Path())
    assert again.digest == found["digest"]


def test_a_repository_without_safetensors_is_refused_before_anything_is_fetched(
    served: tuple[str, type[_Hub]], tmp_path: Path
) -> None:
    served[1].hidden = ("model.safetensors",)
    status, found = get("hub:org/name@main", served[0], tmp_path)
    assert status == 2
    assert "no safetensors weights; nothing was fetched" in str(found["message"])
    assert not list(tmp_path.rglob("config.json"))


def test_a_model_that_the_hub_does_not_have(served: tuple[str, type[_Hub]], tmp_path: Path) -> None:
    status, found = get("hub:org/lost@main", served[0], tmp_path)
    assert status == 2
    assert "no such model" in str(found["message"])


def test_without_a_network_the_message_comes_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    status, found = get("hub:org/name@main", "http://127.0.0.1:9", tmp_path)
    assert status == 2
    assert "could not be reached" in str(found["message"])
    assert time.monotonic() - started < 20

"""What every place for artifacts must do: a folder, and what fsspec reaches, here without a network."""

from __future__ import annotations

import pickle
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fsspec
import numpy as np
import pyarrow as pa
import pytest

from small import write_study
from tenfold.errors import DamageError, InputError, StoppedError
from tenfold.store import upkeep
from tenfold.store.artifacts import Artifacts
from tenfold.store.digests import digest_bytes
from tenfold.store.places import Place, open_artifacts, read_place
from tenfold.store.remote_artifacts import RemotePlace
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study

ARRAYS = {
    "states": np.arange(12, dtype=np.uint16).reshape(3, 4),
    "weights": np.linspace(0, 1, 6, dtype=np.float32).reshape(3, 2),
    "nothing": np.empty((0, 4), dtype=np.float32),
}


@dataclass
class Store:
    """A place, and ways to look at what stands there behind the store's back."""

    place: Place
    cache: Path | None
    machines: Callable[[], Place]

    def open(self) -> Artifacts:
        return open_artifacts(self.place)

    def elsewhere(self) -> Artifacts:
        """The same place from a machine that has no copies yet."""
        return open_artifacts(self.machines())

    def names(self) -> list[str]:
        system, root = self._system()
        return sorted(key.rpartition("/")[2] for key in system.find(root))

    def write(self, digest: str, data: bytes) -> None:
        system, root = self._system()
        system.pipe_file(f"{root}/{digest[:2]}/{digest}", data)

    def _system(self) -> tuple[fsspec.AbstractFileSystem, str]:
        url = self.place.url if isinstance(self.place, RemotePlace) else f"file://{self.place}"
        return fsspec.core.url_to_fs(url)


@pytest.fixture(params=["folder", "file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A new, empty place. "file" goes through fsspec, which moves what it wrote; "memory" puts, as S3 does."""
    if request.param == "folder":
        return Store(tmp_path / "there", None, lambda: tmp_path / "there")
    there = f"memory://{secrets.token_hex(8)}/x" if request.param == "memory" else None
    url = there or f"file://{tmp_path / 'there'}"
    cache = tmp_path / "cache"
    return Store(
        RemotePlace(url, cache), cache, lambda: RemotePlace(url, tmp_path / secrets.token_hex(4))
    )


def test_what_goes_in_comes_out_also_elsewhere(store: Store) -> None:
    here = store.open()
    digest = here.put(b"hello")
    arrays = here.put_arrays(ARRAYS, {"n": 1})
    table = here.put_table(pa.table({"text": ["a", "é"]}))
    for artifacts in (here, store.elsewhere()):
        assert artifacts.get(digest) == b"hello"
        loaded, facts = artifacts.get_arrays(arrays)
        assert facts == {"n": 1}
        mapped = artifacts.map_arrays(arrays)
        for name, array in ARRAYS.items():
            assert np.array_equal(loaded[name], array)
            assert np.array_equal(mapped[name], array)
        assert not mapped["states"].flags.writeable
        assert artifacts.get_table(table).to_pydict() == {"text": ["a", "é"]}
        assert list(artifacts.digests()) == sorted([digest, arrays, table])
        assert artifacts.size_bytes(digest) == 5
    assert store.names() == sorted([digest, arrays, table])  # and nothing half written


def test_a_file_is_taken_once_and_only_with_its_digest(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"hello")
    digest, wrong = digest_bytes(b"hello"), digest_bytes(b"other")
    assert store.open().take(source, digest)
    assert not store.open().take(source, digest)
    assert store.elsewhere().get(digest) == b"hello"
    with pytest.raises(DamageError):
        store.open().take(source, wrong)
    assert store.names() == [digest]


def test_an_empty_place_has_nothing(store: Store) -> None:
    assert list(store.open().digests()) == []
    with pytest.raises(DamageError, match="missing"):
        store.open().get("0" * 64)
    assert store.open().size_bytes("0" * 64) == 0
    store.open().remove("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab" * 31, "Z" * 64, ""])
def test_what_is_no_digest_never_becomes_a_name(store: Store, name: str) -> None:
    for act in (store.open().get, store.open().size_bytes, store.open().remove):
        with pytest.raises(DamageError):
            act(name)


def test_every_flipped_byte_there_is_found_by_who_has_no_copy(store: Store) -> None:
    digest = store.open().put(bytes(range(16)))
    sound = bytes(range(16))
    for position in range(len(sound)):
        flipped = bytes([*sound[:position], sound[position] ^ 1, *sound[position + 1 :]])
        store.write(digest, flipped)
        artifacts = store.elsewhere()
        with pytest.raises(DamageError, match="damaged"):
            artifacts.get(digest)
        assert not artifacts.is_sound(digest)
    store.write(digest, b"")
    with pytest.raises(DamageError, match="damaged"):
        store.elsewhere().map_arrays(digest)


def test_saving_again_mends_what_is_damaged_there(store: Store) -> None:
    digest = store.open().put(b"sound")
    store.write(digest, b"dirty")
    assert store.elsewhere().put(b"sound") == digest
    assert store.elsewhere().get(digest) == b"sound"


def test_saving_again_brings_back_what_somebody_removed(store: Store) -> None:
    artifacts = store.open()
    digest = artifacts.put(b"sound")
    store.elsewhere().remove(digest)
    assert artifacts.put(b"sound") == digest
    assert store.elsewhere().get(digest) == b"sound"


def test_removing_removes_the_copy_too(store: Store) -> None:
    artifacts = store.open()
    digest = artifacts.put(b"sound")
    artifacts.remove(digest)
    assert not artifacts.is_sound(digest)
    assert store.names() == []


def test_a_worker_opens_what_its_task_names(store: Store) -> None:
    digest = store.open().put(b"sound")
    place = pickle.loads(pickle.dumps(store.open().place))
    assert open_artifacts(place).get(digest) == b"sound"
    assert hash(place) == hash(store.place)


def test_a_damaged_copy_is_fetched_again(store: Store) -> None:
    if store.cache is None:
        pytest.skip("a folder has no copies")
    digest = store.open().put(b"sound")
    copy = store.cache / digest[:2] / digest
    copy.write_bytes(b"dirty")
    assert store.open().get(digest) == b"sound"
    assert copy.read_bytes() == b"sound"
    copy.write_bytes(b"dirty")
    store.elsewhere().remove(digest)
    with pytest.raises(DamageError, match="missing") as raised:
        store.open().get(digest)
    assert str(store.place) in str(raised.value.where)


def test_verifying_the_store_reads_what_is_there_and_not_the_copies(
    store: Store, tmp_path: Path
) -> None:
    if store.cache is None:
        pytest.skip("a folder has no copies")
    digest = store.open().put(b"sound")
    store.write(digest, b"dirty")
    assert store.open().is_sound(digest)
    workspace = Workspace.create(tmp_path / "lab")
    workspace.__dict__["artifacts"] = store.open()
    found = upkeep.verify(workspace, repair=True)
    assert found.damaged == [digest]
    assert store.names() == []
    workspace.database.close()


def test_a_study_runs_on_a_shared_place(store: Store, tmp_path: Path) -> None:
    if isinstance(store.place, RemotePlace) and store.place.url.startswith("memory"):
        pytest.skip("the memory of one process is not shared with its workers")
    workspace = Workspace.create(tmp_path / "lab")
    workspace.__dict__["artifacts"] = store.open()
    study = load_study(str(write_study(workspace, seeds="2")), workspace=workspace)
    assert study.run().n_computed > 0
    elsewhere = Workspace(workspace.root)
    elsewhere.__dict__["artifacts"] = store.elsewhere()
    again = load_study(study.name, workspace=elsewhere)
    assert again.run().n_computed == 0


def test_settings_say_the_place(tmp_path: Path) -> None:
    def read(said: str) -> Place:
        return read_place(said, root=tmp_path, cache=tmp_path / "c")

    assert read("/shared/lab") == Path("/shared/lab")
    assert read("shared") == tmp_path / "shared"
    assert read("file:///shared/my%20lab") == Path("/shared/my lab")
    assert read("s3://bucket/x") == RemotePlace("s3://bucket/x", tmp_path / "c")
    assert str(read("sftp://ada:hidden@host/x")) == "sftp://ada@host/x"


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("s3://bucket/x", InputError, "tenfold[s3]"),
        ("nothing://bucket/x", InputError, "s3://bucket/prefix"),
        ("sftp://127.0.0.1/x", InputError, "Install the package"),
        ("http://127.0.0.1:1/x", InputError, "Install the package"),
    ],
)
def test_what_cannot_be_reached_is_one_sentence(
    tmp_path: Path, url: str, error: type[Exception], words: str
) -> None:
    missing = {"s3": "s3fs", "sftp": "paramiko", "http": "aiohttp"}.get(url.partition(":")[0])
    if missing is not None:
        try:
            __import__(missing)
        except ImportError:
            pass
        else:
            pytest.skip(f"{missing} is installed here")
    with pytest.raises(error) as raised:
        list(open_artifacts(RemotePlace(url, tmp_path)).digests())
    assert words in str(raised.value)


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file, where a folder should be")
    place = RemotePlace(f"file://{tmp_path / 'there'}", tmp_path / "cache")
    with pytest.raises(StoppedError) as raised:
        open_artifacts(place).put(b"x")
    assert raised.value.code == "TF-STORE-UNREACHABLE"
    assert str(place) in str(raised.value)

"""Artifacts: what goes in comes out, and damage is never taken for the real thing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import DamageError, StoppedError
from tenfold.store.artifacts import Artifacts
from tenfold.store.digests import canonical_json, digest_bytes, digest_json
from tenfold.store.files import storage_errors, write_durably

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(value=plain)
def test_canonical_json_does_not_depend_on_the_order_of_keys(value: object) -> None:
    def turned(item: object) -> object:
        if isinstance(item, dict):
            return {key: turned(item[key]) for key in reversed(list(item))}
        return [turned(part) for part in item] if isinstance(item, list) else item

    assert canonical_json(value) == canonical_json(turned(value))
    assert digest_json(value) == digest_json(turned(value))


def test_numbers_that_are_none_have_no_digest() -> None:
    with pytest.raises(ValueError, match="JSON"):
        digest_json({"score": float("nan")})


def test_bytes_come_back(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put(b"hello")
    assert digest == digest_bytes(b"hello")
    assert artifacts.get(digest) == b"hello"
    assert list(artifacts.digests()) == [digest]


def test_arrays_json_and_tables_come_back(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([], dtype=np.int64)}
    loaded, facts = artifacts.get_arrays(artifacts.put_arrays(arrays, {"n": 1}))
    assert facts == {"n": 1}
    assert all(np.array_equal(loaded[name], arrays[name]) for name in arrays)
    assert artifacts.get_json(artifacts.put_json({"x": "é"})) == {"x": "é"}
    table = pa.table({"text": ["a", "b"]})
    assert artifacts.get_table(artifacts.put_table(table)).to_pydict() == table.to_pydict()


def test_the_same_arrays_have_the_same_digest(tmp_path: Path) -> None:
    """Each time; with two entries in the header's metadata one in two would differ."""
    artifacts = Artifacts(tmp_path)
    arrays = {name: np.arange(3) for name in ("b", "a", "c")}
    assert len({artifacts.put_arrays(arrays, {"x": 1, "n": 2}) for _ in range(20)}) == 1


ARRAYS = {
    "states": np.arange(12, dtype=np.uint16).reshape(3, 4),
    "ids": np.array([5, 6], dtype=np.int32),
    "starts": np.array([0, 2], dtype=np.int64),
    "weights": np.linspace(0, 1, 6, dtype=np.float32).reshape(3, 2),
    "nothing": np.empty((0, 4), dtype=np.float32),
    "flag": np.array([True, False]),
}


def test_mapped_arrays_are_those_that_were_saved_and_cannot_be_written_to(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put_arrays(ARRAYS, {"n": 1})
    mapped = artifacts.map_arrays(digest)
    read, _ = artifacts.get_arrays(digest)
    assert set(mapped) == set(read) == set(ARRAYS)
    for name, array in ARRAYS.items():
        assert mapped[name].dtype == array.dtype
        assert mapped[name].shape == read[name].shape == array.shape
        assert np.array_equal(mapped[name], array)
    with pytest.raises(ValueError, match="read-only"):
        mapped["states"][0, 0] = 9


def test_a_map_outlives_the_file(tmp_path: Path) -> None:
    """`store clean` may remove what a worker still reads."""
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put_arrays(ARRAYS)
    mapped = artifacts.map_arrays(digest)
    artifacts.remove(digest)
    assert np.array_equal(mapped["states"], ARRAYS["states"])
    with pytest.raises(DamageError, match="missing"):
        artifacts.map_arrays(digest)


def test_damage_is_found_before_anything_is_mapped(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put_arrays(ARRAYS)
    path = artifacts.path(digest)
    sound = path.read_bytes()
    for damaged in (sound[:-1] + bytes([sound[-1] ^ 1]), sound[:-1], sound + b"x", b""):
        path.write_bytes(damaged)
        with pytest.raises(DamageError, match="damaged"):
            artifacts.map_arrays(digest)
        assert not artifacts.is_sound(digest)


@pytest.mark.parametrize("read", ["get_arrays", "map_arrays"])
def test_a_header_of_more_than_four_megabytes_is_not_read(tmp_path: Path, read: str) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put((5 << 20).to_bytes(8, "little") + b" " * 100)
    with pytest.raises(DamageError, match="header"):
        getattr(artifacts, read)(digest)


def test_every_flipped_byte_is_found(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put(bytes(range(64)))
    path = artifacts.path(digest)
    sound = path.read_bytes()
    for position in range(len(sound)):
        path.write_bytes(sound[:position] + bytes([sound[position] ^ 1]) + sound[position + 1 :])
        with pytest.raises(DamageError, match="damaged"):
            artifacts.get(digest)
    path.write_bytes(sound)
    assert artifacts.is_sound(digest)


def test_saving_again_mends_a_damaged_copy_of_the_same_length(tmp_path: Path) -> None:
    artifacts = Artifacts(tmp_path)
    digest = artifacts.put(b"sound")
    artifacts.path(digest).write_bytes(b"dirty")
    assert artifacts.put(b"sound") == digest
    assert artifacts.get(digest) == b"sound"


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab" * 31, "Z" * 64, ""])
def test_what_is_no_digest_never_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(DamageError):
        Artifacts(tmp_path).get(name)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_durably(path, b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_durably(tmp_path / "folder", b"new")
    assert path.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "x"]


@pytest.mark.parametrize(("number", "code"), [(28, "TF-STORE-FULL"), (30, "TF-STORE-READ-ONLY")])
def test_a_full_or_read_only_disk_says_so_and_exits_with_3(number: int, code: str) -> None:
    with pytest.raises(StoppedError) as raised, storage_errors(Path("x"), 10):
        raise OSError(number, "from the system")
    assert raised.value.code == code
    assert raised.value.exit_status == 3


def test_a_large_table_has_the_bytes_of_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pa.table({"text": ["a", "好", ""] * 500, "n": list(range(1500))})
    small = Artifacts(tmp_path / "small").put_table(table)
    monkeypatch.setattr("tenfold.store.artifacts._LARGE_BYTES", 0)
    large = Artifacts(tmp_path / "large" / "artifacts")
    assert large.put_table(table) == small
    assert large.put_table(table) == small
    assert large.get_table(small).equals(table)
    assert [path.name for path in large.root.rglob("*") if path.is_file()] == [small]


def test_a_large_table_that_is_not_finished_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenfold.store.artifacts._LARGE_BYTES", 0)

    def interrupt(path: Path) -> str:
        assert path.stat().st_size
        raise KeyboardInterrupt

    monkeypatch.setattr("tenfold.store.artifacts.digest_file", interrupt)
    artifacts = Artifacts(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        artifacts.put_table(pa.table({"text": ["a"]}))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

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

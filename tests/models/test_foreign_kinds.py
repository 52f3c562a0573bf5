"""Kinds of installed packages come in by their entry point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenfold.errors import InputError
from tenfold.models.methods.registry import get_method, kinds

SOURCE = """
from tenfold.models.methods.majority import Majority

class Foreign(Majority):
    kind = {kind!r}
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    def put(kind: str, module: str, value: str = "Foreign") -> None:
        (tmp_path / f"{module}.py").write_text(SOURCE.format(kind=kind))
        info = tmp_path / f"{module}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[tenfold.methods]\nown = {module}:{value}\n")
        kinds.cache_clear()

    monkeypatch.syspath_prepend(tmp_path)
    yield put
    kinds.cache_clear()


def test_a_foreign_kind_is_one_like_any_other(install) -> None:  # type: ignore[no-untyped-def]
    install("coin", "foreign_coin")
    assert get_method("coin").kind == "coin"
    assert list(kinds())[-1] == "coin"


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("probe", "Foreign", "is there already"),
        ("lora", "Foreign", "is there already"),
        ("x", "SOURCE", "no subclass"),
    ],
)
def test_what_cannot_come_in(install, kind: str, value: str, message: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    module = f"foreign_{kind}"
    install(kind, module, value)
    if value == "SOURCE":
        with (tmp_path / f"{module}.py").open("a") as file:
            file.write("\nSOURCE = 1\n")
    with pytest.raises(InputError, match=message):
        kinds()

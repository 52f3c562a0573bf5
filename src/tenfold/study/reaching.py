"""What a declaration reaches for beyond the record: files, folders, addresses, programs of the machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.data.builtin import BUILTINS
from tenfold.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenfold.store.workspace import Workspace
    from tenfold.study.declaration import Declaration

__all__ = ["OF_NO_FILE", "reaches"]

OF_NO_FILE = frozenset(
    {
        "adalora",
        "ensemble",
        "fine-tune",
        "last-k",
        "lora",
        "majority",
        "nearest-centroid",
        "probe",
        "prompt-tuning",
        "tfidf",
    }
)
"""Methods of which no parameter is a file or a program; another one has to be looked at first."""
_EMBEDDED = "all-MiniLM-L6-v2"


def reaches(workspace: Workspace, declaration: Declaration) -> list[InputError]:
    """A problem for each thing that is not data of the workspace, the embedded model, or a method of no file.

    Nothing that the declaration names is opened for it.
    """
    return [
        InputError(
            f"{said!r} is not known to this workspace.",
            where=f"studies/{declaration.name}.toml: {key}",
            remedy=f"{remedy} An owner of the lab may declare it as it is.",
        )
        for key, said, remedy in _found(workspace, declaration)
    ]


def _found(workspace: Workspace, declaration: Declaration) -> Iterator[tuple[str, str, str]]:
    data = declaration.data
    names = {*BUILTINS, *(entry["name"] for entry in catalog.listing(workspace))}
    if re.sub(r"@\d+$", "", data.use) not in names:
        yield "data.use", data.use, "Add the file under Data first, and use its name."
    if data.features is not None:
        yield "data.features", data.features, "Leave it out."
    if isinstance(data.test, str) and data.test not in ("test", "validation"):
        yield "data.test", data.test, "Give a fraction, or the split test."
    if data.augment is not None and data.augment.synonyms is not None:
        yield "data.augment.synonyms", data.augment.synonyms, "Leave it out."
    if declaration.model.use != _EMBEDDED:
        yield "model.use", declaration.model.use, f"Use {_EMBEDDED}."
    for name, method in declaration.methods.items():
        if method.kind not in OF_NO_FILE:
            yield f"methods.{name}.kind", method.kind, "Use another method."
        if method.model is not None and method.model != _EMBEDDED:
            yield f"methods.{name}.model", method.model, f"Use {_EMBEDDED}."
        if method.augment and method.augment.synonyms is not None:
            yield f"methods.{name}.augment.synonyms", method.augment.synonyms, "Leave it out."

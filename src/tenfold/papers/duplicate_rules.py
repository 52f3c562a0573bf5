"""The rules for duplicates that a workspace sets in `tenfold.toml`, under `[papers]`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.papers.alike import DuplicateRules

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["rules_of"]

_HIGHEST = {
    "same_title": 100,
    "doubtful_title": 100,
    "same_authors": 1,
    "years_apart": 10,
    "version_years": 10,
}


def rules_of(workspace: Workspace) -> DuplicateRules:
    """The workspace's rules; what it does not set is as `DuplicateRules` has it.

    Raises InputError for a value that is no number in the rule's range.
    """
    values: dict[str, Any] = {}
    for f in fields(DuplicateRules):
        value = workspace.setting("papers", f.name, f.default)
        highest = _HIGHEST[f.name]
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not 0 <= value <= highest
        ):
            raise InputError(
                f"{f.name} must be a number from 0 to {highest}. Got {value!r}.",
                where="tenfold.toml: papers",
                remedy=f"Leave it out for {f.default}.",
            )
        values[f.name] = value
    return DuplicateRules(**values)

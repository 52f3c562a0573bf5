"""One check of an audit: what it looks for, what it needs, and how it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tenfold.desk.examined import TEST, Examined
from tenfold.findings import Finding
from tenfold.wording import worded

__all__ = ["Check", "Need"]

Need = Literal["text", "id", "splits", "test", "group", "time", "attributes", "encoder", "vectors"]
"""What a check cannot do without. A need that is not met is said, so that it is not taken for clean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A file in `desk.checks` gives one, or a few that share their work.

    `what` names the thing looked for, for people ("exact duplicates"). `is_deep`: it needs the encoder or
    minutes, so that bringing data in and declaring a study leave it to `data audit`. `reads` names options
    that decide its finding beside what it needs; ``files`` says that the files of the rows do. `is_kept`: its
    finding follows from these, the rows and the roles alone, and is stored as a step under `version` (raise
    it when the same rows would give another finding).
    """

    code: str
    what: str
    find: Callable[[Examined], Finding]
    needs: tuple[Need, ...] = ("text",)
    reads: tuple[str, ...] = ()
    is_deep: bool = False
    is_kept: bool = True
    version: str = "1"

    def unmet(self, examined: Examined) -> Finding | None:
        """Why it cannot look at these data; None where it can."""
        for need in self.needs:
            if unmet := _UNMET[need](examined):
                state, why = unmet
                said = worded("{what!s}: {why!s}", what=self.what, why=why)
                return Finding(self.code, "note", state, said)
        return None

    def look(self, examined: Examined) -> Finding:
        """The finding, or why there is none."""
        return self.unmet(examined) or self.find(examined)

    @property
    def options(self) -> tuple[str, ...]:
        """Names of the audit's options that decide its finding."""
        own = {"group", "time", "attributes"} & set(self.needs)
        return tuple(sorted(own | (set(self.reads) - {"files"})))


_Unmet = tuple[Literal["not applicable", "skipped"], str] | None


def _text(examined: Examined) -> _Unmet:
    return (
        None
        if examined.dataset.text_column
        else (
            "not applicable",
            worded("there is no text column."),
        )
    )


def _id(examined: Examined) -> _Unmet:
    return (
        None
        if examined.dataset.id_column
        else (
            "not applicable",
            worded("no id column is declared."),
        )
    )


def _splits(examined: Examined) -> _Unmet:
    if len(set(examined.splits or ())) > 1:
        return None
    return "not applicable", worded("the data came without splits.")


def _test(examined: Examined) -> _Unmet:
    if TEST in (examined.splits or ()):
        return None
    return "not applicable", worded(
        "the data came without a split 'test'; a study draws one and looks."
    )


def _group(examined: Examined) -> _Unmet:
    return (
        None
        if examined.options.group
        else (
            "not applicable",
            worded("no group column (--group)."),
        )
    )


def _time(examined: Examined) -> _Unmet:
    return (
        None
        if examined.options.time
        else (
            "not applicable",
            worded("no time column (--time)."),
        )
    )


def _attributes(examined: Examined) -> _Unmet:
    if examined.options.attributes:
        return None
    return "not applicable", worded("no columns to be represented (--represent).")


def _encoder(examined: Examined) -> _Unmet:
    if examined.workspace is None:
        return "skipped", worded("there is no workspace that an encoder could be looked up in.")
    return None


def _vectors(examined: Examined) -> _Unmet:
    why = examined.why_no_vectors
    return ("skipped", why) if why else None


_UNMET: dict[Need, Callable[[Examined], _Unmet]] = {
    "text": _text,
    "id": _id,
    "splits": _splits,
    "test": _test,
    "group": _group,
    "time": _time,
    "attributes": _attributes,
    "encoder": _encoder,
    "vectors": _vectors,
}

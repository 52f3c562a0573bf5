"""Data sets that come with tenfold: ``builtin:diagnosis`` and ``builtin:organ-systems``."""

from __future__ import annotations

from tenfold.data.raw import RawTable, SourceNote
from tenfold.errors import DataError, nearest
from tenfold.store.digests import digest_json

__all__ = ["BUILTINS", "builtin_card", "builtin_key", "make_builtin"]

BUILTINS = {
    "builtin:diagnosis": "simulated patients in words, 24 rare diseases",
    "builtin:organ-systems": "real definitions of phenotypes, 15 organ systems",
}


def builtin_key(use: str) -> str:
    """What a built-in is known by without being made: the generator's and the ontology's
    version.
    """
    from tenfold.data.hpo import package_version

    return digest_json([use, _generator_version(use), package_version()])


def make_builtin(use: str) -> RawTable:
    """Make a built-in data set; the same bytes for the same versions. Takes about a second."""
    if use == "builtin:diagnosis":
        from tenfold.data.builtin_diagnosis import simulate_patients

        texts, labels = simulate_patients()
        values = {"text": texts, "label": labels}
    elif use == "builtin:organ-systems":
        from tenfold.data.builtin_organ_systems import definitions_by_system

        texts, labels, ids = definitions_by_system()
        values = {"text": texts, "label": labels, "id": ids}
    else:
        raise _unknown(use)
    note = SourceNote(
        use, "built-in", None, "made from the ontology's files", len(texts), builtin_key(use)
    )
    kinds = {name: frozenset({"string"}) for name in values}
    return RawTable(tuple(values), values, None, (note,), kinds)


def builtin_card(use: str) -> str:
    """The card of a built-in, in Markdown: what it is, how it is made, what it is not."""
    if use == "builtin:diagnosis":
        from tenfold.data.builtin_diagnosis import CARD
    elif use == "builtin:organ-systems":
        from tenfold.data.builtin_organ_systems import CARD
    else:
        raise _unknown(use)
    return CARD


def _generator_version(use: str) -> str:
    if use == "builtin:diagnosis":
        from tenfold.data.builtin_diagnosis import VERSION
    elif use == "builtin:organ-systems":
        from tenfold.data.builtin_organ_systems import VERSION
    else:
        raise _unknown(use)
    return VERSION


def _unknown(use: str) -> DataError:
    return DataError(
        "no such built-in data set.",
        code="TF-DATA-017",
        where=use,
        remedy=nearest(use, BUILTINS),
    )

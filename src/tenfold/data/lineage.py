"""How a version of a data set was made from another one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tenfold.data.raw import SourceNote
from tenfold.store.digests import digest_json

__all__ = ["Lineage", "Version"]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The recipe that made a version, and from which one.

    `parent` is the digest of the version that it was made from, `made_from` how that was called then
    (``symptoms@1``). `recipe` is the plain form of a recipe: ``{"operations": [{"do": ...}, ...]}``;
    `libraries` are the versions of those that can change what it does. `origins` is the digest of an artifact
    that tells for each row of the parent where it went; None where the recipe came without it, in a bundle.
    """

    parent: str
    made_from: str
    recipe: dict[str, Any]
    libraries: dict[str, str]
    origins: str | None = None

    @property
    def operations(self) -> tuple[str, ...]:
        """The names of the operations, in order."""
        return tuple(str(operation.get("do")) for operation in self.recipe["operations"])

    @property
    def touches_test(self) -> bool:
        """Whether an operation was told to drop or relabel rows of the split ``test`` too."""
        return any(operation.get("test_too") for operation in self.recipe["operations"])

    @property
    def recipe_digest(self) -> str:
        """Equal for recipes that do the same in the same order."""
        return digest_json(self.recipe)

    @property
    def sentence(self) -> str:
        """``made from symptoms@1 by drop-duplicates, strip-html``"""
        test = " (rows of test too)" if self.touches_test else ""
        return f"made from {self.made_from} by {', '.join(self.operations)}{test}"

    @property
    def said(self) -> dict[str, Any]:
        """The value of the column `recipe`."""
        return {"from": self.made_from, "libraries": self.libraries, "recipe": self.recipe}

    @classmethod
    def from_said(cls, said: dict[str, Any], *, parent: str, origins: str | None) -> Lineage:
        """The inverse of `said`."""
        return cls(parent, said["from"], said["recipe"], said["libraries"], origins)

    def to_json(self) -> dict[str, Any]:
        """As commands print it with ``--json``."""
        return {
            "parent": self.parent,
            "made_from": self.made_from,
            "operations": list(self.operations),
            "test_rows_too": self.touches_test,
            "recipe_digest": self.recipe_digest,
            "libraries": self.libraries,
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A version by what is known of it, without its rows."""

    reference: str
    digest: str
    n_rows: int
    sources: tuple[SourceNote, ...]
    lineage: Lineage | None

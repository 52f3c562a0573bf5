"""The recipes that made a version out of earlier ones, and what each of them changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from tenfold.data import catalog
from tenfold.desk.ancestry import match_versions
from tenfold.desk.cleaning.recipe import Recipe
from tenfold.desk.difference import Difference, compare

if TYPE_CHECKING:
    from tenfold.data.lineage import Lineage
    from tenfold.store.workspace import Workspace

__all__ = ["RecipeStep", "recipe_steps"]

_MOST_REASONS = 30


@dataclass(frozen=True)
class RecipeStep:
    """One recipe: `toml` is the file that would do the same, `difference` what it did to the rows."""

    made: Lineage
    toml: str
    difference: Difference

    @property
    def reasons(self) -> dict[str, int]:
        """To how many rows each operation, or some of them together, did something; the most frequent first."""
        said = (why.partition(":")[0] for why in self.difference.match.why.values())
        return dict(Counter(said).most_common(_MOST_REASONS))


def recipe_steps(workspace: Workspace, use: str) -> list[RecipeStep]:
    """Those of the version that `use` means, the oldest first; none where no recipe made it.

    It ends where a version is not in this workspace.
    """
    steps = []
    for after, before in pairwise(catalog.ancestry(workspace, use)):
        made = after.lineage
        if made is None:
            break
        old, new = (
            catalog.load(workspace, version.reference, unlabelled=True)
            for version in (before, after)
        )
        toml = Recipe.parse(made.recipe, where=after.reference).to_toml()
        difference = compare(old, new, match_versions(workspace, old, new))
        steps.append(RecipeStep(made, toml, difference))
    return steps[::-1]

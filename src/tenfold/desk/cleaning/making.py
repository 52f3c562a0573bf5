"""Make a new version of a data set by a recipe, and keep the recipe with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tenfold.data import catalog
from tenfold.data.dataset import Dataset
from tenfold.data.lineage import Lineage
from tenfold.desk.cleaning.apply import Cleaned, apply_recipe
from tenfold.desk.cleaning.origins import Origins
from tenfold.desk.cleaning.recipe import Recipe, read_recipe
from tenfold.desk.cleaning.rows import Rows
from tenfold.errors import DataError, InputError
from tenfold.store.versions import installed_version

if TYPE_CHECKING:
    from tenfold.data.raw import RawTable
    from tenfold.desk.vectors import Progress
    from tenfold.store.workspace import Workspace

__all__ = ["Cleaning", "clean", "find_recipe", "recipe_of_version"]


@dataclass(frozen=True)
class Cleaning:
    """A recipe and what it made of a data set.

    `state`: "written" a new version; "known" the rows are a version of that name already; "unchanged" the
    recipe has nothing to do; "tried" nothing was to be written. `after` is the version as it is or would be.
    """

    before: Dataset
    after: Dataset
    recipe: Recipe
    cleaned: Cleaned
    state: Literal["written", "known", "unchanged", "tried"]


def clean(
    workspace: Workspace,
    dataset: Dataset,
    recipe: Recipe,
    *,
    name: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Cleaning:
    """Apply `recipe` to a version; what comes out is the next version of `name` (its own, if not said).

    The version itself stays as it is. Artifacts are saved first, and one transaction names them
    (`catalog.add_derived`): a process that is killed leaves either the whole version or none. A recipe that
    changes nothing writes nothing.

    Raises
    ------
    DataError
        TF-DATA-068 where no row would be left; TF-DATA-014 where one class would be.
    DeclarationError
        Everything that the data lack for the recipe: TF-DATA-009, 067, 068.
    """
    target = _target(dataset, name)
    cleaned = apply_recipe(Rows.of(dataset), recipe, progress)
    if not len(cleaned.rows):
        raise DataError(
            "no row would be left. Nothing was written.",
            code="TF-DATA-068",
            where=dataset.reference,
            remedy="Look at what each operation drops with --dry-run, one at a time.",
        )
    raw = _raw(dataset, cleaned)
    after = replace(Dataset.of(raw, cleaned.rows.roles, name=target), number=0)
    if after.digest == dataset.digest:
        return Cleaning(dataset, dataset, recipe, cleaned, "unchanged")
    if dry_run:
        return Cleaning(dataset, after, recipe, cleaned, "tried")
    origins = Origins.of(len(dataset), cleaned.origins, cleaned.why)
    lineage = Lineage(
        parent=dataset.digest,
        made_from=dataset.reference,
        recipe=recipe.to_json(),
        libraries=_libraries(recipe),
        origins=origins.save(workspace),
    )
    made = catalog.add_derived(workspace, raw, cleaned.rows.roles, name=target, lineage=lineage)
    return Cleaning(dataset, made, recipe, cleaned, "written" if made.is_new else "known")


def find_recipe(workspace: Workspace, said: str) -> Recipe:
    """The recipe in the file that is named so, or the one that made a version."""
    path = Path(said)
    if path.suffix in (".toml", ".json"):
        return read_recipe(path)
    return recipe_of_version(workspace, said)


def recipe_of_version(workspace: Workspace, use: str) -> Recipe:
    """The recipe that made a version. Raises DataError (TF-DATA-069) for one that came from files."""
    version = catalog.ancestry(workspace, use)[0]
    if version.lineage is None:
        raise DataError(
            "was not made by a recipe: it came from files, or with tenfold.",
            code="TF-DATA-069",
            where=version.reference,
            remedy="`tenfold data list` says which versions were made from others.",
        )
    return Recipe.parse(version.lineage.recipe, where=version.reference)


def _target(dataset: Dataset, name: str | None) -> str:
    if name is None and dataset.name.startswith("builtin:"):
        raise InputError(
            "a built-in stays as it comes; what is made from it needs a name of its own.",
            code="TF-DATA-017",
            where=dataset.reference,
            remedy="Say --as NAME.",
        )
    return name or dataset.name


def _raw(dataset: Dataset, cleaned: Cleaned) -> RawTable:
    raw = cleaned.rows.to_raw()
    kinds = {name: dataset.kinds[name] for name in raw.columns if name in dataset.kinds}
    return replace(raw, kinds=kinds)


def _libraries(recipe: Recipe) -> dict[str, str]:
    names = {name for operation in recipe.operations for name in operation.libraries}
    return {name: installed_version(name) for name in sorted(names)}

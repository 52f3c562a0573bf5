"""The forms that a review may follow: those of the package, and the lab's own in `forms/NAME.toml`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tenfold.errors import InputError, nearest
from tenfold.papers.form_file import parse_form, parse_forms

if TYPE_CHECKING:
    from pathlib import Path

    from tenfold.papers.form import Form
    from tenfold.store.workspace import Workspace

__all__ = ["form_named", "form_names", "package_forms"]

_FOLDER = "forms"


@cache
def package_forms() -> dict[str, Form]:
    """The forms that come with tenfold, by name."""
    content = resources.files("tenfold.papers").joinpath("forms.toml").read_bytes()
    return {form.name: form for form in parse_forms(content, where="forms.toml")}


def form_names(workspace: Workspace) -> list[str]:
    """The names of all forms, the package's first; a file of the lab with such a name takes its place."""
    own = sorted(path.stem for path in (workspace.root / _FOLDER).glob("*.toml"))
    return list(dict.fromkeys([*package_forms(), *own]))


def form_named(workspace: Workspace, name: str) -> Form:
    """One form. Raises InputError where there is none, or with the problems of the lab's file."""
    names = form_names(workspace)
    if name not in names:
        raise InputError(
            f"there is no form {name!r}.",
            code="TF-FORM",
            remedy=f"{nearest(name, names)} Your own: {_FOLDER}/NAME.toml in the workspace.",
        )
    path = workspace.root / _FOLDER / f"{name}.toml"
    return _read(path, name) if path.exists() else package_forms()[name]


def _read(path: Path, name: str) -> Form:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", code="TF-FORM", where=str(path)
        ) from None
    return parse_form(content, name=name, where=str(path))

"""A workspace: a folder with `tenfold.toml` (for git) and `.tenfold/` (not for git)."""

from __future__ import annotations

import copy
import json
import os
import tomllib
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError, WorkspaceError, nearest
from tenfold.store.choices import Choices
from tenfold.store.database import Database, sqlite_url
from tenfold.store.files import make_folder_durably, storage_errors, write_durably
from tenfold.store.leases import Leases
from tenfold.store.places import open_artifacts, read_place
from tenfold.store.steps import Steps

if TYPE_CHECKING:
    from tenfold.store.artifacts import Artifacts

__all__ = ["HIDDEN_FOLDER", "SETTINGS_FILE", "Workspace"]

SETTINGS_FILE = "tenfold.toml"
HIDDEN_FOLDER = ".tenfold"
_SETTINGS = {
    "store": {"database", "artifacts"},
    "person": {"name", "timezone"},
    "week": {"template"},
    "web": {"commands", "users", "guests", "hosts", "processes"},
    "publish": {"keep", "anonymous"},
    "papers": {
        "contact",
        "pdf_timeout_s",
        "pdf_memory_mb",
        "pdf_max_pages",
        "openalex_key",
        "same_title",
        "doubtful_title",
        "same_authors",
        "years_apart",
        "version_years",
        "topics",
    },
    "run": {"on", "processes", "device", "dtype", "watts_per_core", "prefix_gigabytes"},
}
_SHARED_PARTS = ("database", "artifacts", "choices", "leases")
_TEMPLATE = """\
# A tenfold workspace. This file and studies/ are meant for git; .tenfold/ is not.

[person]
# name = "Ada"                 # who writes; every record names a person
# timezone = "Europe/Berlin"   # where your days begin; default: this machine's

[papers]
# contact = "ada@example.org"  # sent to Crossref and OpenAlex with what you ask, which they answer sooner
# openalex_key = "..."         # sent to OpenAlex alone

[run]
# on = "local"                 # "ray": a cluster on this machine; "auto", "HOST:PORT": one to join
# processes = 2                # runs at the same time; default: one a core
# device = "auto"              # "cpu", "cuda", "mps"
# dtype = "auto"               # "float32", "bfloat16"; auto: bfloat16 where the hardware has it
# watts_per_core = 10          # for the estimate of energy
# prefix_gigabytes = 4         # disk for a layer's frozen states; past it they are computed anew

[web]
# commands = true              # pages may start studies whose methods run programs of this machine
# users = true                 # people sign in; the first: tenfold web user add NAME --role owner
# hosts = ["lab.example"]      # the names under which others reach the pages, with the port unless it is 443
# guests = true                # guests may read what is shared
# processes = 4                # so many serve; default: 1, and where people sign in one a core, 4 at most

[publish]
# keep = ["Gao"]               # what they write stays here, whoever publishes
# anonymous = true             # reviews go out without who wrote them

[store]
# database = "postgresql+psycopg://user@host/tenfold"   # default: SQLite in .tenfold/
# artifacts = "/shared/folder"                          # or s3://bucket/prefix; default: .tenfold/artifacts
"""


class Workspace:
    """One workspace, opened. Parts open when they are first used."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings = _read_settings(self.root / SETTINGS_FILE)
        self._acting = ""

    @classmethod
    def create(cls, root: Path, *, person: str = "") -> Workspace:
        """Make a workspace in `root` (made if missing), of `person` if named. An existing one is kept."""
        with storage_errors(root):
            make_folder_durably(root / "studies")
            make_folder_durably(root / HIDDEN_FOLDER / "artifacts")
        _write_if_missing(root / HIDDEN_FOLDER / ".gitignore", "*\n")
        _write_if_missing(root / SETTINGS_FILE, _settings_of(person))
        workspace = cls(root)
        _ = workspace.database
        return workspace

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """The workspace at `start`, or the nearest one above it (default: the current folder).

        Raises WorkspaceError with the command that makes one.
        """
        first = (start or Path.cwd()).resolve()
        for folder in [first, *first.parents]:
            if (folder / SETTINGS_FILE).is_file():
                return cls(folder)
        raise WorkspaceError(
            "no workspace here or in any folder above.",
            where=str(first),
            remedy="Make one with: tenfold init lab && cd lab",
        )

    @property
    def hidden(self) -> Path:
        """The folder that is not for git: database, artifacts, locks."""
        return self.root / HIDDEN_FOLDER

    @property
    def studies(self) -> Path:
        """The folder of the declarations."""
        return self.root / "studies"

    @property
    def person(self) -> str:
        """Who acts: the single local person, unless the settings name one or `acting_as` did."""
        return self._acting or str(self.setting("person", "name", "local"))

    def acting_as(self, person: str) -> Workspace:
        """The same workspace and open parts, in which `person` acts. Raises ValueError for no name."""
        if not person:
            raise ValueError("somebody has to act")
        view = copy.copy(self)
        view._acting = person
        shared = {part: getattr(self, part) for part in _SHARED_PARTS}
        view.__dict__.pop("steps", None)  # steps are signed by who acts
        view.__dict__.update(shared)
        return view

    def setting(self, section: str, key: str, default: Any) -> Any:
        """A value of `tenfold.toml`."""
        return self.settings.get(section, {}).get(key, default)

    @cached_property
    def database(self) -> Database:
        """The database, migrated to the newest tables."""
        path = self.hidden / "tenfold.db"
        default = sqlite_url(path)
        url = str(self.setting("store", "database", default))
        if url == default and not (path.exists() and path.stat().st_size > 0):
            self._refuse_a_lost_file()
        database = Database(url)
        self._refuse_an_empty_one(database)  # SQLite takes a stump of a file for a new one
        database.migrate()
        return database

    def _refuse_a_lost_file(self) -> None:
        """Artifacts without a database mean that it was lost: never start an empty one in silence."""
        path = self.hidden / "tenfold.db"
        if self._has_artifacts():
            raise WorkspaceError(
                "the database is missing or empty, though artifacts are there.",
                where=str(path),
                remedy="Restore it from a backup; or move .tenfold/ away to start anew.",
            )
        with storage_errors(path):
            make_folder_durably(self.hidden)

    def _refuse_an_empty_one(self, database: Database) -> None:
        """The same for one that has no tables: a stump of a file, restored wrongly, or not the one meant."""
        # Asked twice: another process may make the tables and save artifacts in between.
        is_empty = database.revision() is None
        if is_empty and self._has_artifacts() and database.revision() is None:
            raise WorkspaceError(
                "the database is empty, though artifacts are there.",
                where=database.where,
                remedy="Is it the right one? Restore it from a backup; or start anew with an empty "
                "folder for the artifacts ([store] artifacts in tenfold.toml).",
            )

    def _has_artifacts(self) -> bool:
        return next(self.artifacts.digests(), None) is not None

    @cached_property
    def artifacts(self) -> Artifacts:
        """The artifacts."""
        said = str(self.setting("store", "artifacts", self.hidden / "artifacts"))
        place = read_place(said, root=self.root, cache=self.hidden / "cache")
        if isinstance(place, Path) and not place.is_relative_to(self.root) and not place.is_dir():
            # Made in silence, it would stand on this machine's disk, where a share was to be mounted.
            raise WorkspaceError(
                "the folder for artifacts is not there.",
                where=str(place),
                remedy=f"Is the share mounted? To begin with an empty one: mkdir -p {place}",
            )
        return open_artifacts(place)

    @cached_property
    def steps(self) -> Steps:
        """The finished steps."""
        return Steps(self.database, self.artifacts, self.leases, self.person)

    @cached_property
    def choices(self) -> Choices:
        """What was chosen once for this workspace."""
        return Choices(self.database)

    @cached_property
    def leases(self) -> Leases:
        """Which steps this process is at, and what it sees of others."""
        return Leases(self.database)

    def __repr__(self) -> str:
        return f"Workspace({os.fspath(self.root)!r})"


def _settings_of(person: str) -> str:
    """The settings to begin with; a name is written as TOML wants it."""
    named = " ".join(person.split())
    if not named:
        return _TEMPLATE
    return _TEMPLATE.replace(
        '# name = "Ada"    ', f"name = {json.dumps(named, ensure_ascii=False)}  "
    )


def _write_if_missing(path: Path, content: str) -> None:
    if not path.exists():
        write_durably(path, content.encode())


def _read_settings(path: Path) -> dict[str, dict[str, Any]]:
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not valid TOML: {error}.", where=str(path)) from error
    for section, content in settings.items():
        if section not in _SETTINGS or not isinstance(content, dict):
            raise InputError(
                f"no such section: [{section}].",
                where=str(path),
                remedy=nearest(section, _SETTINGS),
            )
        for key in content:
            if key not in _SETTINGS[section]:
                raise InputError(
                    f"[{section}] has no key {key!r}.",
                    where=str(path),
                    remedy=nearest(key, _SETTINGS[section]),
                )
    return settings

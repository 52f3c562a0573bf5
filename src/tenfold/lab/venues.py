"""The venues of a workspace, in a file that its people update (`venues.toml`), and those that one follows."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import InputError, nearest
from tenfold.lab.dates import Dates, TakenIn
from tenfold.lab.venue_file import parse_venues
from tenfold.lab.zone import zone_of
from tenfold.store.files import write_durably

if TYPE_CHECKING:
    from tenfold.lab.dated import Dated
    from tenfold.lab.venue import Venue
    from tenfold.store.workspace import Workspace

__all__ = ["VENUES_FILE", "follow", "followed", "make_venues", "read_venues", "unfollow"]

VENUES_FILE = "venues.toml"


def make_venues(workspace: Workspace) -> Path:
    """Write a file to start from: names and ranks, no deadline. Raises InputError where there is one."""
    path = workspace.root / VENUES_FILE
    if path.exists():
        raise InputError(
            "is there already; it was left as it is.",
            code="TF-VENUES",
            where=str(path),
            remedy="See what it says: tenfold date venues",
        )
    write_durably(path, resources.files("tenfold.lab").joinpath(VENUES_FILE).read_bytes())
    return path


def read_venues(workspace: Workspace) -> list[Venue]:
    """The venues of the workspace's file. Raises InputError with its problems, or how to make one."""
    path = workspace.root / VENUES_FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(
            "there is no file of venues.",
            code="TF-VENUES",
            where=str(path),
            remedy="Make one with names and ranks: tenfold date venues --make",
        ) from None
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}.", code="TF-VENUES", where=str(path)
        ) from None
    return parse_venues(content, where=str(path))


def follow(workspace: Workspace, key: str) -> TakenIn:
    """Put a venue's deadlines among one's dates; again: as the file has them now, and no others.

    Raises InputError where there is no such venue, or the file has no deadline for it and never had.
    """
    venue = _venue(workspace, key)
    before = followed(workspace, venue.key)
    if not venue.deadlines and not before:
        raise InputError(
            f"no deadline of {venue.name} is written down yet.",
            code="TF-VENUES",
            where=str(workspace.root / VENUES_FILE),
            remedy="Look it up, then add under "
            f'key = "{venue.key}": deadlines = [{{ what = "paper", at = "YYYY-MM-DD 23:59" }}]',
        )
    gone = [dated.source for dated in before]
    return Dates(workspace).take_in(venue.dates(zone_of(workspace)), gone=gone)


def followed(workspace: Workspace, key: str) -> list[Dated]:
    """One's dates that come from a venue."""
    return [d for d in Dates(workspace).dates() if d.source.startswith(f"venue:{key}:")]


def unfollow(workspace: Workspace, key: str) -> list[Dated]:
    """Take a venue's deadlines away from one's dates. Raises InputError where there are none."""
    found = followed(workspace, key)
    if not found:
        raise InputError(
            f"you do not follow {key!r}.",
            code="TF-VENUES",
            remedy="See what you have: tenfold date list",
        )
    return Dates(workspace).remove([dated.number for dated in found])


def _venue(workspace: Workspace, key: str) -> Venue:
    venues = {venue.key: venue for venue in read_venues(workspace)}
    wanted = key.strip().casefold()
    for venue in venues.values():
        if wanted in (venue.key, venue.name.casefold()):
            return venue
    raise InputError(
        f"there is no venue {key!r}.",
        code="TF-VENUES",
        where=str(workspace.root / VENUES_FILE),
        remedy=nearest(key, list(venues)),
    )

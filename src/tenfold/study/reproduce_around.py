"""What differs around the numbers: versions, numerics profile, hardware, data, registration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.study.bundle_collect import Collected
    from tenfold.study.bundle_reading import Bundle
    from tenfold.study.reproduce_data import FoundPart

__all__ = ["Around", "differences_around"]

_ABSENT = "not there"


@dataclass(frozen=True)
class Around:
    """One thing that is another there (in the bundle) than here.

    `decides` is False for what cannot change a number by itself: the numerics profile already says
    what of the hardware can.
    """

    kind: str
    name: str
    there: str
    here: str
    decides: bool = True


def differences_around(bundle: Bundle, ours: Collected, data: Sequence[FoundPart]) -> list[Around]:
    """Everything that differs; none where a rerun must give the same bits."""
    there, here = bundle.environment, ours.environment
    found = _differing("version", there.versions, here.versions)
    found += _differing("numerics profile", there.profile, here.profile)
    for use in sorted({*there.profiles, *here.profiles}):
        mine = here.profiles.get(use)
        if mine is None:  # a folder goes by another name here
            left = [p for name, p in here.profiles.items() if name not in there.profiles]
            mine = left[0] if len(left) == 1 else {}
        if use in there.profiles:
            found += _differing(f"numerics profile of {use}", there.profiles[use], mine)
    found += _differing("hardware", there.hardware, here.hardware, decides=False)
    for part in data:
        if part.difference is not None:
            found.append(
                Around(
                    f"data ({part.part.role})",
                    part.part.name,
                    f"version {part.difference.version_there[:16]}",
                    f"version {part.difference.version_here[:16]}: {part.difference}",
                )
            )
    if bundle.study.code != ours.note.code:
        found.append(
            Around(
                "declaration",
                "code",
                bundle.study.code or _ABSENT,
                ours.note.code or _ABSENT,
            )
        )
    return found


def _differing(
    kind: str,
    there: Mapping[str, str | int],
    here: Mapping[str, str | int],
    *,
    decides: bool = True,
) -> list[Around]:
    return [
        Around(kind, name, str(there.get(name, _ABSENT)), str(here.get(name, _ABSENT)), decides)
        for name in sorted({*there, *here})
        if there.get(name) != here.get(name)
    ]

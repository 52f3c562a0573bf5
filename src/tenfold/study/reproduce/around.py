"""What differs around the numbers, and what follows from it for the numbers themselves.

Where nothing differs that could change a number, all must be identical bit for bit. Where versions or the
numerics profile differ, last bits may: there is a tolerance. Where data or declaration differ there is
none again: a number that moved did so for another reason than rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tenfold.study.bundle.collect import Collected
    from tenfold.study.bundle.reading import Bundle
    from tenfold.study.reproduce.data import FoundPart

__all__ = ["Around", "Rule", "differences_around", "rule_of"]

Kind = Literal["numerics", "content", "bystander"]
Rule = Literal["all equal", "tolerance", "other content"]

_ABSENT = "not there"


@dataclass(frozen=True)
class Around:
    """One thing that is another there (in the bundle) than here.

    `effect` says what it can do: "numerics" can change last bits, "content" is another study or other
    data, a "bystander" changes no number (the numerics profile says what of the hardware can).
    """

    what: str
    name: str
    there: str
    here: str
    effect: Kind = "numerics"


def rule_of(around: Sequence[Around]) -> Rule:
    """How numbers are to be compared, given what differs."""
    effects = {each.effect for each in around}
    if "content" in effects:
        return "other content"
    return "tolerance" if "numerics" in effects else "all equal"


def differences_around(bundle: Bundle, ours: Collected, data: Sequence[FoundPart]) -> list[Around]:
    """Everything that differs between the bundle's study and ours."""
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
    found += _differing("hardware", there.hardware, here.hardware, effect="bystander")
    for part in data:
        if part.difference is not None:
            found.append(
                Around(
                    f"data ({part.part.role})",
                    part.part.name,
                    f"version {part.difference.version_there[:16]}",
                    f"version {part.difference.version_here[:16]}: {part.difference}",
                    "content",
                )
            )
    if bundle.study.code != ours.note.code:
        found.append(
            Around(
                "code of declaration and data",
                "",
                bundle.study.code or _ABSENT,
                ours.note.code or _ABSENT,
                "content",
            )
        )
    return found


def _differing(
    kind: str,
    there: Mapping[str, str | int],
    here: Mapping[str, str | int],
    *,
    effect: Kind = "numerics",
) -> list[Around]:
    return [
        Around(kind, name, str(there.get(name, _ABSENT)), str(here.get(name, _ABSENT)), effect)
        for name in sorted({*there, *here})
        if there.get(name) != here.get(name)
    ]

"""What people wrote of a paper that it is found by: the lab's answers by everybody, one's own by oneself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["NOTHING_WRITTEN", "Written"]


@dataclass(frozen=True, slots=True)
class Written:
    """Answers by the number of their question, as plain text.

    lab
        Those that the lab took as its own.
    by_person
        Those of each reader: nobody else finds a paper by them, or is shown them here.
    """

    lab: Mapping[int, str] = field(default_factory=dict)
    by_person: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def own(self) -> Mapping[str, tuple[str, ...]]:
        """The texts of each reader, without those that the lab took: these are found anyway."""
        return {
            person: tuple(text for n, text in answers.items() if self.lab.get(n) != text)
            for person, answers in self.by_person.items()
        }

    def seen_by(self, person: str) -> Mapping[int, tuple[str, ...]]:
        """By question, what a person finds papers by: the lab's answer, and their own."""
        own = self.by_person.get(person, {})
        found = {n: (self.lab.get(n, ""), own.get(n, "")) for n in sorted({*self.lab, *own})}
        return {n: tuple(dict.fromkeys(filter(None, texts))) for n, texts in found.items()}


NOTHING_WRITTEN = Written()

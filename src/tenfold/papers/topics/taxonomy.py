"""A taxonomy: topics in parts, each with a definition and the keywords that point to it."""

from __future__ import annotations

from dataclasses import dataclass

from tenfold.errors import InputError, nearest

__all__ = ["Keyword", "Part", "Taxonomy", "Topic"]


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word or phrase, and how much it counts (above 0, at most 10)."""

    phrase: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A group of topics."""

    key: str
    name_en: str
    name_zh: str = ""

    def name(self, language: str) -> str:
        """Its name; the English one where there is none in `language`."""
        return self.name_zh if language == "zh" and self.name_zh else self.name_en


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `definition` is a sentence, with which papers are compared by meaning."""

    key: str
    part: str
    name_en: str
    definition: str
    keywords: tuple[Keyword, ...]
    name_zh: str = ""

    def name(self, language: str) -> str:
        """Its name; the English one where there is none in `language`."""
        return self.name_zh if language == "zh" and self.name_zh else self.name_en


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Topics in the order in which they are shown. `origin` says where the headings come from."""

    name_en: str
    parts: tuple[Part, ...]
    topics: tuple[Topic, ...]
    name_zh: str = ""
    origin: str = ""

    def topic(self, key: str) -> Topic:
        """The topic with a key, or of that name in any case. Raises InputError where there is none."""
        folded = key.strip().casefold()
        for topic in self.topics:
            if topic.key == key:
                return topic
        for topic in self.topics:
            if folded in (topic.key.casefold(), topic.name_en.casefold(), topic.name_zh.casefold()):
                return topic
        known = [topic.key for topic in self.topics]
        raise InputError(f"no topic {key!r}.", code="TF-TOPICS", remedy=nearest(key, known))

"""What kind of item something is: a paper, or a book, a course, a post, a video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

__all__ = ["ITEM_KINDS", "TYPE_OF_KIND", "ItemKind", "item_kind", "usual_unit"]

ItemKind = Literal["paper", "book", "course", "post", "video"]
ITEM_KINDS: tuple[ItemKind, ...] = get_args(ItemKind)

TYPE_OF_KIND: Mapping[ItemKind, str] = {
    "paper": "article",
    "book": "book",
    "course": "course",
    "post": "post-weblog",
    "video": "motion_picture",
}
"""The type that a new item of a kind gets. CSL knows no courses: they go out as documents."""

_OTHERS: Mapping[str, ItemKind] = {
    "collection": "book",
    "post": "post",
    "webpage": "post",
    "broadcast": "video",
}


def item_kind(csl_type: str) -> ItemKind:
    """The kind of an item with a type of CSL-JSON.

    >>> item_kind("motion_picture"), item_kind("paper-conference")
    ('video', 'paper')
    """
    named = {said: kind for kind, said in TYPE_OF_KIND.items()}
    return named.get(csl_type) or _OTHERS.get(csl_type, "paper")


def usual_unit(kind: ItemKind) -> str:
    """In what one counts how far one is in an item."""
    return {"course": "lessons", "video": "minutes"}.get(kind, "pages")

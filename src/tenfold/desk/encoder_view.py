"""What the encoder of an audit makes of the texts before it encodes them: what it knows, what it cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles

__all__ = ["EncoderView", "view_of"]

_MOST_TEXTS = 20_000


@dataclass(frozen=True)
class EncoderView:
    """`rows` are those looked at: all, or every so manieth of very many. `n_tokens` has their tokens, special
    ones included, `unknown` per script (characters unknown to the vocabulary, characters).
    """

    model: str
    max_length: int
    rows: range
    n_tokens: Sequence[int]
    unknown: Mapping[str, tuple[int, int]]

    @property
    def share_unknown(self) -> float:
        """The share of all characters that the vocabulary does not know."""
        n_unknown = sum(unknown for unknown, _ in self.unknown.values())
        return n_unknown / max(sum(n for _, n in self.unknown.values()), 1)


def view_of(encoder: EncoderFiles, texts: Sequence[str]) -> EncoderView:
    """Tokenise the texts (20,000 of them at most, evenly spread)."""
    from tenfold.models.tokens import TextTokenizer

    tokenizer = TextTokenizer(encoder)
    rows = range(0, len(texts), -(-len(texts) // _MOST_TEXTS) or 1)
    sample = [texts[row] for row in rows]
    return EncoderView(
        encoder.name,
        encoder.max_length,
        rows,
        tokenizer.n_tokens(sample),
        tokenizer.unknown_characters(sample),
    )

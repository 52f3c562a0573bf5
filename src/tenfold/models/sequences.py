"""Texts as an encoder reads them: token ids, and (where they were computed once) frozen hidden states.

No torch here: ids and states are numpy arrays, the states memory-mapped where they come from the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from jaxtyping import Int, Int32, Int64

from tenfold.models.encoder import EncoderFiles
from tenfold.models.numerics import Profile
from tenfold.models.tokens import TextTokenizer

__all__ = ["Prefix", "Pretrained", "Sequences", "TokenTable", "tokenise"]


@dataclass(frozen=True)
class Pretrained:
    """The encoder that sequences belong to, and how numbers are computed here."""

    files: EncoderFiles
    profile: Profile


@dataclass(frozen=True)
class TokenTable:
    """Token ids of distinct texts, one text after the other.

    `ids` (n_tokens,) hold the special tokens, cut to the encoder's length; text i has
    ids[starts[i]:starts[i + 1]], so `starts` has shape (n_texts + 1,).
    """

    ids: Int32[np.ndarray, " tokens"]
    starts: Int64[np.ndarray, " bounds"]

    @classmethod
    def joined(cls, parts: Sequence[TokenTable]) -> TokenTable:
        """The texts of several tables, in order."""
        offsets = np.cumsum([0, *(len(part.ids) for part in parts)])
        starts = [part.starts[:-1] + at for part, at in zip(parts, offsets, strict=False)]
        return cls(
            np.concatenate([part.ids for part in parts]), np.concatenate([*starts, offsets[-1:]])
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Int64[np.ndarray, " texts"]:
        """Tokens of each text."""
        return np.diff(self.starts)


@dataclass(frozen=True)
class Prefix:
    """States below layer `layer` of every token of a table, computed once by the frozen encoder.

    `states`: one array a chunk of texts, (n_tokens of the chunk, width), in the order of the table;
    float32, or uint16 that holds the bits of bfloat16 (numpy has no such type). They may be
    memory-mapped and larger than memory.
    """

    layer: int
    states: tuple[npt.NDArray[np.generic], ...]

    def gather(
        self, starts: Int64[np.ndarray, " texts"], ends: Int64[np.ndarray, " texts"]
    ) -> npt.NDArray[np.generic]:
        """The states of texts by where their tokens start and end in the table, one after the other."""
        firsts = np.cumsum([0, *(len(part) for part in self.states)])
        chunks = np.searchsorted(firsts, starts, side="right") - 1
        found: npt.NDArray[np.generic] = np.concatenate(
            [
                self.states[c][start - firsts[c] : end - firsts[c]]
                for c, start, end in zip(
                    chunks.tolist(), starts.tolist(), ends.tolist(), strict=True
                )
            ]
        )
        return found


@dataclass(frozen=True)
class Sequences:
    """Examples as token sequences of one encoder: example i is text `rows[i]` of `table`."""

    encoder: Pretrained
    table: TokenTable
    rows: Int64[np.ndarray, " examples"]
    prefix: Prefix | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, indices: Sequence[int] | Int[np.ndarray, " picked"]) -> Sequences:
        """The examples at `indices`, in that order."""
        return replace(self, rows=self.rows[np.asarray(indices, dtype=np.int64)])

    @property
    def lengths(self) -> Int64[np.ndarray, " examples"]:
        """Tokens of each example."""
        return np.asarray(self.table.lengths[self.rows])

    def tokens(self) -> npt.NDArray[np.int64]:
        """The ids of all examples, one after the other."""
        starts, ends = self.table.starts[self.rows], self.table.starts[self.rows + 1]
        spans = [self.table.ids[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
        together: npt.NDArray[np.int32] = np.concatenate(spans)
        return together.astype(np.int64)

    def states(self) -> npt.NDArray[np.generic]:
        """The prefix's states of all examples, one after the other. There must be a prefix."""
        assert self.prefix is not None
        starts, ends = self.table.starts[self.rows], self.table.starts[self.rows + 1]
        return self.prefix.gather(starts, ends)


def tokenise(
    encoder: Pretrained, texts: Sequence[str], *, tokenizer: TextTokenizer | None = None
) -> Sequences:
    """Texts as sequences; equal texts share a row. Raises ModelError for an unreadable tokenizer."""
    distinct = list(dict.fromkeys(texts))
    place = {text: row for row, text in enumerate(distinct)}
    ids = (tokenizer or TextTokenizer(encoder.files)).ids(distinct)
    table = TokenTable(
        np.array([token for text in ids for token in text], dtype=np.int32),
        np.cumsum([0, *(len(text) for text in ids)], dtype=np.int64),
    )
    return Sequences(encoder, table, np.array([place[text] for text in texts], dtype=np.int64))

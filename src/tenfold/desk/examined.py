"""What the checks of one audit look at. What several need is made once, when the first asks for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float32, Int64

from tenfold.data.text_column import TextColumn
from tenfold.desk.normalise import normalised
from tenfold.desk.options import AuditOptions
from tenfold.desk.repeats import n_distinct, repeated
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.encoder_view import EncoderView
    from tenfold.desk.vectors import Progress
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.numerics import Profile
    from tenfold.store.workspace import Workspace

__all__ = ["MOST_UNKNOWN", "TEST", "Examined"]

TEST = "test"
"""The split whose labels no check reads: they are counted wherever they are looked at."""


MOST_UNKNOWN = 0.3
"""With a larger share of unknown characters, checks of meaning would say much that is not so."""


class Examined:
    """A data set under audit. `workspace` keeps the vectors; without one there are none."""

    def __init__(
        self,
        dataset: Dataset,
        *,
        workspace: Workspace | None = None,
        options: AuditOptions | None = None,
        progress: Progress | None = None,
        closed: Collection[int] = (),
    ) -> None:
        self.dataset = dataset
        self.workspace = workspace
        self.options = options or AuditOptions()
        self.progress = progress
        self.closed = frozenset(closed)
        """Further rows whose labels are not read: those that a study tests on."""

    @property
    def splits(self) -> list[str] | None:
        """The split of each row, where the data came with splits."""
        return self.dataset.splits

    @cached_property
    def texts(self) -> Sequence[str]:
        """The text of each row, test rows too."""
        return self.dataset.texts()

    @cached_property
    def normalised(self) -> Sequence[str]:
        """The same, evened out: case, white space, Unicode form."""
        return TextColumn.of(normalised(text) for text in self.texts)

    @cached_property
    def repeats(self) -> list[list[int]]:
        """Positions of texts that are equal once normalised, two and more together."""
        return repeated(self.texts, key=normalised)

    @cached_property
    def open_rows(self) -> Int64[np.ndarray, " open"]:
        """Positions of the rows whose labels may be read: all but those of the split ``test`` and `closed`."""
        is_open = np.ones(len(self.dataset), dtype=np.bool_)
        if self.splits is not None:
            is_open[[row for row, split in enumerate(self.splits) if split == TEST]] = False
        is_open[list(self.closed)] = False
        return np.flatnonzero(is_open)

    @cached_property
    def open_texts(self) -> Sequence[str]:
        """The texts of `open_rows`."""
        if len(self.open_rows) == len(self.texts):
            return self.texts
        return TextColumn.of(self.texts[row] for row in self.open_rows.tolist())

    @cached_property
    def open_labels(self) -> list[str]:
        """The labels of `open_rows`."""
        names: dict[str, str] = {}  # one text a class, which its rows share
        labels = [names.setdefault(label, label) for label in self.dataset.labels()]
        return [labels[row] for row in self.open_rows.tolist()]

    @cached_property
    def why_no_vectors(self) -> str:
        """Why there are no vectors for these texts; empty where there are."""
        if self.workspace is None:
            return worded("there is no workspace that would keep the vectors.")
        n, most = n_distinct(self.texts), self.options.max_encoded
        if n > most:
            return worded(
                "{n:,} distinct texts to encode, more than {most:,} (--encode-up-to).",
                n=n,
                most=most,
            )
        if self.encoder_view.share_unknown > MOST_UNKNOWN:
            return worded(
                "the vocabulary of {model} does not know {share:.0%} of the characters (--model).",
                model=self.options.model,
                share=self.encoder_view.share_unknown,
            )
        return ""

    @cached_property
    def encoder_view(self) -> EncoderView:
        """What the encoder knows of the texts (needs a workspace)."""
        from tenfold.desk.encoder_view import view_of

        return view_of(self.encoder, self.texts)

    @cached_property
    def encoder(self) -> EncoderFiles:
        """The encoder of the checks of meaning. Raises ModelError where it is missing."""
        from tenfold.models.encoder import find_encoder

        assert self.workspace is not None, "an encoder is looked up in a workspace"
        return find_encoder(self.options.model, root=self.workspace.root)

    @cached_property
    def profile(self) -> Profile:
        """The numerics of its vectors on this machine."""
        from tenfold.models.chosen_profile import encoder_profile, numerics_profile

        assert self.workspace is not None, "a profile is chosen for a workspace"
        return encoder_profile(numerics_profile(self.workspace), self.encoder)

    @cached_property
    def vectors(self) -> Float32[np.ndarray, "n width"]:
        """A vector of length one for each row; see `why_no_vectors`."""
        from tenfold.desk.vectors import text_vectors

        assert self.workspace is not None, self.why_no_vectors
        return text_vectors(
            self.workspace, self.texts, model=self.options.model, progress=self.progress
        )

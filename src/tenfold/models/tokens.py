"""An encoder's tokenizer without torch: lengths, ids, and what its vocabulary does not know."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tenfold.errors import ModelError
from tenfold.models.encoder import EncoderFiles
from tenfold.models.scripts import script_of

__all__ = ["TextTokenizer"]

_BATCH = 1024  # texts encoded at once: bounds the memory of a large file


class TextTokenizer:
    """The tokenizer of one encoder.

    Reads tokenizer.json with the `tokenizers` library alone. A folder with an older vocabulary
    (vocab.txt, merges.txt, a sentencepiece file) is converted by transformers, which takes seconds.

    Raises ModelError where the tokenizer's file cannot be read.
    """

    def __init__(self, files: EncoderFiles) -> None:
        self.max_length = files.max_length
        self._lower_case = files.lower_case
        self._tokenizer = _read(files.folder)
        # A file may ship truncation and padding of its own (the embedded one: 128); never use them.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.unknown_token, self.unknown_id = _unknown(self._tokenizer)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids with the special tokens, cut to `max_length` as the encoder sees them."""
        self._tokenizer.enable_truncation(self.max_length)
        try:
            return [encoding.ids for encoding in self._encode(texts, special=True)]
        finally:
            self._tokenizer.no_truncation()

    def n_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text with the special ones, before any cut."""
        return [
            len(encoding)
            for start in range(0, len(texts), _BATCH)
            for encoding in self._encode(texts[start : start + _BATCH], special=True)
        ]

    def n_truncated(self, texts: Sequence[str], max_length: int | None = None) -> int:
        """How many texts have more than `max_length` tokens (default: the encoder's own limit)."""
        limit = self.max_length if max_length is None else max_length
        return sum(n > limit for n in self.n_tokens(texts))

    def unknown_characters(self, texts: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Per script: characters inside pieces that the vocabulary does not know, and all of them.

        White space is not counted. Every text counts as often as it stands there. Vocabularies of
        bytes know everything: 0 of all.

        Returns
        -------
        dict
            script -> (n_unknown, n_characters), the script with most characters first.
        """
        known: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        for start in range(0, len(texts), _BATCH):
            batch = [self._prepare(text) for text in texts[start : start + _BATCH]]
            for text, spans in zip(batch, self._unknown_spans(batch), strict=True):
                known.update(script_of(c) for c in text if not c.isspace())
                for first, last in spans:
                    unknown.update(script_of(c) for c in text[first:last] if not c.isspace())
        return {script: (unknown[script], n) for script, n in known.most_common()}

    def _unknown_spans(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Character spans of the unknown pieces of each text."""
        if self.unknown_id is None:
            return [[] for _ in texts]
        return [
            [
                span
                for token, span in zip(encoding.ids, encoding.offsets, strict=True)
                if token == self.unknown_id
            ]
            for encoding in self._encode(texts, special=False)
        ]

    def _prepare(self, text: str) -> str:
        return text.lower() if self._lower_case else text

    def _encode(self, texts: Sequence[str], *, special: bool) -> list[Any]:
        prepared = [self._prepare(text) for text in texts]
        encodings: list[Any] = self._tokenizer.encode_batch(prepared, add_special_tokens=special)
        return encodings


def _read(folder: Path) -> Any:
    path = folder / "tokenizer.json"
    try:
        if path.is_file():
            from tokenizers import Tokenizer

            return Tokenizer.from_file(str(path))
        return _convert(folder)
    except Exception as error:  # both libraries raise bare Exception for a file they cannot read
        reason = (str(error).strip().splitlines() or ["no reason given"])[0][:200]
        raise ModelError(
            f"the tokenizer cannot be read: {reason}",
            where=str(path if path.is_file() else folder),
            remedy="Get tokenizer.json again from where the model came from.",
        ) from error


def _convert(folder: Path) -> Any:
    """A tokenizer from an older vocabulary file, through transformers."""
    from transformers import AutoTokenizer

    loaded = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    return loaded.backend_tokenizer


def _unknown(tokenizer: Any) -> tuple[str | None, int | None]:
    """The unknown token and its id; none for vocabularies of bytes."""
    model = json.loads(tokenizer.to_str())["model"]
    if model.get("byte_fallback"):
        return None, None
    if isinstance(model.get("unk_id"), int):  # Unigram
        return model["vocab"][model["unk_id"]][0], model["unk_id"]
    token = model.get("unk_token")
    found = tokenizer.token_to_id(token) if token else None
    return (token, found) if found is not None else (None, None)

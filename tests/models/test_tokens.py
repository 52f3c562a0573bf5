"""Tokenizers without torch: lengths, cuts, and what a vocabulary does not know."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.errors import ModelError
from tenfold.models.encoder import EncoderFiles, find_encoder
from tenfold.models.scripts import script_of
from tenfold.models.tokens import TextTokenizer


@pytest.fixture(scope="module")
def tokenizer(embedded: EncoderFiles) -> TextTokenizer:
    return TextTokenizer(embedded)


def test_lengths_count_the_special_tokens_and_are_not_cut(tokenizer: TextTokenizer) -> None:
    assert tokenizer.n_tokens(["", "fever", "fever " * 300]) == [2, 3, 302]
    assert [len(ids) for ids in tokenizer.ids(["", "fever", "fever " * 300])] == [2, 3, 256]
    assert tokenizer.n_tokens(["fever " * 300]) == [302]  # `ids` leaves no cut behind
    assert tokenizer.n_truncated(["fever", "fever " * 300]) == 1
    assert tokenizer.n_truncated(["fever fever"], max_length=3) == 1


def test_unknown_characters_by_script(tokenizer: TextTokenizer) -> None:
    found = tokenizer.unknown_characters(["很好 fever", "很 1"])
    assert found["Latin"] == (0, 5)
    assert found["Signs"] == (0, 1)
    assert found["Han"][1] == 3


@given(texts=st.lists(st.text(max_size=30), max_size=5))
def test_every_character_but_white_space_is_counted_once(texts: list[str]) -> None:
    tokenizer = _TOKENIZER
    found = tokenizer.unknown_characters(texts)
    n_characters = sum(not c.isspace() for text in texts for c in text)
    assert sum(n for _, n in found.values()) == n_characters
    assert all(0 <= n_unknown <= n for n_unknown, n in found.values())


_TOKENIZER = TextTokenizer(find_encoder("all-MiniLM-L6-v2", root=Path()))


def test_three_quarters_of_a_chinese_review_set_are_unknown(
    tokenizer: TextTokenizer, shared_data: Path
) -> None:
    with (shared_data / "waimai_10k" / "waimai_10k.csv").open(encoding="utf-8", newline="") as file:
        reviews = [row["review"] for row in csv.DictReader(file)][::4]
    n_unknown, n_characters = tokenizer.unknown_characters(reviews)["Han"]
    assert 0.75 <= n_unknown / n_characters <= 0.775


def test_a_vocabulary_of_bytes_knows_everything(tiny_bert: Path, tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder = Path(shutil.copytree(tiny_bert, tmp_path / "bytes"))
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    model = models.BPE({letter: i for i, letter in enumerate(alphabet)}, [])
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.save(str(folder / "tokenizer.json"))
    found = TextTokenizer(find_encoder("bytes", root=tmp_path)).unknown_characters(["很好 ж"])
    assert found == {"Han": (0, 2), "Cyrillic": (0, 1)}


def test_an_older_vocabulary_file_is_converted(tiny_bert: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bert, tmp_path / "old"))
    (folder / "tokenizer.json").unlink()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "fever", "rash"]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    tokenizer = TextTokenizer(find_encoder("old", root=tmp_path))
    assert tokenizer.ids(["fever rash"]) == [[2, 5, 6, 3]]


def test_a_broken_tokenizer_is_refused_in_words(tiny_bert: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bert, tmp_path / "broken"))
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match="tokenizer cannot be read"):
        TextTokenizer(find_encoder("broken", root=tmp_path))


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("好", "Han"),
        ("é", "Latin"),
        ("ก", "Thai"),
        ("ア", "Katakana"),
        ("🙂", "Signs"),
        ("-", "Signs"),
    ],
)
def test_scripts(character: str, script: str) -> None:
    assert script_of(character) == script

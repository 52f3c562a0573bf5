"""Languages are told by the real models; slang, names and short texts are not taken for one."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from tenfold.data.dataset import Dataset
from tenfold.data.raw import RawTable
from tenfold.data.roles import Roles
from tenfold.desk.checks.languages import CHECK, Languages, languages_finding, languages_of
from tenfold.desk.examined import Examined

ENGLISH = [
    "I am still waiting for the new card that I ordered last week, where is it?",
    "Could you please tell me how long a transfer to another bank usually takes?",
    "The machine gave me less money than it said, and I was charged the full amount.",
    "My phone was stolen yesterday, so please block the account as soon as you can.",
    "Why was there an additional charge on the statement that you sent this month?",
    "ok",
]
FRENCH = [
    "Je n'ai toujours pas reçu la nouvelle carte que j'ai commandée la semaine dernière.",
    "Pourriez-vous me dire combien de temps prend un virement vers une autre banque ?",
]
CHINESE = ["上个星期我订的新卡到现在还没有收到，请问它在哪里？"]


def test_languages_with_a_share_of_their_own() -> None:
    texts = [*ENGLISH, *FRENCH, *CHINESE]
    found = languages_of(texts)
    assert found.by_row == {
        **dict.fromkeys(range(5), "English"), 6: "French", 7: "French", 8: "Chinese",
    }  # fmt: skip
    finding = languages_finding(found, texts)
    assert (finding.state, finding.count) == ("found", 3)
    assert [place.row for place in finding.places] == [9, 7, 8], "the rarest first"
    assert "English 62.5%" in finding.message


def test_one_language_is_clean_and_short_texts_are_not_judged() -> None:
    finding = languages_finding(languages_of(ENGLISH), ENGLISH)
    assert (finding.state, finding.details["n_judged"]) == ("clean", 5)
    assert languages_finding(languages_of(["ok", ""]), ["ok", ""]).state == "clean"
    assert languages_finding(Languages({}, 0), []).state == "clean"


def test_of_many_texts_so_many_are_looked_at() -> None:
    assert languages_of(["好"] * 5000).n_looked_at == 2000


def test_it_is_skipped_where_the_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lingua", None)  # as Python marks what cannot be imported
    columns: Mapping[str, list[str]] = {"text": ENGLISH, "label": ["a", "b"] * 3}
    raw = RawTable(("text", "label"), dict(columns))
    finding = CHECK.look(Examined(Dataset.of(raw, Roles("text", "label", None), name="d")))
    assert finding.state == "skipped"
    assert "pip install lingua-language-detector" in finding.message

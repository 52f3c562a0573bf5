"""Every message is translated, keeps its fields, and the compiled catalogue is up to date."""

from __future__ import annotations

from types import ModuleType

import pytest

from tenfold.errors import InputError
from tenfold.language import LANGUAGES, translator
from tenfold.questions import ten_questions
from translations_script import translations_script


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    return translations_script()


def test_every_message_is_translated_and_compiled(translations: ModuleType) -> None:
    """If this fails: `make locale`, fill in the empty ones in tenfold.po, `make locale` again."""
    assert translations.problems() == []


def test_a_message_is_translated_and_an_unknown_one_stays() -> None:
    _ = translator("zh")
    assert _("supported") == "支持"
    assert _("no such message") == "no such message"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("about", ["study", "paper"])
def test_there_are_ten_questions_in_every_language(language: str, about: str) -> None:
    questions = ten_questions(language, about=about)  # type: ignore[arg-type]
    assert [question.n for question in questions] == list(range(1, 11))
    assert len({question.key for question in questions}) == 10
    assert all(question.text and question.hint for question in questions)
    assert [q.n for q in questions if q.is_from_record] == [3, 6, 7, 8]


def test_questions_in_an_unknown_language_are_refused() -> None:
    with pytest.raises(InputError, match="no such language"):
        ten_questions("tlh")

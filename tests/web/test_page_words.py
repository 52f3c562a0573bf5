"""Every word of the record that pages show has its place among those that are translated."""

from __future__ import annotations

from tenfold.lab.note import KINDS
from tenfold.language import translator
from tenfold.papers.decision import ACTIONS
from tenfold.papers.discussion import COMMENT_KINDS
from tenfold.papers.map.graph import NODE_KINDS
from tenfold.papers.reactions import REACTIONS
from tenfold.papers.reading_mark import READING_STATES, UNITS
from tenfold.web.words import words_of


def test_every_word_of_the_record_is_there_and_differs_in_chinese() -> None:
    english, chinese = words_of(translator("en")), words_of(translator("zh"))
    of_papers = {*COMMENT_KINDS, *REACTIONS, *READING_STATES, *ACTIONS, *UNITS}
    assert {*KINDS, *NODE_KINDS, *of_papers} <= english.keys()
    assert [word for word in english if chinese[word] == english[word]] == []

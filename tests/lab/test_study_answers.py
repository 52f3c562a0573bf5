"""A study's ten answers, as comparisons of papers take them."""

from __future__ import annotations

import pytest

from small import write_study
from tenfold.errors import InputError
from tenfold.lab.study_answers import answers_of_study
from tenfold.papers.aspect import aspects
from tenfold.papers.comparison import Comparison, compared_study
from tenfold.store.workspace import Workspace
from tenfold.study.answers import answer


def test_a_study_stands_in_a_comparison_with_what_its_record_says(workspace: Workspace) -> None:
    write_study(workspace)
    answer(workspace, "small", 5, "Words, not letters.")
    study = compared_study("small", lambda name: answers_of_study(workspace, name))
    assert study.answers[5] == "Words, not letters."
    assert "words" in study.answers[6]
    assert 1 not in study.answers  # its owner has not answered it
    both = Comparison(aspects(["method", "1"]), (study,))
    assert both.gaps() == [("small", "1")]
    with pytest.raises(InputError):
        answers_of_study(workspace, "none")

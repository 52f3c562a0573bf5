"""What is in the report is not the advisor's; what remains is, in all three ways of writing."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports_of_a_week import ADA, fenced, quoted

from tenfold.errors import InputError
from tenfold.lab.week.reply import Answer, Comment, GivenTask, read_reply
from tenfold.lab.week.reply_form import reply_form
from tenfold.language import LANGUAGES, translator

TODAY = date(2026, 11, 27)
HEADINGS = {
    "beliefs": "## What I believe now",
    "verdicts": "## Verdicts",
    "on_track": "## On track?",
    "questions": "## Questions, and whom",
}
words = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzäé中文", min_size=2, max_size=9), min_size=3, max_size=12
).map(lambda found: " ".join(["zz", *found]))
added = st.dictionaries(st.sampled_from(sorted(HEADINGS)), words, min_size=1)


def read(text, report=ADA):
    return read_reply(text, report, today=TODAY)


def into_the_file(comments):
    text = ADA
    for key, comment in comments.items():
        text = text.replace(HEADINGS[key] + "\n", f"{HEADINGS[key]}\n\n{comment}\n")
    return text


def between_quotes(comments):
    text = quoted(ADA)
    for key, comment in comments.items():
        text = text.replace(f"> {HEADINGS[key]}\n", f"> {HEADINGS[key]}\n\n{comment}\n\n")
    return "On Fri, 27 Nov 2026 at 17:02, Ada <ada@example.org> wrote:\n" + text


def under_headings(comments):
    return "\n".join(f"{HEADINGS[key]}\n\n{comment}\n" for key, comment in comments.items())


WAYS = [into_the_file, between_quotes, under_headings]


@pytest.mark.parametrize("way", WAYS)
@given(comments=added)
@settings(deadline=None)
def test_what_was_added_is_found_and_nothing_else(way, comments):
    reply = read(way(comments))
    assert {(c.section, c.text) for c in reply.comments} == set(comments.items())
    assert (reply.answers, reply.tasks) == ((), ())


@pytest.mark.parametrize(
    "wrap", [str, fenced, quoted, lambda t: quoted(quoted(t)), lambda t: t.replace("\n", "\r\n")]
)
def test_a_report_with_nothing_added_yields_nothing(wrap):
    with pytest.raises(InputError, match="nothing of an advisor's") as error:
        read(wrap(ADA))
    assert "Q12: ..." in error.value.remedy


def test_a_line_that_mail_wrapped_is_still_the_reports():
    long = "> - ● probe beats tfidf by 0.02 on accuracy, gain 0.061, 95 % interval"
    assert long in quoted(ADA)
    wrapped = quoted(ADA).replace(long, long + "\n>")
    with pytest.raises(InputError):
        read(wrapped)


def test_a_changed_line_is_a_comment_with_the_changed_line():
    line = "- ✕ lora beats probe by 0.02 on accuracy"
    for text in (ADA, quoted(ADA)):
        reply = read(text.replace(line, line + ", but on one seed?"))
        assert reply.comments == (
            Comment("✕ lora beats probe by 0.02 on accuracy, but on one seed?", "verdicts"),
        )


def test_a_changed_task_and_a_changed_question_are_no_new_ones():
    text = ADA.replace("- [ ] label a hundred texts", "- [ ] label two hundred texts")
    text = text.replace("worth having? (to Gao", "worth reporting? (to Gao")
    reply = read(text)
    assert (reply.answers, reply.tasks) == ((), ())
    assert {c.text for c in reply.comments} == {
        "[ ] label two hundred texts",
        "Q12 Which margin is worth reporting? (to Gao, asked 20 Nov)",
    }


@pytest.mark.parametrize(
    "line",
    [
        "Q12: 0.02 is fine.",
        "Q12 0.02 is fine.",
        "A12: 0.02 is fine.",
        "**Q12** 0.02 is fine.",
        "**Q12:** 0.02 is fine.",
        "- Q12: 0.02 is fine.",
        "q12：0.02 is fine.",
        "Q12:\n0.02 is\nfine.",
        "Q12: 0.02\n  is fine.",
    ],
)
def test_the_ways_to_mark_an_answer(line):
    for text in (line, ADA + "\n" + line + "\n", quoted(ADA) + "\n" + line):
        assert read(text).answers == (Answer(12, "0.02 is fine."),)
        assert read(text).comments == ()


def test_an_answer_behind_or_below_its_question_needs_no_mark():
    line = "- Q12 Which margin is worth having? (to Gao, asked 20 Nov)\n"
    behind = ADA.replace(line, line.rstrip() + " — 0.02.\n", 1)
    below = ADA.replace(line, line + "  0.02.\n", 1)
    mail = quoted(ADA).replace(f"> {line}", f"> {line}\n0.02.\n\n", 1)
    for text in (behind, below, mail):
        assert read(text).answers == (Answer(12, "0.02."),)
        assert read(text).comments == ()


SIGNED = """\
# Ada, week 2026-W48 (23 to 29 November 2026)

## Questions, and whom

- □ Q12: Which margin is worth having?
  - For Gao, asked on 20 Nov. Waits for 7 days. `tenfold note answer 12 "..."`
- □ Q13: Which venue?
  - For Gao, asked on 21 Nov.
- ■ Q7: May I use the ward's data?
  - For Lin, asked on 2 Nov.
  - Answer, 5 Nov: yes
"""


@pytest.mark.parametrize("report", [SIGNED, None])
def test_questions_with_their_signs_are_answered_below_them(report):
    text = quoted(SIGNED).replace("> - □ Q13", "\n0.02.\n\n> - □ Q13")
    text = text.replace("> - ■ Q7", "\nACL.\nOr EMNLP.\n\n> - ■ Q7") + "\nSee you.\n"
    reply = read(text, report)
    assert reply.answers[:2] == (Answer(12, "0.02."), Answer(13, "ACL. Or EMNLP."))
    if report is not None:  # an answered question takes no answer by standing above it
        assert reply.comments == (Comment("See you.", "questions"),)


def test_below_a_blank_line_an_indented_paragraph_answers_and_one_at_the_margin_does_not():
    below = "\n  0.02.\n\n  Or 0.03.\n\nAsk less.\n\n  And sooner.\n\n- □ Q13"
    reply = read(SIGNED.replace("- □ Q13", below, 1), SIGNED)
    assert reply.answers == (Answer(12, "0.02.\nOr 0.03."),)
    assert [c.text for c in reply.comments] == ["Ask less.", "And sooner."]


def test_a_question_with_its_sign_is_answered_behind_it_and_may_be_changed():
    line = "- □ Q12: Which margin is worth having?"
    assert read(SIGNED.replace(line, line + " 0.02."), SIGNED).answers == (Answer(12, "0.02."),)
    changed = read(SIGNED.replace(line, line.replace("having", "reporting")), SIGNED)
    assert changed.answers == ()
    assert [c.text for c in changed.comments] == ["□ Q12: Which margin is worth reporting?"]


def test_the_form_of_signed_questions():
    form = reply_form(SIGNED, translator())
    assert "> Q12 Which margin is worth having?\n\nQ12: \n" in form
    assert "Q7" not in form


def test_an_answer_ends_at_a_blank_line_and_at_the_next_mark():
    reply = read("Q12: yes\nQ13: no\nand never\n\nBy the way\n\nA4 paper is enough.\n")
    assert reply.answers == (Answer(12, "yes"), Answer(13, "no and never"))
    assert reply.comments == (Comment("By the way"), Comment("A4 paper is enough."))


@pytest.mark.parametrize(
    ("line", "task"),
    [
        ("- [ ] redo the split (by 2026-12-04)", GivenTask("redo the split", date(2026, 12, 4))),
        ("- [ ] redo the split (by next fri)", GivenTask("redo the split", date(2026, 12, 4))),
        ("TODO: redo the split by tomorrow.", GivenTask("redo the split", date(2026, 11, 28))),
        ("Task: redo the split by hand", GivenTask("redo the split by hand")),
        ("* [ ] redo the split (by hand)", GivenTask("redo the split (by hand)")),
        ("任务：重做划分（截止 2026-12-04）", GivenTask("重做划分", date(2026, 12, 4))),
        ("- [ ] redo\n  the split", GivenTask("redo the split")),
    ],
)
def test_tasks_and_their_days(line, task):
    assert read(line, None).tasks == (task,)


def test_each_paragraph_and_each_item_is_a_comment_of_its_own():
    reply = read(
        "## Verdicts\n\nOne\nand a half.\n\n- two\n  - of it\n- three\n\n### Aside\n", None
    )
    assert [c.text for c in reply.comments] == [
        "One and a half.",
        "two\n- of it",
        "three",
        "### Aside",
    ]
    assert {c.section for c in reply.comments} == {"verdicts"}


@pytest.mark.parametrize(
    "head",
    [
        "From: Gao\n\n",
        "From: Gao <gao@example.org>\nTo: Ada\nSubject: Re: your week\n\n",
        'Subject: your week\nFrom: "Gao" <gao@example.org>\n\n',
        "来自：Gao\n",
    ],
)
def test_who_wrote(head):
    reply = read(head + "Well done.\n\n-- \nGao\nRoom 12\n")
    assert (reply.giver, reply.comments) == ("Gao", (Comment("Well done."),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_says_nothing_until_it_is_filled_in(language):
    form = reply_form(ADA, translator(language))
    for report in (ADA, None):
        with pytest.raises(InputError, match="nothing of an advisor's"):
            read(form, report)
    filled = form.replace("From: ", "From: Gao", 1).replace("Q12: \n", "Q12: 0.02.\n")
    filled = filled.replace("- [ ] \n", "- [ ] more seeds (by 2026-12-04)\n")
    filled = filled.replace("## Verdicts\n", "## Verdicts\n\nOn one seed?\n")
    for report in (ADA, None):
        reply = read(filled, report)
        assert reply.giver == "Gao"
        assert reply.answers == (Answer(12, "0.02."),)
        assert reply.tasks == (GivenTask("more seeds", date(2026, 12, 4)),)
        assert reply.comments == (Comment("On one seed?", "verdicts"),)


def test_the_form_asks_open_questions_alone():
    form = reply_form(ADA, translator())
    assert "\nQ12: \n" in form
    assert "Q7" not in form


def test_what_is_no_text_and_what_is_too_long_is_refused():
    with pytest.raises(InputError, match="zero byte"):
        read("a\0b")
    with pytest.raises(InputError, match="1 MB"):
        read("é" * 500_001)


@given(st.text())
@settings(deadline=None)
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(InputError):
        reply = read(text)
        assert reply.answers or reply.tasks or reply.comments
        assert all(c.text.strip() for c in reply.comments)

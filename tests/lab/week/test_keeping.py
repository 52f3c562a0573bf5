"""A frozen report stays what it was: nothing changes it unseen, nothing takes it back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reports_of_a_week import ADA, fenced, quoted
from sqlalchemy import select

from tenfold.errors import DamageError, InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.week.keeping import (
    add_addendum,
    check_text,
    digest_of_report,
    find_frozen,
    freeze,
    frozen_reports,
    with_addenda,
)
from tenfold.lab.weeks import Week
from tenfold.lab.zone import Zone
from tenfold.language import LANGUAGES, translator
from tenfold.store.ledger import Ledger
from tenfold.store.tables.entries import EntryRow
from tenfold.store.workspace import Workspace

WEEK = Week(2026, 48)
REPORT = {"week": "2026-W48", "n_weeks": 1, "language": "en"}
_ = translator()


def test_what_was_frozen_is_found_again(workspace_on_each):
    frozen = freeze(workspace_on_each, REPORT, ADA)
    assert find_frozen(workspace_on_each, WEEK) == frozen
    assert frozen_reports(workspace_on_each) == [frozen]
    assert (frozen.markdown, frozen.digest) == (ADA, digest_of_report(ADA))
    assert find_frozen(workspace_on_each, WEEK + 1) is None
    assert find_frozen(workspace_on_each, WEEK, 2) is None
    assert find_frozen(workspace_on_each, WEEK, person="Bob") is None


def test_a_week_is_frozen_once(workspace):
    first = freeze(workspace, REPORT, ADA)
    with pytest.raises(InputError, match="was frozen on") as error:
        freeze(workspace, REPORT, ADA + "\n- more\n")
    assert "tenfold week add" in error.value.remedy
    assert frozen_reports(workspace) == [first]
    freeze(workspace, {**REPORT, "n_weeks": 2}, ADA)
    freeze(workspace, {**REPORT, "week": "2026-W47"}, ADA)
    assert [(str(f.week), f.n_weeks) for f in frozen_reports(workspace)] == [
        ("2026-W47", 1),
        ("2026-W48", 1),
        ("2026-W48", 2),
    ]


def test_an_empty_report_is_not_frozen(workspace):
    with pytest.raises(InputError, match="empty"):
        freeze(workspace, REPORT, " \n\n")
    assert frozen_reports(workspace) == []


def test_addenda_stand_below_and_leave_the_report_as_it_is(workspace):
    frozen = freeze(workspace, REPORT, ADA)
    add_addendum(workspace, WEEK, "The interval was of validation.")
    later = add_addendum(workspace, WEEK, "## Verdicts\n\nNone of them.")
    assert [a.text for a in later.addenda] == [
        "The interval was of validation.",
        "## Verdicts\n\nNone of them.",
    ]
    assert (later.markdown, later.digest) == (frozen.markdown, frozen.digest)
    assert later.addenda[0].at <= later.addenda[1].at
    text = with_addenda(later, _)
    assert text.startswith(ADA)
    assert text.index(frozen.digest) < text.index("of validation") < text.index("None of them")
    assert digest_of_report(text) == frozen.digest


def test_an_addendum_needs_a_frozen_report_and_a_text(workspace):
    with pytest.raises(InputError, match="not frozen"):
        add_addendum(workspace, WEEK, "late")
    freeze(workspace, REPORT, ADA)
    with pytest.raises(InputError, match="needs a text"):
        add_addendum(workspace, WEEK, " ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "wrap",
    [
        str,
        fenced,
        quoted,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff\n" + text + "\n\n",
        lambda text: f"Dear Gao,\n\n{fenced(text)}\nAda",
    ],
)
def test_a_file_is_known_again(workspace, language, wrap):
    frozen = freeze(workspace, REPORT, ADA)
    for text in (ADA, with_addenda(frozen, translator(language))):
        checked = check_text(workspace, wrap(text))
        assert (checked.is_frozen, checked.week) == (True, "2026-W48")
        assert checked.frozen_at == frozen.frozen_at


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("0.061", "0.071"),
        lambda text: text.replace("- ✕ lora beats probe by 0.02 on accuracy\n", ""),
        lambda text: text.replace("## Verdicts", "## Verdicts\n\n- one more"),
        lambda text: text.replace("  - before", "- before"),
    ],
)
def test_a_changed_file_is_not(tmp_path, change):
    root = tmp_path / "of Ada"
    root.mkdir()
    (root / "tenfold.toml").write_text('[person]\nname = "Ada"\n')
    workspace = Workspace.create(root)
    changed = change(with_addenda(freeze(workspace, REPORT, ADA), _))
    checked = check_text(workspace, changed)
    assert not checked.is_frozen
    assert "was changed" in checked.message
    assert "No report" in check_text(workspace, changed.replace("Ada", "Bob")).message


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_digest_of_any_text_is_that_of_what_is_kept(text):
    assert digest_of_report(text) == digest_of_report(text.strip("\n") + "\n")


def test_a_text_that_was_changed_in_the_database_is_noticed(workspace):
    freeze(workspace, REPORT, ADA)
    with workspace.database.write() as session:
        row = session.scalars(select(EntryRow).where(EntryRow.kind == "report")).one()
        row.content = {**row.content, "markdown": ADA.replace("0.061", "0.161")}
    for look in (lambda: find_frozen(workspace, WEEK), lambda: frozen_reports(workspace)):
        with pytest.raises(DamageError, match="not what was frozen"):
            look()
    with pytest.raises(InputError):  # and the week is still taken
        freeze(workspace, REPORT, ADA)


def test_taking_notes_back_never_reaches_a_frozen_report(workspace):
    note = Note(text="a thought", day=Zone().today())
    Journal(workspace).write(note)
    frozen = freeze(workspace, REPORT, ADA)
    ledger = Ledger(workspace)
    kinds = ("note", "goal", "date", "task", "setting", "reply")
    ledger.undo(kinds)
    with pytest.raises(InputError):
        ledger.undo(kinds)
    assert frozen_reports(workspace) == [frozen]
    assert Journal(workspace).notes() == []


def test_a_kept_report_steers_no_terminal_of_whoever_prints_it(workspace):
    frozen = freeze(workspace, REPORT, ADA.replace("Verdicts", "Ver\x1b[2Jdicts\udcff"))
    assert "Ver[2Jdicts\n" in frozen.markdown
    assert check_text(workspace, with_addenda(frozen, _)).is_frozen

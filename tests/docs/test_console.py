"""What README, tutorial and the pages with consoles tell a reader to type works, and prints what they say."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from console_blocks import Command, Done, commands_of, missing_line, run_all

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    "README.md",
    "docs/tutorial.md",
    "docs/reproducing.md",
    "docs/cleaning.md",
    "docs/labelling.md",
    "docs/journal.md",
    "docs/goals.md",
    "docs/plans.md",
    "docs/papers.md",
    "docs/papers-judging.md",
    "docs/paper-topics.md",
    "docs/paper-surveys.md",
    "docs/replication.md",
    "docs/paper-exports.md",
    "docs/publish.md",
]


def _commands(document: str) -> list[Command]:
    return list(commands_of((ROOT / document).read_text(encoding="utf-8")))


@pytest.fixture(scope="module", params=DOCUMENTS)
def carried_out(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[tuple[Command, Done]]]:
    """Every command of a document, run in a folder that holds the examples, as a clone does."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", folder / "examples")
    commands = _commands(request.param)
    return request.param, list(zip(commands, run_all(commands, folder), strict=True))


def test_every_command_exits_as_the_document_says(
    carried_out: tuple[str, list[tuple[Command, Done]]],
) -> None:
    document, steps = carried_out
    wrong = [
        f"{document}:{command.line}: $ {command.text}\nexit {done.exit_status}: {done.printed}"
        for command, done in steps
        if done.exit_status != command.exit_status
    ]
    assert not wrong, "\n\n".join(wrong)


def test_every_command_prints_what_the_document_shows(
    carried_out: tuple[str, list[tuple[Command, Done]]],
) -> None:
    document, steps = carried_out
    wrong = [
        f"{document}:{command.line}: $ {command.text}\nnot printed: {line}\nbut: {done.printed}"
        for command, done in steps
        if (line := missing_line(command.printed, done.printed)) is not None
    ]
    assert not wrong, "\n\n".join(wrong)


def test_no_command_ends_in_a_traceback(
    carried_out: tuple[str, list[tuple[Command, Done]]],
) -> None:
    document, steps = carried_out
    assert not [f"{document}:{c.line}" for c, done in steps if "Traceback" in done.printed]


def test_the_readme_s_first_study_is_the_tutorial_s() -> None:
    """Hence it need not be run twice. The tutorial may add options and split `a && b`."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = readme.partition("```console\n$ tenfold init")[2].partition("```")[0]
    block = ("$ tenfold init" + lines).splitlines()
    wanted = [part for line in block if line[:2] == "$ " for part in line[2:].split(" && ")]
    done = [command.text for command in _commands("docs/tutorial.md")]
    assert len(wanted) == 6
    assert not [command for command in wanted if not any(d.startswith(command) for d in done)]


def test_links_inside_the_repository_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    broken = [
        f"{page.name}: {target}"
        for page in [*pages, *(ROOT / "docs").glob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert not broken


def test_a_missing_line_is_found_and_dots_stand_for_anything() -> None:
    printed = "one\ntwo  2.5\nthree\n"
    assert missing_line(("one", "...", "three"), printed) is None
    assert missing_line(("two ...",), printed) is None
    assert missing_line(("three", "one"), printed) == "one"
    assert missing_line(("two",), printed) == "two"


def test_marks_and_continued_commands_are_read() -> None:
    document = (
        "<!-- exits with 2 -->\n```console\n$ true\n$ cat <<X\n> y\n> X\ny\n```\n"
        "<!-- not tested: slow -->\n```console\n$ sleep 900\n```\n"
        "<!-- tested after: cd lab -->\n```console\n$ ls\n```\n"
    )
    assert [(c.line, c.text, c.printed, c.exit_status) for c in commands_of(document)] == [
        (3, "true", (), 0),
        (4, "cat <<X\ny\nX", ("y",), 2),
        (14, "cd lab", (), 0),
        (15, "ls", (), 0),
    ]

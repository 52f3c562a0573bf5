"""`tenfold paper review` and `forms`: reviews of a paper by a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.data.printing import plain
from tenfold.cli.editor import written_text
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
    print_json,
)
from tenfold.cli.papers.named import Key, named_paper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenfold.papers.form import Form
    from tenfold.papers.reviews import Review, Reviews

__all__ = ["forms_command", "review_command"]


def review_command(
    key: Key,
    form: Annotated[
        str | None,
        typer.Option("--form", help="quick, arr, iclr_2026, neurips_2025, tmlr or your own."),
    ] = None,
    said: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="FIELD=VALUE; repeatable. Without it: an editor, or standard input."
        ),
    ] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Write or change your review of a paper by a form; without --form, show all reviews.

    Everybody in the lab sees reviews. What a review said before is kept.

    Example: tenfold paper review hu2021lora --form quick --set concern="One seed only."
    """
    from tenfold.errors import InputError
    from tenfold.papers.forms import form_named
    from tenfold.papers.reviews import Reviews

    if said and form is None:
        raise InputError("--set needs a form.", code="TF-REVIEW", remedy="Say which: --form quick")
    opened = open_workspace(workspace)
    paper = named_paper(opened, key)
    reviews = Reviews(opened)
    if form is not None:
        chosen = form_named(opened, form)
        fields = _given(said) if said else _written(reviews, paper.subject, chosen)
        saved = reviews.review(paper.subject, chosen, fields)
        if not as_json:
            print(f"Review {saved.number} saved: {chosen.label}, {_fields(len(saved.values))}.")
            return
    found = reviews.reviews_of(paper.subject)
    if as_json:
        print_json({"schema_version": 1, "key": paper.key, "reviews": [r.to_json() for r in found]})
        return
    _print_reviews(found, language)


def forms_command(
    name: Annotated[str | None, typer.Argument(help="A form; without it, all are listed.")] = None,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """The forms for reviews, or the fields of one. Add your own as forms/NAME.toml.

    Example: tenfold paper forms arr
    """
    from tenfold.papers.forms import form_named, form_names

    opened = open_workspace(workspace)
    forms = [form_named(opened, one) for one in ([name] if name else form_names(opened))]
    if as_json:
        print_json({"schema_version": 1, "forms": [form.to_content() for form in forms]})
        return
    for form in forms:
        print(f"{form.name:<16} {form.label}, {_fields(len(form.fields))}")
    for field in forms[0].fields if name else ():
        needed = "required" if field.required else ""
        said = ", ".join(word for word in (needed, field.scale) if word)
        print(f"  {field.key:<32} {field.label(language)}{f' ({said})' if said else ''}")


def _fields(n: int) -> str:
    return "1 field" if n == 1 else f"{n} fields"


def _given(said: Sequence[str]) -> dict[str, str]:
    from tenfold.errors import InputError

    pairs = [one.partition("=") for one in said]
    for field, sign, _ in pairs:
        if not sign:
            raise InputError(
                f"--set {field!r} has no value.",
                code="TF-REVIEW",
                remedy="Write FIELD=VALUE, for example --set rating=4",
            )
    return {field.strip(): value for field, _, value in pairs}


def _written(reviews: Reviews, subject: str, form: Form) -> dict[str, str]:
    from tenfold.papers.review_text import parse_review, review_text

    before = reviews.said(subject, form.name)
    return parse_review(written_text(None, initial=review_text(form, before), what="review"), form)


def _print_reviews(found: Sequence[Review], language: str) -> None:
    if not found:
        print("No review yet. Write one: tenfold paper review KEY --form quick")
    terminal = console()
    for review in found:
        form, day = review.form.label, f"{review.changed:%Y-%m-%d}"
        terminal.print(plain(f"{review.number}  {form}, by {review.person} on {day}"))
        for label, value in review.lines(language):
            first, *more = value.splitlines()
            terminal.print(plain(f"   {label}: {first}"))
            for line in more:
                terminal.print(plain(f"     {line}"))

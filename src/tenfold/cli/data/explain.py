"""`tenfold data explain`: what a finding means."""

from __future__ import annotations

from typing import Annotated

import typer

from tenfold.cli.data.printing import print_data
from tenfold.cli.options import JsonOption, console

__all__ = ["explain_command"]


def explain_command(
    code: Annotated[str, typer.Argument(help="TF-DATA-023, or 23.")],
    as_json: JsonOption = False,
) -> None:
    """Say what a finding means, why it matters, how it is found, and what to do.

    Example: tenfold data explain TF-DATA-036
    """
    from rich.markdown import Markdown

    from tenfold.desk.finding_pages import finding_page

    page = finding_page(code)
    if as_json:
        print_data({"code": page.split(":", 1)[0].removeprefix("# "), "page": page})
    else:
        console().print(Markdown(page))

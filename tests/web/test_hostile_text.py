"""Text that people and files bring acts nowhere: not as a tag, not in an attribute, not as an address."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from lived_in import live_in
from served import Client, serving

from tenfold.store.workspace import Workspace

MARK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg/onload=alert(3)> "
    "[a](javascript:alert(4)) ![b](https://evil.example/p.png) {{6007*13}} ${6007*13} "
    "</textarea></title><b id=x>"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    workspace = Workspace.create(tmp_path_factory.mktemp("hostile") / "lab", person="Eve <i>")
    live_in(workspace, mark=MARK.replace('"', "'"))
    with serving(workspace.root) as client:
        yield client


class Tags(HTMLParser):
    """What a browser would make of a page: tags, and attributes that act."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        source = said.get("src") or ""
        if tag == "script" and not source.startswith("/static/"):
            self.wrong.append(f"script {said}")
        if tag in ("img", "iframe", "object", "embed", "base", "i"):
            self.wrong.append(tag)
        self.wrong += [f"{tag} {name}" for name in said if name.startswith("on") or name == "style"]
        address = (said.get("href") or "").strip().lower()
        if address.startswith(("javascript:", "data:text")) or said.get("id") == "x":
            self.wrong.append(f"{tag} {said}")


@pytest.mark.parametrize(
    "path",
    ["/", "/studies", "/studies/small", "/studies/small/edit", "/studies/small/check",
     "/studies/small/predictions", "/studies/compare?name=small", "/data/texts/audit",
     "/data/texts/versions", "/compare?key=hu2021lora&key=gone2022&study=small", "/topics",
     "/collections", "/collections/one?name=PEFT", "/collections/survey?name=PEFT", "/reading",
     "/reports/table", "/data", "/data/texts", "/papers", "/papers?q=low",
     "/papers/hu2021lora", "/papers/gone2022", "/map", "/reports", "/settings",
     "/papers?q=<script>alert(1)</script>", "/studies?state=\"><script>alert(1)</script>",
     "/?said=<script>alert(1)</script>", "/map?around=\"><img src=x>", "/nowhere/<script>alert(1)</script>"],
)  # fmt: skip
def test_nothing_acts(hostile: Client, path: str) -> None:
    answer = hostile.get(path)
    tags = Tags()
    tags.feed(answer.text)
    assert tags.wrong == []
    assert "78091" not in answer.text


def test_the_mark_is_really_there(hostile: Client) -> None:
    """Otherwise the test above proves nothing."""
    page = hostile.get("/papers/hu2021lora").text
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8

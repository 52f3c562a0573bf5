"""The predictions of a judged study: the counts of the report, the examples behind them; nothing before."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from served import Client

from small import write_study
from tenfold.errors import InputError
from tenfold.store.workspace import Workspace
from tenfold.study.api import load_study
from tenfold.study.predictions import Predictions, read_predictions
from tenfold.study.report.figures.confusion import judged_method
from tenfold.study.report.html import render_html


@pytest.fixture(scope="module")
def found(lab: Path) -> Predictions:
    read = read_predictions(Workspace(lab), load_study("small", workspace=Workspace(lab)).plan)
    assert read is not None
    return read


def test_the_counts_are_those_of_the_report(found: Predictions, lab: Path) -> None:
    view = load_study("small", workspace=Workspace(lab)).view()
    for method in view.methods:
        assert method.confusion is not None
        assert found.confusion(method.name) == [list(row) for row in method.confusion.counts]


def test_the_examples_behind_a_cell_add_up_to_it(found: Predictions) -> None:
    for method in found.said:
        for i, row in enumerate(found.confusion(method)):
            for j, cell in enumerate(row):
                shown = found.behind(method, found.classes[i], found.classes[j])
                assert sum(one.n for one in shown) == cell
                assert {one.true for one in shown} <= {found.classes[i]}


def test_mix_ups_are_the_cells_beside_the_diagonal_the_largest_first(found: Predictions) -> None:
    counts = found.confusion("floor")
    mix_ups = found.mix_ups("floor")
    assert mix_ups
    for true, called, n in mix_ups:
        assert true != called
        assert counts[found.classes.index(true)][found.classes.index(called)] == n
    right = sum(counts[i][i] for i in range(len(counts)))
    assert sum(n for _, _, n in mix_ups) == sum(map(sum, counts)) - right
    assert [n for _, _, n in mix_ups] == sorted((n for _, _, n in mix_ups), reverse=True)


def test_errors_are_wrong_and_sorted_and_disagreements_are_of_both_sides(
    found: Predictions,
) -> None:
    errors = [
        next(c for c in e.calls if c.method == "floor") for e in found.confident_errors("floor")
    ]
    assert errors  # majority is wrong on two classes of three
    assert all(
        c.label != e.true for c, e in zip(errors, found.confident_errors("floor"), strict=True)
    )
    assert [c.probability for c in errors] == sorted((c.probability for c in errors), reverse=True)
    one, other = (found.disagreements(*pair) for pair in (("words", "floor"), ("floor", "words")))
    assert {e.id for e in one} == {e.id for e in other}
    assert all(len({c.label for c in e.calls}) == 2 for e in one)
    with pytest.raises(InputError, match="no predictions of"):
        found.confusion("nothing")


def test_nothing_is_shown_before_the_last_seed(client: Client, lab: Path) -> None:
    """Three of five seeds are scored already (steps are shared): that is a look, and not the end."""
    workspace = Workspace(lab)
    write_study(workspace, "later", seeds="{ looks = [3, 50] }")
    path = workspace.studies / "later.toml"
    path.write_text(path.read_text("utf-8").replace("by 0.1", "by 0.9"), encoding="utf-8")
    study = load_study("later", workspace=workspace)
    assert any(method.scores for method in study.view().methods)
    assert read_predictions(workspace, study.plan) is None
    for query in ("", "?show=differ", "?show=cell&method=words&true=heart&called=skin"):
        page = client.get(f"/studies/later/predictions{query}")
        assert page.status_code == 200
        assert "when the study is judged to its end" in page.text
        assert "<li>" not in page.text.split("<main", 1)[1]
    path.unlink()


def test_a_number_leads_to_its_examples(client: Client, found: Predictions) -> None:
    page = client.get("/studies/small").text
    assert "/studies/small/predictions" in page
    page = client.get("/studies/small/predictions?method=floor").text
    link = re.search(r'href="(/studies/small/predictions\?show=cell[^"#]*)', page)
    assert link
    cell = client.get(unescape(link.group(1)))
    query = cell.url.params
    shown = found.behind("floor", query["true"], query["called"])
    assert str(shown[0].text) in cell.text
    assert (
        client.get("/studies/small/predictions?show=cell&method=floor&true=x&called=y").status_code
        == 400
    )
    assert client.get("/studies/none/predictions").status_code == 404


def test_studies_beside_each_other(client: Client, lab: Path) -> None:
    workspace = Workspace(lab)
    write_study(workspace, "twin", seeds="3")
    page = client.get("/studies/compare?name=small&name=twin").text
    assert page.count("<tr") >= 5
    assert page.count("words beats floor") + page.count("words") > 2
    assert 'value="twin" checked' in page
    assert client.get("/studies/compare").status_code == 200
    assert client.get("/studies/compare?name=..%2fx").status_code == 404


def test_each_cell_of_the_figure_on_the_page_of_the_study_leads_to_its_examples(
    client: Client, found: Predictions, lab: Path
) -> None:
    page = client.get("/studies/small").text
    figure = page[page.index('<h2 id="confusion"') :].partition("</svg>")[0]
    links = [unescape(one) for one in re.findall(r'<a href="([^"]+)" aria-label=', figure)]
    view = load_study("small", workspace=Workspace(lab)).view()
    method = judged_method(view)
    assert method is not None
    cells = [n for row in found.confusion(method.name) for n in row if n]
    assert len(links) == len(cells)
    for address, n in zip(links, cells, strict=True):
        shown = client.get(address).text
        assert f'aria-label="{n} times' in shown
        assert 'aria-current="true"' in shown
    assert "<a " not in render_html(view).partition('<h2 id="confusion"')[2].partition("</svg>")[0]

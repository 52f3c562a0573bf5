"""Each file of the real records is recognised as what it is, and as nothing else."""

from __future__ import annotations

import pytest

from recorded_answers import bodies
from tenfold.papers.importers.registry import all_importers, importer_for

_SOURCES = {"acl-xml", "arxiv", "crossref", "jats", "openalex", "semantic-scholar"}


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ("acl_anthology/*.xml", "acl-xml"),
        ("arxiv_api/*.json", "arxiv"),
        ("openalex/*.json", "openalex"),
        ("semantic_scholar/*.json", "semantic-scholar"),
    ],
)
def test_saved_files(shared_papers, files, name):
    paths = sorted(shared_papers.glob(files))
    assert paths
    for path in paths:
        head = path.read_bytes()[:65536]
        recognised = {i.name for i in all_importers() if i.recognises(path, head)}
        assert recognised & _SOURCES == {name}
        assert importer_for(path).name == name


def test_saved_answers_of_crossref(shared_papers, tmp_path):
    path = tmp_path / "answer.json"
    for cassette in sorted((shared_papers / "crossref_habanero").glob("test_work*.yaml")):
        for _, body in bodies(cassette):
            if body.startswith(b"{"):
                path.write_bytes(body)
                assert importer_for(path).name == "crossref"

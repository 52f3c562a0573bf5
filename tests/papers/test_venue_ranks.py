"""Ranks, however a venue's name was printed."""

from __future__ import annotations

import pytest

from tenfold.lab import venue_file
from tenfold.papers.venue_ranks import ranked_venues, venue_rank, venue_series


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ACL 2022", "ACL"),
        (("Proceedings of the 60th Annual Meeting of the Association for Computational Linguistics "
         "(Volume 1: Long Papers)"), "ACL"),
        ("Annual Meeting of the Association for Computational Linguistics", "ACL"),
        (("Proceedings of the 2019 Conference on Empirical Methods in Natural Language Processing and the 9th "
         "International Joint Conference on Natural Language Processing (EMNLP-IJCNLP)"), "EMNLP"),
        (("Proceedings of the 2018 Conference of the North American Chapter of the Association for "
         "Computational Linguistics: Human Language Technologies"), "NAACL"),
        ("Advances in Neural Information Processing Systems 33", "NeurIPS"),
        ("Neural Information Processing Systems", "NeurIPS"),
        ("ICML'21", "ICML"),
        ("Proceedings of the Thirty-Sixth AAAI Conference on Artificial Intelligence", "AAAI"),
        ("2016 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)", "CVPR"),
        ("International Conference on Learning Representations", "ICLR"),
        ("Journal of Machine Learning Research", "JMLR"),
        ("IEEE Trans. Pattern Anal. Mach. Intell. (IEEE TPAMI)", "IEEE TPAMI"),
        ("Artificial Intelligence", "Artificial Intelligence"),
        ("Design, Automation & Test in Europe Conference & Exhibition (DATE), 2020", "DATE"),
        ("Proc. VLDB Endow. (VLDB)", "VLDB"),
        ("Proceedings of the VLDB Endowment", "VLDB"),
    ],
)  # fmt: skip
def test_a_ranked_venue_is_known_again(printed: str, name: str) -> None:
    rank = venue_rank(printed)
    assert rank is not None
    assert rank.name == name
    assert venue_series(printed) == name


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "Findings of the Association for Computational Linguistics: ACL 2023",
        "ICML 2022 Workshop on Something",
        "Proceedings of the ACL Student Research Workshop",
        "Asian Conference on Machine Learning",
        "Conference of the European Chapter of the Association for Computational Linguistics",
        "a date to remember",
        "Artificial Intelligence in Medicine",
        "Fast algorithms",
        "arXiv.org",
        "Proceedings of the ACM on Computer Graphics and Interactive Techniques",
        "2021 20th IEEE International Conference on Machine Learning and Applications (ICMLA)",
        "International Conference on Computational Linguistics and Intelligent Text Processing",
        "IEEE International Conference on Multimedia and Expo",
        "Asia and South Pacific Design Automation Conference",
        "Pacific-Asia Conference on Knowledge Discovery and Data Mining",
        "AAAI Conference on Artificial Intelligence and Interactive Digital Entertainment",
    ],
)
def test_what_only_looks_like_one_is_not(printed: str) -> None:
    assert venue_rank(printed) is None


def test_editions_of_one_venue_are_one_series() -> None:
    printed = [
        "Proceedings of the 12th Workshop on X",
        "Workshop on X, 2021",
        "Workshop on X (2019)",
    ]
    assert {venue_series(name) for name in printed} == {"Workshop on X"}


def test_the_ranks_are_those_of_the_lab_s_venues() -> None:
    from importlib import resources

    content = resources.files("tenfold.lab").joinpath("venues.toml").read_bytes()
    venues = venue_file.parse_venues(content, where="venues.toml")
    assert {v.name: v.rank for v in venues} == {
        name: str(rank) for name, rank in ranked_venues().items() if rank.edition == "2026"
    }

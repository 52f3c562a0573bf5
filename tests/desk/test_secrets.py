"""Secrets are found in the forms that their makers publish; nothing that is found is shown whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenfold.desk.checks.personal_data import personal_data, secrets
from tenfold.desk.checks.places import excerpt
from tenfold.desk.masking import masked, masked_around
from tenfold.desk.personal import KINDS, find_personal
from tenfold.desk.secrets import SECRET_KINDS, find_secrets

# Put together here, so that no scanner of secrets takes this file for a leak.
JWT = ".".join(
    ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"]
)
KEY = "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEow\n-----END RSA PRIVATE " + "KEY-----"
EXAMPLES = [
    ("aws-key", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("github-token", "ghp_" + "a1B2" * 9),
    ("slack-token", "xoxb-" + "123456789012-abcdefGHIJ"),
    ("openai-key", "sk-" + "a1B2" * 12),
    ("openai-key", "sk-ant-api03-" + "a1B2" * 12),
    ("google-key", "AIza" + "a1B2c" * 7),
    ("stripe-key", "sk_live_" + "a1B2" * 6),
    ("jwt", JWT),
    ("private-key", KEY),
]


@pytest.mark.parametrize(("kind", "what"), EXAMPLES)
@pytest.mark.parametrize("frame", ["{}", "use {} here", "密钥：{}。"])
def test_each_form_is_found_in_any_frame(kind: str, what: str, frame: str) -> None:
    text = frame.format(what)
    assert (kind, what) in [(span.kind, text[span.start : span.end]) for span in find_secrets(text)]


@pytest.mark.parametrize(
    "text", ["password=hunter2024", "PWD: s3cret-word", 'api_key = "a1b2c3d4"', "密码：abc12345"]
)
def test_what_follows_password_is_one(text: str) -> None:
    assert [span.kind for span in find_secrets(text)] == ["password"]


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password: how do I reset it?",
        "password=<your password>",
        "password=${DB_PASSWORD_1}",
        "password: ********",
        "token=changeme123",
        "how can I change my passcode, please",
        "sk-learn and the ask-me-anything thread",
        "the AKIA is a dog",
        "",
    ],
)
def test_talk_of_passwords_and_placeholders_are_none(text: str) -> None:
    assert find_secrets(text) == []


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_gives_spans_in_order(text: str) -> None:
    end = 0
    for span in find_secrets(text):
        assert end <= span.start < span.end <= len(text)
        assert span.kind in SECRET_KINDS
        end = span.end


@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="…"), min_size=1, max_size=40
    ),
    st.sampled_from([*KINDS, *SECRET_KINDS]),
)
def test_what_is_masked_is_never_shown_whole(value: str, kind: str) -> None:
    value += "@example.org" if kind == "email" else ""
    shown = masked(value, kind)
    assert value not in shown
    hidden = len(value) - len(shown.replace("…", ""))
    assert kind == "email" or hidden >= len(value) / 3


filler = st.text(st.sampled_from("ab1 @.-\n北"), max_size=30)
private = st.sampled_from(
    ["jane.roe@example.org", "4111 1111 1111 1111", "+44 20 7946 0958", "11010519491231002X",
     "GB29 NWBK 6016 1331 9268 19", "13812345678", "536-90-4399", *(what for _, what in EXAMPLES)]
)  # fmt: skip


@given(st.lists(st.one_of(filler, private.map(" {} ".format)), max_size=8).map("".join))
def test_no_excerpt_holds_a_found_value(text: str) -> None:
    """Of none, wherever in the text it stands; the page around another one hides it too."""
    found = [*find_personal(text), *find_secrets(text)]
    for finding in (personal_data({"text": [text]}), secrets({"text": [text]})):
        for place in finding.places:
            for span in found:
                assert text[span.start : span.end] not in place.excerpt


def test_a_mask_in_a_long_text_shows_its_neighbourhood() -> None:
    text = "x " * 50_000 + "jane.roe@example.org" + " y" * 50_000
    (span,) = find_personal(text)
    assert masked_around(text, span, [span]).startswith("…x x")
    assert "j…@example.org" in masked_around(text, span, [span])


@given(st.lists(st.one_of(filler, private.map(" {} ".format)), max_size=4).map("".join))
def test_the_beginning_of_a_text_shows_none_either(text: str) -> None:
    for span in [*find_personal(text), *find_secrets(text)]:
        assert text[span.start : span.end] not in excerpt(text)


def test_the_finding_counts_rows_and_shows_each_kind_first() -> None:
    texts = ["a@example.org and b@example.org", "c@example.org", "nothing", "call 13812345678"]
    finding = personal_data({"text": texts, "note": ["", "", "jane@example.org", ""]})
    assert (finding.state, finding.count) == ("found", 4)
    assert finding.details["kinds"] == {"email": 4, "phone": 1}
    assert finding.details["rows_by_column"] == {"text": 3, "note": 1}
    assert [place.row for place in finding.places][:2] == [1, 4]
    assert "--redact-personal" in finding.remedy
    assert personal_data({"text": ["Where is my card?"]}).state == "clean"
    assert secrets({"text": [f"it is {EXAMPLES[0][1]}"]}).count == 1

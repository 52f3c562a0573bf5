"""A lab's server, asked from a script or a notebook: what the commands print with `--json`, as plain dicts.

>>> import tenfold as tf
>>> lab = tf.connect("https://lab.example", token="tenfold_...")          # doctest: +SKIP
>>> [hit["key"] for hit in lab.search("low-rank adapters")["hits"]]       # doctest: +SKIP
['hu2021lora']
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote, urlsplit

from tenfold.errors import InputError, StoppedError

__all__ = ["Server", "StaleTextError", "connect"]

_URL, _TOKEN = "TENFOLD_URL", "TENFOLD_TOKEN"
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
_TIMEOUT_S = 120
_UNAVAILABLE = 503

Json = dict[str, Any]


class StaleTextError(InputError):
    """What was sent is based on a text that has changed since. Nothing was saved.

    `theirs` stands, `yours` was refused; a text based on `changed` takes its place.
    """

    default_code = "TF-STALE"
    theirs = yours = changed = ""


def connect(url: str | None = None, token: str | None = None) -> Server:
    """The server of a lab, by default that of the variables TENFOLD_URL and TENFOLD_TOKEN.

    The token of the variable goes to the server of the variable and to no other. Nothing is asked yet.
    Raises InputError for what is no address, and where a token would go over a network in the open.
    """
    usual = os.environ.get(_URL, "").rstrip("/")
    url = (url or usual).rstrip("/")
    if not url:
        raise InputError(
            "no server is named.", remedy=f"tf.connect('https://lab.example'), or set {_URL}."
        )
    if token is None and url == usual:
        token = os.environ.get(_TOKEN)
    return Server(url, token or "")


class Server:
    """What a lab's server has. Each call asks once; an answer is what the command prints with `--json`.

    A refusal is an InputError with the words of the server; a text that was changed by somebody meanwhile is a
    StaleTextError. A server that sends elsewhere is not followed.
    """

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise InputError(f"{url!r} is no address of a server.", remedy="https://lab.example")
        if token and parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
            raise InputError(
                "a token over http can be read on its way.",
                where=url,
                remedy="Use https, or a tunnel to this machine (docs/web.md).",
            )
        self.url = url
        self._headers = {"origin": f"{parts.scheme}://{parts.netloc}", "accept": "application/json"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"

    def __repr__(self) -> str:
        return f"Server({self.url!r})"

    def get(self, path: str, **query: Any) -> Json:
        """Read what is at an address below `/api`, such as ``"papers/hu2021lora/similar"``."""
        return self._ask("GET", path, params=_said(query))

    def send(self, method: str, path: str, **body: Any) -> Json:
        """Write, by an address below `/api` and what OpenAPI says that it takes."""
        return self._ask(method, path, json=_said(body))

    def week(self, of: str | None = None, *, person: str | None = None) -> Json:
        """The report of a week: one's own, or that which somebody has kept."""
        return self.get("week", of=of, person=person)

    def goals(self, person: str | None = None) -> Json:
        """Goals and where they stand."""
        return self.get("goals", person=person)

    def reading(self) -> Json:
        """What to read this week, and why."""
        return self.get("reading")

    def notes(self, words: str = "", **filters: Any) -> Json:
        """One's own notes, the newest first: a page of `limit` from `offset` on."""
        return self.get("notes", words=words, **filters)

    def note(self, text: str, *, share: bool = False, **more: Any) -> Json:
        """Write a note; private unless `share`. `more` as in `tf.note`: kind, tags, whom, look_again."""
        return self.send("POST", "notes", text=text, share=share, **more)

    def papers(self, **filters: Any) -> Json:
        """A page of the library: `year`, `author`, `tag` and so on, `limit` from `offset` on."""
        return self.get("papers", **filters)

    def search(self, query: str, *, by: str = "words", **filters: Any) -> Json:
        """The papers that fit best; `by` words, meaning or both."""
        return self.get("search", q=query, by=by, **filters)

    def paper(self, key: str) -> Json:
        """What is known of a paper."""
        return self.get(f"papers/{_one(key)}")

    def answers(self, key: str) -> Json:
        """The ten questions about a paper with everybody's answers."""
        return self.get(f"papers/{_one(key)}/answers")

    def answer(self, key: str, n: int, text: str, *, based_on: str = "") -> Json:
        """Answer a question about a paper; `based_on` is the `changed` of the answer of one's own before."""
        return self.send("PUT", f"papers/{_one(key)}/answers/{n}", text=text, based_on=based_on)

    def comment(self, key: str, text: str, **more: Any) -> Json:
        """Comment on a paper."""
        return self.send("POST", f"papers/{_one(key)}/comments", text=text, **more)

    def react(self, key: str, reaction: str) -> Json:
        """Give a paper a reaction."""
        return self.send("PUT", f"papers/{_one(key)}/reactions/{_one(reaction)}")

    def import_papers(self, text: str, *, format: str = "bibtex", dry_run: bool = False) -> Json:
        """Take papers in from the text of a BibTeX or RIS file, or say what would become of them."""
        params = {"format": format, "dry_run": dry_run}
        content = {"content": text.encode(), "headers": {"content-type": "text/plain"}}
        return self._ask("POST", "papers", params=params, **content)

    def collections(self) -> Json:
        """Those of the lab and one's own."""
        return self.get("collections")

    def datasets(self) -> Json:
        """Data sets by name and version."""
        return self.get("data")

    def dataset(self, name: str, *, rows: int = 5) -> Json:
        """What a data set is, and its first rows."""
        return self.get(f"data/{_one(name)}", rows=rows)

    def audit(self, name: str) -> Json:
        """What an audit found so far."""
        return self.get(f"data/{_one(name)}/audit")

    def studies(self) -> Json:
        """All studies."""
        return self.get("studies")

    def study(self, name: str) -> Json:
        """A study with its verdicts."""
        return self.get(f"studies/{_one(name)}")

    def progress(self, name: str) -> Json:
        """How far a study is."""
        return self.get(f"studies/{_one(name)}/progress")

    def run(self, name: str) -> Json:
        """Start a study on the server, or go on with it."""
        return self.send("POST", f"studies/{_one(name)}/run")

    def stop(self, name: str) -> Json:
        """Ask a study to stop after its present steps."""
        return self.send("POST", f"studies/{_one(name)}/stop")

    def _ask(self, method: str, path: str, **asked: Any) -> Json:
        import httpx2

        headers = {**self._headers, **asked.pop("headers", {})}
        address = f"{self.url}/api/{path.lstrip('/')}"
        try:
            answer = httpx2.request(
                method,
                address,
                headers=headers,
                timeout=_TIMEOUT_S,
                follow_redirects=False,  # the token is for this server alone
                **asked,
            )
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise InputError(
                f"the server does not answer ({type(error).__name__}).",
                where=self.url,
                remedy="Is it running, and is its address right?",
            ) from None
        return self._read(answer.status_code, answer)

    def _read(self, status: int, answer: Any) -> Json:
        try:
            said = answer.json()
        except ValueError:
            said = None
        if isinstance(said, dict) and answer.is_success:
            return said
        if not (isinstance(said, dict) and isinstance(said.get("error"), dict)):
            raise InputError(
                f"what answers there ({status}) does not speak as tenfold does.",
                where=self.url,
                remedy="Name the address under which `tenfold web` is reached, such as https://lab.example",
            )
        raise _refusal(status, said["error"])


def _refusal(status: int, told: Json) -> InputError | StoppedError:
    words = {name: told.get(name) for name in ("code", "where", "remedy")}
    message = str(told.get("message", ""))
    if told.get("code") == StaleTextError.default_code:
        stale = StaleTextError(message, **words)
        stale.theirs, stale.yours, stale.changed = (
            str(told.get(name, "")) for name in ("theirs", "yours", "changed")
        )
        return stale
    kind = StoppedError if status == _UNAVAILABLE else InputError
    return kind(message, **words)


def _said(values: Json) -> Json:
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    """Days as the server reads them."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _one(name: str) -> str:
    """A name as one part of an address, whatever it holds."""
    return quote(name, safe="")

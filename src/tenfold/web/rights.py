"""What each route asks of the one who comes: one table. A route that is not in it is for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tenfold.store.accounts import ROLES
from tenfold.store.sessions import Acting

__all__ = ["RIGHTS", "Least", "refusal"]

Least = Literal["anybody", "signed in", "guest", "reader", "member", "owner"]
"""``signed in``: about one's own account, whatever one's role is, and by a session alone."""

RIGHTS: Mapping[tuple[str, str], Least] = {
    ("GET", "/static/{digest}/{name}"): "anybody",
    ("GET", "/login"): "anybody",
    ("POST", "/login"): "anybody",
    ("GET", "/invite/{secret}"): "anybody",
    ("POST", "/invite"): "anybody",
    ("POST", "/settings/language"): "anybody",
    ("POST", "/logout"): "signed in",
    ("GET", "/settings"): "signed in",
    ("POST", "/settings/password"): "signed in",
    ("POST", "/settings/tokens"): "signed in",
    ("POST", "/settings/tokens/{number}/end"): "signed in",
    ("GET", "/"): "guest",
    ("GET", "/studies"): "guest",
    ("GET", "/studies/{name}"): "guest",
    ("GET", "/studies/{name}/live"): "guest",
    ("GET", "/studies/compare"): "guest",
    ("GET", "/papers"): "guest",
    ("GET", "/papers/{key}"): "guest",
    ("GET", "/papers/{key}/similar"): "guest",
    ("GET", "/map"): "guest",
    ("GET", "/map/graph.json"): "guest",
    ("GET", "/reports"): "guest",
    ("GET", "/reports/{week}"): "guest",
    ("GET", "/api/openapi.json"): "guest",
    ("GET", "/api/week"): "guest",
    ("GET", "/api/studies"): "guest",
    ("GET", "/api/studies/{name}"): "guest",
    ("GET", "/api/studies/{name}/progress"): "guest",
    ("GET", "/api/papers"): "guest",
    ("GET", "/api/search"): "guest",
    ("GET", "/api/answers"): "guest",
    ("GET", "/api/map"): "guest",
    ("GET", "/api/papers/{key}"): "guest",
    ("GET", "/api/papers/{key}/answers"): "guest",
    ("GET", "/api/papers/{key}/comments"): "guest",
    ("GET", "/api/papers/{key}/reactions"): "guest",
    ("GET", "/api/papers/{key}/reviews"): "guest",
    ("GET", "/api/papers/{key}/similar"): "guest",
    ("GET", "/data"): "reader",  # texts of patients and such are nothing for guests
    ("GET", "/data/{name}"): "reader",
    ("GET", "/data/{name}/audit"): "reader",
    ("GET", "/data/{name}/audit/progress"): "reader",
    ("GET", "/data/{name}/map"): "reader",
    ("GET", "/data/{name}/map/points.json"): "reader",
    ("GET", "/data/{name}/map/progress"): "reader",
    ("GET", "/data/{name}/recipes"): "reader",
    ("GET", "/data/{name}/versions"): "reader",
    ("GET", "/data/{name}/agreement"): "reader",
    ("GET", "/studies/{name}/predictions"): "reader",
    ("GET", "/studies/{name}/scores.csv"): "reader",
    ("GET", "/studies/{name}/report.html"): "reader",
    ("GET", "/studies/{name}/papers.bib"): "reader",
    ("GET", "/compare"): "reader",
    ("GET", "/topics"): "reader",
    ("GET", "/library/index"): "reader",
    ("GET", "/library/index/progress"): "reader",
    ("GET", "/collections"): "reader",
    ("GET", "/collections/one"): "reader",
    ("GET", "/collections/survey"): "reader",
    ("GET", "/reading"): "reader",
    ("GET", "/papers/{key}/pdf"): "reader",  # of most papers the publisher allows no more
    ("GET", "/papers/{key}/read"): "reader",
    ("GET", "/reports/table"): "reader",
    ("GET", "/api/data"): "reader",
    ("GET", "/api/data/{name}"): "reader",
    ("GET", "/api/data/{name}/audit"): "reader",
    ("GET", "/api/topics"): "reader",
    ("GET", "/api/papers/{key}/topics"): "reader",
    ("GET", "/api/collections"): "reader",
    ("GET", "/api/collections/one"): "reader",
    ("GET", "/api/reading"): "reader",
    ("GET", "/api/forms"): "reader",
    ("GET", "/api/goals"): "reader",
    ("GET", "/api/notes"): "reader",  # one's own
    ("GET", "/api/notes/{number}"): "reader",
    (
        "GET",
        "/studies/{name}/bundle.zip",
    ): "member",  # declaration, programs, recorded files go along
    ("GET", "/studies/{name}/check"): "member",  # it draws splits, which are kept
    ("GET", "/data/{name}/label"): "member",  # it may encode the texts, which is kept
    ("POST", "/data/{name}/label"): "member",
    ("GET", "/data/{name}/label/encoding"): "member",
    ("POST", "/data/{name}/label/encoding"): "member",
    ("POST", "/data/{name}/labelling"): "member",
    ("POST", "/data/{name}/finish"): "member",
    ("POST", "/data/{name}/audit"): "member",
    ("POST", "/data/{name}/card"): "member",
    ("POST", "/data/{name}/map"): "member",
    ("GET", "/new-data"): "member",  # bytes of their own machine; a path of this one is not taken
    ("POST", "/new-data"): "member",
    ("GET", "/goals"): "member",  # one's own, and changed there
    ("POST", "/goals"): "member",
    ("POST", "/goals/question"): "member",
    ("POST", "/goals/undo"): "member",
    ("POST", "/goals/{n}"): "member",
    ("POST", "/notes"): "member",
    ("POST", "/studies/{name}/run"): "member",
    ("POST", "/studies/{name}/stop"): "member",
    ("POST", "/studies/{name}/answers/{n}"): "member",
    ("POST", "/papers/{key}/answers/{n}"): "member",
    ("POST", "/papers/{key}/reactions/{reaction}"): "member",
    ("POST", "/papers/{key}/answers/{n}/choose"): "member",
    ("GET", "/papers/{key}/review"): "member",
    ("GET", "/library/import"): "member",
    ("POST", "/library/import"): "member",
    ("GET", "/library/import/job"): "member",  # one's own
    ("POST", "/library/import/job"): "member",
    ("GET", "/library/import/job/progress"): "member",
    ("POST", "/library/undo"): "member",
    ("GET", "/library/duplicates"): "member",
    ("POST", "/library/duplicates"): "member",
    ("POST", "/library/duplicates/again"): "member",
    ("POST", "/library/index"): "member",
    ("POST", "/papers/{key}/review"): "member",
    ("POST", "/papers/{key}/reviews/{number}/remove"): "member",
    ("POST", "/papers/{key}/tags"): "member",
    ("POST", "/papers/{key}/mark"): "member",
    ("POST", "/papers/{key}/collections"): "member",
    ("POST", "/papers/{key}/decision"): "member",
    ("POST", "/papers/{key}/claims"): "member",
    ("POST", "/papers/{key}/claims/{number}/remove"): "member",
    ("POST", "/papers/{key}/comments/{number}/edit"): "member",
    ("POST", "/papers/{key}/comments/{number}/remove"): "member",
    ("POST", "/papers/{key}/pdf"): "member",
    ("POST", "/papers/{key}/pdf/detach"): "member",
    ("POST", "/papers/{key}/comments"): "member",
    ("POST", "/papers/{key}/state"): "member",
    ("POST", "/reports/{week}/freeze"): "member",
    ("POST", "/reports/{week}/add"): "member",
    ("POST", "/reports/{week}/remarks"): "member",
    ("POST", "/reports/{week}/reply"): "member",
    ("POST", "/reports/{week}/seen"): "member",
    ("GET", "/collections/screen"): "member",
    ("POST", "/collections/screen"): "member",
    ("POST", "/collections/screen/criteria"): "member",
    ("POST", "/collections/screen/collect"): "member",
    ("GET", "/collections/screen/export"): "member",
    ("POST", "/collections"): "member",
    ("POST", "/collections/one"): "member",
    ("POST", "/reading/drop"): "member",
    ("POST", "/reading/propose"): "member",
    ("POST", "/reading/snooze"): "member",
    ("POST", "/api/notes"): "member",
    ("PUT", "/api/notes/{number}"): "member",
    ("POST", "/api/papers"): "member",
    ("PUT", "/api/papers/{key}/answers/{n}"): "member",
    ("DELETE", "/api/papers/{key}/answers/{n}"): "member",
    ("POST", "/api/papers/{key}/comments"): "member",
    ("PUT", "/api/papers/{key}/comments/{number}"): "member",
    ("DELETE", "/api/papers/{key}/comments/{number}"): "member",
    ("PUT", "/api/papers/{key}/reactions/{reaction}"): "member",
    ("DELETE", "/api/papers/{key}/reactions/{reaction}"): "member",
    ("PUT", "/api/papers/{key}/state"): "member",
    ("PUT", "/api/papers/{key}/reviews/{form}"): "member",
    ("POST", "/api/collections"): "member",
    ("POST", "/api/collections/one"): "member",
    ("POST", "/api/studies/{name}/run"): "member",
    ("POST", "/api/studies/{name}/stop"): "member",
    ("GET", "/studies/new"): "member",  # what it names of this machine is the owners' (`MayReach`)
    ("POST", "/studies/new"): "member",
    ("POST", "/studies/new/save"): "member",
    ("GET", "/studies/{name}/edit"): "member",
    ("POST", "/studies/{name}/edit"): "member",
    ("POST", "/studies/{name}/declare"): "member",
    ("GET", "/settings/people"): "owner",
    ("POST", "/settings/people"): "owner",
    ("POST", "/settings/people/role"): "owner",
    ("POST", "/settings/people/invite"): "owner",
    ("POST", "/settings/people/remove"): "owner",
    ("GET", "/settings/log"): "owner",
    ("GET", "/settings/backups"): "owner",
    ("POST", "/settings/backups"): "owner",  # into any folder that the server may write
    ("GET", "/settings/backups/progress"): "owner",
}
"""The least role for a method of a route; more may do it too."""

_BY_SESSION_ALONE = ("signed in", "owner")


def refusal(least: Least | None, acting: Acting, *, method: str, guests: bool) -> str:
    """Why somebody who is known may not do it; empty: they may."""
    if least is None:
        return "this address is for nobody."
    if least == "anybody":
        return ""
    if acting.token is not None and least in _BY_SESSION_ALONE:
        return "a token cannot do that: sign in."
    if acting.scope != "write" and method != "GET":
        return "this token may read alone."
    if least == "signed in":
        return ""
    if acting.role == "guest" and not guests:
        return "guests are not let in here at present."
    if ROLES.index(acting.role) < ROLES.index(least):
        return f"that is for the role {least} and above; yours here is {acting.role}."
    return ""

"""Coming in by an invitation, signing in and out, passwords, tokens, people; who may serve to others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from served import Client, serving
from signed_in import BY, COOKIE, As, open_accounts
from sqlalchemy import update
from typer.testing import CliRunner

from tenfold.cli.web_user import web_user_app
from tenfold.errors import InputError
from tenfold.store.accounts import Accounts
from tenfold.store.tables.accounts import TokenRow
from tenfold.store.tables.base import now
from tenfold.store.workspace import Workspace
from tenfold.web.serving import Opening, bind, opening_of

GOOD, OTHER = "three quiet otters", "a lamp of salt and tin"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.create(tmp_path_factory.mktemp("sign-in") / "lab", person="Ada")
    open_accounts(made)
    return made


@pytest.fixture(scope="module")
def client(workspace: Workspace) -> Iterator[Client]:
    with serving(workspace.root) as opened:
        yield opened


@pytest.fixture
def browser(client: Client) -> Iterator[Client]:
    """One with its own cookies."""
    with Client(base_url=client.base_url, timeout=60) as opened:
        yield opened


def come_in(workspace: Workspace, browser: Client, name: str, password: str) -> None:
    """By a link that the command prints."""
    link = user_command(workspace, "invite", name, "--at", str(browser.base_url)).split()[0]
    page = browser.get(link).text
    assert f"Welcome, {name}" in page
    secret = re.findall(r'name="secret" value="([^"]+)"', page)[0]
    short = browser.send_form("/invite", secret=secret, password="short")
    assert short.status_code == 400
    assert "12 to 128" in short.text
    page = browser.send_form("/invite", secret=secret, password=password)
    assert page.status_code == 200
    assert page.url.path == "/"
    assert browser.send_form("/invite", secret=secret, password=OTHER).status_code == 400


def test_from_the_invitation_to_a_new_password(workspace: Workspace, browser: Client) -> None:
    come_in(workspace, browser, "Bob", GOOD)
    first = browser.cookies[COOKIE]
    page = browser.send_form("/login", name="bob", password=GOOD, to="/papers")
    assert page.url.path == "/papers"
    assert "Bob" in page.text
    second = browser.cookies[COOKIE]
    assert second != first
    assert is_in(browser, second)
    assert not is_in(browser, first), "the session before the sign-in has ended"
    assert browser.send_form("/settings/password", old="wrong", new=OTHER).status_code == 401
    browser.send_form("/settings/password", old=GOOD, new=OTHER)
    assert not is_in(browser, second)
    third = browser.cookies[COOKIE]
    assert is_in(browser, third)
    out = browser.post("/logout", headers={"origin": str(browser.base_url).rstrip("/")})
    assert out.headers["clear-site-data"] == '"storage"'
    assert COOKIE not in browser.cookies
    assert not is_in(browser, third)


def is_in(browser: Client, session: str) -> bool:
    with Client(base_url=browser.base_url, timeout=60) as other:
        return other.get("/papers", headers={"cookie": f"{COOKIE}={session}"}).status_code == 200


def test_a_wrong_password_and_an_unknown_name_read_the_same(browser: Client) -> None:
    pages = [browser.send_form("/login", name=n, password="no") for n in ("Ada", "Stranger <b>")]
    assert [page.status_code for page in pages] == [401, 401]
    told = [re.findall(r"<p><b>(.*?)</b></p>", page.text) for page in pages]
    assert told[0] == told[1] != []
    assert '<b>"' not in pages[1].text
    assert "Stranger &lt;b&gt;" in pages[1].text
    for _ in range(4):
        last = browser.send_form("/login", name="Stranger <b>", password="no")
    last = browser.send_form("/login", name="Stranger <b>", password="no")
    assert last.status_code == 429
    assert int(last.headers["retry-after"]) > 0


def test_cookies_are_out_of_reach_of_scripts_and_of_plain_http(
    workspace: Workspace, client: Client, browser: Client
) -> None:
    accounts = Accounts(workspace.database)
    accounts.accept(accounts.invite("Rea", by=BY), GOOD, address="")
    form, own = {"name": "Rea", "password": GOOD}, str(client.base_url).rstrip("/")
    near = browser.post("/login", data=form, headers={"origin": own}).headers["set-cookie"]
    assert near.startswith(f"{COOKIE}=")
    assert "Secure" not in near
    for headers in (
        {"origin": "https://lab.example", "host": "lab.example"},
        {"origin": own, "x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.9"},
    ):
        far = browser.post("/login", data=form, headers=headers).headers["set-cookie"]
        assert far.startswith(f"__Host-{COOKIE}=")
        assert "Secure" in far
        assert "Domain" not in far
        assert "Path=/" in far
    assert "HttpOnly" in near
    assert "samesite=lax" in near.lower()


def test_the_way_back_stays_here(workspace: Workspace, browser: Client) -> None:
    asked = browser.get("/papers/hu2021lora")
    assert asked.headers["location"] == "/login?to=/papers/hu2021lora"
    accounts = Accounts(workspace.database)
    accounts.accept(accounts.invite("Gil", by=BY), GOOD, address="")
    own = {"origin": str(browser.base_url).rstrip("/")}
    form = {"name": "Gil", "password": GOOD, "to": "https://evil.example/x"}
    location = browser.post("/login", data=form, headers=own).headers["location"]
    assert urlsplit(location).netloc == ""


def test_tokens_and_people_in_settings(
    workspace: Workspace, client: Client, browser: Client
) -> None:
    signed = As(workspace, client)
    bob = signed("Bob")
    shown = browser.post(
        "/settings/tokens", data={"label": "<i>n</i>", "scope": "read"}, headers=bob
    )
    token = re.findall(r"tenfold_[\w-]{43}", shown.text)[0]
    bearer = {"authorization": f"Bearer {token}"}
    assert browser.get("/api/week", headers=bearer).json()["person"] == "Bob"
    page = browser.get("/settings", headers=bob).text
    assert token not in page
    assert "&lt;i&gt;n&lt;/i&gt;" in page
    assert f"holds until {now().date() + timedelta(days=90)}" in page
    number = re.findall(r"/settings/tokens/(\d+)/end", page)[0]
    others = browser.post(f"/settings/tokens/{number}/end", headers=signed("Ada"))
    assert others.status_code == 400
    browser.post(f"/settings/tokens/{number}/end", headers=bob)
    assert browser.get("/api/week", headers=bearer).status_code == 401

    ada = signed("Ada")
    made = browser.post("/settings/people", data={"name": "Eve", "role": "reader"}, headers=ada)
    assert f"{browser.base_url}/invite/".replace("//invite", "/invite") in unescape(made.text)
    browser.post("/settings/people/role", data={"name": "Eve", "role": "owner"}, headers=ada)
    assert signed.user("Eve").role == "owner"
    browser.post("/settings/people/remove", data={"name": "Eve"}, headers=ada)
    assert "Eve" not in {user.name for user in Accounts(workspace.database).users()}
    last = browser.post("/settings/people/remove", data={"name": "Ada"}, headers=ada)
    assert last.status_code == 400
    assert "account of Eve: added as reader" in browser.get("/settings/log", headers=ada).text


def test_a_token_holds_for_ninety_days(workspace: Workspace, client: Client) -> None:
    bearer = As(workspace, client).token("Bob", "read")
    for days, status in ((89, 200), (91, 401)):
        with workspace.database.write() as session:
            session.execute(update(TokenRow).values(made=now() - timedelta(days=days)))
        assert client.get("/api/week", headers=bearer).status_code == status


def test_without_accounts_their_pages_are_not_there(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    lab = Workspace.create(tmp_path_factory.mktemp("plain") / "lab", person="Ada")
    with serving(lab.root) as client:
        assert client.get("/login").status_code == 404
        assert client.get("/settings/people").status_code == 404
        assert client.send_form("/login", name="Ada", password="x").status_code == 404
        page = client.get("/settings").text
        assert "Sign out" not in page
        assert "Password" not in page


def test_others_are_let_near_with_accounts_and_names_alone(workspace: Workspace) -> None:
    for opening in (Opening(), Opening(users=True), Opening(hosts=("lab.example",))):
        with pytest.raises(InputError, match="reached by others"):
            bind("0.0.0.0", 0, opening)
    bind("0.0.0.0", 0, Opening(users=True, hosts=("lab.example",))).close()
    assert opening_of(Workspace(workspace.root)) == Opening(users=True, hosts=("lab.example",))


@pytest.mark.parametrize(
    "said",
    ['users = "true"', "users = 1", "guests = 1", 'users = true\nhosts = "lab"',
     'hosts = ["http://x/"]', 'hosts = [""]'],
)  # fmt: skip
def test_what_is_no_setting_is_told(workspace_of_text: object, said: str) -> None:
    with pytest.raises(InputError, match=r"tenfold\.toml"):
        opening_of(workspace_of_text(said))  # type: ignore[operator]


@pytest.fixture
def workspace_of_text(tmp_path: object) -> object:
    def made(said: str) -> Workspace:
        lab = Workspace.create(tmp_path / "lab")  # type: ignore[operator]
        (lab.root / "tenfold.toml").write_text(f"[web]\n{said}\n")
        return Workspace(lab.root)

    return made


def user_command(workspace: Workspace, *words: str) -> str:
    """What `tenfold web user WORDS` prints."""
    done = CliRunner().invoke(web_user_app, [*words, "--workspace", str(workspace.root)])
    if done.exception is not None:
        raise done.exception
    return done.stdout


def test_the_commands(workspace: Workspace) -> None:
    made = user_command(workspace, "add", "Zoe  Zed", "--role", "member")
    assert re.match(r"https://lab\.example/invite/[\w-]{43}\n", made)
    assert "member  Zoe Zed" in user_command(workspace, "list")
    user_command(workspace, "role", "zoe zed", "reader")
    assert '"role": "reader"' in user_command(workspace, "list", "--json")
    with pytest.raises(InputError, match="Zo Zed") as raised:
        user_command(workspace, "role", "Zo Zed", "reader")
    assert "Zoe Zed" in str(raised.value.remedy)
    user_command(workspace, "remove", "Zoe Zed")
    assert "Zoe" not in user_command(workspace, "list")

"""Databases as sources: read only, nothing secret kept, every value told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from postgres_server import PASSWORD, PostgresServer
from tenfold.data.sql_source import read_query
from tenfold.errors import TenfoldError

ROWS = [("007", "x", 1), (None, "y", 2), ("NA", "x", None), ('a "quoted", text; 100%', "y", 4)]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "my reviews.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (text, label, n)")
        connection.executemany("insert into t values (?, ?, ?)", ROWS)
    connection.close()
    before = path.read_bytes()
    yield path
    assert path.read_bytes() == before, "nothing is ever written there"
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def refused(url: str, query: str) -> TenfoldError:
    with pytest.raises(TenfoldError) as caught:
        read_query(url, query)
    assert caught.value.remedy
    assert caught.value.exit_status == 2
    return caught.value


def test_rows_of_sqlite_are_texts_and_nulls_are_told(file: Path) -> None:
    raw = read_query(f"sqlite:///{file}", "SELECT text, label, n FROM t;")
    assert raw.values["text"] == ["007", "", "NA", 'a "quoted", text; 100%']
    assert raw.values["n"] == ["1", "2", "", "4"]
    assert raw.kinds == {"text": {"string", "null"}, "label": {"string"}, "n": {"integer", "null"}}
    (note,) = raw.sources
    assert (note.file, note.format, note.n_rows) == ("sqlite:///my reviews.db", "SQL", 4)
    assert note.how == "SELECT text, label, n FROM t"
    assert note.remarks[:2] == (
        "1 nulls in 'n', read as empty texts",
        "1 nulls in 'text', read as empty texts",
    )
    assert "ORDER BY" in note.remarks[2]
    ordered = read_query(f"sqlite:///{file}", "SELECT text FROM t WHERE n LIKE '%4%' ORDER BY n")
    assert ordered.sources[0].remarks == ()
    assert ordered.n_rows == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("DELETE FROM t", "TF-DATA-086"),
        ("WITH x AS (SELECT 1) DELETE FROM t", "TF-DATA-086"),
        ("SELECT 1; DELETE FROM t", "TF-DATA-086"),
        ("/* SELECT */ DROP TABLE t", "TF-DATA-086"),
        ("ATTACH DATABASE 'other.db' AS o", "TF-DATA-086"),
        ("PRAGMA writable_schema = 1", "TF-DATA-086"),
        ("SELECT * FROM pragma_table_info('t')", "TF-DATA-086"),
        ("SELECT load_extension('x')", "TF-DATA-086"),
        ("SELECT nothing FROM t", "TF-DATA-086"),
        ("  ", "TF-DATA-086"),
        ("SELECT text, text FROM t", "TF-DATA-008"),
        ("SELECT text FROM t WHERE n > 10", "TF-DATA-010"),
        ("SELECT x'00ff' AS text, label FROM t", "TF-DATA-087"),
        ("SELECT 9e999 AS text, label FROM t", "TF-DATA-087"),
        ("SELECT CAST(x'ff41' AS TEXT) AS text FROM t", "TF-DATA-087"),
        ("SELECT 'a' || char(0) AS text, label FROM t", "TF-DATA-005"),
    ],
)
def test_what_does_not_only_read_texts_is_refused(file: Path, query: str, code: str) -> None:
    assert refused(f"sqlite:///{file}", query).code == code


def test_semicolons_inside_quotes_and_comments_are_no_statements(file: Path) -> None:
    for query in (
        "SELECT ';' AS text",
        "SELECT 1 AS n -- ; really",
        "(SELECT 1 AS n /* ; */)"[1:-1],
    ):
        assert read_query(f"sqlite:///{file}", query).n_rows == 1


def test_databases_that_are_not_there(file: Path) -> None:
    error = refused(f"sqlite:///{file.parent / 'my review.db'}", "SELECT 1")
    assert (error.code, error.remedy) == ("TF-DATA-085", "Did you mean 'my reviews.db'?")
    assert refused("sqlite://", "SELECT 1").code == "TF-DATA-085"
    unreachable = refused("postgresql://me:s3cret%21@127.0.0.1:9/x?sslpassword=s3cond", "SELECT 1")
    foreign = refused("mysql://me:s3cret!@host/x", "SELECT 1")
    for error in (unreachable, foreign):
        assert error.code == "TF-DATA-085"
        assert "s3c" not in str(error)


def test_rows_of_postgresql(postgres_server: PostgresServer) -> None:
    database = postgres_server.new_database()
    postgres_server.execute(
        "create table t as select i, 'text ' || i || ' 好 100%' as text, i % 3 = 0 as label, i / 2.0 as half, "
        "case when i = 5 then null else array[i] end as list, date '2024-02-03' as day "
        "from generate_series(1, 9000) i",
        database,
    )
    url = postgres_server.url(database)
    raw = read_query(url, "SELECT * FROM t WHERE text LIKE '%100%' ORDER BY i")
    assert raw.n_rows == 9000
    assert {name: column[4] for name, column in raw.values.items()} == {
        "i": "5", "text": "text 5 好 100%", "label": "false", "half": "2.5000000000000000", "list": "",
        "day": "2024-02-03",
    }  # fmt: skip
    assert raw.kinds["list"] == {"nested", "null"}
    assert "postgres@" not in str(raw.sources), "no user is kept"
    again = read_query(
        url.replace("+psycopg", ""), "SELECT * FROM t WHERE text LIKE '%100%' ORDER BY i"
    )
    assert again.sources[0].digest == raw.sources[0].digest


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO t VALUES (1) RETURNING i",
        "WITH x AS (INSERT INTO t VALUES (1) RETURNING i) SELECT * FROM x",
        "SELECT nextval('s')",
        "SELECT i FROM t FOR UPDATE",
        "SELECT i INTO other FROM t",
        "SELECT 1; COMMIT; DROP TABLE t",
        "SELECT $$;$$; DROP TABLE t",
        "SELECT no_such_column FROM t",
    ],
)
def test_postgresql_is_not_written_to(
    query: str, postgres_server: PostgresServer, postgres_table: str
) -> None:
    assert refused(postgres_server.url(postgres_table), query).code == "TF-DATA-086"
    assert postgres_server.execute("select count(*) from t", postgres_table) == [(3,)]
    assert postgres_server.execute("select last_value, is_called from s", postgres_table) == [
        (1, False)
    ]


@pytest.fixture(scope="module")
def postgres_table(postgres_server: PostgresServer) -> str:
    database = postgres_server.new_database()
    postgres_server.execute("create table t as select i from generate_series(1, 3) i", database)
    postgres_server.execute("create sequence s", database)
    return database


def test_a_wrong_password_is_not_repeated(postgres_server: PostgresServer) -> None:
    error = refused(postgres_server.tcp_url("postgres", "a%20wrong%3Aone"), "SELECT 1")
    assert error.code == "TF-DATA-085"
    assert "wrong" not in str(error)
    right = PASSWORD.replace(":", "%3A").replace(" ", "%20").replace("@", "%40").replace("/", "%2F")
    raw = read_query(postgres_server.tcp_url("postgres", right), "SELECT 'a' AS text")
    assert "secret" not in str(raw.sources)
    assert refused(postgres_server.url("none"), "SELECT 1").code == "TF-DATA-085"
    bytes_ = refused(postgres_server.url("postgres"), r"SELECT '\x00'::bytea AS text")
    nan = refused(postgres_server.url("postgres"), "SELECT 'NaN'::float8 AS text")
    assert [bytes_.code, nan.code] == ["TF-DATA-087", "TF-DATA-087"]

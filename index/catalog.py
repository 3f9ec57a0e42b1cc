"""The catalog: sources, policies, clauses and passages in SQLite. What is committed here is in the index.

The vectors are kept here too, so that Chroma's collection can be checked against the catalog and mended from it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.corrections import NONE, Corrections
from index.embed import Vectors
from index.errors import StoreError
from index.policy import Clause, Policy, PolicyHeader
from index.records import Embedded, Made, Place, Source

MEND = "run `policy ingest FOLDER --rebuild`"

_SCHEMA_VERSION = "1"
_PIECE = 500
_WAIT_SECONDS = 30.0
_NO_DAMAGE = tuple(f"SQLITE_{what}" for what in ("BUSY", "CANTOPEN", "FULL", "IOERR", "LOCKED", "PERM", "READONLY"))
_LONGEST_REASON = 160
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE policies (
    policy_id TEXT PRIMARY KEY, source TEXT NOT NULL REFERENCES sources ON DELETE CASCADE, json TEXT NOT NULL
);
CREATE TABLE clauses (
    clause_id TEXT PRIMARY KEY, policy_id TEXT NOT NULL REFERENCES policies ON DELETE CASCADE,
    position INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, vector_id TEXT NOT NULL UNIQUE, clause_id TEXT NOT NULL REFERENCES clauses
    ON DELETE CASCADE, policy_id TEXT NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX policies_of_source ON policies (source);
CREATE INDEX clauses_of_policy ON clauses (policy_id, position);
CREATE INDEX passages_of_clause ON passages (clause_id);
CREATE INDEX passages_of_digest ON passages (digest);
"""


@contextmanager
def spoken_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says into a StoreError of one line."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
        raise  # a mistake in this program, no damage
    except (sqlite3.DatabaseError, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:_LONGEST_REASON]
        if isinstance(error, OSError) or getattr(error, "sqlite_errorname", "").startswith(_NO_DAMAGE):
            raise StoreError(f"The index in {path.parent} cannot be used ({reason}): check POLICY_HOME.") from error
        raise StoreError(f"The index in {path.parent} is damaged ({reason}): {MEND}.") from error


class Catalog:
    """One open connection to a catalog; used by one thread at a time.

    Policies and clauses are given with ``corrections``, of which the catalog itself holds none.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.corrections: Corrections = NONE
        self._connection = connection

    @classmethod
    def create(cls, path: Path, made: Made) -> Catalog:
        """Make an empty catalog; raises StoreError when it cannot be written."""
        with spoken_errors(path):
            connection = _connect(path)
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            catalog = cls(path, connection)
            values = {"schema": _SCHEMA_VERSION, "model": made.model, "parser": made.parser, "generation": "0"}
            with catalog._transaction():
                for key, value in {**values, "dimensions": str(made.dimensions)}.items():
                    connection.execute("INSERT INTO meta VALUES (?, ?)", (key, value))
            return catalog

    @classmethod
    def open(cls, path: Path, made: Made | None = None) -> Catalog:
        """Open a catalog; raises StoreError when it is damaged, or made with another model or parser than ``made``."""
        with spoken_errors(path):
            if not path.is_file():
                raise StoreError(f"The index in {path.parent} is damaged ({path.name} is missing): {MEND}.")
            connection = _connect(path)
            catalog = cls(path, connection)
            try:
                catalog._check(made)
            except BaseException:
                connection.close()
                raise
            return catalog

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def freeze(self) -> None:
        """See the catalog as it is now until ``close``, whatever another process writes."""
        with spoken_errors(self.path):
            self._connection.execute("BEGIN")
            self.generation()

    def generation(self) -> int:
        """A number that grows with every change."""
        return int(self._meta("generation"))

    def made(self) -> Made:
        """What the index was made with."""
        return Made(self._meta("model"), int(self._meta("dimensions")), self._meta("parser"))

    def sources(self) -> dict[str, Source]:
        """Every source by its key, without its text."""
        with spoken_errors(self.path):
            rows = self._connection.execute("SELECT key, name, sha256 FROM sources ORDER BY name, key")
            return {key: Source(key, name, sha256, "") for key, name, sha256 in rows}

    def source_text(self, policy_id: str) -> str | None:
        """The text a policy was read from, before cleaning."""
        sql = "SELECT text FROM sources JOIN policies ON source = key WHERE policy_id = ?"
        return self._one(sql, policy_id)

    def source_of(self, policy_id: str) -> str | None:
        """The key of the source a policy was read from."""
        return self._one("SELECT source FROM policies WHERE policy_id = ?", policy_id)

    def headers(self) -> list[PolicyHeader]:
        """Every policy without its clauses, by title."""
        with spoken_errors(self.path):
            rows = self._connection.execute("SELECT json FROM policies").fetchall()
            found = [Policy.model_validate_json(text).header() for (text,) in rows]
        return sorted(self.corrections.headers(found), key=lambda policy: (policy.title, policy.policy_id))

    def policy(self, policy_id: str) -> Policy | None:
        """One policy with its clauses, or None, also when it was taken out."""
        text = self._one("SELECT json FROM policies WHERE policy_id = ?", policy_id)
        if text is None:
            return None
        with spoken_errors(self.path):
            sql = "SELECT json FROM clauses WHERE policy_id = ? ORDER BY position"
            rows = self._connection.execute(sql, (policy_id,)).fetchall()
            clauses = tuple(Clause.model_validate_json(clause) for (clause,) in rows)
            return self.corrections.policy(Policy.model_validate_json(text).model_copy(update={"clauses": clauses}))

    def clause(self, clause_id: str) -> Clause | None:
        """One clause, or None, also when its policy was taken out."""
        text = self._one("SELECT json FROM clauses WHERE clause_id = ?", clause_id)
        with spoken_errors(self.path):
            found = None if text is None else Clause.model_validate_json(text)
        if found is None or self.corrections.removed(found.policy_id):
            return None
        return self.corrections.clause(found)

    def places(self) -> list[Place]:
        """Where every passage stands, in the order of the rows."""
        with spoken_errors(self.path):
            rows = self._connection.execute("SELECT row, vector_id, clause_id, policy_id FROM passages ORDER BY row")
            return [Place(*row) for row in rows]

    def clause_counts(self) -> dict[str, int]:
        """How many clauses each policy has."""
        with spoken_errors(self.path):
            return dict(self._connection.execute("SELECT policy_id, count(*) FROM clauses GROUP BY policy_id"))

    def count(self) -> int:
        """How many passages there are."""
        return int(self._one("SELECT count(*) FROM passages") or 0)

    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._meta("dimensions"))

    def some_rows(self, count: int) -> list[int]:
        """Up to ``count`` rows of passages, from all over the table."""
        least, most = (int(self._one(f"SELECT {what}(row) FROM passages") or 0) for what in ("min", "max"))  # noqa: S608
        after = range(least, most + 1, 1 + (most - least) // count)
        found = (self._one("SELECT min(row) FROM passages WHERE row >= ?", str(row)) for row in after)
        return sorted({int(row) for row in found if row})

    def stored(self) -> Iterator[tuple[str, str, str, Vectors]]:
        """Vector id, clause, policy and vector of every passage, in the order of the rows."""
        with spoken_errors(self.path):
            sql = "SELECT vector_id, clause_id, policy_id, vector FROM passages ORDER BY row"
            for vector_id, clause_id, policy_id, blob in self._connection.execute(sql):
                yield vector_id, clause_id, policy_id, np.frombuffer(blob, np.float32)

    def departments(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The clauses that name departments, each with those of every role."""
        sql = "SELECT clause_id, json_extract(json, '$.departments') FROM clauses"
        with spoken_errors(self.path):
            for clause_id, roles in self._connection.execute(sql):
                names = tuple(name for role in json.loads(roles or "{}").values() for name in role)
                if names:
                    yield clause_id, names

    def passage_texts(self) -> Iterator[str]:
        """The text of every passage, in the order of the rows."""
        with spoken_errors(self.path):
            for (text,) in self._connection.execute("SELECT text FROM passages ORDER BY row"):
                yield text

    def first_texts(self) -> dict[str, str]:
        """The text of the first passage of each policy, by the policy's id."""
        with spoken_errors(self.path):
            sql = "SELECT policy_id, text, min(row) FROM passages GROUP BY policy_id"
            return {policy_id: text for policy_id, text, _ in self._connection.execute(sql)}

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The vectors of passages by their rows, one row each in the order given."""
        return self._vectors("row", rows)

    def vectors_by_id(self, vector_ids: Sequence[str]) -> Vectors:
        """The vectors of passages by their ids in the vector collection, one row each in the order given."""
        return self._vectors("vector_id", vector_ids)

    def vectors_by_digest(self, digests: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of passages whose texts have been embedded before, by the digest of the text."""
        return {str(key): np.frombuffer(blob, np.float32) for key, blob in self._blobs("digest", digests)}

    def replace(self, source: Source, policies: Sequence[Policy], embedded: dict[str, Embedded]) -> None:
        """Put a source, its policies and its passages, by vector id, in the place of what the source held."""
        with spoken_errors(self.path), self._transaction():
            run = self._connection.execute
            run("DELETE FROM sources WHERE key = ?", (source.key,))
            run("INSERT INTO sources VALUES (?, ?, ?, ?)", (source.key, source.name, source.sha256, source.text))
            for policy in policies:
                header = policy.model_copy(update={"clauses": ()}).model_dump_json()
                run("INSERT INTO policies VALUES (?, ?, ?)", (policy.policy_id, source.key, header))
                clauses = [
                    (clause.clause_id, policy.policy_id, position, clause.model_dump_json())
                    for position, clause in enumerate(policy.clauses)
                ]
                self._connection.executemany("INSERT INTO clauses VALUES (?, ?, ?, ?)", clauses)
            self._put_passages(embedded)

    def reword(self, policy_id: str, embedded: dict[str, Embedded]) -> None:
        """Put passages, by vector id, in the place of those of a policy; the policy itself stays as it was read."""
        with spoken_errors(self.path), self._transaction():
            self._connection.execute("DELETE FROM passages WHERE policy_id = ?", (policy_id,))
            self._put_passages(embedded)

    def _put_passages(self, embedded: dict[str, Embedded]) -> None:
        rows = [
            (vector_id, one.passage.clause_id, one.passage.policy_id, one.passage.text, one.digest, _blob(one.vector))
            for vector_id, one in embedded.items()
        ]
        self._connection.executemany("INSERT INTO passages VALUES (NULL, ?, ?, ?, ?, ?, ?)", rows)

    def move(self, old_key: str, source: Source) -> None:
        """Record that the source at ``old_key`` now lies elsewhere."""
        with spoken_errors(self.path), self._transaction():
            run = self._connection.execute
            sql = "INSERT INTO sources SELECT ?, ?, sha256, text FROM sources WHERE key = ?"
            run(sql, (source.key, source.name, old_key))
            run("UPDATE policies SET source = ? WHERE source = ?", (source.key, old_key))
            run("DELETE FROM sources WHERE key = ?", (old_key,))

    def remove_policy(self, policy_id: str) -> None:
        """Remove a policy, and its source when it holds no other."""
        with spoken_errors(self.path), self._transaction():
            self._connection.execute("DELETE FROM policies WHERE policy_id = ?", (policy_id,))
            self._connection.execute("DELETE FROM sources WHERE key NOT IN (SELECT source FROM policies)")

    def vector_ids(self, column: str, value: str) -> list[str]:
        """The vector ids of the passages of one ``source`` or one ``policy_id``."""
        by_source = "SELECT vector_id FROM passages JOIN policies USING (policy_id) WHERE source = ?"
        by_policy = "SELECT vector_id FROM passages WHERE policy_id = ?"
        with spoken_errors(self.path):
            sql = by_source if column == "source" else by_policy
            return [vector_id for (vector_id,) in self._connection.execute(sql, (value,))]

    def _one(self, sql: str, *values: str) -> str | None:
        with spoken_errors(self.path):
            row = self._connection.execute(sql, values).fetchone()
            return None if row is None or row[0] is None else str(row[0])

    def _meta(self, key: str) -> str:
        value = self._one("SELECT value FROM meta WHERE key = ?", key)
        if value is None:
            raise StoreError(f"The index in {self.path.parent} is damaged (it does not record its {key}): {MEND}.")
        return value

    def _check(self, made: Made | None) -> None:
        if self._meta("schema") != _SCHEMA_VERSION:
            raise StoreError(f"The index in {self.path.parent} was made by another version: {MEND}.")
        if made is None:
            return
        recorded = self.made()
        for what, old, new in (
            ("embedding model", f"{recorded.model} ({recorded.dimensions})", f"{made.model} ({made.dimensions})"),
            ("parser version", recorded.parser, made.parser),
        ):
            if old != new:
                raise StoreError(f"The index was made with {what} {old}, now it is {new}: {MEND}.")

    def _vectors(self, column: str, keys: Sequence[int] | Sequence[str]) -> Vectors:
        found = dict(self._blobs(column, keys))
        with spoken_errors(self.path):
            if len(found) < len(set(keys)):
                raise ValueError("a passage has no vector")
            joined = b"".join(found[key] for key in keys)
            return np.frombuffer(joined, np.float32).reshape(len(keys), -1) if keys else np.zeros((0, 0), np.float32)

    def _blobs(self, column: str, keys: Sequence[int] | Sequence[str]) -> Iterator[tuple[int | str, bytes]]:
        for start in range(0, len(keys), _PIECE):
            piece = keys[start : start + _PIECE]
            marks = ",".join("?" * len(piece))
            sql = f"SELECT {column}, vector FROM passages WHERE {column} IN ({marks})"  # noqa: S608 (own names only)
            with spoken_errors(self.path):
                yield from self._connection.execute(sql, tuple(piece)).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One change: all of it or nothing, and the generation grows."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _connect(path: Path) -> sqlite3.Connection:
    # Several threads may use the connection, one at a time: its owner holds a lock.
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _blob(vector: Vectors) -> bytes:
    return np.ascontiguousarray(vector, dtype=np.float32).tobytes()

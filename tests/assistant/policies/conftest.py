"""A library over a real index of small policies and real records, with an admin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.answer import Resources
from assistant.records.accounts import Account, Role, add_account
from assistant.records.opened import Records, open_records
from assistant.settings import Settings
from assistant.ui.policies.jobs import Job
from assistant.ui.policies.uploading import upload
from assistant.ui.policies.work import Library
from index.build import ingest
from index.search import Searcher
from tests.fakes import FakeEmbedder

RULE = """霁州市人民政府办公室关于印发霁州市{name}办法的通知

{number}

各县区人民政府：

第一条 为支持{name}，制定本办法。

第二条 对符合条件的企业给予一次性补贴{sum}元。（市财政局牵头，市科技局配合）

第三条 申报截止{window}。

第四条 本办法自{begins}起施行，有效期至{ends}。{more}

霁州市人民政府办公室
{signed}
"""
FACTS = {
    "name": "创新券",
    "number": "霁政办规〔2025〕7号",
    "sum": "5000",
    "window": "2026年12月20日",
    "begins": "2025年3月1日",
    "ends": "2028年2月29日",
    "signed": "2025年2月10日",
    "more": "",
}


def text(**facts: str) -> bytes:
    """A policy as a file, different where ``facts`` say so."""
    return RULE.format(**{**FACTS, **facts}).encode()


@contextmanager
def made_library(home: Path) -> Iterator[Library]:
    """A library in ``home`` of one policy that was indexed from a folder of its own, not uploaded."""
    folder = home / "elsewhere"
    folder.mkdir()
    (folder / "old.txt").write_bytes(text(name="首版次软件", number="霁政办规〔2024〕3号", signed="2024年1月5日"))
    settings = Settings(home=home, llm_enabled=False, rate_limit=0)
    embedder = FakeEmbedder()
    ingest([folder], settings.index_folder, embedder, progress=False)
    searcher, records = Searcher.open(settings.index_folder, embedder), open_records(settings)
    try:
        yield Library(Resources(searcher, None, settings), records)
    finally:
        searcher.close()
        records.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with made_library(tmp_path) as made:
        yield made


@pytest.fixture
def records(library: Library) -> Records:
    return library.records


@pytest.fixture
def admin(records: Records) -> Account:
    return add_account(records, "boss", Role.ADMIN)


def send(library: Library, files: Mapping[str, bytes], by: str = "boss") -> Job:
    """Upload ``files`` as the page does, and wait for what came of it."""
    folder = library.settings.home / "uploading" / "one"
    folder.mkdir(parents=True)
    waiting = []
    for number, (name, data) in enumerate(files.items()):
        (folder / str(number)).write_bytes(data)
        waiting.append((name, folder / str(number)))
    assert library.jobs.start("upload", by, lambda jobs: upload(library, waiting, folder, by, jobs))
    library.jobs.wait(60)
    job = library.jobs.job
    assert job is not None
    assert not job.running
    assert job.error == ""
    assert not folder.exists()
    return job

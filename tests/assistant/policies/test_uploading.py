"""Uploads from the files sent to policies that are answered from: kept, compared, refused, found by a later ingest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.records import audit
from assistant.records.accounts import Account
from assistant.ui.policies import changes, keeping, show_job
from assistant.ui.policies.indexing import reindex
from assistant.ui.policies.words import ZH
from assistant.ui.policies.work import Library
from index.build import ingest
from index.policy import PolicyHeader, Validity
from index.search import Searcher
from tests.assistant.policies.conftest import send, text
from tests.fakes import FakeEmbedder
from tests.index.office import zipped


def titles(library: Library) -> list[str]:
    return sorted(each.title for each in library.searcher.policies())


def named(library: Library, name: str) -> list[PolicyHeader]:
    return [each for each in library.searcher.policies() if name in each.title]


def files(library: Library) -> list[str]:
    folder = keeping.uploads_folder(library.settings)
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def test_a_file_is_indexed_and_found_by_every_later_ingest(library: Library) -> None:
    job = send(library, {"创新券.txt": text()})
    (line,) = job.lines
    assert (line.outcome, line.name, line.likeness) == ("added", "创新券.txt", "")
    assert [each.policy_id for each in named(library, "创新券")] == list(line.policies)
    assert any("5000元" in hit.clause.text for hit in library.searcher.search("创新券补贴", 5))
    again = ingest(
        [keeping.uploads_folder(library.settings)], library.settings.index_folder, FakeEmbedder(), progress=False
    )
    assert again.unchanged == ("创新券.txt",)
    (entry,) = audit.entries(library.records, what="policy.uploaded")
    assert (entry.who, entry.on_what) == ("boss", "创新券.txt")


def test_a_zip_is_unpacked_and_what_is_no_policy_refused(library: Library) -> None:
    packed = zipped({"a/甲.txt": text(name="甲事"), "乙.txt": text(name="乙事"), "x.exe": b"MZ", "../z.txt": text()})
    job = send(library, {"全部.zip": packed, "run.exe": b"MZ", "空.txt": b"  "})
    outcomes = {line.name: line.outcome for line in job.lines}
    assert outcomes["全部.zip/a/甲.txt"] == outcomes["全部.zip/乙.txt"] == "added"
    assert {outcomes[name] for name in ("全部.zip", "全部.zip/../z.txt", "run.exe", "空.txt")} == {"refused"}
    assert files(library) == ["全部/a/甲.txt", "全部/乙.txt"]


def test_the_same_text_is_not_taken_twice(library: Library) -> None:
    send(library, {"a.txt": text()})
    before = titles(library)
    job = send(library, {"b.txt": text(), "c.txt": text().replace(b"\n\n", b"\n \n"), "d.txt": text(name="丁事")})
    assert [line.outcome for line in job.lines] == ["duplicate", "duplicate", "added"]
    assert "创新券" in job.lines[0].detail
    assert len(titles(library)) == len(before) + 1
    assert files(library) == ["a.txt", "d.txt"]


def test_a_corrected_text_of_one_document_takes_its_place(library: Library) -> None:
    (first,) = send(library, {"a.txt": text()}).lines
    (line,) = send(library, {"改.txt": text(sum="6000")}).lines
    assert (line.outcome, line.likeness, line.policies) == ("changed", "corrected", first.policies)
    assert files(library) == ["a.txt"]
    policy = library.searcher.policy(line.policies[0])
    assert policy is not None
    assert any("6000元" in clause.text for clause in policy.clauses)


def test_a_new_version_is_recognised_and_the_older_marked_by_hand(library: Library, admin: Account) -> None:
    (old,) = send(library, {"a.txt": text()}).lines
    later = text(number="霁政办规〔2026〕9号", signed="2026年6月1日", begins="2026年7月1日", sum="8000")
    (new,) = send(library, {"a.txt": later}).lines
    assert (new.outcome, new.likeness, new.other_id) == ("added", "version", old.policies[0])
    assert files(library) == ["a-2.txt", "a.txt"]
    assert "把旧版标记为被替代" in show_job.job(library.jobs.job, library, ZH)
    changes.mark_replaced(library, old.policies[0], new.policies[0], admin)
    header = next(each for each in library.searcher.policies() if each.policy_id == old.policies[0])
    assert (header.replaced_by, header.replaced_on) == (new.policies[0], "2026-07-01")
    assert header.validity(date(2026, 11, 22)) is Validity.EXPIRED
    assert "旧版已标记为被替代" in show_job.job(library.jobs.job, library, ZH)


def test_an_older_version_sent_later_is_told_as_older(library: Library) -> None:
    send(library, {"a.txt": text()})
    (line,) = send(
        library, {"b.txt": text(number="霁政办规〔2020〕1号", signed="2020年6月1日", begins="2020年7月1日")}
    ).lines
    assert line.likeness == "older"


def test_a_version_that_says_so_replaces_the_older_by_its_own_words(library: Library) -> None:
    (old,) = send(library, {"a.txt": text()}).lines
    words = "《霁州市人民政府办公室关于印发霁州市创新券办法的通知》（霁政办规〔2025〕7号）同时废止。"
    later = text(
        name="创新券管理", number="霁政办规〔2026〕9号", signed="2026年6月1日", begins="2026年7月1日", more=words
    )
    (new,) = send(library, {"b.txt": later}).lines
    header = next(each for each in library.searcher.policies() if each.policy_id == old.policies[0])
    assert header.replaced_by == new.policies[0]
    assert "由它替代" in show_job.job(library.jobs.job, library, ZH)


def test_a_notice_with_the_number_of_another_text_is_no_version_of_it(library: Library) -> None:
    send(library, {"a.txt": text()})
    (line,) = send(library, {"b.txt": text(name="另一件事")}).lines
    assert (line.outcome, line.likeness) == ("added", "")


def test_a_removed_policy_sent_again_is_put_back(library: Library, admin: Account) -> None:
    (line,) = send(library, {"a.txt": text()}).lines
    changes.remove(library, line.policies[0], admin)
    assert not named(library, "创新券")
    (again,) = send(library, {"a.txt": text()}).lines
    assert again.outcome == "restored"
    assert named(library, "创新券")


def test_what_cannot_be_read_is_not_kept(library: Library) -> None:
    job = send(library, {"坏.pdf": b"%PDF-1.4 nothing", "二进制.txt": b"\x00\x01\x02" * 200})
    assert [line.outcome for line in job.lines] == ["failed", "failed"]
    assert files(library) == []


def test_limits_on_size(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES_IN_ALL", len(text()) + 10)
    job = send(library, {"a.txt": text(), "b.txt": text(name="乙事")})
    assert [line.outcome for line in job.lines] == ["refused", "added"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/cron.txt", "etc/cron.txt"),
        ("C:\\docs\\甲.txt", "C:/docs/甲.txt"),
        (".hidden/.甲.txt", "hidden/甲.txt"),
        ("全部.zip/甲.txt", "全部/甲.txt"),
        ("a\nb\x00.txt", "ab.txt"),
        ("", "policy.txt"),
        ("长" * 300 + ".txt", "长" * 58 + ".txt"),
    ],
)
def test_no_name_leads_out_of_the_folder(sent: str, kept: str, tmp_path: Path) -> None:
    name = keeping.kept_name(sent)
    assert name == kept
    assert keeping.keep(tmp_path, name, b"x").resolve().is_relative_to(tmp_path.resolve())


def test_a_job_is_stopped_and_the_rest_taken_up_later(library: Library, admin: Account) -> None:
    many = {f"{number}.txt": text(name=f"第{number}事", number=f"霁政办规〔2025〕{number}号") for number in range(8)}
    embedder = library.searcher.embedder
    real = embedder.passages

    def passages(texts: list[str]) -> object:
        library.jobs.stop()
        return real(texts)

    embedder.passages = passages  # type: ignore[method-assign,assignment]
    job = send(library, many)
    embedder.passages = real  # type: ignore[method-assign]
    assert job.stopped
    assert len(files(library)) == 8
    assert library.searcher.search("补贴", 3), "the index that is there goes on serving"
    assert reindex(library, admin)
    library.jobs.wait(60)
    assert len([each for each in titles(library) if "事办法" in each]) == 8


def test_only_one_job_at_a_time(library: Library) -> None:
    import threading

    wait = threading.Event()
    assert library.jobs.start("reindex", "boss", lambda _: (wait.wait(20), None)[1])
    assert not library.jobs.start("rebuild", "boss", lambda _: None)
    wait.set()
    library.jobs.wait(20)
    assert library.jobs.start("rebuild", "boss", lambda _: None)


@pytest.mark.parametrize("rebuild", [False, True])
def test_the_index_is_made_anew_and_edits_and_names_stay(library: Library, admin: Account, rebuild: bool) -> None:
    (line,) = send(library, {"全部.zip": zipped({"a/甲.txt": text()})}).lines
    changes.edit_policy(library, line.policies[0], {"expires": "2027-01-01"}, admin)
    before = [each.policy_id for each in library.searcher.policies()]
    (library.settings.home / "elsewhere" / "old.txt").write_bytes(text(name="首版次软件", sum="1"))
    assert reindex(library, admin, rebuild=rebuild)
    library.jobs.wait(60)
    job = library.jobs.job
    assert job is not None
    assert job.error == ""
    assert [each.policy_id for each in library.searcher.policies()] == before
    assert (
        next(each for each in library.searcher.policies() if each.policy_id == line.policies[0]).expires == "2027-01-01"
    )


def test_another_process_serves_the_new_index_without_a_restart(library: Library) -> None:
    other = Searcher.open(library.settings.index_folder, FakeEmbedder())
    send(library, {"a.txt": text()})
    assert any("创新券" in each.title for each in other.policies())
    other.close()


def test_the_samples_leave_once_there_are_own_policies(library: Library) -> None:
    samples = Path(__file__).resolve().parents[3] / "samples" / "policies"
    ingest([samples], library.settings.index_folder, FakeEmbedder(), progress=False)
    count = len(titles(library))
    job = send(library, {"a.txt": text()})
    assert len(titles(library)) < count
    assert any("sample" in note for note in job.notes)
    assert named(library, "创新券")

"""What the reading of a policy removed and repaired, as lines to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.policy import Policy, Repair

_BEFORE, _AFTER = 6, 8


def report_lines(policy: Policy, source: str) -> Iterator[str]:
    """What was left out of the clauses, repaired in them and joined; ``source`` is the text of the file."""
    yield f"《{policy.title}》  {policy.policy_id}  {policy.source_file}"
    yield from (f"  读取:{note}" for note in policy.notes)
    for label, lines in left_out(policy):
        yield f"{label}:{len(lines)}行"
        yield from (f"    {line}" for line in lines)
    yield f"断行接续:{policy.joined}处"
    yield f"替换字修复:{len(policy.repairs)}处(条款原文保持不变,检索和识别按修复后的字)"
    yield from (f"    {in_context(repair, source)}" for repair in policy.repairs)


def left_out(policy: Policy) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the lines of the page that are in no clause, by what they are."""
    yield "标题", policy.title_lines
    yield "主送机关", [policy.addressee] if policy.addressee else []
    yield "文件信息", policy.metadata_lines
    yield "落款", policy.signature_lines
    yield "移除(网站栏目、目录、页眉页码、附件清单等)", policy.boilerplate


def in_context(repair: Repair, source: str) -> str:
    """Return a repaired character among its neighbours, as ``第12字 …[曰→日]…``."""
    start, end = max(repair.place - _BEFORE, 0), repair.place + 1 + _AFTER
    words = f"{source[start : repair.place]}[{repair.raw}→{repair.repaired}]{source[repair.place + 1 : end]}"
    return f"第{repair.place}字 {' '.join(words.split())}"

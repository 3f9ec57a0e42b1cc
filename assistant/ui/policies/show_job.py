"""How the job under way stands, and in the end what became of each file, as HTML. All text goes through ``escape``."""

from __future__ import annotations

from html import escape

from assistant.ui.policies.jobs import Job, Line
from assistant.ui.policies.reasons import reason
from assistant.ui.policies.show_policy import reading
from assistant.ui.policies.words import Words
from assistant.ui.policies.work import Library, as_read
from assistant.web.pages import Tongue, in_tongue
from index.catalog import Catalog
from index.policy import PolicyHeader

_MOST_LINES = 300


def job(found: Job | None, library: Library, words: Words) -> str:
    """Show the job; nothing when there was none."""
    if found is None:
        return ""
    return _running(found, words) if found.running else _ended(found, library, words)


def _running(found: Job, words: Words) -> str:
    share = round(100 * min(found.done / found.total, 1.0)) if found.total else 0
    phase = words["stopping"] if found.stopping else words[found.phase]
    stop = "" if found.stopping else f'<button type="button" data-act="stop">{escape(words["stop"])}</button>'
    label = words[f"job_{found.kind}"]
    return (
        f'<section class="job" data-running="1"><h2>{escape(label)} · {escape(phase)}</h2>'
        f'<progress max="100" value="{share}" aria-label="{escape(label)}">{share}%</progress>'
        f'<p class="at"><span>{escape(found.at)}</span><b>{share}%</b></p>{stop}</section>'
    )


def _ended(found: Job, library: Library, words: Words) -> str:
    state = "job_failed" if found.error else "job_stopped" if found.stopped else "job_done"
    if found.stopped and found.kind == "rebuild":
        state = "rebuild_stopped"
    tongue: Tongue = "en" if words["lang"] == "en" else "zh"
    error = f'<p class="refused" role="alert">{escape(in_tongue(found.error, tongue))}</p>' if found.error else ""
    notes = "".join(f'<p class="small">{escape(reason(note, words))}</p>' for note in found.notes)
    rows = _lines(found, library, words) if found.lines else ""
    return (
        f'<section class="job" data-number="{escape(found.number)}"><h2>{escape(words[f"job_{found.kind}"])} · '
        f"{escape(words[state])}</h2>{error}{notes}{rows}</section>"
    )


def _lines(found: Job, library: Library, words: Words) -> str:
    headers = {each.policy_id: each for each in library.searcher.policies()}
    with as_read(library) as catalog:
        rows = "".join(_line(each, headers, catalog, words) for each in found.lines[:_MOST_LINES])
    more = len(found.lines) - _MOST_LINES
    return f'<ul class="files">{rows}{f"<li>… {more}</li>" if more > 0 else ""}</ul>'


def _line(line: Line, headers: dict[str, PolicyHeader], catalog: Catalog, words: Words) -> str:
    detail = "；".join(reason(each, words) for each in line.detail.split("；"))
    if line.outcome == "unchanged":
        return f'<li class="unchanged">{escape(words["unchanged"].format(count=detail))}</li>'
    told = detail and not (line.outcome in ("duplicate", "restored") and line.policies)
    said = f'<small class="detail">{escape(detail)}</small>' if told else ""
    tag = "bad" if line.outcome in ("refused", "failed") else line.outcome  # the page's .refused is a whole box
    policies = "".join(_policy(each, headers, catalog, words, line) for each in line.policies)
    return (
        f'<li data-outcome="{escape(line.outcome)}"><p><span class="tag {escape(tag)}">'
        f"{escape(words[line.outcome])}</span> <b>{escape(line.name)}</b>{said}</p>{policies}</li>"
    )


def _policy(policy_id: str, headers: dict[str, PolicyHeader], catalog: Catalog, words: Words, line: Line) -> str:
    header = headers.get(policy_id)
    if header is None:
        return ""
    report = ""
    if line.outcome in ("added", "changed") and (policy := catalog.policy(policy_id)):
        report = reading(policy, catalog.source_text(policy_id) or "", words)
    return (
        f'<div class="one"><button type="button" class="open" data-policy="{escape(policy_id)}">{escape(header.title)}'
        f"</button>{_likeness(line, header, headers, words)}{report}</div>"
    )


def _likeness(line: Line, header: PolicyHeader, headers: dict[str, PolicyHeader], words: Words) -> str:
    """Say which policy this one is a version of, that it replaces others, or offer to mark the older one."""
    replaced = [each for each in headers.values() if each.replaced_by == header.policy_id]
    said = "".join(
        f'<p class="like">{escape(words["by_own_words"].format(title=each.title))}</p>'
        for each in replaced
        if each.policy_id != line.other_id
    )
    other = headers.get(line.other_id or "")
    if not line.likeness or other is None:
        return said
    said += f'<p class="like">{escape(words[line.likeness].format(title=other.title))}</p>'
    if line.likeness == "corrected" or other.policy_id == header.policy_id:
        return said
    old, new, label = (header, other, "mark_new") if line.likeness == "older" else (other, header, "mark_old")
    if old.replaced_by:
        return f'{said}<p class="like">✓ {escape(words["is_replaced"])}</p>'
    return (
        f'{said}<button type="button" data-act="replace" data-id="{escape(old.policy_id)}" '
        f'data-other="{escape(new.policy_id)}">{escape(words[label])}</button>'
    )

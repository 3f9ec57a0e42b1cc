"""The runs, one of them by kind, and two compared, as HTML. Every piece of text goes through ``escape``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from assistant.ui.quality.comparing import Compared, KindChange, shown_interval
from assistant.ui.quality.reading import DEFAULT_RUNS, Estimate, Group, Listed, Opened
from assistant.ui.quality.words import Words, kind_name, variant_name

FEW = 30
"""Below so many questions a figure is marked as resting on few."""
_CARDS = ("right", "right_and_cited", "refusal_recall", "wrong_refusals", "seconds_total_median")
_BY_KIND = ("right", "right_and_cited", "fact_recall", "citation_recall")
_SURE, _LEAST_P = 0.05, 0.001


def title(words: Words) -> str:
    """Show the page's name."""
    return f'<div class="head"><h1>{escape(words["title"])}</h1></div>'


def empty(folder: Path, words: Words) -> str:
    """Say that there is no run, and the command that makes one."""
    where = "" if folder == DEFAULT_RUNS else f" --runs {shlex.quote(str(folder))}"
    command = f"python -m eval run first --questions samples/questions.jsonl{where}"
    return (
        f'<div class="empty-runs"><h2>{escape(words["empty_title"])}</h2><p>{escape(words["empty_line"])}</p>'
        f'<pre tabindex="0"><code>{escape(command)}</code></pre>'
        f'<p class="small">{escape(words["empty_more"].format(folder=folder))}</p></div>'
    )


def chooser(found: Sequence[Listed], chosen: str, against: str, words: Words) -> str:
    """Show which run is looked at, and against which."""
    done = [each for each in found if each.finished]
    others = [each for each in done if each.name != chosen]
    first = "".join(_option(each.name, _label(each, words), chosen) for each in done)
    second = _option("", words["nothing_against"], against)
    second += "".join(_option(each.name, _label(each, words), against) for each in others)
    return (
        f'<form class="filters choose" data-act="show" data-auto>'
        f'<label><span>{escape(words["run"])}</span><select name="run">{first}</select></label>'
        f'<label><span>{escape(words["against"])}</span><select name="against">{second}</select></label>'
        f'<button class="go">{escape(words["show"])}</button></form>'
    )


def runs(found: Sequence[Listed], chosen: str, words: Words) -> str:
    """List the runs, newest first."""
    names = ("name", "when", "variant", "model", "questions", "right", "right_and_cited")
    rows = "".join(_run(each, chosen, words) for each in found)
    return f"<section><h2>{escape(words['runs'])}</h2>{_table(names, rows, words)}</section>"


def cards(run: Opened, words: Words) -> str:
    """Show the figures of a run in large type."""
    made = "".join(_card(name, run.groups[0].figure(name), words) for name in _CARDS)
    return f'<div class="figures">{made}</div>'


def kinds(run: Opened, words: Words) -> str:
    """Show the figures of a run by kind of question, each with its interval."""
    names = ("kind", "questions", *_BY_KIND)
    rows = "".join(_kind(group, words) for group in (*run.groups[1:], run.groups[0]))
    return (
        f"<section><h2>{escape(words['by_kind'])}</h2>{_table(names, rows, words)}"
        f'<p class="small">{escape(words["interval_note"])}</p></section>'
    )


def compared(made: Compared | None, against: Opened, words: Words) -> str:
    """Show what a run got better and worse than the one before it."""
    heading = f"<h2>{escape(words['compared'].format(name=against.name))}</h2>"
    if made is None:
        return f'<section>{heading}<p class="nothing">{escape(words["nothing_shared"])}</p></section>'
    gain = made.gain
    points = {name: _points(getattr(gain, name), words) for name in ("low", "high")}
    line = words["compared_line"].format(
        count=made.questions, gain=_points(gain.value, words), p=_chance(gain.p), **points
    )
    sure = gain.p < _SURE
    kind = ("in_force" if gain.value > 0 else "expired") if sure else "unknown"
    badge = f'<span class="badge {kind}">{escape(words["sure" if sure else "not_sure"])}</span>'
    more = f" {escape(words['left_out'].format(count=made.left_out))}" if made.left_out else ""
    names = ("kind", "questions", "right_then_now", "better", "worse")
    rows = "".join(_change(each, words) for each in made.kinds)
    return f"<section>{heading}<p>{escape(line)} {badge}{more}</p>{_table(names, rows, words)}</section>"


def refused(line: str) -> str:
    """Say why something cannot be shown."""
    return f'<p class="refused" role="alert">{escape(line)}</p>'


def percent(share: float) -> str:
    """Write a share in whole percent; near 0 and 100 with a decimal, so that no miss is rounded away."""
    near = round(share * 100) in (0, 100) and share not in (0.0, 1.0)
    return f"{share * 100:.1f}%" if near else f"{share * 100:.0f}%"


def _table(names: Sequence[str], rows: str, words: Words) -> str:
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in names)
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _run(each: Listed, chosen: str, words: Words) -> str:
    if each.record is None:
        return (
            f'<tr class="over"><th scope="row">{escape(each.name)}</th>'
            f'<td colspan="6"><span class="badge expired">{escape(words["unreadable"])}</span> '
            f"{escape(each.wrong)}</td></tr>"
        )
    record = each.record
    name = escape(each.name)
    if each.finished:
        name = f'<button type="button" class="name" data-act="show" data-id="{name}">{name}</button>'
    if each.reported:
        hint = escape(words["report_hint"].format(name=each.name))
        name += (
            f' <a class="report" href="/quality/report/{quote(each.name, safe="")}" target="_blank" rel="noopener" '
            f'aria-label="{hint}" title="{hint}">{escape(words["report"])} ↗</a>'
        )
    cells = (
        f"{record.started.astimezone():%Y-%m-%d %H:%M}",
        variant_name(record.variant, words),
        record.model or words["no_model"],
        str(record.questions),
    )
    labels = ("when", "variant", "model", "questions")
    told = "".join(
        f'<td data-label="{escape(words[label])}">{escape(cell)}</td>'
        for label, cell in zip(labels, cells, strict=True)
    )
    if each.finished:
        told += "".join(_figure(each.groups[0].figure(one), words[one]) for one in ("right", "right_and_cited"))
    else:
        told += f'<td colspan="2"><span class="small">{escape(words["unfinished"])}</span></td>'
    return f'<tr{" class=chosen" if each.name == chosen else ""}><th scope="row">{name}</th>{told}</tr>'


def _card(name: str, one: Estimate, words: Words) -> str:
    if one.value is None:
        return ""
    value = f"{one.value:.1f} s" if name.startswith("seconds") else percent(one.value)
    line = f"{_range(one) if not name.startswith('seconds') else ''} n = {one.n}".strip()
    return (
        f'<div class="figure"><span>{escape(words[name])}</span><strong>{escape(value)}</strong>'
        f"<small>{escape(line)}{_few(one.n, words)}</small></div>"
    )


def _kind(group: Group, words: Words) -> str:
    figures = "".join(_figure(group.figure(name), words[name]) for name in _BY_KIND)
    few = _few(group.questions, words)
    return (
        f'<tr{" class=all" if group.name == "ALL" else ""}><th scope="row">{escape(kind_name(group.name, words))}</th>'
        f'<td data-label="{escape(words["questions"])}">{group.questions}{few}</td>{figures}</tr>'
    )


def _figure(one: Estimate, label: str) -> str:
    if one.value is None:
        return f'<td data-label="{escape(label)}">–</td>'
    value = f"<b>{percent(one.value)}</b>"
    return f'<td data-label="{escape(label)}" class="of">{value}{_drawing(one)}<small>{_range(one)}</small></td>'


def _range(one: Estimate) -> str:
    interval = shown_interval(one)
    return f"{percent(interval[0])}–{percent(interval[1])}" if interval else ""


def _drawing(one: Estimate) -> str:
    """A figure between 0 and 1 as a bar with its interval as a line."""
    interval = shown_interval(one)
    if interval is None or one.value is None or not 0 <= one.value <= 1:
        return ""
    low, high = (round(100 * min(max(end, 0.0), 1.0), 1) for end in interval)
    return (
        f'<svg class="interval" width="100%" height="12" aria-hidden="true">'
        f'<rect class="track" width="100%" height="6" y="3" rx="3"/>'
        f'<rect class="value" width="{100 * one.value:.1f}%" height="6" y="3" rx="3"/>'
        f'<line x1="{low}%" x2="{high}%" y1="6" y2="6"/><line x1="{low}%" x2="{low}%" y1="2" y2="10"/>'
        f'<line x1="{high}%" x2="{high}%" y1="2" y2="10"/></svg>'
    )


def _change(each: KindChange, words: Words) -> str:
    better = f'<b class="up">+{each.better}</b>' if each.better else "0"
    worse = f'<b class="down">−{each.worse}</b>' if each.worse else "0"
    return (
        f'<tr><th scope="row">{escape(kind_name(each.kind, words))}</th>'
        f'<td data-label="{escape(words["questions"])}">{each.questions}</td>'
        f'<td data-label="{escape(words["right_then_now"])}">{each.right[0]} → {each.right[1]}</td>'
        f'<td data-label="{escape(words["better"])}">{better}</td>'
        f'<td data-label="{escape(words["worse"])}">{worse}</td></tr>'
    )


def _chance(p: float) -> str:
    return f"= {p:.3f}" if p >= _LEAST_P else f"< {_LEAST_P}"


def _points(share: float, words: Words) -> str:
    return words["points"].format(points=100 * share + 0.0)


def _few(count: int, words: Words) -> str:
    return f' <em class="few">{escape(words["few"])}</em>' if count < FEW else ""


def _label(each: Listed, words: Words) -> str:
    record = each.record
    return (
        f"{each.name} · {variant_name(record.variant, words)} · {record.started.astimezone():%m-%d}" if record else ""
    )


def _option(value: str, label: str, chosen: str) -> str:
    return f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'

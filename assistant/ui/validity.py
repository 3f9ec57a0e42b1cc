"""How long policies hold, as a picture and as a table: a bar for each policy, and what ends in the next days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from assistant.ui.library import SOON, issued, short_title
from index.policy import PolicyHeader, Validity

MOST = 300
"""So many policies are drawn at most; how many were left out is said below."""
_REACH = timedelta(days=3653)
_ROW, _TOP, _BAR = 40, 34, 12
_TICKS = 6
_NEAR = 30
_ORDER = ("soon", "in_force", "not_yet_in_force", "unknown", "expired")
_WORDS = {
    "zh": {
        "timeline": "政策时效",
        "today": "今天 {day}",
        "in_force": "有效",
        "soon": "{days} 天内到期",
        "not_yet_in_force": "未生效",
        "expired": "已失效",
        "unknown": "时效未知",
        "span": "{begin} 至 {end}",
        "no_begin": "起始日不详",
        "no_end": "没有写明终止日",
        "left_out": "另有 {count} 件没有画出。",
        "nothing": "库里还没有政策。",
        "none_soon": "{days} 天内没有到期的政策。",
        "policy": "政策",
        "region": "地区",
        "ends": "有效期至",
        "left": "还剩",
        "days": "{days} 天",
        "last_day": "今天到期",
    },
    "en": {
        "timeline": "Validity of the policies",
        "today": "Today {day}",
        "in_force": "In force",
        "soon": "Ends within {days} days",
        "not_yet_in_force": "Not yet in force",
        "expired": "Expired",
        "unknown": "Unknown",
        "span": "{begin} to {end}",
        "no_begin": "start not stated",
        "no_end": "no end stated",
        "left_out": "{count} more are not drawn.",
        "nothing": "There is no policy yet.",
        "none_soon": "No policy ends within {days} days.",
        "policy": "Policy",
        "region": "Region",
        "ends": "Valid until",
        "left": "Left",
        "days": "{days} days",
        "last_day": "ends today",
    },
}


@dataclass(frozen=True)
class Span:
    """How long a policy holds: ``begin`` and ``end`` are None where not stated; ``kind`` is the colour's name."""

    policy: PolicyHeader
    begin: date | None
    end: date | None
    kind: str


@dataclass(frozen=True)
class _Axis:
    """The days the picture shows, from the left edge to the right one."""

    first: date
    last: date

    def place(self, day: date) -> float:
        """Where ``day`` stands, in percent of the width; what lies outside stands at the edge."""
        share = (day - self.first).days / (self.last - self.first).days
        return round(100 * min(max(share, 0.0), 1.0), 2)


def span_of(policy: PolicyHeader, as_of: date) -> Span:
    """Work out from when to when a policy holds; the day another one replaced it ends it as its own last day does."""
    ends = [day for text in (policy.expires, policy.replaced_on) if (day := _day(text))]
    kind = policy.validity(as_of).value
    left = policy.days_left(as_of) if _day(policy.expires) else None
    if kind == Validity.IN_FORCE and left is not None and left <= SOON:
        kind = "soon"
    return Span(policy, _day(policy.effective) or _day(issued(policy)), min(ends, default=None), kind)


def timeline_svg(policies: Sequence[PolicyHeader], as_of: date, tongue: str | None) -> str:
    """Draw a bar for each policy from its start to its end, coloured by its validity on ``as_of``.

    What has no stated start or end fades out on that side. Widths are in percent, so that the picture fits any screen;
    each row carries the policy's id as ``data-policy``.
    """
    words = _words(tongue)
    if not policies:
        return f'<p class="nothing">{escape(words["nothing"])}</p>'
    spans = sorted((span_of(each, as_of) for each in policies), key=_place_of)
    shown = spans[:MOST]
    axis = _axis(shown, as_of)
    height = _TOP + _ROW * len(shown) + 6
    rows = "".join(_row(place, each, axis, words) for place, each in enumerate(shown))
    left_out = len(spans) - len(shown)
    more = f'<p class="small">{escape(words["left_out"].format(count=left_out))}</p>' if left_out else ""
    return (
        f'<div class="validity">{_legend(shown, words)}<svg class="timeline" width="100%" height="{height}" '
        f'role="list" aria-label="{escape(words["timeline"])}"><defs>{_fades(shown)}</defs>{_grid(axis, height)}{rows}'
        f"{_today(axis, as_of, height, words)}</svg>{more}</div>"
    )


def expiring_html(policies: Sequence[PolicyHeader], as_of: date, tongue: str | None, days: int = SOON) -> str:
    """List the policies whose last day is within ``days`` days of ``as_of``, the nearest first, with the days left."""
    words = _words(tongue)
    known = [(each.days_left(as_of), each) for each in policies if _day(each.expires) and not _ended(each, as_of)]
    soon = [(left, each) for left, each in known if left is not None and 0 <= left <= days]
    if not soon:
        return f'<p class="nothing">{escape(words["none_soon"].format(days=days))}</p>'
    rows = "".join(_expiring(left, each, words) for left, each in sorted(soon, key=lambda one: (one[0], one[1].title)))
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in ("policy", "region", "ends", "left"))
    return (
        f'<div class="table expiring" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _ended(policy: PolicyHeader, as_of: date) -> bool:
    return policy.validity(as_of) is Validity.EXPIRED


def _expiring(left: int, policy: PolicyHeader, words: dict[str, str]) -> str:
    number = f"<small>{escape(policy.document_number)}</small>" if policy.document_number else ""
    days = words["days"].format(days=left) if left else words["last_day"]
    return (
        f'<tr data-policy="{escape(policy.policy_id)}"><td>{escape(policy.title)}{number}</td>'
        f"<td>{escape(policy.region or '')}</td><td>{escape(policy.expires or '')}</td>"
        f'<td><span class="badge {"near" if left <= _NEAR else "soon"}">{escape(days)}</span></td></tr>'
    )


def _words(tongue: str | None) -> dict[str, str]:
    return _WORDS["en" if tongue == "en" else "zh"]


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # a fact put right by hand may hold a month only
        return None


def _place_of(span: Span) -> tuple[int, date, str]:
    """What ends soonest first, then what has no end, then what is over, latest first."""
    day = span.end or span.begin or date.max
    if span.kind == "expired":
        day = date.fromordinal(date.max.toordinal() - (span.end or date.min).toordinal() + 1)
    return _ORDER.index(span.kind), day, span.policy.title


def _axis(spans: Sequence[Span], as_of: date) -> _Axis:
    """From the first start to the last end, whole years, but no more than ten years to either side of today."""
    known = [day for each in spans for day in (each.begin, each.end) if day]
    first = max(min(known, default=as_of), as_of - _REACH)
    last = min(max(known, default=as_of), as_of + _REACH)
    return _Axis(date(min(first, as_of).year, 1, 1), date(max(last, as_of).year + 1, 1, 1))


def _row(place: int, span: Span, axis: _Axis, words: dict[str, str]) -> str:
    top = _TOP + _ROW * place
    begin = axis.place(span.begin) if span.begin else 0.0
    end = axis.place(span.end + timedelta(days=1)) if span.end else 100.0
    line = words["span"].format(
        begin=span.begin.isoformat() if span.begin else words["no_begin"],
        end=span.end.isoformat() if span.end else words["no_end"],
    )
    state = words[span.kind].format(days=SOON)
    told = f"{span.policy.title} · {state} · {line}"
    return (
        f'<g class="row {span.kind}" role="listitem" data-policy="{escape(span.policy.policy_id)}" '
        f'aria-label="{escape(told)}"><title>{escape(told)}</title>'
        f'<rect class="touch" x="0" y="{top}" width="100%" height="{_ROW}"/>'
        f'<text class="name" x="0" y="{top + 15}">{escape(short_title(span.policy.title))}</text>'
        f'<rect class="bar" x="{begin}%" y="{top + 20}" width="{max(round(end - begin, 2), 0.4)}%" '
        f'height="{_BAR}" rx="3"{_fill(span)}/></g>'
    )


def _fill(span: Span) -> str:
    return "" if span.begin and span.end else f' style="fill:url(#{_fade(span)})"'


def _fade(span: Span) -> str:
    return f"fade-{span.kind}-{'both' if not span.begin and not span.end else 'end' if span.begin else 'begin'}"


def _fades(spans: Sequence[Span]) -> str:
    """A gradient for each colour that fades out on the side where no day is stated."""
    needed = sorted({(_fade(each), each.kind, bool(each.begin), bool(each.end)) for each in spans if _fill(each)})
    return "".join(
        f'<linearGradient id="{name}" class="{kind}"><stop offset="0" stop-opacity="{int(begin)}"/>'
        f'<stop offset="{0.25 if begin else 0.6}" stop-opacity="{1 if begin or end else 0.4}"/>'
        f'<stop offset="1" stop-opacity="{int(end)}"/></linearGradient>'
        for name, kind, begin, end in needed
    )


def _grid(axis: _Axis, height: int) -> str:
    years = range(axis.first.year, axis.last.year + 1)
    step = max(1, -(-len(years) // _TICKS))
    return "".join(_tick(axis.place(date(year, 1, 1)), str(year), height) for year in years[::step])


def _tick(at: float, label: str, height: int) -> str:
    anchor = "start" if at < 8 else "end" if at > 92 else "middle"
    return (
        f'<line class="tick" x1="{at}%" x2="{at}%" y1="20" y2="{height}"/>'
        f'<text class="year" x="{at}%" y="13" text-anchor="{anchor}">{label}</text>'
    )


def _today(axis: _Axis, as_of: date, height: int, words: dict[str, str]) -> str:
    at = axis.place(as_of)
    anchor = "start" if at < 20 else "end" if at > 80 else "middle"
    return (
        f'<line class="today" x1="{at}%" x2="{at}%" y1="30" y2="{height}"/>'
        f'<text class="today" x="{at}%" y="28" text-anchor="{anchor}">'
        f"{escape(words['today'].format(day=as_of.isoformat()))}</text>"
    )


def _legend(spans: Sequence[Span], words: dict[str, str]) -> str:
    return f'<ul class="legend">{"".join(_kinds(spans, words))}</ul>'


def _kinds(spans: Sequence[Span], words: dict[str, str]) -> Iterator[str]:
    for kind in _ORDER:
        if count := sum(each.kind == kind for each in spans):
            yield f'<li class="{kind}"><i></i>{escape(words[kind].format(days=SOON))} <b>{count}</b></li>'

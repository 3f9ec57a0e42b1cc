"""What a manager reads first: a few figures, each in a plain sentence with how far it may be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eval.figures.sampling import Estimate
from eval.report.gathered import Opened
from eval.report.words import Text

FEW = 30
"""Below so many questions a figure is marked as resting on few."""
_SURE = 0.05


@dataclass(frozen=True)
class Card:
    """A figure in large type, and the sentences below it."""

    title: Text
    value: Text
    sentence: Text
    note: Text | None = None
    tone: str = "plain"


def cards(run: Opened) -> list[Card]:
    """The headline figures of a run; one that there was nothing to measure for is left out."""
    made = (_right(run), _cited(run), _refusals(run), _quotes(run), _wrong_statements(run), _time(run))
    return [card for card in made if card]


def still_possible(n: int) -> float:
    """The share that may still go wrong, at 95%, where none of ``n`` did: the exact form of the rule of three.

    Hanley and Lippman-Hand, If nothing goes wrong, is everything all right?, JAMA 1983.
    """
    return 1 - float(_SURE ** (1 / n))


def percent(share: float) -> str:
    """A share in whole percent; above 99 and below 100 (and near 0) with a decimal, so that no miss is rounded away."""
    whole = round(share * 100)
    near = whole in (0, 100) and share not in (0.0, 1.0)
    return f"{share * 100:.1f}%" if near else f"{whole}%"


def _right(run: Opened) -> Card | None:
    one = run.summary.figure("right")
    return _share_card(one, Text("答对", "Answered rightly"), "题答对", "questions answered rightly")


def _cited(run: Opened) -> Card | None:
    one = run.summary.figure("right_and_cited")
    return _share_card(
        one,
        Text("答对且依据齐全", "Right and fully cited"),
        "题答对，且应引条款全部引到",
        "answered rightly with every clause cited that decides",
    )


def _share_card(one: Estimate, title: Text, zh: str, en: str) -> Card | None:
    if one.value is None:
        return None
    hits = round(one.value * one.n)
    sentence = Text(f"{one.n} 题中 {hits} {zh}。{_range_zh(one)}", f"{hits} of {one.n} {en}. {_range_en(one)}")
    return Card(title, _both(percent(one.value)), sentence, _few(one.n))


def _refusals(run: Opened) -> Card | None:
    due, wrong = run.summary.figure("refusal_recall"), run.summary.figure("wrong_refusals")
    if due.value is None:
        return None
    kept = round(due.value * due.n)
    zh = f"文件没有答案的 {due.n} 题，{kept} 题如实说没有。{_range_zh(due)}"
    en = f"{kept} of {due.n} questions that no text answers were declined. {_range_en(due)}"
    if wrong.value is not None:
        lost = round(wrong.value * wrong.n)
        zh += f"代价：有答案的 {wrong.n} 题，{lost} 题错拒。"
        en += f" The price: {lost} of {wrong.n} that a text does answer were declined too."
    return Card(Text("该拒则拒", "Declined when it should"), _both(percent(due.value)), Text(zh, en), _few(due.n))


def _quotes(run: Opened) -> Card | None:
    one = run.summary.figure("quotes_verbatim")
    if one.value is None:
        return None
    where = run.summary.sources
    zh = f"{one.n} 个带引文的回答，引文与{'原文件' if where else '所引条款'}逐字相符。" if one.value == 1 else ""
    zh = zh or f"{one.n} 个带引文的回答，平均 {percent(one.value)} 的引文逐字相符。"
    place = "source file" if where else "cited clause"
    en = f"Of the quotes in {one.n} answers, the share that stands letter by letter in the {place}. {_range_en(one)}"
    return Card(Text("引文逐字无误", "Quotes word for word"), _both(percent(one.value)), Text(zh + _range_zh(one), en))


def _wrong_statements(run: Opened) -> Card | None:
    one = run.summary.figure("no_contradiction")
    if one.value is None:
        return None
    wrong = round((1 - one.value) * one.n)
    zh = f"{one.n} 个回答中 {wrong} 个与标准答案或自身矛盾。"
    en = f"{wrong} of {one.n} answers contradict the gold answer or themselves."
    against = Estimate(n=one.n, value=1 - one.value, low=_less(one.high), high=_less(one.low))
    value = Text(f"{wrong} 个", str(wrong))
    sentence = Text(zh + _range_zh(against), f"{en} {_range_en(against)}")
    return Card(Text("说错的回答", "Wrong statements"), value, sentence, tone="bad" if wrong else "plain")


def _time(run: Opened) -> Card | None:
    middle, slow = run.summary.figure("seconds_total_median"), run.summary.figure("seconds_total_p95")
    if middle.value is None or slow.value is None:
        return None
    zh = f"一半的问题在 {seconds(middle.value)} 秒内答完，95% 在 {seconds(slow.value)} 秒内。"
    en = f"Half of the answers are complete within {seconds(middle.value)} s, 19 of 20 within {seconds(slow.value)} s."
    first = run.summary.figure("seconds_first_text_median")
    if first.value is not None:
        zh += f"首字通常 {seconds(first.value)} 秒。"
        en += f" The first word usually comes after {seconds(first.value)} s."
    value = Text(f"{seconds(middle.value)} 秒", f"{seconds(middle.value)} s")
    return Card(Text("多快", "How fast"), value, Text(zh, en))


def seconds(value: float) -> str:
    """Seconds with as many decimals as matter."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def reading(run: Opened) -> Iterator[Text]:
    """What must be kept in mind when these figures are read."""
    one = run.summary.figure("right")
    yield Text(
        "区间的含义：换一批同类问题再测，结果大体仍在这个范围内（95% 把握）。题目越多，区间越窄。",
        "The range says where the figure would be expected with other questions of the same sort (95%). More "
        "questions make it narrower.",
    )
    lost = sum(score.status in ("failed", "missing") for score in run.scores.values())
    if lost:
        yield Text(
            f"有 {lost} 题出错或没有结果，一律按答错计，并列在下面。",
            f"{lost} questions ended in an error or without a result: they count as wrong and are listed below.",
        )
    if one.n < FEW:
        yield Text(
            f"只有 {one.n} 题：适合发现问题，不足以下结论。",
            f"There are only {one.n} questions: enough to find faults, too few to judge by.",
        )


def _range_zh(one: Estimate) -> str:
    if one.low is None or one.high is None:
        return ""
    if one.low == one.high:
        return _unseen_zh(one) if one.value in (0.0, 1.0) else ""
    return f"估计在 {percent(one.low)} 至 {percent(one.high)} 之间。"


def _range_en(one: Estimate) -> str:
    if one.low is None or one.high is None:
        return ""
    if one.low == one.high:
        return _unseen_en(one) if one.value in (0.0, 1.0) else ""
    return f"Likely between {percent(one.low)} and {percent(one.high)}."


def _unseen_zh(one: Estimate) -> str:
    share = percent(still_possible(one.n))
    return f"没有例外；但只凭 {one.n} 题，不能排除至多 {share} 的例外。"


def _unseen_en(one: Estimate) -> str:
    return f"No exception; yet {one.n} cannot rule out up to {percent(still_possible(one.n))} of exceptions."


def _few(n: int) -> Text | None:
    return Text("题数少，仅供参考", "Few questions: read with care") if n < FEW else None


def _less(share: float | None) -> float | None:
    return None if share is None else 1 - share


def _both(words: str) -> Text:
    return Text(words, words)

"""What the page shows of the runs, worked out before it is written: rows of tables, plots, lists of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.figures.sampling import Estimate
from eval.figures.summary import ALL, Group, Summary
from eval.judge import Opinions
from eval.report import headlines, plots
from eval.report.failures import Failure, failures, told
from eval.report.gathered import Changes, Opened, changes
from eval.report.words import FIGURES, SECTIONS, FigureWords, Text, kind_words, variant_words
from eval.run_folder import Run

MOST_CURVES = 4
"""So many lines can be told apart in one plot."""
_SIDE_BY_SIDE = (
    *("right", "right_and_cited", "fact_recall", "department_recall", "slots", "no_contradiction"),
    *("citation_recall", "citation_precision", "quotes_verbatim", "numbers_cited", "sentences_supported"),
    *("prose_said", "prose_borne_out"),
    *("refusal_recall", "refusal_precision", "wrong_refusals", "auroc"),
    *("followup_right", "followup_drop", "right_on_both_days", "stale_answers", "recall@5", "nDCG@10"),
    *("seconds_first_text_median", "seconds_total_median", "seconds_total_p95", "characters", "memory_mb"),
)
_BY_KIND = ("right", "right_and_cited", "fact_recall", "slots", "citation_recall")
_OF_HISTORY = ("right", "right_and_cited")
_STAGES = {
    "search": Text("找到条款", "clauses found"),
    "first_text": Text("出现首字", "first word"),
    "total": Text("全部答完", "whole answer"),
}
_STAMP = 12


@dataclass(frozen=True)
class Row:
    """A figure, one estimate a column, and the columns that are best; ``best`` is empty when all are equal."""

    words: FigureWords
    cells: tuple[Estimate, ...]
    best: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Kind:
    """A kind of question with its figures."""

    name: str
    questions: int
    cells: tuple[Estimate, ...]


@dataclass(frozen=True)
class Stamp:
    """Something a run was made with, one text a run."""

    name: Text
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the runs differ in it."""
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class Plot:
    """A plot with its name, the words below it and, when it has several lines, what each is."""

    name: str
    drawing: Markup
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Changed:
    """A question that one of two runs answered rightly and the other did not."""

    before: Failure
    after: Failure


@dataclass(frozen=True)
class Content:
    """Everything the page shows; the first of ``runs`` is the one reported."""

    runs: tuple[Run, ...]
    cards: tuple[headlines.Card, ...]
    reading: tuple[Text, ...]
    stamps: tuple[Stamp, ...]
    beside: tuple[Row, ...]
    other_questions: frozenset[int]
    """The columns of runs over other questions than the first one's: not to be compared."""
    kind_figures: tuple[FigureWords, ...]
    kinds: tuple[Kind, ...]
    kinds_of_runs: tuple[Kind, ...]
    """Right answers by kind, one cell a run."""
    plots: dict[str, Plot]
    refusals: tuple[Row, ...]
    seconds: tuple[Row, ...]
    history: tuple[tuple[Run, Summary], ...]
    changes: Changes | None
    better: tuple[Changed, ...]
    worse: tuple[Changed, ...]
    sections: tuple[tuple[Text, tuple[Row, ...]], ...]
    """Every figure of the first run, by section."""
    statuses: tuple[tuple[str, int], ...]
    failures: dict[str, list[Failure]]
    opinions: Opinions | None


def content(opened: Sequence[Opened], before: Sequence[tuple[Run, Summary]]) -> Content:
    """Work out what the page shows of ``opened`` (not empty) and of the history ``before``."""
    first = opened[0]
    summaries = [run.summary for run in opened]
    moved = changes(opened)
    groups = first.summary.groups
    return Content(
        runs=tuple(run.record for run in opened),
        cards=tuple(headlines.cards(first)),
        reading=tuple(headlines.reading(first)),
        stamps=tuple(_stamps([run.record for run in opened])),
        beside=tuple(_rows(_SIDE_BY_SIDE, summaries)),
        other_questions=frozenset(
            place for place, run in enumerate(opened) if run.record.questions_sha256 != first.record.questions_sha256
        ),
        kind_figures=tuple(FIGURES[name] for name in _BY_KIND),
        kinds=tuple(_kind(group, _BY_KIND) for group in (*groups[1:], groups[0])),
        kinds_of_runs=tuple(_across(group.name, summaries, group.questions) for group in (*groups[1:], groups[0])),
        plots={plot.name: plot for plot in _plots(opened, before)},
        refusals=tuple(_rows(SECTIONS[2][1], summaries[:1])),
        seconds=tuple(_rows([name for name in SECTIONS[5][1] if name.startswith("seconds")], summaries[:1])),
        history=tuple(before),
        changes=moved,
        better=tuple(_changed(moved, moved.better)) if moved else (),
        worse=tuple(_changed(moved, moved.worse)) if moved else (),
        sections=tuple((words, tuple(_rows(figures, summaries[:1]))) for words, figures in SECTIONS),
        statuses=tuple(Counter(score.status for score in first.scores.values()).most_common()),
        failures=failures(first),
        opinions=first.opinions,
    )


def run_words(run: Run) -> Text:
    """A run's name and, unless they are the same, what answered."""
    words = variant_words(run.variant)
    return Text(f"{run.name}({words.zh})", f"{run.name} ({words.en})") if run.name != run.variant else words


def _rows(names: Sequence[str] | dict[str, FigureWords], summaries: Sequence[Summary]) -> Iterator[Row]:
    """A row for each figure that at least one run has."""
    for name in names:
        cells = tuple(one.figure(name) for one in summaries)
        if any(cell.value is not None for cell in cells):
            yield Row(FIGURES[name], cells, _best(FIGURES[name], cells))


def _best(words: FigureWords, cells: Sequence[Estimate]) -> frozenset[int]:
    known = {place: round(cell.value, 4) for place, cell in enumerate(cells) if cell.value is not None}
    if words.better == "neither" or len(set(known.values())) < 2:
        return frozenset()
    wanted = max(known.values()) if words.better == "more" else min(known.values())
    return frozenset(place for place, value in known.items() if value == wanted)


def _kind(group: Group, names: Sequence[str]) -> Kind:
    return Kind(group.name, group.questions, tuple(group.figures.get(name, Estimate(n=0)) for name in names))


def _across(kind: str, summaries: Sequence[Summary], questions: int) -> Kind:
    return Kind(kind, questions, tuple(one.figure("right", kind) for one in summaries))


def _changed(moved: Changes, names: Sequence[str]) -> Iterator[Changed]:
    for name in names:
        question = moved.after.questions[name]
        yield Changed(before=told(question, moved.before), after=told(question, moved.after))


def _stamps(runs: Sequence[Run]) -> Iterator[Stamp]:
    """What the runs were made with, one line each; what none of them has is left out."""
    none = "–"
    lines: list[tuple[Text, list[str]]] = [
        (Text("题目", "Questions"), [f"{run.questions_file} ({run.questions})" for run in runs]),
        (Text("题目文件哈希", "Hash of the questions"), [run.questions_sha256[:_STAMP] for run in runs]),
        (Text("开始（UTC）", "Started (UTC)"), [f"{run.started:%Y-%m-%d %H:%M}" for run in runs]),
        (Text("用时", "Took"), [_took(run) or none for run in runs]),
        (Text("语言模型", "Language model"), [run.model or none for run in runs]),
        (Text("向量模型", "Embedding model"), [run.embedding_model for run in runs]),
        (Text("重排模型", "Reranking model"), [run.reranker_model or none for run in runs]),
        (Text("政策数", "Policies"), [str(run.policies) for run in runs]),
        (Text("索引哈希", "Hash of the index"), [run.index[:_STAMP] or none for run in runs]),
        (Text("代码哈希", "Hash of the code"), [run.code[:_STAMP] for run in runs]),
    ]
    for zh, en, table in (
        ("提示词", "Prompt", [{name: value[:_STAMP] for name, value in run.prompts.items()} for run in runs]),
        ("设置", "Setting", [run.settings for run in runs]),
        ("版本", "Version of", [run.versions for run in runs]),
    ):
        names = sorted({name for values in table for name in values})
        lines += [(Text(f"{zh} {name}", f"{en} {name}"), [one.get(name, none) for one in table]) for name in names]
    lines.append((Text("内存峰值", "Peak memory"), [f"{run.peak_mb:.0f} MB" if run.peak_mb else none for run in runs]))
    yield from (Stamp(name, tuple(values)) for name, values in lines if set(values) != {none})


def _took(run: Run) -> str:
    if run.finished is None:
        return ""
    total = round((run.finished - run.started).total_seconds())
    hours, rest = divmod(total, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"


def _plots(opened: Sequence[Opened], before: Sequence[tuple[Run, Summary]]) -> Iterator[Plot]:
    first = opened[0]
    by_kind = [(kind_words(group.name), group.figures["right"]) for group in first.summary.groups if group.name != ALL]
    yield Plot("kinds", plots.kinds_plot(by_kind, "plot-kinds"))
    curves = [(run_words(run.record), run.summary.curve) for run in opened if _weighed(run)][:MOST_CURVES]
    if curves:
        yield Plot("risk", plots.risk_coverage_plot(curves, "plot-risk"), tuple(name for name, _ in curves))
    stages = [(words, _times(first, stage)) for stage, words in _STAGES.items()]
    stages = [(words, times) for words, times in stages if any(times)]
    if stages:
        yield Plot("latency", plots.latency_plot(stages, "plot-latency"), tuple(name for name, _ in stages))
    if len(before) > 1:
        series = [(FIGURES[name].name, [one.figure(name) for _, one in before]) for name in _OF_HISTORY]
        names = [f"{run.started:%m-%d}" for run, _ in before]
        yield Plot("history", plots.history_plot(series, names, "plot-history"), tuple(name for name, _ in series))


def _weighed(run: Opened) -> bool:
    """Whether its answers came with a confidence: without, the curve has no order to show."""
    return bool(run.summary.curve) and any(score.confidence is not None for score in run.scores.values())


def _times(run: Opened, stage: str) -> list[float]:
    times = (getattr(one.times(), stage) for one in run.predictions.values())
    return [one for one in times if one is not None]

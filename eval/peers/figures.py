"""What was found to figures, and figures to tables."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from eval.measures import first_rank, ndcg, percentile
from eval.peers.gold import Piece, answers, holds_whole
from eval.peers.shared import DEPTH, Chunk, Outcome
from index.policy import Frozen

INSTALL = "pip install -c constraints.txt -c constraints-peers.txt -e '.[peers]'"
Holds = Callable[[Piece, Chunk], bool]

_COLUMNS = {
    "index_seconds": ("index s", "{:.1f}"),
    "index_cpu_seconds": ("index cpu s", "{:.1f}"),
    "peak_mb": ("peak MB", "{:.0f}"),
    "query_ms_median": ("median ms", "{:.1f}"),
    "query_ms_p95": ("p95 ms", "{:.1f}"),
    "query_cpu_ms": ("query cpu ms", "{:.1f}"),
    "recall_5": ("Recall@5", "{:.3f}"),
    "recall_10": ("Recall@10", "{:.3f}"),
    "ndcg_10": ("nDCG@10", "{:.3f}"),
    "mrr_10": ("MRR@10", "{:.3f}"),
    "recall_10_of_article": ("R@10 art.", "{:.3f}"),
    "ndcg_10_of_article": ("nDCG@10 art.", "{:.3f}"),
    "recall_1000_characters": ("R@1000ch", "{:.3f}"),
    "recall_2000_characters": ("R@2000ch", "{:.3f}"),
    "characters": ("chars/hit", "{:.0f}"),
}
_WIDTH = 2 + max(len(title) for title, _ in _COLUMNS.values())
_IN_MARKDOWN = {
    "index_seconds": "建索引（秒）",
    "peak_mb": "内存峰值（MB）",
    "query_ms_median": "查询中位数（毫秒）",
    "query_ms_p95": "查询 p95（毫秒）",
    "recall_5": "Recall@5",
    "recall_10": "Recall@10",
    "ndcg_10": "nDCG@10",
    "mrr_10": "MRR@10",
    "recall_1000_characters": "前 1000 字召回",
}
"""What a README shows, with its Chinese titles."""


class Figures(Frozen):
    """A pipeline's figures; the means are over the questions. Processor time is that of all threads.

    ``…_of_article`` counts what lies within an article of law as well, and so its items one by one. ``characters`` is
    the mean length of a chunk: who returns more text with each covers more by chance. Recall in the first 1,000 and
    2,000 characters of what was found, cut there, gives all the same room.
    """

    start_seconds: float
    index_seconds: float
    index_cpu_seconds: float
    loaded_mb: float
    peak_mb: float
    query_ms_median: float
    query_ms_p95: float
    query_cpu_ms: float
    recall_5: float
    recall_10: float
    ndcg_10: float
    mrr_10: float
    recall_10_of_article: float
    ndcg_10_of_article: float
    recall_1000_characters: float
    recall_2000_characters: float
    characters: float


class Comparison(Frozen):
    """All pipelines over ``questions`` questions; ``missing`` are those whose packages are not installed."""

    files: int
    characters: int
    questions: int
    left_out: int
    rounds: int
    figures: dict[str, Figures]
    missing: tuple[str, ...] = ()


def figures(wanted: Sequence[Sequence[Piece]], outcome: Outcome) -> Figures:
    """The figures of one pipeline: for each question the pieces that answer it, and what was found."""
    found = [one.chunks for one in outcome.found]
    seconds = [one.cost.seconds for one in outcome.found]
    places = _places(wanted, found, holds_whole)
    of_article = _places(wanted, found, answers)
    lengths = [len(chunk.text) for chunks in found for chunk in chunks]
    return Figures(
        start_seconds=outcome.opened.seconds,
        loaded_mb=outcome.opened.peak_mb,
        index_seconds=outcome.indexed.seconds,
        index_cpu_seconds=outcome.indexed.cpu_seconds,
        peak_mb=outcome.peak_mb,
        query_ms_median=1000 * (percentile(seconds, 0.5) or 0.0),
        query_ms_p95=1000 * (percentile(seconds, 0.95) or 0.0),
        query_cpu_ms=1000 * statistics.fmean(one.cost.cpu_seconds for one in outcome.found),
        recall_5=_recall(places, 5),
        recall_10=_recall(places, DEPTH),
        ndcg_10=_ndcg(places),
        mrr_10=statistics.fmean(map(_reciprocal, places)),
        recall_10_of_article=_recall(of_article, DEPTH),
        ndcg_10_of_article=_ndcg(of_article),
        recall_1000_characters=_recall_in(1000, wanted, found),
        recall_2000_characters=_recall_in(2000, wanted, found),
        characters=statistics.fmean(lengths) if lengths else 0.0,
    )


def as_table(comparison: Comparison) -> str:
    """The figures as lines to read in a terminal, a pipeline a line."""
    return "\n".join(_lines(comparison))


def as_markdown(comparisons: Mapping[str, Comparison], *, chinese: bool = False) -> str:
    """The figures that a README shows, a table a comparison, under their names."""
    return "\n\n".join(
        "\n".join([_title(name, one, chinese=chinese), "", *_rows(one, chinese=chinese)])
        for name, one in comparisons.items()
    )


def first_characters(chunks: Sequence[Chunk], room: int) -> list[Chunk]:
    """The first ``room`` characters of ``chunks``: the last one that has room is cut."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if room <= 0:
            break
        kept.append(Chunk(chunk.source, chunk.text[:room]))
        room -= len(chunk.text)
    return kept


def _lines(comparison: Comparison) -> Iterator[str]:
    one = comparison
    yield f"{one.questions} questions ({one.left_out} left out), {one.files} files, {one.characters:,} characters"
    yield f"{'':<13}" + "".join(f"{title:>{_WIDTH}}" for title, _ in _COLUMNS.values())
    for name, row in one.figures.items():
        yield f"{name:<13}" + "".join(f"{cell:>{_WIDTH}}" for cell in _cells(row, _COLUMNS))
    for name in one.missing:
        yield f"{name:<13}  skipped, it is not installed: {INSTALL}"


def _title(name: str, one: Comparison, *, chinese: bool) -> str:
    if chinese:
        return f"**{name}**（{one.files} 个文件，{one.characters:,} 字，{one.questions} 个问题）"
    return f"**{name}** ({one.files} files, {one.characters:,} characters, {one.questions} questions)"


def _rows(one: Comparison, *, chinese: bool) -> Iterator[str]:
    titles = [title if chinese else _COLUMNS[field][0] for field, title in _IN_MARKDOWN.items()]
    yield "| " + " | ".join(["", *titles]) + " |"
    yield "| --- |" + " ---: |" * len(titles)
    for name, row in one.figures.items():
        label = f"**{name.replace('ours', '本项目') if chinese else name}**" if name.startswith("ours") else name
        yield "| " + " | ".join([label, *_cells(row, _IN_MARKDOWN)]) + " |"


def _cells(row: Figures, fields: Iterable[str]) -> list[str]:
    return [_COLUMNS[field][1].format(getattr(row, field)) for field in fields]


def _places(
    wanted: Sequence[Sequence[Piece]], found: Sequence[Sequence[Chunk]], holds: Holds
) -> list[list[int | None]]:
    """For each question, for each piece that answers it, the rank from 1 of the first chunk that holds it."""
    return [
        [first_rank([holds(piece, chunk) for chunk in chunks]) for piece in pieces]
        for pieces, chunks in zip(wanted, found, strict=True)
    ]


def _recall(places: Sequence[Sequence[int | None]], depth: int) -> float:
    return statistics.fmean(statistics.fmean(rank is not None and rank <= depth for rank in ranks) for ranks in places)


def _ndcg(places: Sequence[Sequence[int | None]]) -> float:
    # A long chunk may hold two pieces at one rank: no order of single pieces gains as much.
    return statistics.fmean(min(ndcg(ranks, DEPTH), 1.0) for ranks in places)


def _reciprocal(ranks: Sequence[int | None]) -> float:
    nearest = min((rank for rank in ranks if rank), default=None)
    return 1 / nearest if nearest else 0.0


def _recall_in(room: int, wanted: Sequence[Sequence[Piece]], found: Sequence[Sequence[Chunk]]) -> float:
    return _recall(_places(wanted, [first_characters(chunks, room) for chunks in found], holds_whole), DEPTH)

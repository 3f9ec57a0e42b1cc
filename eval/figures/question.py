"""The figures of one question, by name: slots, contradictions, length, and how its citations stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.figures.citations import CitationCheck, Sources, check
from eval.figures.contradictions import contradictions
from eval.figures.prose import prose_figures
from eval.figures.sentences import sentences, without_markers
from eval.figures.slots import SlotKind, SlotResult, judge
from eval.measures import average
from eval.predictions import Prediction
from eval.questions import Question

SLOT_KINDS: tuple[SlotKind, ...] = ("dates", "amounts", "lead", "supporting", "responsible")


@dataclass(frozen=True)
class Measured:
    """Figures by name, without those there was nothing to measure for; contradictions and what no clause holds."""

    figures: dict[str, float]
    contradictions: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()


def measure(question: Question, prediction: Prediction, sources: Sources | None = None) -> Measured:
    """Measure one prediction. Figures are shares between 0 and 1, but for the characters and the sentences.

    ``slots`` and its kinds: the share of a question's slots that are stated exactly. ``no_contradiction``: 1 when
    nothing contradicts. ``quotes_verbatim``: the share of citations whose quote stands in its source;
    ``lines_verbatim``: of
    quoting lines whose words stand in a cited clause; ``numbers_cited``, ``departments_cited`` and
    ``sentences_supported``: of numbers, departments and marked sentences, those that a clause cited for them holds.
    ``prose_said`` and ``prose_borne_out``: what the model wrote itself (``eval.figures.prose``).
    """
    as_of = prediction.as_of
    results = judge(question, prediction.answer, as_of)
    against = contradictions(question, prediction.answer, as_of)
    checked = check(question, prediction, sources)
    figures = {
        **_slot_figures(results),
        **_citation_figures(checked),
        **prose_figures(question, prediction),
        **_length(prediction.answer),
        "no_contradiction": float(not against) if prediction.answer else None,
    }
    known = {name: figure for name, figure in figures.items() if figure is not None}
    return Measured(known, against, checked.unsupported)


def _slot_figures(results: Sequence[SlotResult]) -> dict[str, float | None]:
    shares = {kind: average(float(one.right) for one in results if one.slot.kind == kind) for kind in SLOT_KINDS}
    return {"slots": average(float(one.right) for one in results)} | {
        f"slots_{kind}": share for kind, share in shares.items()
    }


def _citation_figures(checked: CitationCheck) -> dict[str, float | None]:
    marked = checked.sentences
    return {
        "quotes_verbatim": average(map(float, checked.quotes)),
        "lines_verbatim": average(map(float, checked.lines)),
        "numbers_cited": _held(sum(len(one.numbers) for one in marked), sum(one.stated_numbers for one in marked)),
        "departments_cited": _held(
            sum(len(one.departments) for one in marked), sum(one.stated_departments for one in marked)
        ),
        "sentences_supported": average(float(not (one.numbers or one.departments)) for one in marked),
    }


def _length(answer: str) -> dict[str, float | None]:
    if not answer.strip():
        return {}
    return {
        "characters": float(len("".join(without_markers(answer).split()))),
        "sentences": float(len(sentences(answer))),
    }


def _held(missing: int, stated: int) -> float | None:
    return 1 - missing / stated if stated else None

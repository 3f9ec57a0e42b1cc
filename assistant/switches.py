"""Parts of the assistant that the evaluation can leave out, to measure what each is worth."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Switches:
    """Which parts are on. No setting reaches them: only code that opens an assistant to measure it does.

    Each changes one thing and leaves all others as they are; an answer's trace names what was off.
    """

    gate: bool = True
    """Off: each sentence of the model is said, whatever the gate finds wrong with it; the faults are still noted."""
    facts: bool = True
    """Off: code composes no sentence, the model alone writes from the evidence; clauses are quoted as ever."""
    hybrid: bool = True
    """Off: clauses are ranked by vectors, BM25 counts nothing."""

    @property
    def off(self) -> tuple[str, ...]:
        """The names of the parts that are off."""
        return tuple(field.name for field in fields(self) if not getattr(self, field.name))


ALL_ON = Switches()

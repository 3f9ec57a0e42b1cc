"""Our own index and search, as ``policy ingest`` and ``policy ask`` use them."""

from __future__ import annotations

from pathlib import Path

from eval.peers.shared import DEPTH, Ask, Chunk, Task
from eval.questions import Question
from eval.retrieve import retrieve
from index.build import ingest
from index.embed import Embedder, open_embedder
from index.search import Searcher


def load(task: Task) -> Embedder:
    """Open the embedding model."""
    return open_embedder(task.model, task.threads)


def build(policies: Path, embedding: Embedder, scratch: Path) -> Ask:
    """Index the files and return the search."""
    ingest([policies], scratch, embedding, progress=False)
    searcher = Searcher.open(scratch, embedding)

    def ask(question: Question) -> list[Chunk]:
        (line,) = retrieve([question], searcher, DEPTH)
        return [Chunk(hit.source_file, hit.text) for hit in line.hits]

    return ask

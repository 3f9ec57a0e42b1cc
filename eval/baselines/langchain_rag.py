"""A plain LangChain chain with the models of the settings: split, embed, retrieve four chunks, put them in a prompt.

What LangChain's own introductions to retrieval do, in its two-step form (always one search, then one reply): the files'
texts as they were read, cut by RecursiveCharacterTextSplitter as it comes; Chroma; the last message alone is searched
for, and the model reads the four nearest chunks, the conversation and the question. The chunks have 500 characters with
100 in common rather than 1,000 with 200, as the embedding model reads 512 tokens and four of them have to fit the
bundled model's window. The embedding model is that of the settings with its prefixes (nothing that ``policy tune``
made), the chat model is the same client (LangChain's ChatOpenAI) on the same server, with as much room for a reply as
ours. The prompt asks for no length, lets the model say that it does not know, and tells the day.

It writes no markers. So that it can be scored, all chunks it was shown count as cited, each as the clauses it holds for
the most part (``Source.covered``), with the stretch of the clause that the chunk shows as the quote.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tqdm import tqdm

from assistant.resources import embedding_folder
from eval.baselines import writing
from eval.baselines.corpus import Corpus, Source, Span, open_corpus
from eval.peers.figures import INSTALL
from eval.questions import EvaluationError
from eval.variants import Answerer, index_hash
from index.embed import open_embedder

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.chat_model import ChatModel
    from assistant.prompts import Prompt
    from assistant.settings import Settings
    from assistant.shapes import HitShape
    from eval.questions import Question
    from index.embed import Embedder
    from index.policy import Clause

NAME = "langchain"
CHUNK, OVERLAP, SHOWN = 500, 100, 4
_BATCH = 64
DECIDES = (
    *("eval/baselines/langchain_rag.py", "eval/baselines/corpus.py", "index/embed.py"),
    *writing.WRITING_DECIDES,
)


@dataclass(frozen=True)
class Chunk:
    """A chunk found: its text, its cosine with the question, its file and where it begins there."""

    text: str
    score: float
    source: Source
    start: int

    @property
    def spans(self) -> list[Span]:
        """The clauses it counts as."""
        return self.source.covered(self.start, self.start + len(self.text))


class PrefixedEmbeddings:
    """Our embedding model as LangChain asks for vectors; it puts the model's prefixes before passages and queries."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, each of length one."""
        vectors: list[list[float]] = self._embedder.passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query, of length one."""
        vector: list[float] = self._embedder.queries([text])[0].tolist()
        return vector


@dataclass(frozen=True)
class Chain:
    """The chunks of all files in ``store``, a LangChain vector store, and the model that reads them."""

    corpus: Corpus
    files: Sequence[Source]
    store: Any
    model: ChatModel
    prompt: Prompt

    def nearest(self, question: Question, count: int) -> list[Chunk]:
        """The chunks nearest to the question, nearest first."""
        # Chroma gives the square of the distance; of vectors of length one that is 2 - 2 cos.
        found = self.store.similarity_search_with_score(writing.searched(question), k=count)
        return [
            Chunk(
                document.page_content,
                1 - distance / 2,
                self.files[document.metadata["file"]],
                document.metadata["start_index"],
            )
            for document, distance in found
        ]

    def answer(self, question: Question) -> Answer:
        """What the model says on the nearest chunks."""
        began = time.perf_counter()
        chunks = self.nearest(question, SHOWN)
        search = time.perf_counter() - began
        context = "\n\n".join(chunk.text for chunk in chunks)
        spans = [span for chunk in chunks for span in chunk.spans]
        return writing.write(
            question,
            self.model,
            self.prompt,
            {"context": context, "asked": writing.asked(question)},
            citations=self.corpus.citations(spans, writing.day_of(question)),
            began=began,
            search=search,
        )

    def hits(self, question: Question, k: int) -> list[HitShape]:
        """The clauses that the nearest chunks count as, ``k`` in all; of one chunk the longest stretch first."""
        found: list[tuple[Clause, float]] = [
            (span.clause, chunk.score) for chunk in self.nearest(question, 2 * k) for span in chunk.spans
        ]
        return self.corpus.hits(found, k, writing.day_of(question))

    def confidence(self, question: Question) -> float | None:
        """The cosine of the nearest chunk; None when there is none."""
        return next((chunk.score for chunk in self.nearest(question, 1)), None)


def open_baseline(settings: Settings) -> Answerer:
    """Cut and embed the files of the settings' home, in memory.

    Raises EvaluationError when LangChain's packages are not installed or there is nothing to answer from or with,
    ModelError or StoreError when a model or the index cannot be opened.
    """
    _needs_packages()
    model = writing.open_model(settings, NAME)
    corpus = open_corpus(settings)
    files = corpus.files()
    store = chunk_store(files, open_embedder(embedding_folder(settings), settings.threads))
    chain = Chain(corpus, files, store, model, writing.load("chain"))
    return Answerer(
        answer=chain.answer,
        model=model.name,
        index=index_hash(corpus),
        policies=len(corpus.read),
        prompts={chain.prompt.name: chain.prompt.sha256},
        code=DECIDES,
        confidence=chain.confidence,
        search=chain.hits,
    )


def chunk_store(files: Sequence[Source], embedder: Embedder) -> Any:  # noqa: ANN401 - of a package that may be absent
    """A Chroma collection in memory with the chunks of ``files``; each knows its file's place and its own."""
    os.environ.update({"ANONYMIZED_TELEMETRY": "False", "LANGSMITH_TRACING": "false"})
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    chunks = splitter.create_documents([file.text for file in files], [{"file": place} for place in range(len(files))])
    # Collections in memory are shared within the process: a name of its own keeps two apart.
    store = Chroma(f"policies-{uuid4().hex}", PrefixedEmbeddings(embedder))
    for start in tqdm(range(0, len(chunks), _BATCH), unit=f"{_BATCH} chunks", desc="embed"):
        store.add_documents(chunks[start : start + _BATCH])
    return store


def installed() -> bool:
    """Whether LangChain's packages for this, an extra, are there."""
    try:
        import langchain_chroma
        import langchain_text_splitters
    except ImportError:
        return False
    return bool(langchain_chroma and langchain_text_splitters)


def _needs_packages() -> None:
    if not installed():
        raise EvaluationError(f"The baseline {NAME} needs LangChain's packages: {INSTALL}")

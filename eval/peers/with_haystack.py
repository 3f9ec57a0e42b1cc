"""Haystack's tutorial on hybrid retrieval: words and vectors in memory, joined; without its cross-encoder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import RecursiveDocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from eval.peers.shared import DEPTH, Ask, Chunk, Task, read_all, standalone
from eval.questions import Question

# The tutorial's numbers are of words, which it finds by blanks: Chinese has none, and whole files would be chunks.
CHUNK_SIZE = 512
CHUNK_OVERLAP = 32
SEPARATORS = ["\n\n", "\n", "。"]


class Embedders(NamedTuple):
    """The component that embeds documents, and how to get one that embeds a question: a pipeline keeps its own."""

    documents: SentenceTransformersDocumentEmbedder
    text: Callable[[], SentenceTransformersTextEmbedder]


def load(task: Task) -> Embedders:
    """Open the embedding model, which Haystack opens once for all components."""
    kwargs = {"dtype": task.dtype}
    documents = SentenceTransformersDocumentEmbedder(
        model=str(task.model), prefix="passage: ", model_kwargs=kwargs, progress_bar=False
    )
    documents.warm_up()

    def text() -> SentenceTransformersTextEmbedder:
        return SentenceTransformersTextEmbedder(
            model=str(task.model), prefix="query: ", model_kwargs=kwargs, progress_bar=False
        )

    return Embedders(documents, text)


def build(policies: Path, embedding: Embedders, _scratch: Path) -> Ask:
    """Index the files and return the search."""
    store = InMemoryDocumentStore()
    documents = [Document(content=file.text, meta={"source": file.name}) for file in read_all(policies)]
    splitter = RecursiveDocumentSplitter(
        split_length=CHUNK_SIZE, split_overlap=CHUNK_OVERLAP, split_unit="char", separators=SEPARATORS
    )
    chunks = splitter.run(documents)["documents"]
    store.write_documents(embedding.documents.run(chunks)["documents"])
    search = _hybrid(store, embedding.text())

    def ask(question: Question) -> list[Chunk]:
        query = standalone(question)
        found = search.run({"text_embedder": {"text": query}, "bm25_retriever": {"query": query}})
        return [Chunk(one.meta["source"], one.content or "") for one in found["joiner"]["documents"]]

    return ask


def _hybrid(store: InMemoryDocumentStore, embedder: SentenceTransformersTextEmbedder) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("text_embedder", embedder)
    pipeline.add_component("embedding_retriever", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("bm25_retriever", InMemoryBM25Retriever(store))
    # By rank: without the tutorial's cross-encoder the scores of words and vectors cannot be compared.
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH))
    pipeline.connect("text_embedder", "embedding_retriever")
    pipeline.connect("bm25_retriever", "joiner")
    pipeline.connect("embedding_retriever", "joiner")
    return pipeline

"""LangChain's tutorial on semantic search: a recursive splitter, Chroma, similarity search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from eval.peers.shared import DEPTH, Ask, Chunk, Task, read_all, standalone
from eval.questions import Question

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceTransformerEmbeddings(Embeddings):
    """What langchain-huggingface does with a model; that package wants an older huggingface-hub than ours."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        vectors: list[list[float]] = self._model.encode(texts, prompt_name="passage", show_progress_bar=False).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a query."""
        vector: list[float] = self._model.encode(text, prompt_name="query", show_progress_bar=False).tolist()
        return vector


def load(task: Task) -> Embeddings:
    """Open the embedding model."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformerEmbeddings(SentenceTransformer(str(task.model), model_kwargs={"dtype": task.dtype}))


def build(policies: Path, embedding: Embeddings, scratch: Path) -> Ask:
    """Index the files as the tutorial cuts them and return the search."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    return _build(policies, embedding, scratch, splitter)


def build_500(policies: Path, embedding: Embeddings, scratch: Path) -> Ask:
    """The same with chunks that the model, which reads 512 tokens, can read whole."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=100, add_start_index=True)
    return _build(policies, embedding, scratch, splitter)


def _build(policies: Path, embedding: Embeddings, scratch: Path, splitter: TextSplitter) -> Ask:
    documents = [Document(page_content=file.text, metadata={"source": file.name}) for file in read_all(policies)]
    store = Chroma(collection_name="policies", embedding_function=embedding, persist_directory=str(scratch))
    store.add_documents(documents=splitter.split_documents(documents))

    def ask(question: Question) -> list[Chunk]:
        found = store.similarity_search(standalone(question), k=DEPTH)
        return [Chunk(document.metadata["source"], document.page_content) for document in found]

    return ask

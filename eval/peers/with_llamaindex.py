"""LlamaIndex's starter tutorial with a local model: a vector index of documents, in memory, with its own splitter."""

from __future__ import annotations

from pathlib import Path

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import MetadataMode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from eval.peers.shared import DEPTH, Ask, Chunk, Task, read_all, standalone
from eval.questions import Question


def load(task: Task) -> BaseEmbedding:
    """Open the embedding model."""
    return HuggingFaceEmbedding(
        model_name=str(task.model),
        query_instruction="query: ",
        text_instruction="passage: ",
        model_kwargs={"dtype": task.dtype},
    )


def build(policies: Path, embedding: BaseEmbedding, _scratch: Path) -> Ask:
    """Index the files and return the search."""
    # The path is what the tutorial's SimpleDirectoryReader lets be embedded with each chunk.
    documents = [Document(text=file.text, metadata={"file_path": file.name}) for file in read_all(policies)]
    index = VectorStoreIndex.from_documents(documents, embed_model=embedding)
    retriever = index.as_retriever(similarity_top_k=DEPTH)

    def ask(question: Question) -> list[Chunk]:
        nodes = [found.node for found in retriever.retrieve(standalone(question))]
        return [Chunk(node.metadata["file_path"], node.get_content(MetadataMode.NONE)) for node in nodes]

    return ask

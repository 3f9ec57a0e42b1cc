"""Ours beside what a user would build with LangChain, LlamaIndex and Haystack from their own quick starts."""

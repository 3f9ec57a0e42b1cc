"""What our answers are measured against: BM25 with quotes, a plain LangChain chain, and the model without documents."""

"""Files to clauses to hits. Knows nothing of chat or of models that talk."""

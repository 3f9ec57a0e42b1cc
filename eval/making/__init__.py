"""Questions with gold answers made from the facts that the index states of any folder of policies."""

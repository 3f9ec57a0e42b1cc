"""The page people use: a chat on the left, the clauses it rests on at the right."""

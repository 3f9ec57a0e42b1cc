"""Learning from the indexed texts themselves: a query encoder that knows their words better.

No labels are needed: questions are made from what clauses say (``questions.py``). The vectors in the index stay as they
are and only the encoder of queries is trained against them (``training.py``), so tuning needs no new index. What does
not place held-back questions better than before is discarded (``tune.py``).
"""

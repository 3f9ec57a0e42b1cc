"""How substituted characters are judged; `index.repair` is the front."""

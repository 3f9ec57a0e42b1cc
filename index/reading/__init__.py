"""The readers of single kinds of files; `index.sources` is their front."""

"""One file a revision, each leading to the next."""

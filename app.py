"""Starts the web application: ``python app.py`` is ``policy serve``, with its options."""

from __future__ import annotations

import sys

from assistant.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    main()

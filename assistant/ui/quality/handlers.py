"""What Gradio calls for each event of the page of quality: who sent it, what is asked for, and what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.records.accounts import Account, Role
from assistant.settings import Settings
from assistant.ui.admin_bar import admin_bar, sent_number, sent_text
from assistant.ui.quality import show
from assistant.ui.quality.comparing import compare
from assistant.ui.quality.failing import Filter, failing
from assistant.ui.quality.reading import Listed, RunError, list_runs, open_run, runs_folder
from assistant.ui.quality.words import Words, words_of
from assistant.web.guard import account_of_event
from assistant.web.pages import in_tongue

Update = Any  # a component, a value or a gr.skip(): Gradio gives them no common type


def admin_of(request: gr.Request | None, words: Words) -> Account:
    """Return the account behind an event; raises gr.Error, which the page shows, when it is no admin's."""
    account = account_of_event(request)
    if account is None or account.disabled or not account.role.covers(Role.ADMIN):
        raise gr.Error(words["sign_in"], print_exception=False)
    return account


def opening_event(settings: Settings) -> Callable[..., list[Update]]:
    """Make what shows the page anew: the newest run against the one before it."""

    def opening(tongue: str | None, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        admin_of(request, words)
        found = list_runs(runs_folder(settings))
        chosen, against = newest(found)
        return [
            admin_bar("quality", tongue, request) + show.title(words),
            page(runs_folder(settings), found, chosen, against, Filter(), words),
            "en" if tongue == "en" else "zh",
        ]

    return opening


def choosing_event(settings: Settings) -> Callable[..., str]:
    """Make what shows another run, another comparison, or other questions."""

    def choosing(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> str:
        words = words_of(tongue)
        admin_of(request, words)
        found = list_runs(runs_folder(settings))
        by_name = sent_text(pressed, "act") == "show" and sent_text(pressed, "id")
        if by_name:
            chosen, against = by_name, before(found, by_name)
        else:
            chosen, against = sent_text(pressed, "run"), sent_text(pressed, "against")
        kind, reason, change = (sent_text(pressed, name) for name in ("kind", "reason", "change"))
        number = sent_number(pressed, "id") if sent_text(pressed, "act") == "page" else 0
        return page(runs_folder(settings), found, chosen, against, Filter(kind, reason, change, number), words)

    return choosing


def newest(found: Sequence[Listed]) -> tuple[str, str]:
    """Return the newest finished run, one of this assistant if there is any, and what to compare it with."""
    done = [each for each in found if each.finished]
    ours = [each for each in done if each.record and each.record.variant == "ours"]
    chosen = next(iter(ours or done), None)
    return (chosen.name, before(found, chosen.name)) if chosen else ("", "")


def before(found: Sequence[Listed], name: str) -> str:
    """Return the newest finished run before ``name`` of the same kind over the same questions; empty without one."""
    done = [each for each in found if each.finished]
    place = next((place for place, each in enumerate(done) if each.name == name), len(done))
    alike = (
        each.name
        for each in done[place + 1 :]
        if each.record and (chosen := done[place].record)
        if (each.record.variant, each.record.questions_sha256) == (chosen.variant, chosen.questions_sha256)
    )
    return next(alike, "")


def page(folder: Path, found: Sequence[Listed], chosen: str, against: str, wanted: Filter, words: Words) -> str:
    """Show everything: which runs there are, the chosen one, what it is compared with, and what went wrong."""
    if not any(each.finished for each in found):
        return show.empty(folder, words) + (show.runs(found, "", words) if found else "")
    try:
        run = open_run(folder, chosen)
        other = open_run(folder, against) if against and against != chosen else None
    except RunError as error:
        line = in_tongue(str(error), "en" if words["lang"] == "en" else "zh")
        return show.chooser(found, "", "", words) + show.refused(line) + show.runs(found, "", words)
    made = compare(other, run) if other else None
    parts = [
        show.chooser(found, run.name, other.name if other else "", words),
        show.cards(run, words),
        show.kinds(run, words),
        show.compared(made, other, words) if other else "",
        failing(run, other, made, wanted, words),
        show.runs(found, run.name, words),
    ]
    return "".join(parts)

"""What Gradio calls for each event of the library: who sent it, what is done, and what changes on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import gradio as gr

from assistant.records.accounts import Account
from assistant.records.errors import RecordsError
from assistant.records.fact_edits import fact_edits
from assistant.records.removed import removed_policies
from assistant.ui.admin_bar import admin_bar
from assistant.ui.policies import changes, indexing, keeping, show, show_forms, show_policy
from assistant.ui.policies.facts import clause_of_form, header_of
from assistant.ui.policies.show import Filter, Listed
from assistant.ui.policies.words import Words, words_of
from assistant.ui.policies.work import Library, as_read, files_of, may_use
from assistant.ui.validity import expiring_html, timeline_svg
from assistant.web.guard import account_of_event
from assistant.web.pages import in_tongue
from index.errors import PolicyAssistantError

Update = Any  # a component, a value or a gr.skip(): Gradio gives them no common type


def admin_of(request: gr.Request | None, words: Words) -> Account:
    """Return the account behind an event; raises gr.Error, which the page shows, when it is no admin's."""
    account = account_of_event(request)
    if account is None or not may_use(account):
        raise gr.Error(words["sign_in"], print_exception=False)
    return account


def opening_event(library: Library) -> Callable[..., list[Update]]:
    """Make what shows the page anew."""

    def opening(tongue: str | None, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        admin_of(request, words)
        return [
            admin_bar("library", tongue, request) + show.tabs(words),
            show.find(library.searcher.policies(), words),
            *_refreshed(library, words, Filter()),
            show.upload(str(keeping.uploads_folder(library.settings)), words),
            "en" if tongue == "en" else "zh",
        ]

    return opening


def refreshing_event(library: Library) -> Callable[..., list[Update]]:
    """Make what shows the lists anew, once a job has ended."""

    def refreshing(tongue: str | None, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        admin_of(request, words)
        return [show.find(library.searcher.policies(), words), *_refreshed(library, words, Filter())]

    return refreshing


def _refreshed(library: Library, words: Words, wanted: Filter) -> list[str]:
    headers, day = library.searcher.policies(), date.today()
    return [_list(library, wanted, words), _validity(headers, day, words), _index(library, words)]


def listing_event(library: Library) -> Callable[..., str]:
    """Make what lists the policies that are asked for."""

    def listing(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> str:
        words = words_of(tongue)
        admin_of(request, words)
        return _list(library, _filter(pressed), words)

    return listing


def acting_event(library: Library) -> Callable[..., list[Update]]:
    """Make what a button or form does; what changes is the line above, the list, the policy and the form."""

    def acting(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        account = admin_of(request, words)
        act, own = _sent(pressed, "act"), _sent(pressed, "id")
        try:
            return _act(act, own, pressed, account, library, words)
        except PolicyAssistantError as error:
            said = in_tongue(str(error), "en" if words["lang"] == "en" else "zh")
            return [show.told(said, "refused"), gr.skip(), gr.skip(), gr.skip()]

    return acting


def _act(act: str, own: str, pressed: gr.EventData, account: Account, library: Library, words: Words) -> list[Update]:
    same = gr.skip()
    match act:
        case "open":
            return ["", same, _policy(library, own, words), ""]
        case "edit_policy":
            policy = changes.shown_policy(library, own)
            others = [each for each in library.searcher.policies() if each.policy_id != own]
            return ["", same, same, show_forms.policy_form(policy, others, words)]
        case "edit_clause":
            policy = changes.shown_policy(library, _policy_id(own))
            return ["", same, same, show_forms.clause_form(changes.clause_of(policy, own), policy, words)]
        case "page":
            return ["", _list(library, _filter(pressed), words), same, same]
        case _:
            line, policy_id = _changed(act, own, pressed, account, library, words)
            shown = _policy(library, policy_id, words) if policy_id else ""
            return [line, _list(library, _filter(pressed), words), shown, ""]


def _changed(
    act: str, own: str, pressed: gr.EventData, account: Account, library: Library, words: Words
) -> tuple[str, str | None]:
    """Do what changes something; returns what to say and the policy to show then."""
    match act:
        case "save_policy":
            count = changes.edit_policy(library, own, _right(library, _form(pressed)), account)
            follow = show.told(words["titles_follow"]) if library.titles.busy else ""
            return _saved(count, words) + follow, own
        case "save_clause":
            policy = changes.shown_policy(library, _policy_id(own))
            wanted = clause_of_form(_form(pressed), changes.clause_of(policy, own), policy)
            count = changes.edit_clause(library, policy.policy_id, own, wanted, account)
            return _saved(count, words), policy.policy_id
        case "revert":
            of_clause = library.searcher.policy(own) is None
            policy_id = _policy_id(own) if of_clause else own
            changes.revert(library, policy_id, own if of_clause else None, account)
            return show.told(words["reverted"]), policy_id
        case "remove":
            title = changes.shown_policy(library, own).title
            number = changes.remove(library, own, account).id
            return show.told(words["removed_done"].format(title=title), undo=number, words=words), None
        case "restore":
            found = changes.restore(library, int(own) if own.isdecimal() and len(own) < 10 else 0, account)
            return show.told(words["restored_done"].format(title=found.title)), None
        case "replace":
            changes.mark_replaced(library, own, _sent(pressed, "other"), account)
            return show.told(words["replaced_done"]), None
        case _:
            raise RecordsError("没有这个操作。/ No such action.")


def job_event(library: Library) -> Callable[..., list[Update]]:
    """Make what begins a job on the index or stops the one under way, or marks a policy of an upload as replaced."""

    def of_job(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        account = admin_of(request, words)
        act = _sent(pressed, "act")
        try:
            if act in ("reindex", "rebuild", "stop"):
                return [_job(act, account, library, words), gr.skip()]
            line, _ = _changed(act, _sent(pressed, "id"), pressed, account, library, words)
        except PolicyAssistantError as error:
            said = in_tongue(str(error), "en" if words["lang"] == "en" else "zh")
            return [show.told(said, "refused"), gr.skip()]
        return [line, _list(library, _filter(pressed), words)]

    return of_job


def _job(act: str, account: Account, library: Library, words: Words) -> str:
    if act == "stop":
        done = library.jobs.stop()
        return show.told(words["stop_asked" if done else "nothing_runs"], "done" if done else "refused")
    begun = indexing.reindex(library, account, rebuild=act == "rebuild")
    return show.told(words["started" if begun else "busy"], "done" if begun else "refused")


def _right(library: Library, form: dict[str, str]) -> dict[str, str | bool | None]:
    wanted = header_of(form)
    replaced = wanted.get("replaced_by")
    if isinstance(replaced, str) and library.searcher.policy(replaced) is None:
        raise RecordsError("库里没有替代它的那件政策。/ There is no such policy to replace it.")
    return wanted


def _saved(count: int, words: Words) -> str:
    return show.told(words["saved"].format(count=count) if count else words["nothing_changed"])


def _list(library: Library, wanted: Filter, words: Words) -> str:
    with as_read(library) as catalog:
        counts = catalog.clause_counts()
    edits = Counter(each.policy_id for each in fact_edits(library.records))
    listed = Listed(library.searcher.policies(), counts, edits, removed_policies(library.records), date.today())
    return show.policies(listed, wanted, words)


def _policy(library: Library, policy_id: str, words: Words) -> str:
    policy = changes.shown_policy(library, policy_id)
    with as_read(library) as catalog:
        source = catalog.source_text(policy_id) or ""
    edits, lost = changes.edits_of(library, policy)
    by = library.searcher.policy(policy.replaced_by) if policy.replaced_by else None
    one = show_policy.Opened(policy, source, edits, lost, by.title if by else None, date.today())
    return show_policy.opened(one, words)


def _validity(headers: Any, day: date, words: Words) -> str:  # noqa: ANN401 - what the searcher lists
    tongue = "en" if words["lang"] == "en" else "zh"
    return (
        f"<h2>{words['ends_soon']}</h2>{expiring_html(headers, day, tongue)}"
        f"<h2>{words['timeline']}</h2>{timeline_svg(headers, day, tongue)}"
    )


def _index(library: Library, words: Words) -> str:
    with as_read(library) as catalog:
        files, gone = files_of(catalog)
        counts = catalog.clause_counts()
    shown = {each.policy_id for each in library.searcher.policies()}
    clauses = sum(count for policy_id, count in counts.items() if policy_id in shown)
    return show.index(len(shown), clauses, len(files), gone, words)


def _policy_id(clause_id: str) -> str:
    return clause_id.rpartition("/")[0]


def _filter(pressed: gr.EventData) -> Filter:
    form = _form(pressed)
    page = _sent(pressed, "id") if _sent(pressed, "act") == "page" else ""
    number = int(page) if page.isdecimal() and len(page) < 7 else 0
    return Filter(form.get("q", "")[:200], form.get("region", ""), form.get("state", ""), number)


def _form(pressed: gr.EventData) -> dict[str, str]:
    """The fields the page sent: anything may come, and what is no text counts for none."""
    found = getattr(pressed, "form", None) if _has(pressed, "form") else None
    if not isinstance(found, dict):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}


def _sent(pressed: gr.EventData, name: str) -> str:
    value = getattr(pressed, name) if _has(pressed, name) else ""
    return value if isinstance(value, str) else ""


def _has(pressed: gr.EventData, name: str) -> bool:
    try:
        getattr(pressed, name)
    except (AttributeError, KeyError, TypeError):
        return False
    return True

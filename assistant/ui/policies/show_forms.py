"""The forms in which facts are put right, as HTML. Every piece of text goes through ``escape``."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.ui.policies.facts import ACTS, BOUNDS, DATE_KINDS, DAYS, ROLES
from assistant.ui.policies.show import options
from assistant.ui.policies.words import Words
from index.known import clause_facts
from index.policy import Clause, DateFact, Policy, PolicyHeader
from index.stated.fact import Amount, Mention

_TEXTS = ("title", "document_number", "issuer", "region")


def policy_form(policy: PolicyHeader, others: Sequence[PolicyHeader], words: Words) -> str:
    """Show the facts of a policy as a whole, to be put right; ``others`` may have replaced it."""
    texts = "".join(_field(name, getattr(policy, name) or "", words) for name in _TEXTS)
    days = "".join(
        _field(name, getattr(policy, name) or "", words, kind="date") for name in DAYS if name != "replaced_on"
    )
    choices = [("", words["nobody"]), *((each.policy_id, each.title) for each in others)]
    replaced = (
        f'<label class="wide"><span>{escape(words["replaced_by"])}</span><select name="replaced_by">'
        f"{options(choices, policy.replaced_by or '')}</select></label>"
        f"{_field('replaced_on', policy.replaced_on or '', words, kind='date')}"
    )
    ticked = " checked" if policy.withdrawn else ""
    box = f'<label class="tick"><input type="checkbox" name="withdrawn"{ticked}> {escape(words["withdrawn"])}</label>'
    return _dialog(words["edit_facts"], "save_policy", policy.policy_id, f"{texts}{days}{replaced}{box}", words)


def clause_form(clause: Clause, policy: Policy, words: Words) -> str:
    """Show the facts of a clause with its text, to be put right; each table has an empty row to add one."""
    departments = "".join(
        _field(name, "、".join(found), words, placeholder=words["names_hint"])
        for name, found in (
            ("lead", clause.departments.lead),
            ("supporting", clause.departments.supporting),
            ("responsible", clause.departments.responsible),
        )
    )
    dates = "".join(_date(number, each, words) for number, each in enumerate((*clause.dates, None)))
    facts = clause_facts(clause, policy)
    named = "".join(_mention(number, each, words) for number, each in enumerate((*facts.mentions, None)))
    sums = "".join(_amount(number, each, words) for number, each in enumerate((*facts.amounts, None)))
    fields = (
        f'<blockquote tabindex="0">{escape(clause.readable)}</blockquote>'
        f"<fieldset><legend>{escape(words['departments'])}</legend>{departments}</fieldset>"
        f'<fieldset class="rows"><legend>{escape(words["mentions"])}</legend>{named}</fieldset>'
        f'<fieldset class="rows"><legend>{escape(words["dates"])}</legend>{dates}</fieldset>'
        f'<fieldset class="rows"><legend>{escape(words["amounts"])}</legend>{sums}</fieldset>'
        f'<p class="small">{escape(words["empty_row"])} {escape(words["kept_over"])}</p>'
    )
    title = f"{words['edit_clause']} · {''.join(clause.address)}"
    return _dialog(title, "save_clause", clause.clause_id, fields, words)


def _dialog(title: str, act: str, own: str, fields: str, words: Words) -> str:
    return (
        f'<dialog aria-label="{escape(title)}"><form data-act="{act}" data-id="{escape(own)}" autocomplete="off">'
        f'<h2>{escape(title)}</h2><div class="inner">{fields}</div><p class="wrong" role="alert"></p>'
        f'<footer><button type="button" data-close>{escape(words["cancel"])}</button>'
        f'<button class="go">{escape(words["save"])}</button></footer></form></dialog>'
    )


def _field(name: str, value: str, words: Words, *, kind: str = "text", placeholder: str = "") -> str:
    return _input(name, words["name" if name == "title" else name], value, kind=kind, placeholder=placeholder)


def _input(name: str, label: str, value: str, *, kind: str = "text", placeholder: str = "") -> str:
    hint = f' placeholder="{escape(placeholder)}"' if placeholder else ""
    return (
        f'<label><span>{escape(label)}</span><input type="{kind}" name="{escape(name)}" value="{escape(value)}"{hint}>'
        "</label>"
    )


def _select(name: str, label: str, choices: Sequence[str], chosen: str, words: Words) -> str:
    listed = options([(each, words[each]) for each in choices], chosen)
    return f'<label><span>{escape(label)}</span><select name="{escape(name)}">{listed}</select></label>'


def _date(number: int, fact: DateFact | None, words: Words) -> str:
    start = f"date-{number}-"
    return (
        f'<div class="row">{_select(start + "kind", words["kind"], DATE_KINDS, fact.kind if fact else "", words)}'
        f"{_input(start + 'date', words['day'], fact.date if fact else '', placeholder=words['day_hint'])}"
        f"{_input(start + 'text', words['words'], fact.text if fact else '')}</div>"
    )


def _mention(number: int, fact: Mention | None, words: Words) -> str:
    start = f"mention-{number}-"
    hidden = f'<input type="hidden" name="{start}start" value="{fact.start}">' if fact else ""
    return (
        f'<div class="row">{hidden}{_input(start + "words", words["words"], fact.words if fact else "")}'
        f"{_input(start + 'name', words['meant'], fact.name if fact else '')}"
        f"{_select(start + 'role', words['act'], ACTS, fact.role if fact else 'responsible', words)}</div>"
    )


def _amount(number: int, fact: Amount | None, words: Words) -> str:
    start = f"amount-{number}-"
    hidden = f'<input type="hidden" name="{start}start" value="{fact.start}">' if fact else ""
    return (
        f'<div class="row">{hidden}{_input(start + "words", words["words"], fact.words if fact else "")}'
        f"{_input(start + 'values', words['values'], '~'.join(fact.values) if fact else '')}"
        f"{_input(start + 'unit', words['unit'], fact.unit if fact else '')}"
        f"{_select(start + 'bound', words['bound'], BOUNDS, fact.bound if fact else 'exact', words)}"
        f"{_select(start + 'role', words['role'], ROLES, fact.role if fact else 'benefit', words)}"
        f"{_input(start + 'of', words['of'], (fact.of or '') if fact else '')}</div>"
    )

"""The bar above every page of the admins: where one is, where one can go, the other tongue, and the way out.

A page that shows it loads ``ADMIN_STYLE`` after the shared style and puts ``admin_head()`` into its head.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from assistant.web.guard import caller
from assistant.web.origin import form_token

ADMIN_STYLE = Path(__file__).with_name("admin.css")
ADMIN_SCRIPT = Path(__file__).with_name("admin.js")
TONGUE_SCRIPT = "() => [localStorage.getItem('desk-tongue') || 'zh']"
"""Reads which tongue the browser shows, for the ``js`` of a page's load; the desk keeps it under the same name."""
FORMS_SCRIPT = """element.addEventListener('submit', e => {
  e.preventDefault();
  const form = e.target;
  trigger('click', {...Object.fromEntries(new FormData(form)), act: form.dataset.act, id: form.dataset.id ?? ''});
});
element.addEventListener('change', e => {
  if (e.target.form?.dataset.auto !== undefined) return e.target.form.requestSubmit();
  const chosen = e.target.closest('select[data-act]');
  if (!chosen) return;
  const how = chosen.dataset.act;
  trigger('click', {act: how, id: chosen.dataset.id ?? '', [how]: chosen.value});
});
// What is drawn anew says what is chosen; a select that somebody changed would go on showing the change.
new MutationObserver(() => element.querySelectorAll('select[data-act]').forEach(each => {
  each.value = each.querySelector('option[selected]').value;
})).observe(element, {subtree: true, childList: true, attributes: true, attributeFilter: ['data-mark']});
element.addEventListener('click', e => {
  const button = e.target.closest('button[data-act]');
  if (!button) return;
  if (button.dataset.sure && !button.dataset.asked) {
    button.dataset.asked = button.textContent;
    button.textContent = button.dataset.sure;
    button.addEventListener('blur', () => { button.textContent = button.dataset.asked; delete button.dataset.asked; },
      {once: true});
    return;
  }
  const filters = (button.closest('.paged') ?? element).querySelector('form.filters');
  const chosen = button.closest('.pager') && filters ? Object.fromEntries(new FormData(filters)) : {};
  trigger('click', {...chosen, act: button.dataset.act, id: button.dataset.id ?? ''});
});"""
"""For the ``js_on_load`` of a ``gr.HTML``: its forms, selects and buttons with ``data-act`` send one click event.

The event's data is ``act``, ``id`` and the form's fields. A button with ``data-sure`` asks that first, in its place.
"""

_PAGES = (
    ("library", "/library/", "政策库", "Policies"),
    ("quality", "/quality/", "评测", "Quality"),
    ("accounts", "/accounts/", "账号", "Accounts"),
    ("desk", "/desk/", "热线台", "Desk"),
    ("chat", "/", "咨询", "Chat"),
)
_WORDS = {
    "zh": {"pages": "管理页面", "other": "English", "out": "退出", "mine": "我的账号", "product": "政策问答管理"},
    "en": {"pages": "Admin pages", "other": "中文", "out": "Sign out", "mine": "My account", "product": "Policy admin"},
}


def admin_bar(current: str, tongue: str | None, request: object = None) -> str:
    """Make the bar for the page ``current``: library, quality, accounts, desk or chat; ``tongue`` "en", else Chinese.

    With ``request``, the ``gr.Request`` of the event that shows it, it names the account and signs out at once;
    without, signing out leads over the account's own page.
    """
    english = tongue == "en"
    words = _WORDS["en" if english else "zh"]
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if name == current else ""}>{escape(en if english else zh)}</a>'
        for name, address, zh, en in _PAGES
    )
    return (
        f'<header id="admin-bar"><strong>{escape(words["product"])}</strong>'
        f'<nav aria-label="{escape(words["pages"])}">{links}</nav>{_way_out(words, request)}'
        f'<button type="button" id="admin-tongue">{escape(words["other"])}</button></header>'
    )


def admin_head() -> str:
    """Return what a page that shows the bar puts into its head: the script of the tongue's switch."""
    return f"<script>{ADMIN_SCRIPT.read_text(encoding='utf-8')}</script>"


def sent_text(pressed: object, name: str) -> str:
    """Read what the page sent as ``name`` with an event: anything may come, and what is no text counts for none."""
    try:
        value = getattr(pressed, name, "")
    except TypeError:
        value = ""
    return value[:1000].replace("\0", "") if isinstance(value, str) else ""


def sent_number(pressed: object, name: str) -> int:
    """Read a number from 0 that the page sent as ``name``; what is none counts for 0."""
    text = sent_text(pressed, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _way_out(words: dict[str, str], request: object) -> str:
    inner = getattr(request, "request", None)
    who = caller(inner) if inner is not None else None
    if who is None or who.account is None or not who.token:
        return f'<a class="mine" href="/account">{escape(words["out"])}</a>'
    return (
        f'<a class="mine" href="/account" title="{escape(words["mine"])}">{escape(who.account.name)}</a>'
        f'<form method="post" action="/sign-out"><input type="hidden" name="form_token" '
        f'value="{escape(form_token(who.token))}"><button>{escape(words["out"])}</button></form>'
    )

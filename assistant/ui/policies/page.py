"""The library's page: its parts, and which of them an event reads and changes."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.ui.admin_bar import TONGUE_SCRIPT
from assistant.ui.policies import handlers
from assistant.ui.policies.words import ZH
from assistant.ui.policies.work import Library

# A button with ``data-sure`` asks first, in its own place. The filters of the list go along with everything.
_ACTS = """const fields = form => form ? Object.fromEntries(new FormData(form)) : {};
const filters = () => fields(document.querySelector('#find form'));
element.addEventListener('submit', e => {
  e.preventDefault();
  const form = e.target;
  trigger('click', {act: form.dataset.act, id: form.dataset.id ?? '', form: {...filters(), ...fields(form)}});
});
element.addEventListener('change', e => { if (e.target.closest('.filters select')) e.target.form.requestSubmit(); });
element.addEventListener('library-act', e => trigger('click', {...e.detail, form: filters()}));
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
  trigger('click', {act: button.dataset.act, id: button.dataset.id ?? '', other: button.dataset.other ?? '',
    form: filters()});
});"""


def build_policies(library: Library) -> gr.Blocks:
    """Make the page over ``library``; who may use it is asked anew with every event."""
    page = gr.Blocks(title=ZH["title"], analytics_enabled=False, fill_width=True)
    with page:
        head = gr.HTML(elem_id="admin-head")
        with gr.Column(elem_id="admin-page"):
            told = gr.HTML(elem_id="told", js_on_load=_ACTS)
            find = gr.HTML(elem_id="find", js_on_load=_ACTS)
            listed = gr.HTML(elem_id="list", js_on_load=_ACTS)
            policy = gr.HTML(elem_id="policy", js_on_load=_ACTS)
            upload = gr.HTML(elem_id="upload")
            validity = gr.HTML(elem_id="validity")
            index = gr.HTML(elem_id="index", js_on_load=_ACTS)
            job = gr.HTML('<div id="job" aria-live="polite"></div>', elem_id="job-box", js_on_load=_ACTS)
            form = gr.HTML(elem_id="form", js_on_load=_ACTS)
        refresh = gr.Button("refresh", elem_id="refresh", elem_classes="unseen")
        tongue = gr.Textbox("zh", visible=False)
        # The page's events are its own; programs use the HTTP API.
        at_once: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        lists = [find, listed, validity, index]
        page.load(
            handlers.opening_event(library),
            inputs=tongue,
            outputs=[head, *lists, upload, tongue],
            js=TONGUE_SCRIPT,
            **at_once,
        )
        refresh.click(handlers.refreshing_event(library), inputs=tongue, outputs=lists, **at_once)
        find.click(handlers.listing_event(library), inputs=tongue, outputs=listed, **at_once)
        changed = [told, listed, policy, form]
        for place in (told, listed, policy, form):
            place.click(handlers.acting_event(library), inputs=tongue, outputs=changed, **at_once)
        for place in (index, job):
            place.click(handlers.job_event(library), inputs=tongue, outputs=[told, listed], **at_once)
    return page

// Which of the three views is open, copying what is shown once, and the focus on what was done.
(() => {
  const VIEWS = ["accounts", "keys", "audit"];
  const at = (selector) => document.querySelector(selector);
  // Gradio repeats the page's style below .contain with more weight: what it depends on has to stand below that too.
  const state = () => at(".contain")?.firstElementChild ?? document.body;

  function view(name, refresh = true) {
    const wanted = VIEWS.includes(name) ? name : "accounts";
    if (state().dataset.view !== wanted) at("#told .done, #told .refused")?.remove();
    state().dataset.view = wanted;
    document.querySelectorAll(".views button").forEach((each) => {
      if (each.dataset.view === wanted) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    });
    if (location.hash.slice(1) !== wanted) history.replaceState(null, "", `#${wanted}`);
    // What was done on the other views is in the log by now.
    if (wanted === "audit" && refresh) at("#audit form")?.requestSubmit();
  }

  function copy(button) {
    const field = button.parentElement.querySelector("input");
    field.select();
    // The clipboard of the browser is there only over https; the old way works on an office's own network too.
    if (!document.execCommand("copy")) navigator.clipboard?.writeText(field.value);
    button.textContent = `✓ ${button.dataset.copied}`;
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".views [data-view]");
    if (tab) view(tab.dataset.view);
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  window.addEventListener("hashchange", () => view(location.hash.slice(1)));

  function start() {
    const ready = setInterval(() => {
      if (!at(".views button") || !at("#accounts form")) return;
      clearInterval(ready);
      state().lang = document.documentElement.lang;
      view(location.hash.slice(1), false);
      // A change draws the lists anew, and with them goes the focus: it goes to what was done.
      new MutationObserver(() => at("#told .done, #told .refused")?.focus({ preventScroll: false })).observe(
        at("#told"),
        { childList: true, subtree: true }
      );
    }, 50);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

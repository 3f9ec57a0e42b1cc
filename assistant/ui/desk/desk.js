// The keyboard of the desk, and the clauses that appear while one types. Only HTML the server has escaped is put in.
(() => {
  const WAIT = 90;
  const at = (selector) => document.querySelector(selector);
  const field = () => at("#question textarea, #question input");
  const tongue = () => (localStorage.getItem("desk-tongue") === "en" ? "en" : "zh");
  let waiting = 0;
  let running = null;
  let picked = 0;

  // Gradio repeats the page's style below .contain with more weight: what it depends on has to stand below that too.
  const state = () => at(".contain")?.firstElementChild ?? document.body;
  const view = (name) => (state().dataset.view = name);
  const press = (id) => at(`#${id}`)?.click();

  function fill(text) {
    const input = field();
    const proto = input.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function find() {
    const asked = field().value.trim();
    running?.abort();
    if (!asked) return view(at("#script [data-done]") ? "script" : "start");
    running = new AbortController();
    const region = at("#region input")?.dataset.value ?? regionChosen();
    const query = new URLSearchParams({ q: asked, region, tongue: tongue() });
    const day = at("#day input")?.value;
    if (day) query.set("day", day);
    try {
      const answer = await fetch(`/desk/found?${query}`, { signal: running.signal, headers: { accept: "text/html" } });
      if (answer.status === 401) return location.assign("/sign-in?next=/desk/");
      if (!answer.ok || field().value.trim() !== asked) return;
      at("#found").innerHTML = await answer.text();
      picked = 0;
      view("found");
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  // The first choice, all regions, is written in the tongue of the page and stands for none.
  function regionChosen() {
    const shown = at("#region input")?.value ?? "";
    return shown === "全部地区" || shown === "All regions" ? "" : shown;
  }

  function typed() {
    picked = 0;
    document.querySelectorAll("#found .hit.picked").forEach((each) => each.classList.remove("picked"));
    clearTimeout(waiting);
    waiting = setTimeout(find, WAIT);
  }

  function asks() {
    clearTimeout(waiting);
    running?.abort();
    if (field().value.trim()) view("script");
  }

  function openHit(number, only) {
    const hits = [...document.querySelectorAll("#found .hit")];
    const hit = hits[number - 1];
    if (!hit) return;
    const open = only || !hit.classList.contains("opened");
    hits.forEach((each) => {
      const now = each === hit && open;
      each.classList.toggle("opened", now);
      each.querySelector(".open").setAttribute("aria-expanded", String(now));
    });
    picked = number;
    hit.scrollIntoView({ block: "nearest" });
  }

  function openCard(number) {
    const card = document.getElementById(`card-1-${number}`);
    if (!card) return;
    document.querySelectorAll(".card.opened, .marker.opened").forEach((each) => each.classList.remove("opened"));
    card.classList.add("opened", "unfolded");
    card.querySelector(".whole")?.replaceChildren("−");
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  function pick(step) {
    const hits = document.querySelectorAll("#found .hit");
    if (state().dataset.view !== "found" || !hits.length) return;
    picked = Math.min(Math.max(picked + step, 0), hits.length);
    hits.forEach((each, place) => each.classList.toggle("picked", place + 1 === picked));
    hits[picked - 1]?.scrollIntoView({ block: "nearest" });
  }

  function back() {
    if (state().dataset.editing) return editing(false);
    const opened = document.querySelectorAll(".hit.opened, .card.opened");
    if (opened.length) return opened.forEach((each) => each.classList.remove("opened"));
    if (document.activeElement.matches("input, textarea")) return document.activeElement.blur();
    if (state().dataset.view === "found" && at("#script [data-done]")) return view("script");
    if (state().dataset.page !== "desk") page("desk");
  }

  function editing(on) {
    if (on && !at("#script [data-done]")) return;
    if (on) state().dataset.editing = "1";
    else delete state().dataset.editing;
    if (on) at("#text textarea")?.focus();
    else at("#script [data-done]")?.focus();
  }

  function page(name) {
    state().dataset.page = name;
    document.querySelectorAll("#bar [data-page]").forEach((each) => {
      if (each.dataset.page === name) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    });
    if (name !== "desk") (field()?.blur(), press(`show-${name}`));
    else field()?.focus();
  }

  function copy() {
    const order = at("#order textarea");
    if (!order?.value) return;
    // The clipboard of the browser is there only over https; the old way works on an office's own network too.
    const away = document.activeElement;
    order.disabled = false;
    order.select();
    const done = document.execCommand("copy");
    window.getSelection()?.removeAllRanges();
    if (away instanceof HTMLElement) away.focus({ preventScroll: true });
    if (!done) navigator.clipboard?.writeText(order.value);
    const button = at("#copy");
    const label = button.textContent;
    button.textContent = `✓ ${at("#bar").dataset.copied}`;
    setTimeout(() => (button.textContent = label), 1500);
  }

  function outcome(place) {
    document.querySelectorAll("#outcome input[type=radio]")[place]?.click();
  }

  const LETTERS = {
    "/": () => (page("desk"), field()?.focus()),
    n: () => press("new-call"), e: () => editing(true), c: copy, m: () => at("#note textarea")?.focus(),
    a: () => outcome(0), t: () => outcome(1), v: () => outcome(2),
    d: () => page("desk"), r: () => page("review"), l: () => page("calls"), u: () => page("open"),
  };

  function keyed(event) {
    if (event.isComposing || event.keyCode === 229) return event.key === "Enter" && event.stopPropagation();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return saved(event);
    if (event.key === "Escape") return back();
    const typing = event.target.matches("input:not([type=radio]), textarea, select");
    if (event.target === field()) return inField(event);
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = LETTERS[event.key.toLowerCase()];
    if (act) act();
    else if (/^[1-9]$/.test(event.key)) open(Number(event.key));
    else return;
    event.preventDefault();
  }

  function open(number) {
    if (state().dataset.view === "found") openHit(number);
    else openCard(number);
  }

  function inField(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      pick(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && picked && at("#found .hit.picked")) {
      event.preventDefault();
      event.stopPropagation();
      openHit(picked);
    } else if (event.key === "Enter") asks();
    else if (event.key === "/" && !field().value) event.preventDefault();
  }

  function saved(event) {
    event.preventDefault();
    event.stopPropagation();
    // A field hands its text over when it is left: leave it before the button reads it.
    document.activeElement?.blur();
    const button = state().dataset.editing ? "approve" : "end";
    setTimeout(() => press(button), 60);
    if (button === "approve") editing(false);
  }

  function clicked(event) {
    const on = (selector) => event.target.closest(selector);
    const hit = on(".hit .open");
    if (hit) openHit(Number(hit.closest(".hit").dataset.number));
    const marker = on(".marker");
    if (marker) openCard(marker.dataset.card.split("-").pop());
    const whole = on(".whole");
    if (whole) whole.closest(".card").classList.toggle("unfolded");
    const tab = on("#bar [data-page]");
    if (tab) page(tab.dataset.page);
    if (on("#copy")) copy();
    if (on("#edit")) editing(true);
    if (on("#cancel") || on("#approve")) editing(false);
    if (on("#send")) asks();
    if (on("#new-call")) fill("");
    if (on("#tongue-switch")) {
      localStorage.setItem("desk-tongue", tongue() === "en" ? "zh" : "en");
      location.reload();
    }
    const again = on("[data-ask]");
    if (again) {
      page("desk");
      fill(again.dataset.ask);
    }
  }

  function watch() {
    new MutationObserver(() => {
      const done = at("#script [data-done]");
      if (at("#script .start") && !field().value) view("start");
      if (!done || done.dataset.seen) return;
      done.dataset.seen = "1";
      if (document.activeElement === field() && !field().value) done.focus({ preventScroll: true });
    }).observe(at("#script"), { childList: true, subtree: true });
  }

  function start() {
    document.documentElement.lang = tongue() === "en" ? "en" : "zh-CN";
    const ready = setInterval(() => {
      if (!field() || !at("#script")) return;
      clearInterval(ready);
      state().dataset.page = "desk";
      state().lang = document.documentElement.lang;
      view("start");
      field().addEventListener("input", typed);
      field().focus();
      watch();
    }, 50);
  }

  document.addEventListener("keydown", keyed, true);
  document.addEventListener("click", clicked);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

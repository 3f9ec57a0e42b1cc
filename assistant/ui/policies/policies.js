// The library in the browser: its views, files dropped and sent, the job under way, and the form that edits facts.
(() => {
  const VIEWS = ["policies", "upload", "validity", "index"];
  const POLL = 700;
  const at = (selector) => document.querySelector(selector);
  const tongue = () => (localStorage.getItem("desk-tongue") === "en" ? "en" : "zh");
  let polling = 0;
  let running = false;
  let returning = null;

  // Gradio repeats the page's style below .contain with more weight: what it depends on has to stand below that too.
  const state = () => at(".contain")?.firstElementChild ?? document.body;
  const act = (detail) => at("#list .count").dispatchEvent(new CustomEvent("library-act", { detail, bubbles: true }));

  function view(name) {
    const wanted = VIEWS.includes(name) ? name : "policies";
    if (state().dataset.view !== wanted) at("#told .done, #told .refused")?.remove();
    state().dataset.view = wanted;
    document.querySelectorAll(".views button").forEach((each) => {
      if (each.dataset.view === wanted) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    });
  }

  // What the address names: a view, or a policy by its id.
  function follow() {
    const name = decodeURIComponent(location.hash.slice(1));
    const policy = name.startsWith("policy=") ? name.slice("policy=".length) : "";
    view(policy ? "policies" : name);
    if (!policy) delete state().dataset.opened;
    else if (at("#policy .policy")?.dataset.opened === policy) state().dataset.opened = "1";
    else act({ act: "open", id: policy });
  }

  function go(name) {
    if (decodeURIComponent(location.hash.slice(1)) === name) follow();
    else location.hash = encodeURIComponent(name);
  }

  // ---- the job under way
  async function poll() {
    clearTimeout(polling);
    const answer = await fetch(`/library/job?tongue=${tongue()}`, { headers: { accept: "text/html" } });
    if (answer.status === 401) return location.assign("/sign-in?next=/library/");
    if (!answer.ok) return;
    const html = await answer.text();
    const place = at("#job");
    // A report that is being read is not drawn anew.
    if (place.dataset.drawn !== html) {
      const focused = document.activeElement?.dataset.act === "stop" && place.contains(document.activeElement);
      place.innerHTML = html;
      place.dataset.drawn = html;
      if (focused) place.querySelector("[data-act=stop]")?.focus();
    }
    const now = place.querySelector("[data-running]") !== null;
    if (running && !now) at("#refresh")?.click();
    running = now;
    if (now) polling = setTimeout(poll, POLL);
  }

  // ---- files
  function send(files) {
    if (!files.length) return;
    const drop = at("#drop");
    const body = new FormData();
    for (const each of files) body.append("files", each, each.webkitRelativePath || each.name);
    const request = new XMLHttpRequest();
    request.open("POST", `/library/upload?tongue=${tongue()}`);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) sending(Math.round((100 * event.loaded) / event.total));
    });
    request.addEventListener("loadend", () => {
      sending(null);
      at("#files").value = "";
      if (request.status === 401) return location.assign("/sign-in?next=/library/");
      if (request.status === 202) return ((running = true), poll());
      refused(request);
    });
    drop.dataset.busy = "1";
    request.send(body);
  }

  function sending(share) {
    const place = at("#job");
    delete place.dataset.drawn;
    if (share === null) return delete at("#drop").dataset.busy;
    place.innerHTML = '<section class="job"><h2></h2><progress max="100"></progress></section>';
    place.querySelector("h2").textContent = `${at("#drop").dataset.sending} ${share}%`;
    place.querySelector("progress").value = share;
  }

  function refused(request) {
    let line = `${request.status || "✗"}`;
    try {
      line = JSON.parse(request.responseText).error ?? line;
    } catch {
      /* no words came with it */
    }
    at("#job").innerHTML = '<p class="refused" role="alert"></p>';
    at("#job p").textContent = line;
  }

  // A folder that is dropped is walked to the bottom.
  async function dropped(items) {
    const entries = [...items].map((each) => each.webkitGetAsEntry?.()).filter(Boolean);
    const found = [];
    const walk = async (entry) => {
      if (entry.isFile) return found.push(await new Promise((done, no) => entry.file(done, no)));
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, no) => reader.readEntries(done, no));
        if (!some.length) return;
        for (const each of some) await walk(each);
      }
    };
    for (const each of entries) await walk(each);
    send(found);
  }

  // ---- events of the page
  function clicked(event) {
    const on = (selector) => event.target.closest(selector);
    const tab = on(".views [data-view]");
    if (tab) go(tab.dataset.view);
    const opened = on("#list [data-act=open]");
    const policy = on("[data-policy]");
    if (opened) event.stopPropagation();
    if (opened || policy) go(`policy=${opened ? opened.dataset.id : policy.dataset.policy}`);
    if (on("[data-back]")) go("policies");
    if (on("[data-close]")) at("#form dialog")?.close();
    const aim = on("[data-goto]");
    if (aim) at(`#clause-${aim.dataset.goto}`)?.scrollIntoView({ block: "start", behavior: "smooth" });
    if (aim) at(`#clause-${aim.dataset.goto}`)?.focus({ preventScroll: true });
    const edit = on("[data-act^=edit]");
    if (edit) returning = { act: edit.dataset.act, id: edit.dataset.id };
    if (on("#index [data-act], #job [data-act]")) setTimeout(poll, 400);
  }

  function typed(event) {
    if (!event.target.closest("#find input")) return;
    clearTimeout(typed.waiting);
    typed.waiting = setTimeout(() => event.target.form.requestSubmit(), 250);
  }

  function watch() {
    const seen = (selector, done) => new MutationObserver(done).observe(at(selector), { childList: true, subtree: true });
    seen("#told", () => {
      const line = at("#told .done, #told .refused");
      const dialog = at("#form dialog[open]");
      // What a form was refused for is said in the form, which stays with what was typed.
      if (dialog && line?.matches(".refused")) return (dialog.querySelector(".wrong").textContent = line.textContent);
      line?.focus();
    });
    seen("#form", () => {
      const dialog = at("#form dialog");
      if (!dialog || dialog.open) return;
      dialog.showModal();
      dialog.addEventListener("close", back);
    });
    let before = null;
    seen("#policy", () => {
      const policy = at("#policy .policy")?.dataset.opened ?? null;
      const asked = decodeURIComponent(location.hash.slice(1)) === `policy=${policy ?? before}`;
      const gone = before !== null && policy === null;
      before = policy;
      // Gradio touches the place more than once: only what is asked for is opened, and only what went is left.
      if (gone && asked) return go("policies");
      if (policy === null || !asked || state().dataset.opened === "1") return;
      state().dataset.opened = "1";
      at("#policy .policy").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    });
  }

  function back() {
    if (!returning) return;
    at(`#policy [data-act="${returning.act}"][data-id="${CSS.escape(returning.id)}"]`)?.focus();
    returning = null;
  }

  function drag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const over = event.type === "dragover";
    if (over && state().dataset.view !== "upload") go("upload");
    at("#drop")?.toggleAttribute("data-over", over);
    if (event.type === "drop") dropped(event.dataTransfer.items);
  }

  function start() {
    const ready = setInterval(() => {
      if (!at(".views button") || !at("#list .count") || !at("#drop") || !at("#job")) return;
      clearInterval(ready);
      state().lang = document.documentElement.lang;
      watch();
      follow();
      // On a slow machine Gradio may put the page in its place once more, and what was noted on it is gone.
      setInterval(() => state().dataset.view || follow(), 300);
      poll();
      at("#upload").addEventListener("change", (event) => event.target.id === "files" && send([...event.target.files]));
    }, 50);
  }

  document.addEventListener("click", clicked, true);
  document.addEventListener("input", typed);
  for (const name of ["dragover", "dragleave", "drop"]) document.addEventListener(name, drag);
  window.addEventListener("hashchange", follow);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

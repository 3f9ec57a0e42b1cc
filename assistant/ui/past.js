// Which tongue the page is in, and the conversations: kept in this browser only, listed, opened again and deleted.
(() => {
  const MOST = 20;
  const TONGUE = "policy-tongue";
  const KEPT = "policy-conversations";
  const CURRENT = "policy-conversation";
  const WORDS = {
    zh: { other: "English", otherShort: "EN", past: "历史对话", pastShort: "历史", none: "还没有历史对话。", line: "只保存在这个浏览器里，服务器不留存。",
      remove: "删除", all: "全部删除", close: "关闭", day: "时效日期", dayLabel: "按哪一天的时效回答", unit: "字" },
    en: { other: "中文", otherShort: "中文", past: "History", pastShort: "History", none: "No earlier conversations.", line: "Kept in this browser only; the server keeps none.",
      remove: "Delete", all: "Delete all", close: "Close", day: "Valid on", dayLabel: "Answer as of this day", unit: "characters" },
  };

  // A frame on another site, or a browser told so, has no storage: then the page remembers as long as it is open.
  const memory = new Map();
  const stored = (store, key) => {
    try { return window[store].getItem(key); } catch { return memory.get(key) ?? null; }
  };
  const store = (name, key, text) => {
    try { text === null ? window[name].removeItem(key) : window[name].setItem(key, text); return true; }
    catch (error) {
      if (error.name === "QuotaExceededError") return false;
      text === null ? memory.delete(key) : memory.set(key, text);
      return true;
    }
  };

  const asked = new URLSearchParams(location.search).get("lang");
  const tongue = () => {
    const chosen = asked ?? stored("localStorage", TONGUE);
    return chosen && chosen.toLowerCase().startsWith("en") ? "en" : "zh";
  };
  const words = () => WORDS[tongue()];

  function all() {
    try {
      const found = JSON.parse(stored("localStorage", KEPT) ?? "[]");
      return Array.isArray(found) ? found.filter((each) => each && typeof each.kept === "string") : [];
    } catch { return []; }
  }

  // What does not fit is left out, the oldest first.
  function write(conversations) {
    let fits = conversations.slice(0, MOST);
    while (!store("localStorage", KEPT, JSON.stringify(fits)) && fits.length) fits = fits.slice(0, -1);
  }

  const currentId = () => stored("sessionStorage", CURRENT);

  function keep(kept) {
    let rounds = [];
    try { rounds = JSON.parse(kept || "{}").rounds ?? []; } catch { /* nothing of ours */ }
    if (!rounds.length) return;
    const id = currentId() ?? String(Date.now()) + Math.random().toString(36).slice(2, 8);
    store("sessionStorage", CURRENT, id);
    const others = all().filter((each) => each.id !== id);
    write([{ id, at: Date.now(), title: String(rounds[0].question ?? "").slice(0, 80), kept }, ...others]);
  }

  const begin = () => store("sessionStorage", CURRENT, null);
  const current = () => all().find((each) => each.id === currentId())?.kept ?? "";

  function remove(id) {
    write(all().filter((each) => each.id !== id && id !== null));
    if (id === null || id === currentId()) document.getElementById("new")?.click();
    list();
  }

  const made = (tag, properties, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };

  function open(each) {
    store("sessionStorage", CURRENT, each.id);
    show(false);
    document.querySelector("#past").dispatchEvent(new CustomEvent("past", { detail: each.kept, bubbles: true }));
  }

  // Titles are what somebody typed: they are put in as text.
  function list() {
    const panel = document.getElementById("past-list");
    const said = words();
    const rows = all().map((each) => {
      const day = new Date(each.at).toLocaleString(tongue() === "en" ? "en-GB" : "zh-CN", { dateStyle: "medium", timeStyle: "short" });
      const pick = made("button", { type: "button", className: "pick" }, made("span", {}, each.title), made("small", {}, day));
      if (each.id === currentId()) pick.setAttribute("aria-current", "true");
      pick.addEventListener("click", () => open(each));
      const away = made("button", { type: "button", className: "away" }, said.remove);
      away.setAttribute("aria-label", `${said.remove} ${each.title}`);
      away.addEventListener("click", () => remove(each.id));
      return made("li", {}, pick, away);
    });
    const clear = made("button", { type: "button", className: "away" }, said.all);
    clear.addEventListener("click", () => remove(null));
    const body = rows.length ? [made("ul", {}, ...rows), made("p", {}, said.line, " ", clear)] : [made("p", {}, said.none, " ", said.line)];
    panel.replaceChildren(...body);
  }

  function show(shown) {
    const panel = document.getElementById("past-list");
    const button = document.getElementById("past-open");
    panel.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) list();
  }

  function change() {
    store("localStorage", TONGUE, tongue() === "en" ? "zh" : "en");
    const address = new URL(location.href);
    address.searchParams.delete("lang");
    location.assign(address);
  }

  // Called when the server has filled the page: the parts that only the browser makes.
  function opened() {
    const place = document.getElementById("past");
    const said = words();
    document.documentElement.lang = tongue() === "en" ? "en" : "zh-CN";
    document.title = document.querySelector("#head h1")?.textContent ?? document.title;
    document.querySelector(".day span").textContent = said.day;
    document.querySelector(".day input").setAttribute("aria-label", said.dayLabel);
    document.getElementById("unit").textContent = said.unit;
    const label = (long, short) => [made("span", { className: "long" }, long), made("span", { className: "short" }, short)];
    const button = made("button", { type: "button", id: "past-open" }, ...label(said.past, said.pastShort));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", "past-list");
    const other = made("button", { type: "button", id: "tongue", lang: tongue() === "en" ? "zh-CN" : "en" }, ...label(said.other, said.otherShort));
    const panel = made("section", { id: "past-list", hidden: true });
    panel.setAttribute("aria-label", said.past);
    button.addEventListener("click", () => show(panel.hidden));
    other.addEventListener("click", change);
    place.replaceChildren(button, other, panel);
  }

  document.addEventListener("keydown", (event) => {
    const panel = document.getElementById("past-list");
    if (event.key !== "Escape" || !panel || panel.hidden) return;
    show(false);
    document.getElementById("past-open").focus();
  });
  document.addEventListener("click", (event) => {
    const panel = document.getElementById("past-list");
    if (panel && !panel.hidden && event.target.isConnected && !event.target.closest("#past-box")) show(false);
  });

  window.policyPast = { tongue, current, keep, begin, opened };
})();

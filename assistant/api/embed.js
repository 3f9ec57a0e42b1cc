// One line on another site's page: <script src="https://HOST/embed.js" defer></script>
// data-lang="en" for English, data-label for the button's own words, data-side="left" for the other corner.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || document.querySelector("policy-assistant")) return;
  const host = new URL(".", script.src).href;
  const english = (script.dataset.lang || "zh").toLowerCase().startsWith("en");
  const words = english
    ? { label: "Ask about policies", close: "Close", whole: "Open in a new window", lang: "en" }
    : { label: "政策问答", close: "关闭", whole: "在新窗口打开", lang: "zh-CN" };
  const label = script.dataset.label || words.label;
  const side = script.dataset.side === "left" ? "left" : "right";

  // A shadow root keeps the page's styles out and ours in; adopted sheets are let through by strict policies too.
  const holder = document.createElement("policy-assistant");
  holder.lang = words.lang;
  const root = holder.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    * { box-sizing: border-box; font: 500 16px/1.4 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
    .open { position: fixed; ${side}: 20px; bottom: 20px; z-index: 2147483000; min-height: 48px; padding: 12px 20px;
      border: 0; border-radius: 24px; background: #12478a; color: #fff; cursor: pointer; box-shadow: 0 2px 12px #0004; }
    .open:hover { background: #0d3669; }
    :focus-visible { outline: 3px solid #f0a800; outline-offset: 2px; }
    .panel { position: fixed; ${side}: 20px; bottom: 20px; z-index: 2147483001; display: flex; flex-direction: column;
      width: min(420px, calc(100vw - 40px)); height: min(680px, calc(100vh - 40px)); border: 1px solid #b9c2cf;
      border-radius: 12px; background: #fff; box-shadow: 0 6px 32px #0005; overflow: hidden; }
    .panel[hidden], .open[hidden] { display: none; }
    .bar { display: flex; align-items: center; gap: 8px; padding: 6px 6px 6px 16px; background: #12478a; color: #fff; }
    .name { flex: 1; margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .bar a, .bar button { min-width: 44px; min-height: 44px; display: grid; place-items: center; border: 0; padding: 0;
      background: none; color: #fff; border-radius: 8px; cursor: pointer; text-decoration: none; font-size: 20px; }
    .bar a:hover, .bar button:hover { background: #0d3669; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media (max-width: 480px) {
      .panel { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }
    @media print { :host { display: none; } }`);
  root.adoptedStyleSheets = [sheet];

  const made = (tag, properties, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };
  const open = made("button", { type: "button", className: "open", textContent: label });
  open.setAttribute("aria-haspopup", "dialog");
  open.setAttribute("aria-expanded", "false");
  const whole = made("a", { href: `${host}?lang=${english ? "en" : "zh"}`, target: "_blank", rel: "noopener", title: words.whole, textContent: "↗" });
  whole.setAttribute("aria-label", words.whole);
  const close = made("button", { type: "button", title: words.close, textContent: "×" });
  close.setAttribute("aria-label", words.close);
  const name = made("p", { className: "name", id: "name", textContent: label });
  const panel = made("div", { className: "panel", hidden: true }, made("div", { className: "bar" }, name, whole, close));
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-labelledby", "name");
  root.append(open, panel);

  let frame = null;
  const show = (shown) => {
    if (shown && !frame) {
      // Loaded at the first opening: who never asks loads nothing.
      frame = made("iframe", { title: label, src: `${host}embed/?lang=${english ? "en" : "zh"}`, referrerPolicy: "strict-origin" });
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-downloads");
      panel.append(frame);
    }
    panel.hidden = !shown;
    open.hidden = shown;
    open.setAttribute("aria-expanded", String(shown));
    (shown ? close : open).focus();
  };
  open.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
  const put = () => document.body.append(holder);
  document.body ? put() : document.addEventListener("DOMContentLoaded", put);
})();

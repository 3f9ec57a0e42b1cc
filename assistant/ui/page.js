// The page's own behaviour: opening the clause behind a marker, unfolding, copying, judging, counting characters.
(() => {
  const narrow = () => window.matchMedia("(max-width: 860px)").matches;

  function openCard(marker) {
    const card = document.getElementById(marker.dataset.card);
    if (!card) return;
    const group = card.closest(".cards");
    document.querySelectorAll("#cards .cards[data-group]").forEach((each) => {
      each.hidden = each !== group;
    });
    document.querySelectorAll(".opened").forEach((each) => each.classList.remove("opened"));
    card.classList.add("opened");
    marker.classList.add("opened");
    card.focus({ preventScroll: true });
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: narrow() ? "start" : "nearest" });
  }

  function backToAnswer() {
    const marker = document.querySelector(".marker.opened");
    if (!marker) return;
    marker.focus({ preventScroll: true });
    marker.scrollIntoView({ block: "center" });
  }

  function unfold(button) {
    const open = button.closest(".card").classList.toggle("unfolded");
    const label = button.textContent;
    button.textContent = button.dataset.fold;
    button.dataset.fold = label;
    button.setAttribute("aria-expanded", String(open));
  }

  // The clipboard of the browser wants a certificate of the server; the old way works on an office's own network too.
  async function copy(button) {
    let done = true;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: button.dataset.copy, className: "unseen" });
      document.body.append(field);
      field.select();
      done = document.execCommand("copy");
      field.remove();
      button.focus({ preventScroll: true });
    }
    if (!done) return;
    const label = button.textContent;
    if (label === button.dataset.copied) return;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 1500);
  }

  function judge(button) {
    const acts = button.closest(".acts");
    const form = acts.querySelector(".why");
    if (button.dataset.judge === "yes") return send(acts, { round: Number(button.dataset.round), helpful: true });
    form.hidden = button.dataset.judge === "cancel" || !form.hidden;
    acts.querySelector("[data-judge=no]").setAttribute("aria-expanded", String(!form.hidden));
    if (form.hidden) acts.querySelector("[data-judge=no]").focus();
    else form.querySelector("input").focus();
  }

  function why(form) {
    const picked = form.querySelector("input[type=radio]:checked")?.value ?? "";
    const more = form.querySelector(".more").value.trim();
    const reason = [picked, more].filter(Boolean).join("：");
    send(form, { round: Number(form.dataset.round), helpful: false, reason });
  }

  // What the page tells the server goes through the part of Gradio that listens for it, which stands around all of it.
  const send = (from, detail) => from.dispatchEvent(new CustomEvent("judge", { detail, bubbles: true }));

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    const acts = { ".marker": openCard, ".whole": unfold, ".back": backToAnswer, ".copy": copy, "[data-judge]": judge };
    for (const [selector, act] of Object.entries(acts)) if (on(selector)) act(on(selector));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(".why");
    if (!form) return;
    event.preventDefault();
    why(form);
  });

  // Enter that ends the composition of a Chinese word must not send the question.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    },
    true
  );

  function count() {
    const field = document.querySelector("#question textarea");
    const place = document.getElementById("count");
    if (field && place && place.textContent !== String(field.value.length)) {
      place.textContent = String(field.value.length);
    }
  }

  // The conversation follows what is written unless the reader has scrolled up; a new question follows again.
  let follow = true;
  let writing = false;
  function followEnd(talk) {
    talk.addEventListener("scroll", () => {
      follow = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
    });
    new MutationObserver(() => {
      const begun = document.querySelector("#writing .writing") !== null;
      if (begun && !writing) follow = true;
      writing = begun;
      const talked = begun || document.querySelector("#rounds .answer") !== null;
      if (follow && talked) talk.scrollTop = talk.scrollHeight;
    }).observe(talk, { childList: true, subtree: true, characterData: true });
  }

  // A question in the address, behind the #, is put in its field; nobody but this browser is sent it.
  function fromAddress() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const put = (selector, value) => {
      const field = document.querySelector(selector);
      if (!field || !value) return;
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
      ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
    };
    if (!wanted.get("ask")) return;
    put("#question textarea", wanted.get("ask").slice(0, 4000));
    put("#day input", wanted.get("day"));
    history.replaceState(null, "", location.pathname + location.search);
  }

  function start() {
    const waiting = setInterval(() => {
      const talk = document.getElementById("talk");
      const field = document.querySelector("#question textarea");
      if (!talk || !field) return;
      clearInterval(waiting);
      followEnd(talk);
      fromAddress();
      // Not in another site's frame, and not on a telephone, where it would open the keyboard over the examples.
      if (window.top === window && !narrow() && document.activeElement === document.body) field.focus();
    }, 100);
    setInterval(count, 200);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

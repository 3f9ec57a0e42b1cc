// The page's own behaviour: opening the clause behind a marker, unfolding long clauses, counting characters.
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
    button.textContent = open ? "收起" : "展开整条";
  }

  document.addEventListener("click", (event) => {
    const marker = event.target.closest(".marker");
    if (marker) openCard(marker);
    const whole = event.target.closest(".whole");
    if (whole) unfold(whole);
    if (event.target.closest(".back")) backToAnswer();
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
    history.replaceState(null, "", location.pathname);
  }

  function start() {
    document.documentElement.lang = "zh-CN";
    const waiting = setInterval(() => {
      const talk = document.getElementById("talk");
      if (!talk || !document.querySelector("#question textarea")) return;
      clearInterval(waiting);
      followEnd(talk);
      fromAddress();
    }, 100);
    setInterval(count, 200);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();

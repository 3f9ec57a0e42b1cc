// What the admins' pages share: the switch of the tongue, and the page's language where the browser looks for it.
(() => {
  const tongue = () => (localStorage.getItem("desk-tongue") === "en" ? "en" : "zh");
  document.documentElement.lang = tongue() === "en" ? "en" : "zh-CN";
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#admin-tongue")) return;
    localStorage.setItem("desk-tongue", tongue() === "en" ? "zh" : "en");
    location.reload();
  });
})();

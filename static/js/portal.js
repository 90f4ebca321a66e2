/* What makes pages quicker to use; every page also works without it. */
(function () {
  "use strict";
  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }

  /* The error summary takes the focus, so that it is read first. */
  each("[data-errsum]", function (box) { box.focus(); });

  /* The recording page that opens without a network goes with its officer; what is not sent yet stays for that officer. */
  function forget() { if (window.caches) { caches.delete("inspection-page"); } }
  each("form[data-sign-out]", function (form) { form.addEventListener("submit", forget); });
  each("form[data-sign-in]", forget);

  /* Light and dark change at once; the server keeps the choice for the next page. */
  each("[data-theme-toggle]", function (button) {
    button.form.addEventListener("submit", function (event) {
      event.preventDefault();
      var chosen = button.value, root = document.documentElement, body = new FormData(button.form);
      body.append("theme", chosen);
      root.setAttribute("data-bs-theme", chosen);
      button.value = chosen === "dark" ? "light" : "dark";
      fetch(button.form.action, { method: "POST", body: body, redirect: "manual" });
    });
  });

  each("[data-reveal]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var field = document.getElementById(button.dataset.reveal), shown = field.type === "password";
      field.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
      button.querySelector("span").textContent = shown ? button.dataset.hide : button.dataset.show;
    });
  });

  each("[data-count]", function (area) {
    var out = document.getElementById(area.dataset.count), most = Number(area.getAttribute("maxlength"));
    function show() { out.textContent = out.dataset.text.replace("{n}", String(most - area.value.length)); }
    area.addEventListener("input", show);
    show();
  });

  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  /* A second press of a button that was pressed does nothing for a while: the page that comes back by the back key, or
     that stays because a file came, is usable again. The server takes a thing twice without harm anyway. */
  function free(form) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[data-said]").forEach(function (button) {
      button.textContent = button.dataset.said;
      delete button.dataset.said;
    });
  }
  document.addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.method.toLowerCase() !== "post") { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    if (button && button.dataset.busy) {
      button.dataset.said = button.textContent;
      button.textContent = button.dataset.busy;
    }
    setTimeout(free, 10000, form);
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { each("form[data-sent]", free); }
  });

  /* The menu closes with Escape or a press beside it. */
  each("details.account", function (menu) {
    document.addEventListener("click", function (event) { if (!menu.contains(event.target)) { menu.open = false; } });
    menu.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); }
    });
  });

  each("[data-offline]", function (banner) {
    function show() { banner.hidden = navigator.onLine; }
    window.addEventListener("online", show);
    window.addEventListener("offline", show);
    show();
  });
}());

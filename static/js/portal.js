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

  /* Inspections that the recording page keeps until they are sent; opening what is not there makes nothing. */
  each("[data-unsent]", function (box) {
    function look() {
      var opening = indexedDB.open("inspections");
      opening.onupgradeneeded = function () { opening.transaction.abort(); };
      opening.onerror = function (event) { event.preventDefault(); };
      opening.onsuccess = function () {
        var asked = opening.result.transaction("records").objectStore("records").getAll();
        asked.onsuccess = function () {
          opening.result.close();
          tell(asked.result.filter(function (kept) { return kept.officer === box.dataset.unsent && kept.state !== "draft"; }).length);
        };
      };
    }
    function tell(count) {
      box.querySelector("[data-unsent-text]").textContent = box.dataset.text.replace("{count}", String(count));
      box.hidden = !count;
    }
    if (window.indexedDB) { window.addEventListener("pageshow", look); }
  });
}());

/* Tells two minutes before it that the session ends. Without this the next request leads to the sign-in. */
(function () {
  "use strict";
  var box = document.querySelector("[data-session-end]");
  if (!box) { return; }
  var NOTICE = 120, KEY = "session-ends", ends = 0, timer = 0;
  var soon = box.querySelector("[data-session-soon]"), over = box.querySelector("[data-session-over]");
  var stay = box.querySelector("[data-session-stay]");

  /* Timers stand still while a device sleeps: what counts is the clock. */
  function look() {
    var left = (ends - Date.now()) / 1000;
    clearTimeout(timer);
    soon.hidden = left <= 0;
    over.hidden = left > 0;
    box.hidden = left > NOTICE;
    if (left > 0) { timer = setTimeout(look, 1000 * (left > NOTICE ? left - NOTICE : left) + 50); }
  }
  /* The other pages of the same browser learn of it. */
  function tell() {
    try { localStorage.setItem(KEY, String(ends)); } catch (error) { /* a browser that keeps nothing */ }
  }
  function begin(left) {
    ends = Date.now() + 1000 * left;
    tell();
    look();
  }

  stay.addEventListener("submit", function (event) {
    event.preventDefault();
    fetch(stay.action, { method: "POST", body: new FormData(stay), redirect: "manual", headers: { Accept: "application/json" } })
      .then(function (response) { return response.ok ? response.json() : { left: 0 }; })
      .then(function (answer) { begin(answer.left); })
      .catch(look);
  });
  window.addEventListener("storage", function (event) {
    if (event.key === KEY) { ends = Number(event.newValue) || ends; look(); }
  });
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
  begin(Number(box.dataset.left));
}());

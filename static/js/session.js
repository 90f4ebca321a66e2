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

/* Saves a pledge while it is written and opens a reason where one is needed; the pages work without it. */
(function () {
  "use strict";
  var WAIT = 800, AGAIN = 3000;

  /* A reason shows once something goes back; before, and where all passes, it is out of the way. */
  document.querySelectorAll("[data-reason]").forEach(function (box) {
    var choices = document.querySelectorAll("input[name='" + box.dataset.reason.replace("reason", "decision") + "']");
    function show() {
      box.hidden = !Array.from(choices).some(function (choice) { return choice.checked && choice.value !== "pass"; });
    }
    choices.forEach(function (choice) { choice.addEventListener("change", show); });
    show();
  });

  var form = document.querySelector("form[data-pledge]");
  if (!form) { return; }
  var KEY = "pledge-" + form.dataset.officer + "-" + form.dataset.pledge, state = form.querySelector("[data-saved]");
  var timer = 0, typed = 0, isSending = false;

  function fields() { return Array.from(form.elements).filter(function (one) { return /^item-/.test(one.name); }); }
  function say(text, isKept) {
    state.textContent = text;
    state.classList.toggle("is-kept", Boolean(isKept));
  }
  /* What is not on the server yet lies on the device, under its officer's key, until it is. */
  function keep() {
    var values = {};
    fields().forEach(function (one) { values[one.name] = one.value; });
    try { localStorage.setItem(KEY, JSON.stringify({ at: Date.now() / 1000, values: values })); } catch (error) { /* keeps nothing */ }
  }
  function drop() {
    try { localStorage.removeItem(KEY); } catch (error) { /* keeps nothing */ }
  }
  function restore() {
    var kept = null, isChanged = false;
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch (error) { /* keeps nothing */ }
    if (!kept || kept.at < Number(form.dataset.stored)) { drop(); return; }
    fields().forEach(function (one) {
      var value = kept.values[one.name];
      if (value === undefined || value === one.value) { return; }
      one.value = value;
      isChanged = true;
      one.dispatchEvent(new Event("input"));
      for (var box = one.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
    });
    if (isChanged) { say(state.dataset.restored, true); changed(); }
  }
  function changed() {
    typed += 1;
    keep();
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  }
  function answered(response, sent) {
    if (response.type === "opaqueredirect" || response.status === 403) { say(state.dataset.ended, true); return null; }
    return response.json().then(function (answer) {
      if (!response.ok) { say((answer.errors || [state.dataset.local]).join(" "), true); return; }
      say(answer.saved);
      if (sent === typed) { drop(); }
    });
  }
  function send() {
    if (isSending) { timer = setTimeout(send, WAIT); return; }
    var sent = typed, body = new FormData(form);
    isSending = true;
    fetch(form.action, { method: "POST", body: body, redirect: "manual", headers: { Accept: "application/json" } })
      .then(function (response) { return answered(response, sent); })
      .catch(function () {
        say(state.dataset.local, true);
        clearTimeout(timer);
        timer = setTimeout(send, AGAIN);
      })
      .then(function () { isSending = false; });
  }
  form.addEventListener("input", function (event) { if (/^item-/.test(event.target.name)) { changed(); } });
  form.addEventListener("submit", function () { clearTimeout(timer); });
  window.addEventListener("online", function () { if (typed) { send(); } });
  restore();
}());

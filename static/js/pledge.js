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
  var seen = form.elements.seen, timer = 0, typed = 0, isSending = false, unanswered = null;
  var isOvertaken = "overtaken" in form.dataset;

  function fields() { return Array.from(form.elements).filter(function (one) { return /^item-/.test(one.name); }); }
  function plain(text) { return text.trim().replace(/\s+/g, " "); }
  function say(text, isKept) {
    state.textContent = text;
    state.classList.toggle("is-kept", Boolean(isKept));
  }
  /* What is not on the server yet lies on the device, under its officer's key, until it is; with it the draft it changes. */
  function keep(isAdded) {
    var values = {};
    fields().forEach(function (one) { values[one.name] = one.value; });
    var kept = { seen: seen.value, isAdded: isAdded, values: values };
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch (error) { /* keeps nothing */ }
  }
  function drop() {
    try { localStorage.removeItem(KEY); } catch (error) { /* keeps nothing */ }
  }
  /* Puts back what the server does not have. If another page saved since, the server refuses it and both are shown. */
  function restore() {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(KEY)); } catch (error) { /* keeps nothing */ }
    var lost = kept && !(kept.isAdded && kept.seen !== seen.value) ? fields().filter(function (one) {
      return kept.values[one.name] !== undefined && plain(kept.values[one.name]) !== plain(one.value);
    }) : [];
    if (!lost.length) { drop(); return; }
    lost.forEach(function (one) {
      one.value = kept.values[one.name];
      one.dispatchEvent(new Event("input"));
      for (var box = one.closest("details"); box; box = box.parentElement.closest("details")) { box.open = true; }
    });
    seen.value = kept.seen || "";
    say(state.dataset.restored, true);
    changed();
  }
  function changed() {
    typed += 1;
    keep();
    clearTimeout(timer);
    if (!isOvertaken) { timer = setTimeout(send, WAIT); }
  }
  function answered(response, sent) {
    unanswered = null;
    if (response.type === "opaqueredirect" || response.status === 403) { say(state.dataset.ended, true); return null; }
    isOvertaken = response.status === 409;
    return response.json().then(function (answer) {
      if (!response.ok) { say((answer.errors || [state.dataset.local]).join(" "), true); return; }
      say(answer.saved);
      seen.value = answer.seen;
      if (sent.typed === typed) { drop(); } else { changed(); }
    });
  }
  /* What got no answer goes first once more, as it was: the server may have it already, and knows it again. */
  function send() {
    if (isSending) { timer = setTimeout(send, WAIT); return; }
    var sent = unanswered = unanswered || { typed: typed, body: new FormData(form) };
    isSending = true;
    fetch(form.action, { method: "POST", body: sent.body, redirect: "manual", headers: { Accept: "application/json" } })
      .then(function (response) { return answered(response, sent); })
      .catch(function () {
        say(state.dataset.local, true);
        clearTimeout(timer);
        timer = setTimeout(send, AGAIN);
      })
      .then(function () { isSending = false; });
  }
  form.addEventListener("input", function (event) { if (/^item-/.test(event.target.name)) { changed(); } });
  form.addEventListener("submit", function (event) {
    clearTimeout(timer);
    keep(Boolean(event.submitter) && event.submitter.value === "template");
  });
  window.addEventListener("online", function () { if (typed && !isOvertaken) { send(); } });
  document.querySelectorAll("[data-discard]").forEach(function (link) { link.addEventListener("click", drop); });
  if (isOvertaken) { keep(); } else { restore(); }
}());

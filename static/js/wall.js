/* The big screen: turns by itself, takes the next part of the wall, or what is new, at the end of each round, and keeps what it
   has while the network is down. One timer ticks for as long as the page is open; nothing is added but what takes another's place. */
(function () {
  "use strict";
  var tv = document.querySelector("[data-wall]");
  if (!tv) { return; }
  var stage = tv.querySelector("[data-stage]"), old = tv.querySelector("[data-old]"), button = tv.querySelector("[data-pause]");
  var count = tv.querySelector("[data-number]"), clock = tv.querySelector("[data-clock]");
  var playing = tv.querySelector("[data-playing]"), paused = tv.querySelector("[data-paused]");
  var TURN = 1000 * Number(tv.dataset.seconds), LONGEST = 10000;
  var at = Number(tv.dataset.at) - 1, next = Date.now() + TURN, asOf = new Date(), isLoading = false;
  var isPaused = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  var beijing = { timeZone: "Asia/Shanghai", hour12: false, hour: "2-digit", minute: "2-digit" };
  var inFull = Object.assign({ month: "long", day: "numeric", weekday: "long" }, beijing);
  var language = document.documentElement.lang;

  function show(index) {
    var screens = stage.children;
    at = (index + screens.length) % screens.length;
    Array.prototype.forEach.call(screens, function (screen, place) { screen.hidden = place !== at; });
    count.textContent = stage.dataset.text.replace("{number}", String(at + 1)).replace("{all}", String(screens.length));
    next = Date.now() + TURN;
  }

  function take(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-stage]");
    if (!fresh) { throw new Error("another page came"); }
    document.adoptNode(fresh);
    stage.replaceWith(fresh);
    stage = fresh;
    asOf = new Date();
    old.textContent = "";
  }

  /* Puts another part of the wall in the place of this one; what is shown stays until that is here, or without it. */
  function bring(part, index) {
    var address = new URL(window.location.href), abort = new AbortController();
    var patience = setTimeout(function () { abort.abort(); }, LONGEST);
    address.searchParams.delete("screen");
    address.searchParams.set("part", part);
    address.searchParams.set("automatic", "1");
    isLoading = true;
    fetch(address, { signal: abort.signal, cache: "no-cache" })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.text();
      })
      .then(take)
      .catch(function () {
        old.textContent = old.dataset.text.replace("{moment}", asOf.toLocaleTimeString(language, beijing));
      })
      .then(function () {
        clearTimeout(patience);
        isLoading = false;
        show(index);
      });
  }

  function turn(step) {
    if (isLoading) { return; }
    if (step > 0 && at === stage.children.length - 1) {
      bring(stage.dataset.after, 0);
    } else if (step < 0 && at === 0) {
      bring(stage.dataset.before, -1);
    } else {
      show(at + step);
    }
  }

  function pause(still) {
    isPaused = still;
    playing.hidden = still;
    paused.hidden = !still;
    next = Date.now() + TURN;
  }

  function tick() {
    var now = new Date().toLocaleString(language, inFull);
    if (clock.textContent !== now) { clock.textContent = now; }
    if (!isPaused && Date.now() >= next) { turn(1); }
  }

  button.hidden = tv.querySelector("[data-told]").hidden = false;
  button.addEventListener("click", function () { pause(!isPaused); });
  tv.querySelectorAll("[data-turn]").forEach(function (link) {
    link.addEventListener("click", function (event) { event.preventDefault(); turn(Number(link.dataset.turn)); });
  });
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey) { return; }
    if (event.key === "ArrowRight") { turn(1); }
    if (event.key === "ArrowLeft") { turn(-1); }
  });
  pause(isPaused);
  setInterval(tick, 1000);
  tick();
}());

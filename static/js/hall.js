/* The hall's big screen: asks for itself anew every few seconds and keeps what it has while the network is down. */
(function () {
  "use strict";
  var tv = document.querySelector("[data-hall]");
  if (!tv) { return; }
  var old = tv.querySelector("[data-old]"), asOf = new Date(), isLoading = false, LONGEST = 8000;
  var beijing = { timeZone: "Asia/Shanghai", hour12: false, hour: "2-digit", minute: "2-digit" };

  function take(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-stage]");
    var stage = tv.querySelector("[data-stage]");
    if (!fresh) { throw new Error("another page came"); }
    asOf = new Date();
    old.textContent = "";
    if (fresh.innerHTML !== stage.innerHTML) { stage.replaceWith(document.adoptNode(fresh)); }
  }

  function refresh() {
    if (isLoading) { return; }
    var address = new URL(window.location.href), abort = new AbortController();
    var patience = setTimeout(function () { abort.abort(); }, LONGEST);
    address.searchParams.set("automatic", "1");
    isLoading = true;
    fetch(address, { signal: abort.signal, cache: "no-cache" })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.text();
      })
      .then(take)
      .catch(function () {
        old.textContent = old.dataset.text.replace("{moment}", asOf.toLocaleTimeString(document.documentElement.lang, beijing));
      })
      .then(function () {
        clearTimeout(patience);
        isLoading = false;
      });
  }

  setInterval(refresh, 1000 * Number(tv.dataset.seconds));
})();

/* Record inspection: live score, photos, and a draft and a queue on the device. The form works without this file. */
(() => {
  "use strict";
  const form = document.querySelector("[data-inspect]");
  if (!form || !form.querySelector("[data-item]")) return;
  const one = (selector, within = form) => within.querySelector(selector);
  const all = (selector, within = form) => Array.from(within.querySelectorAll(selector));
  const words = form.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const show = (element, isShown) => { if (element) element.hidden = !isShown; };
  const saveButton = one("[data-save]");
  const saveText = saveButton.textContent;

  /* Score: whole hundredths as on the server; a category never falls below 0. */
  const countOf = (row) => {
    const count = parseInt(one("input[type=number]", row).value, 10);
    return Math.min(99, Math.max(1, count || 1));
  };
  const isOn = (row) => one("input[name=item]", row).checked;
  const text = (hundredths) => (hundredths / 100).toFixed(2);
  const score = () => {
    let total = 0, lost = 0, items = 0;
    all("[data-category]").forEach((group) => {
      const most = Number(group.dataset.max);
      let off = 0;
      all("[data-item]", group).forEach((row) => {
        row.classList.toggle("on", isOn(row));
        if (isOn(row)) { off += Number(row.dataset.pts) * countOf(row); items += 1; }
      });
      off = Math.min(most, off);
      total += most - off;
      lost += off;
      all(`[data-catlost="${group.dataset.category}"]`).forEach((chip) => {
        chip.textContent = off ? "−" + text(off) : "0";
        chip.parentNode.classList.toggle("hit", off > 0);
      });
    });
    one("[data-score]").textContent = text(total);
    one("[data-lost]").textContent = items ? fill(words.lostText, { lost: text(lost), items }) : words.noneText;
    return text(total);
  };

  const note = one("[data-note]");
  const left = () => {
    one("[data-note-left]").textContent = fill(words.leftText, { count: note.maxLength - note.value.length });
  };
  form.classList.add("js");
  all("[data-live], [data-step]").forEach((element) => show(element, true));
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]"), phrase = event.target.closest("[data-phrase]");
    if (step) {
      const row = step.closest("[data-item]");
      one("input[type=number]", row).value = Math.min(99, Math.max(1, countOf(row) + Number(step.dataset.step)));
    } else if (phrase) {
      const joined = (note.value ? note.value + "；" : "") + phrase.textContent;
      if (joined.length <= note.maxLength) note.value = joined;
      left();
    }
    if (step || phrase) form.dispatchEvent(new Event("change"));
  });
  form.addEventListener("input", () => { left(); score(); });
  form.addEventListener("change", score);
  score();
  left();

  let isBusy = false;
  const busy = (is) => { isBusy = is; saveButton.textContent = is ? words.savingText : saveText; };
  if ("correction" in words) {
    form.addEventListener("submit", (event) => { if (isBusy) event.preventDefault(); busy(true); });
    return;
  }

  /* Post: who serves there, and who may be second inspector. */
  const checked = (name) => one(`input[name=${name}]:checked`);
  const servingAt = (post) => (post.dataset.people ? post.dataset.people.split(";").map((line) => line.split("|")) : []);
  const choosePost = () => {
    const post = checked("post"), people = servingAt(post);
    one("[data-post-name]").textContent = post.dataset.name;
    one("[data-post-unit]").textContent = one("small", post.closest("label")).textContent;
    const line = one("[data-post-people]");
    line.textContent = line.dataset.label + people.map((person) => person[2]).join("、");
    all("[data-item]").forEach((row) => {
      const fitting = people.filter((person) => ["both", person[1]].includes(row.dataset.applies));
      one("[data-people]", row).replaceChildren(...fitting.map((person) => personChip(row.dataset.code, person)));
      show(one(".who", row), fitting.length > 0);
    });
    all("[data-second] option").forEach((option) => { option.disabled = option.dataset.unit === post.dataset.unit; });
  };
  const personChip = (code, [pk, , name]) => {
    const label = document.createElement("label"), box = document.createElement("input");
    label.className = "chip";
    Object.assign(box, { type: "checkbox", className: "form-check-input", name: `people_${code}`, value: pk });
    label.append(box, " " + name);
    return label;
  };
  all("input[name=post]").forEach((radio) => radio.addEventListener("change", () => {
    choosePost();
    one(".postpick").open = false;
  }));

  /* Photos: made small and drawn anew, so the place in the file stays behind. */
  let photos = [], mayLackPhoto = false;
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
  const shrunk = (file) => new Promise((done) => {
    const image = new Image(), url = URL.createObjectURL(file);
    image.onerror = () => { URL.revokeObjectURL(url); done(file); };
    image.onload = () => {
      const scale = Math.min(1, 1600 / Math.max(image.naturalWidth, image.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob((blob) => done(blob || file), "image/jpeg", 0.82);
    };
    image.src = url;
  });
  const missing = () => all("[data-item][data-photo]").filter(isOn);
  const showPhotos = () => {
    const grid = one("[data-thumbs]"), template = one("[data-thumb]").content;
    all("figure", grid).forEach((figure) => { URL.revokeObjectURL(one("img", figure).src); figure.remove(); });
    photos.forEach((photo, index) => {
      const figure = template.cloneNode(true).firstElementChild, image = one("img", figure), button = one("button", figure);
      image.src = URL.createObjectURL(photo.blob);
      image.alt = fill(words.photoText, { number: index + 1 });
      button.setAttribute("aria-label", fill(words.removeText, { number: index + 1 }));
      button.addEventListener("click", () => { photos.splice(index, 1); showPhotos(); keepDraft(); });
      grid.insertBefore(figure, one(".addp", grid));
    });
    one("[data-photo-count]").textContent = photos.length;
    showNeed();
  };
  const showNeed = () => {
    const asking = missing(), box = one("[data-photo-need]");
    show(box, asking.length > 0);
    if (!asking.length) return;
    box.className = "note mb-3 " + (photos.length ? "note-ok" : "note-warn");
    const item = one("[data-text]", asking[0]).textContent;
    one("span", box).textContent = fill(photos.length ? words.haveText : words.needText, { item });
  };
  one("[data-camera]").addEventListener("change", async (event) => {
    const files = Array.from(event.target.files);
    event.target.value = "";
    event.stopPropagation();
    for (const file of files) photos.push({ id: newId(), blob: await shrunk(file) });
    showPhotos();
    keepDraft();
  });

  /* The device keeps one draft and everything that is not sent yet, by the id that the server stores it under once. */
  const store = (mode, use) => new Promise((done, fail) => {
    const opening = indexedDB.open("inspections", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("records", { keyPath: "client_id" });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("records", mode);
      const result = use(asked.objectStore("records"));
      asked.oncomplete = () => { opening.result.close(); done(result.result); };
      asked.onabort = asked.onerror = () => { opening.result.close(); fail(asked.error); };
    };
  });
  const put = (record) => store("readwrite", (records) => records.put(record));
  const drop = (record) => store("readwrite", (records) => records.delete(record.client_id));
  const own = async () => {
    const records = await store("readonly", (stored) => stored.getAll());
    return records.filter((record) => record.officer === words.officer).sort((a, b) => a.saved_at - b.saved_at);
  };
  const beijing = (moment) => new Date(moment).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });
  const clock = (moment) => beijing(moment).slice(11, 16);
  const time = one("[data-time]"), clientId = one("[name=client_id]");
  let isTouched = "bound" in words;
  const touch = () => { if (!isTouched) { time.value = beijing(Date.now()).slice(0, 16).replace(" ", "T"); isTouched = true; } };
  const record = (state) => ({
    client_id: clientId.value, officer: words.officer, state, saved_at: Date.now(), score: score(),
    title: checked("post").dataset.name, photos: photos.slice(), stored: null, message: "",
    pairs: Array.from(new FormData(form)).filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"),
  });
  const tell = (pattern, moment) => {
    one("[data-autosave] span").textContent = fill(pattern, { time: clock(moment) });
    show(one("[data-autosave]"), true);
  };
  let waiting = 0;
  const keepDraft = () => {
    touch();
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const draft = record("draft");
      await put(draft);
      tell(words.savedText, draft.saved_at);
    }, 300);
  };
  const load = (draft) => {
    const values = (name) => draft.pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]);
    const post = all("input[name=post]").find((radio) => radio.value === values("post")[0]);
    if (post) post.checked = true;
    choosePost();
    all("input[name=item], input[name=kind], input[name^=people_]").forEach((box) => { box.checked = values(box.name).includes(box.value); });
    all("input[type=number], [data-note], [data-second], [data-time]").forEach((field) => { field.value = values(field.name)[0] || field.value; });
    clientId.value = draft.client_id;
    photos = draft.photos;
    isTouched = true;
    left();
    score();
    showPhotos();
  };
  const clear = () => {
    all("input[name=item], input[name^=people_]").forEach((box) => { box.checked = false; });
    all("input[type=number]").forEach((field) => { field.value = 1; });
    note.value = "";
    clientId.value = newId();
    photos = [];
    isTouched = mayLackPhoto = false;
    show(one("[data-autosave]"), false);
    all(".errsum").forEach((summary) => summary.remove());
    left();
    score();
    showPhotos();
  };

  /* Sending: a lost network or an ended session leaves the record on the device. */
  class SignedOut extends Error {}
  class Refused extends Error {}
  const ask = async (url, options = {}, seconds = 15) => {
    const abort = new AbortController(), timer = setTimeout(() => abort.abort(), seconds * 1000);
    const headers = { Accept: "application/json", ...options.headers };
    try {
      const response = await fetch(url, { ...options, headers, redirect: "manual", signal: abort.signal });
      if (response.type === "opaqueredirect") throw new SignedOut();
      const answer = response.status === 201 || response.status === 422 || response.ok ? await response.json() : {};
      if (response.status === 422) throw new Refused(answer.errors.join(" "));
      if (!response.ok) throw new TypeError(`answered ${response.status}`);
      return answer;
    } finally { clearTimeout(timer); }
  };
  const post = (url, pairs, token, seconds) => {
    const body = new FormData();
    pairs.forEach((pair) => body.append(...pair));
    return ask(url, { method: "POST", body, headers: { "X-CSRFToken": token } }, seconds);
  };
  const send = async (kept) => {
    const signedIn = await ask(`${words.tokenUrl}?automatic=1`);
    if (signedIn.officer !== kept.officer) throw new SignedOut();
    if (!kept.stored) {
      kept.stored = await post(form.action, [...kept.pairs, ["do", "save"]], signedIn.token);
      await put(kept);
    }
    while (kept.photos.length) {
      const photo = kept.photos[0];
      try {
        await post(kept.stored.photos, [["client_id", photo.id], ["photos", photo.blob, "photo.jpg"]], signedIn.token, 60);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
      kept.photos.shift();
      await put(kept);
    }
    await drop(kept);
  };
  const failed = async (kept, error) => {
    if (error instanceof Refused) { kept.state = "refused"; kept.message = error.message; await put(kept); }
    show(one("[data-signin]"), error instanceof SignedOut);
  };
  const showQueue = async () => {
    const queued = (await own()).filter((kept) => kept.state !== "draft");
    one("[data-queue-list]").replaceChildren(...queued.map(queueRow));
    show(one("[data-queue]"), queued.length > 0);
    return queued;
  };
  const queueRow = (kept) => {
    const row = one("[data-queue-row]").content.cloneNode(true).firstElementChild;
    one("[data-title]", row).textContent = `${kept.title} ${clock(kept.saved_at)}`;
    one("[data-detail]", row).textContent = kept.message || `${kept.score} · ${fill(words.countText, { count: kept.photos.length })}`;
    const mend = one("[data-mend]", row);
    show(mend, kept.state === "refused");
    mend.addEventListener("click", async () => {
      kept.state = "draft";
      await put(kept);
      load(kept);
      showQueue();
    });
    return row;
  };
  let isFlushing = false;
  const flush = async () => {
    if (isFlushing || isBusy) return;
    isFlushing = true;
    try {
      for (const kept of (await showQueue()).filter((each) => each.state === "queued")) {
        try { await send(kept); } catch (error) { await failed(kept, error); if (!(error instanceof Refused)) break; }
      }
      await showQueue();
    } finally { isFlushing = false; }
  };

  let isPlain = !window.indexedDB;
  form.addEventListener("change", () => { mayLackPhoto = false; busy(false); showNeed(); keepDraft(); });
  note.addEventListener("input", keepDraft);
  form.addEventListener("submit", async (event) => {
    if (isPlain || (event.submitter && event.submitter.value !== "save")) return;
    event.preventDefault();
    if (isBusy) return;
    if (missing().length && !photos.length && !mayLackPhoto) {
      mayLackPhoto = true;
      saveButton.textContent = words.anywayText;
      one("#photos").scrollIntoView({ block: "center" });
      one("[data-camera]").focus({ preventScroll: true });
      return;
    }
    busy(true);
    touch();
    clearTimeout(waiting);
    const kept = record("queued");
    await put(kept);
    try {
      await send(kept);
      location.assign(kept.stored.done);
    } catch (error) {
      if (kept.stored) { location.assign(kept.stored.done); return; }
      if (error instanceof Refused) {
        await put({ ...kept, state: "draft" });
        isPlain = true;
        form.submit();
        return;
      }
      await failed(kept, error);
      clear();
      busy(false);
      await showQueue();
      one("[data-queue]").scrollIntoView({ block: "start" });
    }
  });

  const network = () => { show(one("[data-offline]"), !navigator.onLine); if (navigator.onLine) flush(); };
  const begin = async () => {
    one("[data-signin-link]").href = words.login;
    const asked = new URLSearchParams(location.search).get("post");
    const wanted = all("input[name=post]").find((radio) => radio.value === asked);
    const drafts = (await own()).filter((kept) => kept.state === "draft");
    if ("bound" in words) {
      choosePostKeepingPeople();
      const same = drafts.find((draft) => draft.client_id === clientId.value);
      if (same) photos = same.photos;
    } else if (drafts.length && !location.search.includes("draft=")) {
      const draft = drafts[drafts.length - 1];
      load(draft);
      tell(words.restoredText, draft.saved_at);
      show(one("[data-discard]"), true);
    } else {
      if (wanted) wanted.checked = true;
      choosePostKeepingPeople();
    }
    showPhotos();
    network();
  };
  const choosePostKeepingPeople = () => {
    const named = all("input[name^=people_]:checked").map((box) => box.name + box.value);
    choosePost();
    all("input[name^=people_]").forEach((box) => { box.checked = named.includes(box.name + box.value); });
  };
  one("[data-discard]").addEventListener("click", async () => {
    await drop({ client_id: clientId.value });
    clear();
    show(one("[data-discard]"), false);
  });
  /* Gone back to after saving: a page that is kept as it was would send the same inspection again. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  if (!isPlain) begin();

  /* The page itself opens without a network once it has been opened with one. */
  const keepPage = async () => {
    const cache = await caches.open("inspection-page");
    const used = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
    const kept = new Set((await cache.keys()).map((request) => request.url));
    await cache.addAll(Array.from(new Set(used)).filter((url) => url.includes("/static/") && !kept.has(url)));
    if (!kept.has(form.action)) await cache.add(form.action);
  };
  if ("serviceWorker" in navigator && window.caches) {
    navigator.serviceWorker.register(words.worker).then(() => navigator.serviceWorker.ready).then(keepPage);
  }
})();

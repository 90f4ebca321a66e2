/* Recording on the device: photos, drafts and what waits for the network. The form works without this file. */
(() => {
  "use strict";
  if (!window.inspectionForm) return;
  const {
    form, one, all, words, fill, show, score, isOn, note, left, checked, choosePost, choosePostKeepingPeople, saveButton, busy, isBusy,
  } = window.inspectionForm;
  const { SignedOut, Refused, newId, photoOf, put, drop, own, send, keepPage } = window.inspectionDevice(words, form.action);
  let photos = [], mayLackPhoto = false, isPlain = !window.indexedDB, drawing = Promise.resolve();
  const limit = (text) => {
    one("[data-limit] span").textContent = text;
    show(one("[data-limit]"), true);
  };
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
    if (isPlain) { one("[data-photo-count]").textContent = files.length; return; }
    event.target.value = "";
    event.stopPropagation();
    drawing = drawing.then(async () => {
      for (const file of files) photos.push(await photoOf(file));
      showPhotos();
      keepDraft();
    });
  });

  /* Drafts: one for each record that is begun; none is lost when another is opened. */
  const beijing = (moment) => new Date(moment).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });
  const clock = (moment) => beijing(moment).slice(11, 16);
  const time = one("[data-time]"), clientId = one("[name=client_id]");
  let isTouched = "bound" in words;
  const touch = () => { if (!isTouched) { time.value = beijing(Date.now()).slice(0, 16).replace(" ", "T"); isTouched = true; } };
  const record = (state) => ({
    client_id: clientId.value, officer: words.officer, state, saved_at: Date.now(), score: score(),
    title: checked("post").dataset.name, post: checked("post").value, photos: photos.slice(), stored: null, message: "",
    pairs: Array.from(new FormData(form)).filter(([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string"),
  });
  const tell = (pattern, moment) => {
    one("[data-autosave] span").textContent = fill(pattern, { time: clock(moment) });
    show(one("[data-autosave]"), true);
  };
  let waiting = 0;
  const keepNow = async () => {
    if (!waiting) return;
    clearTimeout(waiting);
    waiting = 0;
    const draft = record("draft");
    if (!(await put(draft))) { limit(words.fullText); return; }
    tell(words.savedText, draft.saved_at);
    show(one("[data-anew]"), true);
  };
  const keepDraft = () => {
    if (isPlain) return;
    touch();
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, 300);
  };
  const load = (draft) => {
    const values = (name) => draft.pairs.filter((pair) => pair[0] === name).map((pair) => pair[1]);
    const post = all("input[name=post]").find((radio) => radio.value === values("post")[0]);
    if (post) post.checked = true;
    show(one("[data-other-post]"), !post);
    choosePost();
    all("input[name=item], input[name=kind], input[name^=people_]").forEach((box) => { box.checked = values(box.name).includes(box.value); });
    all("input[type=number], [data-note], [data-second], [data-time]").forEach((field) => { field.value = values(field.name)[0] || field.value; });
    clientId.value = draft.client_id;
    photos = draft.photos;
    isTouched = true;
    left();
    score();
    showPhotos();
    tell(words.restoredText, draft.saved_at);
    show(one("[data-anew]"), true);
  };
  const clear = () => {
    all("input[name=item], input[name^=people_]").forEach((box) => { box.checked = false; });
    all("input[type=number]").forEach((field) => { field.value = 1; });
    note.value = one("[data-second]").value = "";
    clientId.value = newId();
    photos = [];
    isTouched = mayLackPhoto = false;
    [one("[data-autosave]"), one("[data-anew]")].forEach((element) => show(element, false));
    all(".errsum").forEach((summary) => summary.remove());
    left();
    score();
    showPhotos();
  };

  /* What waits on this device: drafts beside the open one, records to be sent, and what the server refused. */
  const failed = async (kept, error) => {
    if (error instanceof Refused) { kept.state = "refused"; kept.message = error.message; await put(kept); }
    show(one("[data-signin]"), error instanceof SignedOut);
  };
  const showQueue = async () => {
    const others = (await own()).filter((kept) => kept.state !== "draft" || kept.client_id !== clientId.value);
    one("[data-queue-list]").replaceChildren(...others.map(queueRow));
    show(one("[data-queue]"), others.length > 0);
    show(one("[data-recording]"), others.some((kept) => kept.state === "draft"));
    return others;
  };
  const detailOf = (kept) => {
    const count = fill(words.countText, { count: kept.photos.length });
    if (kept.state === "photo") return fill(words.photoRefusedText, { reason: kept.photos[0].refused });
    if (kept.state === "refused") return kept.message;
    return kept.stored ? fill(words.photosWaitText, { count: kept.photos.length }) : `${kept.score} · ${count}`;
  };
  const queueRow = (kept) => {
    const row = one("[data-queue-row]").content.cloneNode(true).firstElementChild;
    const change = async (values) => { await put(Object.assign(kept, values)); await showQueue(); flush(); };
    one("[data-title]", row).textContent = `${kept.title} ${clock(kept.saved_at)}`;
    one("[data-detail]", row).textContent = detailOf(kept);
    all("[data-for]", row).forEach((element) => show(element, element.dataset.for.split(" ").includes(kept.state)));
    all("[data-open]", row).forEach((button) => button.addEventListener("click", async () => {
      await keepNow();
      await put(Object.assign(kept, { state: "draft" }));
      load(kept);
      await showQueue();
      one("h1").focus();
    }));
    one("[data-retake]", row).addEventListener("change", async (event) => {
      event.stopPropagation();
      if (event.target.files.length) change({ photos: [...kept.photos.slice(1), await photoOf(event.target.files[0])], state: "queued" });
    });
    const discard = one("[data-drop]", row);
    discard.addEventListener("click", async () => {
      if (!discard.dataset.asked) { discard.dataset.asked = "1"; discard.textContent = words.sureText; return; }
      const left = kept.photos.slice(1);
      if (kept.state === "photo" && left.length) change({ photos: left });
      else { await drop(kept); await showQueue(); }
    });
    return row;
  };
  let isFlushing = false, isWanted = false;
  const flush = async () => {
    isWanted = true;
    if (isFlushing || isBusy()) return;
    isFlushing = true;
    try {
      while (isWanted) {
        isWanted = false;
        for (const kept of (await showQueue()).filter((each) => each.state === "queued")) {
          try { await send(kept); } catch (error) { await failed(kept, error); if (!(error instanceof Refused)) break; }
        }
      }
      await showQueue();
    } finally { isFlushing = false; }
  };

  form.addEventListener("change", () => { mayLackPhoto = false; busy(false); showNeed(); keepDraft(); });
  note.addEventListener("input", keepDraft);
  form.addEventListener("submit", async (event) => {
    if (isPlain || (event.submitter && event.submitter.value !== "save")) return;
    event.preventDefault();
    await drawing;
    if (isBusy()) return;
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
    waiting = 0;
    const kept = record("queued"), isKept = await put(kept);
    try {
      await send(kept);
      if (!kept.photos.length) { location.assign(kept.stored.done); return; }
    } catch (error) {
      if (error instanceof Refused) {
        await put({ ...kept, state: "draft" });
        isPlain = true;
        form.submit();
        return;
      }
      await failed(kept, error);
      if (!isKept && !kept.stored) { limit(words.fullText); busy(false); return; }
    }
    clear();
    busy(false);
    await showQueue();
    one("[data-queue]").focus();
  });

  const network = () => { show(one("[data-offline]"), !navigator.onLine); if (navigator.onLine && !isPlain) flush(); };
  const begin = async () => {
    const params = new URLSearchParams(location.search), asked = params.get("post");
    const wanted = all("input[name=post]").find((radio) => radio.value === asked);
    const drafts = (await own()).filter((kept) => kept.state === "draft");
    const same = drafts.find((draft) => draft.client_id === clientId.value);
    const fitting = params.has("draft") ? same : drafts.filter((draft) => !asked || draft.post === asked).pop();
    if (!("bound" in words) && fitting) {
      load(fitting);
    } else {
      if (wanted && !("bound" in words)) wanted.checked = true;
      if (asked && !wanted) show(one("[data-other-post]"), true);
      if (same) photos = same.photos;
      choosePostKeepingPeople();
    }
    showPhotos();
    await showQueue();
    network();
  };
  /* Without a store on the device the form is a plain one, and says so instead of promising to keep anything. */
  const beginPlainly = () => {
    isPlain = true;
    limit(words.nothingKeptText);
    one("[data-offline] span").textContent = words.nothingKeptText;
    choosePostKeepingPeople();
    showNeed();
  };
  one("[data-anew]").addEventListener("click", async () => {
    await keepNow();
    clear();
    await showQueue();
    one("h1").focus();
  });
  /* Gone back to after saving: a page that is kept as it was would send the same inspection again. */
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  document.addEventListener("visibilitychange", keepNow);
  setInterval(async () => {
    if (!isPlain && navigator.onLine && (await own()).some((kept) => kept.state === "queued")) flush();
  }, 60000);
  one("[data-signin-link]").href = words.login;
  if (isPlain) beginPlainly(); else own().then(begin, beginPlainly);

  const cannotOpen = () => { if (!isPlain) limit(words.noReopenText); };
  if ("serviceWorker" in navigator && window.caches) {
    navigator.serviceWorker.register(words.worker).then(() => navigator.serviceWorker.ready.then(keepPage), cannotOpen);
  } else cannotOpen();
})();

/* What a device keeps of inspections until the server has it, and how it is sent: under an id that is stored once. */
window.inspectionDevice = (words, action) => {
  "use strict";
  class SignedOut extends Error {}
  class Refused extends Error {}

  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
  /* Made small and drawn anew, so the place in the file stays behind; what is no picture is left to the server. */
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
  const photoOf = async (file) => ({ id: newId(), blob: await shrunk(file) });

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
  /* False where the device is full. */
  const put = (record) => store("readwrite", (records) => records.put(record)).then(() => true, () => false);
  const drop = (record) => store("readwrite", (records) => records.delete(record.client_id));
  const own = async () => {
    const records = await store("readonly", (stored) => stored.getAll());
    return records.filter((record) => record.officer === words.officer).sort((a, b) => a.saved_at - b.saved_at);
  };

  /* A lost network, an ended session and a busy server are tried again; any other refusal would be refused again. */
  const PASSING = [401, 403, 408, 425, 429];
  const ask = async (url, options = {}, seconds = 15) => {
    const abort = new AbortController(), timer = setTimeout(() => abort.abort(), seconds * 1000);
    const headers = { Accept: "application/json", ...options.headers };
    try {
      const response = await fetch(url, { ...options, headers, redirect: "manual", signal: abort.signal });
      if (response.type === "opaqueredirect") throw new SignedOut();
      if (response.ok) return await response.json();
      if (response.status === 422) throw new Refused((await response.json()).errors.join(" "));
      if (response.status === 413) throw new Refused(words.tooLargeText);
      const isFinal = response.status >= 400 && response.status < 500 && !PASSING.includes(response.status);
      throw isFinal ? new Refused(words.refusedText) : new TypeError(`answered ${response.status}`);
    } finally { clearTimeout(timer); }
  };
  const post = (url, pairs, token, seconds) => {
    const body = new FormData();
    pairs.forEach((pair) => body.append(...pair));
    return ask(url, { method: "POST", body, headers: { "X-CSRFToken": token } }, seconds);
  };
  /* A photo that is refused stays with its reason, for its inspector to decide; the record stands without it. */
  const sendPhotos = async (kept, token) => {
    for (const photo of kept.photos.filter((each) => !each.refused)) {
      try {
        await post(kept.stored.photos, [["client_id", photo.id], ["photos", photo.blob, "photo.jpg"]], token, 60);
        kept.photos.splice(kept.photos.indexOf(photo), 1);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        photo.refused = error.message;
      }
      await put(kept);
    }
  };
  const send = async (kept) => {
    const signedIn = await ask(`${words.tokenUrl}?automatic=1`);
    if (signedIn.officer !== kept.officer) throw new SignedOut();
    if (!kept.stored) {
      kept.stored = await post(action, [...kept.pairs, ["do", "save"]], signedIn.token);
      await put(kept);
    }
    await sendPhotos(kept, signedIn.token);
    if (!kept.photos.length) { await drop(kept); return; }
    kept.state = "photo";
    await put(kept);
  };

  /* The page itself opens without a network once it has been opened with one. */
  const keepPage = async () => {
    const cache = await caches.open("inspection-page");
    const used = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0]);
    const kept = new Set((await cache.keys()).map((request) => request.url));
    await cache.addAll(Array.from(new Set(used)).filter((url) => url.includes("/static/") && !kept.has(url)));
    if (!kept.has(action)) await cache.add(action);
  };

  return { SignedOut, Refused, newId, photoOf, put, drop, own, send, keepPage };
};

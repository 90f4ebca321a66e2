/* Opens the recording page when the network is gone: that one page, its styles and scripts, for one duty shift. */
const CACHE = "inspection-page";
const PAGE = new URL("new/", self.registration.scope).href;
const SHIFT = 12 * 60 * 60 * 1000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  /* A draft on the server is not on this device: its address needs the network. */
  const isPage = url.href.split("?")[0] === PAGE && !url.searchParams.has("draft");
  if (request.mode === "navigate" && isPage) event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(request)));
});

async function page(request, url) {
  const cache = await caches.open(CACHE);
  let response;
  try {
    response = await fetch(request);
  } catch (error) {
    const shell = await cache.match(PAGE);
    const isFresh = shell && Date.now() - Date.parse(shell.headers.get("Date")) < SHIFT;
    return isFresh ? shell : Response.error();
  }
  /* Signed out: the next person at this device does not see the page of the last one. */
  if (response.type === "opaqueredirect") await cache.delete(PAGE);
  else if (response.ok && !url.search) await cache.put(PAGE, response.clone());
  return response;
}

async function kept(request) {
  return (await caches.match(request)) || Response.error();
}

// Show the scanning page where there is no link, and send what waits when the link returns. No other page is kept.
importScripts("{{ queue|escapejs }}");
const STATICS = [{% for one in statics %}"{{ one|escapejs }}", {% endfor %}];
const CACHE = "dukou-scan-{{ version }}";
const PAGE = "/scan/";
// Whoever logs in or out here, acts for another firm, or enters the demo as somebody else: the phone is nobody's
// until he opens the scanning page.
const CHANGES_WHO = ["/account/", "/demo/"];

async function keep(language) {
  const cache = await caches.open(CACHE);
  await cache.addAll(STATICS);
  // Without cookies: the page that is kept is nobody's.
  const shell = await fetch("/scan/shell/?language=" + encodeURIComponent(language || ""), { credentials: "omit" });
  if (shell.ok) await cache.put(PAGE, shell);
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

async function still(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && new URL(request.url).pathname.includes("/barcode/")) await cache.put(request, response.clone());
  return response;
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep(""));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((one) => one !== CACHE).map((one) => caches.delete(one))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.method === "POST" && CHANGES_WHO.some((start) => url.pathname.startsWith(start))) {
    event.waitUntil(self.dukouQueue.remember("person", 0));
  } else if (event.request.method === "GET" && event.request.mode === "navigate" && url.pathname === PAGE) {
    event.respondWith(page(event.request));
  } else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(still(event.request));
  }
});

self.addEventListener("message", (event) => {
  if ("keep" in (event.data || {})) event.waitUntil(keep(event.data.keep));
});

self.addEventListener("sync", (event) => {
  const sent = self.dukouQueue.send().then(async (answer) => {
    for (const client of await self.clients.matchAll()) client.postMessage("sent");
    if (answer === "waiting") throw new Error("no link yet");
  });
  event.waitUntil(sent);
});

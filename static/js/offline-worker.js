// Stands between the operator's room and the network: where there is none, it answers with what the
// room has kept. It keeps nothing itself, so that no page with a person in it ever stays here.

const PREFIX = "wemi-desk-";
const PACKAGE = "/offline";
const WHOLE = "/desk-kept-whole";
// In a valley the network is often there and carries nothing. Who waits for a page that is kept need
// not wait as long as who would get another one instead.
const PATIENCE = 8_000;
const LONG_PATIENCE = 30_000;
const room = new URL(self.registration.scope).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// What is kept whole; what is still being gathered does not count.
async function whole() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const cache = await caches.open(name);
    if (await cache.match(WHOLE)) found.push(cache);
  }
  return found;
}

async function kept(address) {
  for (const cache of await whole()) {
    const answer = await cache.match(address, { ignoreVary: true });
    if (answer) return answer;
  }
  return undefined;
}

// What comes instead of a page that is not kept: that of the same desk, else of any desk.
async function instead(url) {
  const pages = [];
  for (const cache of await whole()) {
    for (const request of await cache.keys()) {
      const { pathname } = new URL(request.url);
      if (pathname.endsWith(PACKAGE)) pages.push({ cache, request, pathname });
    }
  }
  const best = pages.find(({ pathname }) => pathname === url.pathname) ?? pages[0];
  return best && best.cache.match(best.request, { ignoreVary: true });
}

async function page(request, url) {
  const same = await kept(url.href);
  const answer = same ?? (await instead(url));
  if (!answer) return fetch(request);
  const patience = same ? PATIENCE : LONG_PATIENCE;
  const late = new Promise((resolve) => setTimeout(() => resolve(answer), patience));
  return Promise.race([fetch(request).catch(() => answer), late]);
}

async function part(request) {
  return (await kept(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith(room)) event.respondWith(page(request, url));
  } else if (request.destination) {
    // What scripts ask for themselves (no destination) always goes to the network.
    event.respondWith(part(request));
  }
});

// Keeps the pages that a desk takes along, with what they are made of; the worker answers from it.

import { drop, get, put } from "offline-kept";

const PREFIX = "wemi-desk-";
// Stands in what is kept when all of it is there; the worker looks for it.
const WHOLE = "/desk-kept-whole";
const HOUR = 3_600_000;

async function cachesOfDesk() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX));
}

// What was begun on a page that was left is gone on with, while it is as young as a whole one may be.
async function begun(told) {
  const before = await get("state", "filling");
  const fits = before && before.keyId === told.key_id && isSame(before.keep, told.keep);
  if (fits && Date.now() - before.at < HOUR && (await caches.has(before.name))) return before;
  const fresh = { name: PREFIX + Date.now(), at: Date.now(), keyId: told.key_id, keep: told.keep };
  await put("state", "filling", fresh);
  return fresh;
}

const isSame = (one, other) => one.join(" ") === other.join(" ");

async function fill({ name, keep }) {
  const cache = await caches.open(name);
  // One after the other: the network of a valley carries little.
  for (const address of keep) {
    if (await cache.match(address, { ignoreVary: true })) continue;
    const answer = await fetch(address, { cache: "no-cache", redirect: "error" });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    await cache.put(address, answer);
  }
  await cache.put(WHOLE, new Response(""));
}

// Keeps everything anew after signing in, when the site has changed, and else once an hour; what was
// kept before stays until all of the new is there. Returns when it was kept.
export async function refresh(told) {
  return navigator.locks.request("wemi-desk-keeping", async () => {
    const before = await get("state", "package");
    const is_there = before && (await caches.has(before.name)) && before.keyId === told.key_id;
    if (is_there && isSame(before.keep, told.keep) && Date.now() - before.at < HOUR) return before.at;
    const filling = await begun(told);
    await fill(filling);
    await put("state", "package", filling);
    await drop("state", "filling");
    const others = (await cachesOfDesk()).filter((name) => name !== filling.name);
    await Promise.all(others.map((name) => caches.delete(name)));
    return filling.at;
  });
}

export async function keptAt() {
  const kept = await get("state", "package");
  return kept && (await caches.has(kept.name)) ? kept.at : undefined;
}

export async function forget() {
  await drop("state", "package");
  await drop("state", "filling");
  await Promise.all((await cachesOfDesk()).map((name) => caches.delete(name)));
}

// Says how it stands with working without network: what is kept, what waits, what was sent.
// In the operator's room it keeps the package; there and on the package it sends what waits.

import { able, get, put } from "offline-kept";
import { count, current, discardOthers, enter } from "offline-sealed";
import { keptAt, refresh } from "offline-keeping";
import { ENDED, UNSURE, ask, sendAll } from "offline-sending";

const AGAIN = 60_000;
const box = document.querySelector("[data-offline]");
const part = (name) => box.querySelector(`[data-when="${name}"]`);
const show = (name, is_shown = true) => {
  part(name).hidden = !is_shown;
};

const timeOf = (moment) =>
  new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Europe/Rome",
  }).format(moment);

function fill(element, name, text) {
  element.querySelectorAll(`[data-${name}]`).forEach((each) => {
    each.textContent = text;
  });
}

// The case that a note has become, with what its visitor opens it with.
function tellSent({ number, href, code, pin }) {
  const line = box.querySelector("[data-sent-line]").content.cloneNode(true);
  line.querySelector("a").href = href;
  fill(line, "number", number);
  fill(line, "code", `${code.slice(0, 4)} ${code.slice(4)}`);
  fill(line, "pin", `${pin.slice(0, 3)} ${pin.slice(3)}`);
  box.querySelector("[data-sent]").append(line);
  show("sent");
}

async function tellWaiting() {
  const known = await current();
  const { own, refused, others } = await count(known?.account);
  show("waiting", own > 0);
  show("refused", refused > 0);
  // Who has not signed in is not told of anybody's notes.
  show("others", Boolean(known) && others > 0);
  fill(box, "waiting", own);
  fill(box, "others", others);
}

async function tellKept() {
  const at = await keptAt();
  show("ready", Boolean(at));
  show("missing", !at);
  if (at) fill(box, "kept", timeOf(at));
}

// The worker that answers without network answers only for the pages of this room.
async function keep(told) {
  show("failed", false);
  show("keeping", !(await keptAt()));
  try {
    await navigator.serviceWorker.register(box.dataset.worker, { scope: box.dataset.scope });
    await refresh(told);
  } catch {
    show("failed");
  }
  show("keeping", false);
  await tellKept();
}

async function tellGone() {
  const since = (await get("state", "gone")) ?? Date.now();
  await put("state", "gone", since);
  fill(box, "gone", timeOf(since));
}

async function comeBack(told) {
  await put("state", "gone", undefined);
  await enter(told);
  document.dispatchEvent(new CustomEvent("desk:entered"));
  try {
    const outcome = await sendAll(told, box.dataset, tellSent);
    show("ended", outcome === ENDED);
    show("unsent", outcome === UNSURE);
  } catch {
    show("unsent");
  }
  document.dispatchEvent(new CustomEvent("desk:sent"));
  await tellWaiting();
  await keep(told);
}

let looking;

async function look() {
  const { state, told } = await ask(box.dataset.session);
  box.dataset.state = state;
  show("gone", state === "gone");
  show("ended", state === "ended");
  show("instead", state === "gone" && box.dataset.page !== location.pathname);
  if (told) {
    await comeBack(told);
    return;
  }
  if (state === "gone") await tellGone();
  await tellWaiting();
  await tellKept();
}

// Once at a time; who asks meanwhile waits for the same answer.
function lookOnce() {
  looking ??= look()
    .catch(() => show("unable"))
    .finally(() => {
      looking = undefined;
    });
  return looking;
}

if (able) {
  lookOnce();
  addEventListener("online", lookOnce);
  addEventListener("offline", lookOnce);
  document.addEventListener("desk:kept", async () => {
    await tellWaiting();
    // A note that is kept while there is network need not wait.
    if (box.dataset.state !== "signed-in") return;
    await looking;
    await lookOnce();
  });
  document.addEventListener("desk:changed", tellWaiting);
  // A site that does not answer sends no sign when it does again.
  setInterval(() => box.dataset.state === "gone" && lookOnce(), AGAIN);
  box.querySelector("[data-discard-others]").addEventListener("click", async () => {
    await discardOthers((await current()).account);
    await tellWaiting();
  });
} else {
  show("unable");
}

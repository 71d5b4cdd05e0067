// Signing out takes along what this device keeps: who has notes that were not sent is warned first.

import { able } from "offline-kept";
import { count, current, leave } from "offline-sealed";
import { forget } from "offline-keeping";
import { ask, sendAll } from "offline-sending";

const box = document.querySelector("[data-leaving]");
const form = document.getElementById("sign-out");
const part = (name) => box.querySelector(`[data-when="${name}"]`);

async function whose() {
  const { told } = await ask(box.dataset.session);
  return { told, account: told?.account ?? (await current())?.account };
}

async function signOut(account) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!answer.ok) throw new Error(`not signed out: ${answer.status}`);
  if (account) await leave(account);
  await forget();
  location.assign(answer.url);
}

async function warnOrLeave({ account }) {
  const { own } = account ? await count(account) : { own: 0 };
  box.hidden = own === 0;
  if (own === 0) return signOut(account);
  box.querySelector("[data-count]").textContent = own;
  box.querySelector("h2").focus();
  return undefined;
}

async function sendFirst() {
  const known = await whose();
  try {
    if (known.told) await sendAll(known.told, box.dataset, () => {});
  } catch {
    // What could not be sent is still there, and is warned of again.
  }
  part("unsent").hidden = !known.account || (await count(known.account)).own === 0;
  await warnOrLeave(known);
}

async function guarded(act) {
  try {
    await act();
  } catch {
    part("failed").hidden = false;
    box.hidden = false;
  }
}

if (able && box && form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    guarded(async () => warnOrLeave(await whose()));
  });
  part("send").addEventListener("click", () => guarded(sendFirst));
  part("discard").addEventListener("click", () =>
    guarded(async () => signOut((await whose()).account)),
  );
  part("stay").addEventListener("click", () => {
    box.hidden = true;
    form.querySelector("button").focus();
  });
}

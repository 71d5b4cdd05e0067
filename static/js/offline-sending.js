// Asks the site whose session this is, and sends the notes that wait, each until the site has it.

import { discard, mark, notesOf } from "offline-sealed";

const PATIENCE = 30_000;
export const ENDED = "ended";
export const UNSURE = "unsure";

// Tells what the session gives a device; "ended" without one, "gone" without network.
export async function ask(address) {
  try {
    const answer = await fetch(address, {
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return { state: "signed-in", told: await answer.json() };
    const is_door = answer.type === "opaqueredirect" || answer.status === 403;
    return { state: is_door ? "ended" : "gone" };
  } catch {
    return { state: "gone" };
  }
}

async function post(note, told, texts) {
  const answer = await fetch(note.desk.notes, {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": told.csrf_token },
    body: JSON.stringify({ ...note.content, id: note.id, account: note.account }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (answer.status === 201) return { sent: (await answer.json()).case };
  // The door or the token refused it before anybody looked at the note.
  if (answer.type === "opaqueredirect" || answer.status === 400) return { ended: true };
  if (answer.headers.get("Content-Type") === "application/json" && answer.status < 500) {
    return { reasons: (await answer.json()).reasons };
  }
  if ([403, 404].includes(answer.status)) return { reasons: [texts.notYours] };
  if ([413, 422].includes(answer.status)) return { reasons: [texts.refused] };
  return { unsure: true };
}

// Sends what waits, one after the other, in one window at a time; `onSent` is told each case.
// A note leaves the device only when the site has said yes; the same note twice opens one case.
// Returns "" when each was answered, else why not; without network it throws.
export async function sendAll(told, texts, onSent) {
  return navigator.locks.request("wemi-desk-notes", async () => {
    let outcome = "";
    for (const note of await notesOf(told.account)) {
      // Until the site answers nobody knows if it was there: so long it must not be changed.
      await mark(note.id, { attempted: true });
      const { sent, reasons, ended, unsure } = await post(note, told, texts);
      if (sent) {
        await discard(note.id);
        onSent(sent);
      } else if (unsure) {
        outcome = UNSURE;
      } else {
        await mark(note.id, { attempted: false, reasons: reasons ?? [] });
        if (ended) return ENDED;
      }
    }
    return outcome;
  });
}

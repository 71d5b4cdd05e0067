// Notes and drafts, kept only as ciphertext under a key that the session gave and that no script
// can read again. They are the account's whose session it was: nobody else is shown them.

import { all, changing, drop, get, put } from "offline-kept";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) =>
    sign.charCodeAt(0),
  );

// Takes over the session that this page has: from now on notes are sealed under its key.
export async function enter(told) {
  if (!(await get("keys", told.key_id))) {
    const key = await crypto.subtle.importKey("raw", bytesOf(told.key), "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]);
    await put("keys", told.key_id, { id: told.key_id, account: told.account, key });
  }
  await put("state", "current", { account: told.account, keyId: told.key_id });
  await forgetKeys(told.account);
}

// A key under which nothing is kept any more is of no use.
async function forgetKeys(account) {
  await changing(["state", "keys", "notes", "drafts"], async (store) => {
    const [current, keys, notes, drafts] = await Promise.all([
      store("state").get("current"),
      store("keys").all(),
      store("notes").all(),
      store("drafts").all(),
    ]);
    const used = new Set([...notes, ...drafts].map((each) => each.keyId).concat(current?.keyId));
    const idle = keys.filter((each) => each.account === account && !used.has(each.id));
    await Promise.all(idle.map((each) => store("keys").drop(each.id)));
  });
}

// Whose session it was last, also when the network is gone; nothing after signing out.
export const current = () => get("state", "current");

async function sealed(id, value) {
  const { account, keyId } = await current();
  const { key } = await get("keys", keyId);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(id);
  const told = new TextEncoder().encode(JSON.stringify(value));
  const words = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, told);
  return { id, account, keyId, iv, words };
}

async function opened(row) {
  const { key } = await get("keys", row.keyId);
  const additionalData = new TextEncoder().encode(row.id);
  const algorithm = { name: "AES-GCM", iv: row.iv, additionalData };
  const told = await crypto.subtle.decrypt(algorithm, key, row.words);
  return JSON.parse(new TextDecoder().decode(told));
}

const draftOf = (account, desk) => `${account}:${desk}`;

export async function keepDraft(desk, value) {
  const { account } = await current();
  const id = draftOf(account, desk);
  await put("drafts", id, await sealed(id, value));
}

export async function draft(desk) {
  const { account } = await current();
  const row = await get("drafts", draftOf(account, desk));
  return row ? opened(row) : undefined;
}

// Keeps a note in the place of its draft: a new one, or one that is changed. Says false when that
// one was sent meanwhile, or may have been: the site has it as it was, and the change would be lost.
export async function keepNote(desk, content, changed) {
  const id = changed || crypto.randomUUID();
  const row = { ...(await sealed(id, content)), desk, savedAt: Date.now(), attempted: false };
  return changing(["notes", "drafts"], async (store) => {
    const before = await store("notes").get(id);
    if (changed && (!before || before.attempted)) return false;
    await store("notes").put(id, { ...row, savedAt: before?.savedAt ?? row.savedAt, reasons: [] });
    await store("drafts").drop(draftOf(row.account, desk.id));
    return true;
  });
}

export async function mark(id, values) {
  await changing(["notes"], async (store) => {
    const row = await store("notes").get(id);
    if (row) await store("notes").put(id, { ...row, ...values });
  });
}

export const discard = (id) => drop("notes", id);

// The notes of an account, the oldest first, with what is written in each.
export async function notesOf(account) {
  const rows = (await all("notes")).filter((each) => each.account === account);
  rows.sort((one, other) => one.savedAt - other.savedAt);
  return Promise.all(rows.map(async (row) => ({ ...row, content: await opened(row) })));
}

export async function count(account) {
  const rows = await all("notes");
  const own = rows.filter((each) => each.account === account);
  return {
    own: own.length,
    refused: own.filter((each) => each.reasons?.length).length,
    others: rows.length - own.length,
  };
}

const dropped = (rows, store, name) => Promise.all(rows.map((row) => store(name).drop(row.id)));

export async function discardOthers(account) {
  await changing(["keys", "notes", "drafts"], async (store) => {
    for (const name of ["notes", "drafts", "keys"]) {
      const rows = await store(name).all();
      await dropped(rows.filter((each) => each.account !== account), store, name);
    }
  });
}

// Forgets all that is kept for an account, as it signs out.
export async function leave(account) {
  await changing(["state", "keys", "notes", "drafts"], async (store) => {
    for (const name of ["notes", "drafts", "keys"]) {
      const rows = await store(name).all();
      await dropped(rows.filter((each) => each.account === account), store, name);
    }
    await store("state").drop("current");
  });
}

// What this device keeps for a desk: a small database of its own, nothing of which is sent by itself.

const NAME = "wemi-desk";
const STORES = ["state", "keys", "notes", "drafts"];

export const able =
  window.isSecureContext &&
  "indexedDB" in window &&
  "serviceWorker" in navigator &&
  Boolean(globalThis.crypto?.subtle);

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      STORES.forEach((name) => request.result.createObjectStore(name));
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// What `change` does with the stores is done as a whole, or not at all; it must not wait for
// anything but the stores.
export async function changing(names, change) {
  const transaction = (await database()).transaction(names, "readwrite");
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  const result = await change((name) => {
    const store = transaction.objectStore(name);
    return {
      get: (key) => answered(store.get(key)),
      all: () => answered(store.getAll()),
      put: (key, value) => answered(store.put(value, key)),
      drop: (key) => answered(store.delete(key)),
    };
  });
  await done;
  return result;
}

export async function get(name, key) {
  const transaction = (await database()).transaction(name);
  return answered(transaction.objectStore(name).get(key));
}

export async function all(name) {
  const transaction = (await database()).transaction(name);
  return answered(transaction.objectStore(name).getAll());
}

export const put = (name, key, value) => changing([name], (store) => store(name).put(key, value));
export const drop = (name, key) => changing([name], (store) => store(name).drop(key));

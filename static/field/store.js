// Everything the phone keeps: records, the bytes of their photos, and a few facts.
//
// States of a record: draft -> waiting -> sending -> confirmed; refused, returned and conflict
// came back from the server with a reason and can be worked on again.

import { openDB } from "./idb.js";

export const UNSENT = ["draft", "waiting", "sending", "refused", "returned", "conflict"];
export const OPEN_TO_CHANGE = ["draft", "refused", "returned"];
export const CAME_BACK = ["refused", "returned", "conflict"];
const KEPT_DAYS = 14;

let opening = null;

function database() {
  if (!opening) {
    opening = openDB("zhulu-field", 1, {
      upgrade(db) {
        db.createObjectStore("records", { keyPath: "uuid" });
        db.createObjectStore("photos", { keyPath: "id" }).createIndex("record", "record");
        db.createObjectStore("facts");
      },
      blocking() { forget(); },
      terminated() { opening = null; },
    });
    opening.catch(() => { opening = null; });
  }
  return opening;
}

async function forget() {
  const db = await opening;
  opening = null;
  db.close();
}

export async function fact(name) {
  return (await database()).get("facts", name);
}

export async function keepFact(name, value) {
  await (await database()).put("facts", value, name);
}

export async function dropFact(name) {
  await (await database()).delete("facts", name);
}

export async function records() {
  const all = await (await database()).getAll("records");
  return all.sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
}

export async function record(uuid) {
  return (await database()).get("records", uuid);
}

// Change a record only while it stands where the caller believes it stands. Returns whether it did.
export async function move(uuid, from, changes) {
  const tx = (await database()).transaction("records", "readwrite");
  const known = await tx.store.get(uuid);
  const holds = Boolean(known) && from.includes(known.state);
  if (holds) await tx.store.put(Object.assign({}, known, changes));
  await tx.done;
  return holds;
}

export async function keepNew(entry) {
  await (await database()).add("records", entry);
}

// Save what the person changed, unless the record was sent from another window meanwhile.
export async function keepDraft(entry) {
  const { fields, photos, by_clock, changed_at } = entry;
  return move(entry.uuid, OPEN_TO_CHANGE, { fields, photos, by_clock, changed_at });
}

export async function drop(uuid) {
  const tx = (await database()).transaction(["records", "photos"], "readwrite");
  await dropPhotosIn(tx, uuid);
  await tx.objectStore("records").delete(uuid);
  await tx.done;
}

// The server has this exact record: its photos need not lie here any longer.
export async function confirm(uuid, receipt, changed_at) {
  const tx = (await database()).transaction(["records", "photos"], "readwrite");
  const known = await tx.objectStore("records").get(uuid);
  await tx.objectStore("records").put(Object.assign({}, known, {
    state: "confirmed", receipt, changed_at, sentences: [], differences: [],
  }));
  await dropPhotosIn(tx, uuid);
  await tx.done;
}

// The same entry under a new identifier, as a record of its own.
export async function copyAsNew(entry, uuid) {
  const tx = (await database()).transaction(["records", "photos"], "readwrite");
  await movePhotosIn(tx, entry.uuid, uuid);
  await tx.objectStore("records").delete(entry.uuid);
  await tx.objectStore("records").add(Object.assign({}, entry, { uuid }));
  await tx.done;
}

// The record gives way to a note that carries it; undone, it stands as it stood.
export async function swap(entry, other) {
  const tx = (await database()).transaction(["records", "photos"], "readwrite");
  const known = await tx.objectStore("records").get(entry.uuid);
  const holds = Boolean(known) && known.state === entry.state;
  if (holds) {
    await movePhotosIn(tx, entry.uuid, other.uuid);
    await tx.objectStore("records").delete(entry.uuid);
    await tx.objectStore("records").put(other);
  }
  await tx.done;
  return holds;
}

export async function prune() {
  const before = new Date(Date.now() - KEPT_DAYS * 86400000).toISOString();
  for (const entry of await records()) {
    if (entry.state === "confirmed" && entry.changed_at < before) await drop(entry.uuid);
  }
}

// What was being sent when the app was closed is still to be sent.
export async function wakeUp() {
  for (const entry of await records()) {
    if (entry.state === "sending") await move(entry.uuid, ["sending"], { state: "waiting" });
  }
}

export async function keepPhoto(photo) {
  await (await database()).put("photos", photo);
}

export async function photo(uuid, sha256) {
  return (await database()).get("photos", uuid + ":" + sha256);
}

export async function markPhoto(uuid, sha256, changes) {
  const known = await photo(uuid, sha256);
  if (known) await keepPhoto(Object.assign({}, known, changes));
}

export async function dropPhoto(uuid, sha256) {
  await (await database()).delete("photos", uuid + ":" + sha256);
}

async function movePhotosIn(tx, from, to) {
  for (const photo of await tx.objectStore("photos").index("record").getAll(from)) {
    await tx.objectStore("photos").delete(photo.id);
    await tx.objectStore("photos").put(Object.assign({}, photo, { record: to, id: to + ":" + photo.sha256 }));
  }
}

async function dropPhotosIn(tx, uuid) {
  for (const key of await tx.objectStore("photos").index("record").getAllKeys(uuid)) {
    await tx.objectStore("photos").delete(key);
  }
}

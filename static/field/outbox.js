// Sending what waits. A record leaves only when the server confirmed exactly this record; whatever
// else happens, it stays. Used by the page and, where the browser has background sync, by the worker.

import { contentOf, fingerprint } from "./content.js";
import { moment } from "./clock.js";
import * as store from "./store.js";

const API = "/field/api/";
const LOCK = "zhulu-outbox";
const PHOTO_TRIES = 2;
// Photos on their way at once.
const LINES = 2;
// A network that swallows everything without a word counts as none.
const PATIENCE_MS = 90000;

// Something that ends this round: no network, no session.
class Stop extends Error {}
// Something that went wrong with one record on the server's side: it waits for the next round.
class Later extends Error {}

let running = null;

// Send everything that waits, one window at a time; whoever is patient waits for the round of another.
// Returns what became of it.
export async function flush(isPatient) {
  if (self.navigator.locks) {
    return self.navigator.locks.request(LOCK, { ifAvailable: !isPatient }, (lock) => (lock ? round() : "busy"));
  }
  if (running && !isPatient) return "busy";
  if (running) await running;
  running = round();
  try {
    return await running;
  } finally {
    running = null;
  }
}

async function round() {
  await store.wakeUp();
  try {
    const session = await openSession();
    for (const entry of (await store.records()).reverse()) {
      if (entry.state === "waiting" && entry.user === session.user.id) await send(entry, session);
    }
    await store.keepFact("sent_at", moment());
    return "done";
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return stop.message;
  }
}

async function openSession() {
  const answer = await ask("session", {});
  if (answer.status !== 200) throw new Stop(answer.status === 403 ? "forbidden" : "server");
  const session = answer.body;
  await store.keepFact("session", { user: session.user, offset_s: Math.round((Date.parse(session.now) - Date.now()) / 1000) });
  return session;
}

async function send(entry, session) {
  if (!(await store.move(entry.uuid, ["waiting"], { state: "sending" }))) return;
  try {
    if (!(await sendPhotos(entry, session))) return;
    await sendRecord(entry, session, true);
  } catch (trouble) {
    await store.move(entry.uuid, ["sending"], { state: "waiting", tries: (entry.tries || 0) + 1 });
    if (!(trouble instanceof Later)) throw trouble;
  }
}

async function sendPhotos(entry, session) {
  const left = entry.photos.slice();
  const bad = [];
  const line = async () => {
    while (left.length && !bad.length) {
      const answer = await sendOne(entry, left.shift(), session);
      if (answer) bad.push(answer);
    }
  };
  await Promise.all(Array.from({ length: LINES }, line));
  if (!bad.length) return true;
  await comeBack(entry, "refused", bad[0].body, { bad_photo: bad[0].sha256 });
  return false;
}

// Returns why the photo is refused, or nothing when the server has it.
async function sendOne(entry, mark, session) {
  const photo = await store.photo(entry.uuid, mark.sha256);
  if (!photo || photo.is_sent) return null;
  const answer = await sendPhoto(photo, session);
  if (answer.status === 422) return { body: answer.body, sha256: mark.sha256 };
  if (answer.status !== 200) throw new Later();
  await store.markPhoto(entry.uuid, mark.sha256, { is_sent: true });
  return null;
}

async function sendPhoto(photo, session) {
  const told = {
    taken_at: photo.taken_at, sent_at: moment(),
    latitude: photo.latitude, longitude: photo.longitude, accuracy_m: photo.accuracy_m,
  };
  for (let tries = 1; ; tries += 1) {
    const answer = await ask("photos/" + photo.sha256, {
      method: "PUT",
      body: photo.bytes,
      headers: { "X-CSRFToken": session.csrf_token, "X-Photo": JSON.stringify(told), "Content-Type": "application/octet-stream" },
    });
    // 400: it did not arrive whole.
    if (answer.status !== 400 || tries >= PHOTO_TRIES) return answer;
  }
}

async function sendRecord(entry, session, mayRetry) {
  const content = contentOf(entry);
  const answer = await ask("records", {
    method: "POST",
    body: JSON.stringify(Object.assign({}, content, { sent_at: moment() })),
    headers: { "X-CSRFToken": session.csrf_token, "Content-Type": "application/json" },
  });
  const { status, body } = answer;
  if (status === 200 || status === 201) {
    const isThis = body.uuid === entry.uuid && body.fingerprint === (await fingerprint(content));
    if (!isThis) throw new Later();
    await store.confirm(entry.uuid, { made: body.made, received_at: body.received_at }, moment());
    return;
  }
  if (status === 424 && mayRetry) {
    for (const sha256 of body.missing) await store.markPhoto(entry.uuid, sha256, { is_sent: false });
    if (await sendPhotos(entry, session)) await sendRecord(entry, session, false);
    return;
  }
  if (status === 422) await comeBack(entry, "refused", body, {});
  else if (status === 403 || status === 404) await comeBack(entry, "returned", body, {});
  else if (status === 409) await comeBack(entry, "conflict", body, { differences: body.differences || [] });
  else throw new Later();
}

// The server will not have it as it is: back to the person, with the reason.
async function comeBack(entry, state, body, more) {
  const changes = Object.assign({ state, sentences: body.sentences || [], changed_at: moment() }, more);
  await store.move(entry.uuid, ["sending"], changes);
}

// Ask the server; 401 means that the person must sign in again, and nothing is lost by it.
export async function ask(path, options) {
  const given = new AbortController();
  const timer = setTimeout(() => given.abort(), PATIENCE_MS);
  let answer;
  try {
    answer = await fetch(API + path, Object.assign({ credentials: "same-origin", cache: "no-store", signal: given.signal }, options, {
      headers: Object.assign({ Accept: "application/json" }, options.headers),
    }));
  } catch (_) {
    throw new Stop("offline");
  } finally {
    clearTimeout(timer);
  }
  if (answer.status === 401) throw new Stop("signed_out");
  return { status: answer.status, body: await bodyOf(answer), etag: answer.headers.get("ETag") };
}

async function bodyOf(answer) {
  try {
    return await answer.json();
  } catch (_) {
    return {};
  }
}

// What the phone takes along: sections, works, posts and last time's values.
export async function fetchBundle() {
  const known = await store.fact("bundle");
  try {
    const answer = await ask("bundle", { headers: known ? { "If-None-Match": known.etag } : {} });
    if (answer.status === 200 && answer.body.person) {
      await store.keepFact("bundle", Object.assign({ etag: answer.etag, fetched_at: moment() }, answer.body));
      return "done";
    }
    if (answer.status === 304) return "done";
    return answer.status === 403 ? "forbidden" : "server";
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return stop.message;
  }
}

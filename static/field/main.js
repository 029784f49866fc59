// The app: what it knows, where the person is, and when it sends.

import { h, button, empty, note } from "./dom.js";
import { hasWords, speak, t } from "./words.js";
import { moment, momentWords } from "./clock.js";
import { canonical, contentOf, newUuid } from "./content.js";
import { KINDS, titleOf } from "./kinds.js";
import { Form } from "./form.js";
import * as store from "./store.js";
import { fetchBundle, flush } from "./outbox.js";
import { exportRecord } from "./export.js";
import * as screens from "./screens.js";

const EVERY_MS = 20000;
const BUNDLE_AGE_MS = 10 * 60000;
const LITTLE_SPACE = 50 * 1024 * 1024;
const WRONG_CLOCK_S = 120;

const app = {
  bundle: null, records: [], recent: [], session: null, sentAt: null, outcome: "", estimate: null, form: null, bundleAt: 0, parting: "",

  userId() { return this.bundle ? this.bundle.person.id : null; },
  sectionKinds() { return this.bundle.person.kinds.filter((kind) => KINDS[kind] && ["sections", "works"].includes(KINDS[kind].about)); },
  go(hash) { location.hash = hash; },

  async load() {
    [this.bundle, this.session, this.sentAt] = await Promise.all([store.fact("bundle"), store.fact("session"), store.fact("sent_at")]);
    this.recent = (await store.fact("recent")) || [];
    this.records = await store.records();
  },

  async begin(kind, subject) {
    const now = moment();
    const entry = {
      uuid: newUuid(), kind, subject: subject.id, title: titleOf(kind, subject, this.bundle), user: this.userId(),
      fields: KINDS[kind].begin(subject, this.bundle, now), photos: [], state: "draft", by_clock: Boolean(KINDS[kind].has_clock),
      begun_at: now, made_at: now, changed_at: now, sentences: [], differences: [], tries: 0,
    };
    try {
      await store.keepNew(entry);
    } catch (trouble) {
      this.tell(trouble.name === "QuotaExceededError" ? t("disk_full") : t("not_saved"));
      return;
    }
    askToPersist();
    if (KINDS[kind].about === "sections") {
      this.recent = [subject.id, ...this.recent.filter((id) => id !== subject.id)].slice(0, 20);
      await store.keepFact("recent", this.recent);
    }
    this.go("#/record/" + entry.uuid);
  },

  async sync(isWished) {
    if (isWished) this.tell(t("sending"));
    this.outcome = await flush(isWished);
    if (this.outcome !== "busy" && (isWished || Date.now() - this.bundleAt > BUNDLE_AGE_MS)) {
      const fetched = await fetchBundle();
      if (fetched === "done") this.bundleAt = Date.now();
      else if (this.outcome === "done") this.outcome = fetched;
    }
    await this.load();
    await measureSpace();
    if (isWished) this.tell(outcomeWords(this.outcome));
    this.redraw();
  },

  async fetchAgain() {
    this.bundleAt = 0;
    await this.sync(true);
  },

  async takeBack(record) {
    if (!(await store.move(record.uuid, ["waiting"], { state: "draft" }))) this.tell(t("sent_meanwhile"));
    await this.load();
    this.redraw();
  },

  // What came back goes to the office as it is; the record itself stays inside the note.
  async handOver(record) {
    const words = await askedWords(t("hand_over_how"), t("hand_over"), t("hand_over_words"));
    if (!words) return;
    if (this.form) {
      await this.form.saveNow();
      this.form.close();
    }
    this.form = null;
    const original = (await store.record(record.uuid)) || record;
    const now = moment();
    const note = {
      uuid: newUuid(), kind: "office_note", subject: original.subject, title: screens.titleOfRecord(original), user: original.user,
      fields: { words, record: canonical(contentOf(original)), refused: original.sentences || [] }, photos: original.photos,
      state: "waiting", by_clock: false, begun_at: now, made_at: now, changed_at: now, sentences: [], differences: [], tries: 0, original,
    };
    if (!(await store.swap(original, note))) this.tell(t("sent_meanwhile"));
    await this.load();
    this.go("#/list");
    this.sync(false);
  },

  async takeNoteBack(record) {
    const original = Object.assign({}, record.original, { changed_at: moment() });
    if (!(await store.swap(record, original))) this.tell(t("sent_meanwhile"));
    await this.load();
    this.go("#/record/" + original.uuid);
  },

  async edit(record) {
    await store.move(record.uuid, ["returned", "conflict"], { state: "draft" });
    await this.load();
    this.redraw();
  },

  async discard(record, question) {
    if (!(await asked(question, t("keep_theirs")))) return;
    await store.drop(record.uuid);
    await this.load();
    this.go("#/list");
  },

  async sendAsNew(record) {
    const uuid = newUuid();
    await store.copyAsNew(Object.assign({}, record, { state: "waiting", sentences: [], differences: [] }), uuid);
    await this.load();
    this.go("#/list");
    this.sync(false);
  },

  exportRecord(record) { exportRecord(record, screens.titleOfRecord(record)); },

  async speak(chosen) {
    await store.keepFact("language", chosen);
    await speak(chosen);
    this.redraw();
  },

  async signOut() {
    const unsent = this.unsent().length;
    const question = unsent ? t("sign_out_unsent", { count: unsent }) : t("really_sign_out");
    if (!(await asked(question, t("sign_out")))) return;
    try {
      const session = await (await fetch("/field/api/session", { credentials: "same-origin", headers: { Accept: "application/json" } })).json();
      await fetch("/sign-out", { method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": session.csrf_token || "" } });
    } catch (_) {
      this.tell(t("offline_sign_out"));
      return;
    }
    // Records stay: whoever wrote them sends them after signing in again.
    for (const name of ["bundle", "session"]) await store.dropFact(name);
    await this.load();
    this.outcome = "signed_out";
    this.go("#/");
    this.redraw();
  },

  unsent() { return this.records.filter((record) => store.UNSENT.includes(record.state)); },

  tell(words) { empty(document.getElementById("toast"), words); },

  // What the person must know before anything else.
  notes() {
    const notes = [];
    if (!navigator.onLine || this.outcome === "offline") notes.push(note("grey", t("offline")));
    if (this.outcome === "signed_out") notes.push(note("orange", t("signed_out"), screens.signInLink(this)));
    if (this.outcome === "forbidden") notes.push(note("red", t("forbidden")));
    if (this.outcome === "server") notes.push(note("orange", t("server_trouble")));
    if (!sendsWhenClosed() && this.unsent().length) notes.push(note("grey", t("no_background")));
    if (!window.isSecureContext) notes.push(note("orange", t("not_secure")));
    if (this.session && Math.abs(this.session.offset_s) > WRONG_CLOCK_S) notes.push(note("orange", t("wrong_clock")));
    if (this.estimate && this.estimate.quota - this.estimate.usage < LITTLE_SPACE) notes.push(note("red", t("little_space")));
    return notes;
  },

  lastSent() { return this.sentAt ? t("last_contact", { moment: momentWords(this.sentAt) }) : t("no_contact"); },

  storageWords() {
    if (!this.estimate) return t("storage_unknown");
    const megabytes = (bytes) => Math.round(bytes / 1048576);
    return t("storage", { used: megabytes(this.estimate.usage), free: megabytes(this.estimate.quota - this.estimate.usage) });
  },

  async redraw() {
    await drawHead();
    if (!this.form) await draw();
  },
};

function outcomeWords(outcome) {
  const keys = { done: "sent_done", offline: "offline", signed_out: "signed_out", server: "server_trouble", forbidden: "forbidden", busy: "sending" };
  return t(keys[outcome]);
}

async function drawHead() {
  const count = app.unsent().length;
  const counter = document.getElementById("unsent");
  empty(counter, t("unsent", { count }));
  counter.className = count ? "unsent has-some" : "unsent";
}

async function draw() {
  const [, screen, uuid, sectionId] = location.hash.split("/");
  const main = document.getElementById("main");
  const title = document.getElementById("where");
  const back = document.getElementById("back");
  back.hidden = !screen;
  back.setAttribute("aria-label", t("back"));
  document.getElementById("me").textContent = t("me");
  if (app.form) app.form.close();
  app.form = null;
  app.records = await store.records();
  const record = screen === "record" ? app.records.find((one) => one.uuid === uuid) : null;
  if (record) {
    title.textContent = t(KINDS[record.kind].title);
    empty(main, recordView(record));
  } else if (screen === "list" || screen === "record") {
    title.textContent = t("on_this_phone");
    empty(main, screens.listScreen(app));
  } else if (screen === "projects") {
    title.textContent = t("write_site_log");
    empty(main, screens.projectsScreen(app));
  } else if (screen === "works" && KINDS[uuid]) {
    title.textContent = t(KINDS[uuid].title);
    empty(main, screens.worksScreen(app, uuid, Number(sectionId)));
  } else if (screen === "me") {
    title.textContent = t("me");
    empty(main, screens.meScreen(app));
  } else {
    title.textContent = t("title");
    empty(main, screens.startScreen(app));
  }
  document.body.dataset.ready = screen || "start";
  performance.mark("ready");
}

function recordView(record) {
  const isMine = app.bundle && record.user === app.userId();
  if (!isMine || record.original || !store.OPEN_TO_CHANGE.includes(record.state)) return screens.recordScreen(app, record);
  const form = new Form(record, app.bundle, async () => {
    app.parting = t("kept_on_phone");
    app.go("#/");
    await app.load();
    wakeLater();
    app.sync(false);
  });
  if (!form.subject) {
    return h("div", {}, note("orange", t("no_longer_yours")), screens.recordScreen(app, record));
  }
  app.form = form;
  const opened = form.open();
  return h("div", {}, h("p", { class: "about" }, record.title), opened,
    store.CAME_BACK.includes(record.state) ? button(t("hand_over"), () => app.handOver(record), "wide") : null,
    button(t("delete_draft"), () => removeDraft(record), "wide danger"));
}

async function removeDraft(record) {
  if (!(await asked(t("really_delete"), t("delete_draft")))) return;
  app.form.close();
  app.form = null;
  await store.drop(record.uuid);
  await app.load();
  app.go("#/");
  await drawHead();
}

// A question that must be answered before something could be lost.
function asked(question, yes) {
  return new Promise((resolve) => {
    const answer = (is) => () => {
      sheet.remove();
      resolve(is);
    };
    const sheet = h("div", { class: "sheet", role: "alertdialog", "aria-label": question },
      h("div", { class: "sheet-body" }, h("p", {}, question), button(yes, answer(true), "danger wide"), button(t("cancel"), answer(false), "wide")));
    document.body.append(sheet);
  });
}

// Words that must be given before something is done; nothing when the person thinks better of it.
function askedWords(question, yes, wish) {
  return new Promise((resolve) => {
    const said = h("textarea", { rows: 4, maxlength: 2000, "aria-label": question });
    const told = h("p", { class: "text-red", role: "alert" });
    const end = (words) => {
      sheet.remove();
      resolve(words);
    };
    const send = () => (said.value.trim() ? end(said.value.trim()) : empty(told, wish));
    const sheet = h("div", { class: "sheet", role: "dialog", "aria-label": yes },
      h("div", { class: "sheet-body" }, h("p", {}, question), said, told, button(yes, send, "primary wide"), button(t("cancel"), () => end(""), "wide")));
    document.body.append(sheet);
    said.focus();
  });
}

async function askToPersist() {
  if (navigator.storage && navigator.storage.persist) await navigator.storage.persist().catch(() => false);
}

async function measureSpace() {
  if (navigator.storage && navigator.storage.estimate) app.estimate = await navigator.storage.estimate();
}

function sendsWhenClosed() {
  return "serviceWorker" in navigator && "SyncManager" in window;
}

// Where the browser has background sync, what waits is sent also after the app was closed.
async function wakeLater() {
  const ready = navigator.serviceWorker && (await navigator.serviceWorker.getRegistration());
  if (ready && ready.sync) await ready.sync.register("zhulu-outbox").catch(() => null);
}

async function registerWorker() {
  if (!navigator.serviceWorker) return;
  const { worker, workerModule } = document.documentElement.dataset;
  try {
    await navigator.serviceWorker.register(workerModule, { type: "module", scope: "/field/" });
  } catch (_) {
    await navigator.serviceWorker.register(worker, { scope: "/field/" }).catch(() => null);
  }
}

async function languageKept() {
  return (await store.fact("language").catch(() => null)) || "zh_Hans_CN";
}

// Private windows and some settings refuse to keep anything; without words from the server there is only this.
function tellOfNoStart(trouble) {
  const main = document.getElementById("main");
  const words = hasWords() ? t("no_storage") : "现场应用无法启动，请联网后重新打开。 The field app could not start: open it again with network.";
  empty(main, note("red", words), h("a", { class: "button wide", href: "/" }, hasWords() ? t("desk_pages") : "筑路"), h("p", { class: "hint" }, String(trouble)));
}

async function start() {
  try {
    await speak(await languageKept());
    await store.prune();
    await app.load();
    await drawHead();
    await draw();
  } catch (trouble) {
    tellOfNoStart(trouble);
    throw trouble;
  }
  window.addEventListener("hashchange", async () => {
    app.tell(app.parting);
    app.parting = "";
    await draw();
    await drawHead();
  });
  window.addEventListener("online", () => app.sync(false));
  window.addEventListener("offline", () => app.redraw());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) app.sync(false); });
  document.getElementById("unsent").addEventListener("click", () => app.go("#/list"));
  document.getElementById("me").addEventListener("click", () => app.go("#/me"));
  document.getElementById("back").addEventListener("click", () => app.go("#/"));
  setInterval(() => { if (navigator.onLine && app.records.some((one) => one.state === "waiting")) app.sync(false); }, EVERY_MS);
  registerWorker();
  app.sync(false);
}

start();

// A form on the screen: drawn from its kind, saved on the phone at every change, and finished with one tap.

import { h, button, empty, note } from "./dom.js";
import { t } from "./words.js";
import { moment, timeOf } from "./clock.js";
import { KINDS, isLate, placesOf, settleHandling, subjectOf, tidied } from "./kinds.js";
import { part } from "./parts.js";
import { findPlace, stopFindingPlace, whereNow } from "./photos.js";
import * as store from "./store.js";

const PAUSE_MS = 300;

export class Form {
  constructor(record, bundle, finished) {
    this.record = record;
    this.bundle = bundle;
    this.finished = finished;
    this.fields = record.fields;
    this.kind = KINDS[record.kind];
    this.subject = subjectOf(record, bundle);
    this.places = [];
    this.working = 0;
    this.timer = null;
    this.body = h("div", { class: "form-body" });
    this.messages = h("div", { class: "messages" });
    this.saved = h("span", { class: "hint saved" });
    this.done = button(t("finish"), () => this.finish(), "primary wide");
    this.element = h("form", { class: "form", novalidate: true, onsubmit: (event) => event.preventDefault() },
      this.messages, this.body, h("div", { class: "thumb-bar" }, this.saved, this.done));
    this.leave = () => { if (this.timer) this.saveNow(); };
  }

  open() {
    document.addEventListener("visibilitychange", this.leave);
    window.addEventListener("pagehide", this.leave);
    findPlace(() => this.places.forEach((show) => show()));
    if (this.record.sentences.length) empty(this.messages, note("red", ...this.record.sentences));
    this.redraw();
    return this.element;
  }

  close() {
    this.leave();
    document.removeEventListener("visibilitychange", this.leave);
    window.removeEventListener("pagehide", this.leave);
    stopFindingPlace();
  }

  redraw() {
    const top = window.scrollY;
    this.places = [];
    empty(this.body, this.kind.parts.map((spec) => part(spec, this)));
    window.scrollTo(0, top);
  }

  // The reason for a late entry is asked for as soon as the day is a past one.
  redrawLate() {
    const asked = Boolean(this.body.querySelector("[name=late_reason]"));
    if (asked !== isLate(this.fields)) this.redraw();
  }

  set(name, value) {
    if (name === "by_clock") this.record.by_clock = value;
    else this.fields[name] = value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.saveNow(), PAUSE_MS);
  }

  async saveNow() {
    clearTimeout(this.timer);
    this.timer = null;
    this.record.changed_at = moment();
    try {
      const isKept = await store.keepDraft(this.record);
      empty(this.saved, isKept ? t("draft_saved", { time: timeOf(moment()) }) : t("sent_meanwhile"));
      return isKept;
    } catch (trouble) {
      this.tell(trouble.name === "QuotaExceededError" ? t("disk_full") : t("not_saved"));
      return false;
    }
  }

  tell(...lines) {
    empty(this.messages, note("red", ...lines));
    window.scrollTo(0, 0);
  }

  busy(change) {
    this.working += change;
    this.done.disabled = this.working > 0;
  }

  // Findings are numbered without gaps, and their photos go with them.
  async removeFinding(place) {
    const kept = {};
    const last = placesOf(this.fields, "findings").pop();
    for (const [name, value] of Object.entries(this.fields)) {
      const found = name.match(/^findings-(\d+)-(.*)$/);
      const number = found ? Number(found[1]) : -1;
      if (number === place) continue;
      kept[number > place ? "findings-" + (number - 1) + "-" + found[2] : name] = value;
    }
    const gone = this.record.photos.filter((mark) => mark.field === "findings-" + place + "-photos");
    this.record.photos = this.record.photos.filter((mark) => !gone.includes(mark));
    for (let number = place + 1; number <= last; number += 1) {
      for (const mark of this.record.photos) {
        if (mark.field === "findings-" + number + "-photos") mark.field = "findings-" + (number - 1) + "-photos";
      }
    }
    this.fields = this.record.fields = kept;
    settleHandling(kept);
    await this.saveNow();
    for (const mark of gone) await store.dropPhoto(this.record.uuid, mark.sha256);
    this.redraw();
  }

  // Records that say where they were made say it of the moment in which they are finished.
  async addPlace() {
    const where = await whereNow();
    for (const [name, value] of Object.entries(where)) this.fields[name] = value || "";
  }

  async finish() {
    const problems = this.kind.problems(this.fields, this.record.photos, this);
    if (problems.length) {
      this.tell(...problems);
      return;
    }
    this.busy(1);
    if (this.kind.has_place) await this.addPlace();
    this.busy(-1);
    if (!(await this.saveNow())) return;
    const waits = await store.move(this.record.uuid, store.OPEN_TO_CHANGE, {
      state: "waiting", fields: tidied(this.fields), made_at: moment(), changed_at: moment(), sentences: [], bad_photo: null,
    });
    if (waits) this.finished();
  }
}

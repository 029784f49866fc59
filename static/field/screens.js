// The screens: the start, the list of what is on the phone, one record, and the person's own page.

import { h, button, note, state } from "./dom.js";
import { joined, language, t, word } from "./words.js";
import { dayOf, dayWords, daysBetween, momentWords, today } from "./clock.js";
import { KINDS, subjectsOf, titleOf } from "./kinds.js";
import { differenceTable, summary } from "./says.js";
import * as store from "./store.js";

const TONES = { draft: "grey", waiting: "blue", sending: "blue", confirmed: "green", refused: "red", returned: "orange", conflict: "orange" };
const MOST_WITHOUT_SEARCH = 8;

export function stateOf(record) {
  return state(TONES[record.state], word("state", record.state));
}

export function startScreen(app) {
  const { bundle } = app;
  if (!bundle) return h("div", {}, note("blue", t("nothing_yet")), signInLink(app));
  const kinds = bundle.person.kinds;
  return h("div", {},
    app.notes(),
    kinds.includes("site_log") ? logButtons(app) : null,
    requestCards(app),
    kinds.includes("proof") ? findingCards(app) : null,
    app.sectionKinds().length ? sectionCards(app) : null);
}

function logButtons(app) {
  const { projects } = app.bundle;
  if (!projects.length) return null;
  const open = () => (projects.length === 1 ? app.begin("site_log", projects[0]) : app.go("#/projects"));
  return button(t("write_site_log"), open, "wide");
}

export function projectsScreen(app) {
  return h("div", { class: "cards" }, app.bundle.projects.map((project) => (
    button(project.name, () => app.begin("site_log", project), "wide left"))));
}

function sectionCards(app) {
  const sections = app.bundle.sections.slice().sort(byUse(app.recent));
  const list = h("div", { class: "cards" });
  const draw = (words) => {
    while (list.firstChild) list.removeChild(list.firstChild);
    const found = sections.filter((section) => matches(section, words));
    list.append(...found.slice(0, 50).map((section) => sectionCard(app, section)));
    if (!found.length) list.append(note("grey", t("none_found")));
  };
  draw("");
  const search = sections.length > MOST_WITHOUT_SEARCH
    ? h("input", { type: "search", class: "search", placeholder: t("search_sections"), "aria-label": t("search_sections"), oninput: (event) => draw(event.target.value.trim()) })
    : null;
  return h("section", {}, h("h2", {}, t("my_sections")), search, list);
}

function matches(section, words) {
  return !words || [section.name, section.project, section.contractor, ...section.works.map((work) => work.name)].some((text) => text.includes(words));
}

// The section that this phone wrote about last comes first, then those that were visited longest ago.
function byUse(recent) {
  const place = (section) => (recent.indexOf(section.id) + recent.length + 1) % (recent.length + 1);
  return (a, b) => {
    if (recent.includes(a.id) || recent.includes(b.id)) {
      if (!recent.includes(a.id)) return 1;
      if (!recent.includes(b.id)) return -1;
      return place(a) - place(b);
    }
    return String(a.last && a.last.at) < String(b.last && b.last.at) ? -1 : 1;
  };
}

function sectionCard(app, section) {
  const roads = joined(section.works.map((work) => work.name));
  return h("article", { class: "card", "data-section": section.id },
    h("h3", {}, section.name, h("span", { class: "quiet" }, " " + section.project)),
    roads ? h("p", { class: "quiet" }, roads) : null,
    h("p", { class: "quiet" }, lastVisit(section)),
    h("div", { class: "card-buttons" }, app.sectionKinds().map((kind) => (
      button(t(KINDS[kind].title), () => openKind(app, kind, section), kind === "inspection" ? "primary" : "")))));
}

function openKind(app, kind, section) {
  if (KINDS[kind].about === "sections") app.begin(kind, section);
  else app.go("#/works/" + kind + "/" + section.id);
}

// The works of a section, to choose the one that the record is about.
export function worksScreen(app, kind, sectionId) {
  const works = subjectsOf(kind, app.bundle).filter((work) => work.section === sectionId && !work.is_finished);
  return h("div", { class: "cards" }, works.map((work) => button(work.name, () => app.begin(kind, work), "wide left")));
}

// Steps that wait for this person's signature, for the village, or for the next round.
function requestCards(app) {
  const kinds = app.bundle.person.kinds;
  const { requests } = app.bundle;
  if (!requests.length) return null;
  const kindsOf = (request) => {
    const found = [];
    if (request.parties.includes("contractor") && kinds.includes("round")) found.push("round");
    if (request.parties.some((party) => party !== "village" && party !== "contractor") && kinds.includes("sign_off")) found.push("sign_off");
    if (request.parties.includes("village") && kinds.includes("village")) found.push("village");
    return found;
  };
  const isWritten = (kind, request) => app.records.some((one) => one.kind === kind && one.subject === request.id && one.state !== "confirmed");
  return h("section", {}, h("h2", {}, t("waiting_requests", { count: requests.length })), h("div", { class: "cards" }, requests.map((request) => (
    h("article", { class: "card", "data-request": request.id },
      h("h3", {}, request.name),
      h("p", { class: request.due_on < today() ? "text-red" : "quiet" }, t("round_number", { number: request.round }) + " · " + t("due_on", { day: dayWords(request.due_on) })),
      h("div", { class: "card-buttons" }, kindsOf(request).map((kind, place) => (isWritten(kind, request)
        ? h("span", { class: "quiet" }, t(KINDS[kind].title) + "：" + t("on_this_phone"))
        : button(t(KINDS[kind].title), () => app.begin(kind, request), place ? "" : "primary")))))))));
}

function lastVisit(section) {
  if (!section.last) return t("never_visited");
  const days = daysBetween(dayOf(section.last.at), today());
  const who = section.last.inspector;
  return days <= 0 ? t("visited_today", { who }) : t("visited_days_ago", { days, who });
}

function findingCards(app) {
  const { findings, sections } = app.bundle;
  const cards = findings.map((finding) => {
    const section = sections.find((one) => one.id === finding.section);
    return h("article", { class: "card" },
      h("h3", {}, section ? section.name : ""),
      h("p", {}, finding.description),
      h("p", { class: finding.due_on < today() ? "text-red" : "quiet" }, word("severity", finding.severity) + " · " + t("due_on", { day: dayWords(finding.due_on) })),
      h("div", { class: "card-buttons" }, button(t("proof"), () => app.begin("proof", finding), "primary")));
  });
  return h("section", {}, h("h2", {}, t("to_put_right")), cards.length ? h("div", { class: "cards" }, cards) : note("green", t("nothing_to_put_right")));
}

export function listScreen(app) {
  const unsent = app.records.filter((record) => store.UNSENT.includes(record.state));
  const sent = app.records.filter((record) => record.state === "confirmed");
  return h("div", {},
    app.notes(),
    button(t("send_now"), () => app.sync(true), "primary wide"),
    h("p", { class: "hint" }, app.lastSent()),
    h("h2", {}, t("unsent", { count: unsent.length })),
    unsent.length ? unsent.map((record) => recordRow(app, record)) : note("green", t("all_sent")),
    sent.length ? h("h2", {}, t("sent")) : null,
    sent.map((record) => recordRow(app, record)));
}

function recordRow(app, record) {
  const isTheirs = record.user !== app.userId();
  return h("a", { class: "card row-link", href: "#/record/" + record.uuid },
    h("div", { class: "row-head" }, h("strong", {}, t(KINDS[record.kind].title)), stateOf(record)),
    h("p", {}, record.title),
    h("p", { class: "quiet" }, whenMade(record), record.photos.length ? " · " + t("photo_count", { count: record.photos.length }) : ""),
    isTheirs && record.state !== "confirmed" ? h("p", { class: "text-red" }, t("somebody_elses")) : null,
    answerTo(app, record),
    (record.sentences || []).map((sentence) => h("p", { class: "text-red" }, sentence)));
}

// What the office says of a record that was handed over.
function answerTo(app, record) {
  const found = ((app.bundle && app.bundle.answers) || []).find((one) => one.note === record.uuid);
  return found ? note("green", t("office_answered", { state: word("note_state", found.state), answer: found.answer })) : null;
}

function whenMade(record) {
  return momentWords(record.begun_at);
}

// One record that is not open to change: what it says, where it stands, and what can be done with it.
export function recordScreen(app, record) {
  return h("div", {},
    h("div", { class: "row-head" }, h("strong", {}, record.title), stateOf(record)),
    (record.sentences || []).length ? note("red", ...record.sentences) : null,
    record.state === "conflict" ? differenceTable(record, app.bundle) : null,
    answerTo(app, record),
    record.state === "confirmed" ? note("green", t("confirmed_at", { moment: momentWords(record.receipt.received_at) })) : null,
    recordButtons(app, record),
    record.original ? [h("p", {}, record.fields.words), summary(record.original, app.bundle)] : summary(record, app.bundle));
}

function recordButtons(app, record) {
  const { state: stands } = record;
  return h("div", { class: "stack" },
    stands === "waiting" ? button(t("send_now"), () => app.sync(true), "primary wide") : null,
    stands === "waiting" && !record.original ? button(t("take_back"), () => app.takeBack(record), "wide") : null,
    stands !== "confirmed" && record.original ? button(t("take_note_back"), () => app.takeNoteBack(record), "wide") : null,
    store.CAME_BACK.includes(stands) && !record.original ? button(t("hand_over"), () => app.handOver(record), "wide") : null,
    stands === "conflict" && !record.original ? button(t("keep_theirs"), () => app.discard(record, t("really_keep_theirs")), "wide") : null,
    stands === "conflict" && !record.original ? button(t("send_as_new"), () => app.sendAsNew(record), "primary wide") : null,
    ["returned", "conflict"].includes(stands) && !record.original ? button(t("edit"), () => app.edit(record), "wide") : null,
    stands !== "confirmed" ? button(t("save_as_file"), () => app.exportRecord(record), "wide") : null);
}

export function meScreen(app) {
  const { bundle } = app;
  const other = language() === "en" ? "zh_Hans_CN" : "en";
  return h("div", { class: "stack" },
    bundle ? h("p", {}, h("strong", {}, bundle.person.name)) : null,
    h("p", { class: "quiet" }, app.lastSent()),
    h("p", { class: "quiet" }, app.storageWords()),
    h("p", { class: "quiet" }, clockWords(app.session ? app.session.offset_s : 0)),
    button(t("fetch_again"), () => app.fetchAgain(), "wide"),
    button(other === "en" ? "English" : "中文", () => app.speak(other), "wide"),
    h("a", { class: "button wide", href: "/" }, t("desk_pages")),
    button(t("sign_out"), () => app.signOut(), "wide"));
}

function clockWords(seconds) {
  if (Math.abs(seconds) < 60) return t("clock_right");
  const minutes = Math.round(Math.abs(seconds) / 60);
  return t(seconds > 0 ? "clock_slow" : "clock_fast", { minutes });
}

export function signInLink() {
  return h("a", { class: "button primary wide", href: "/sign-in?next=/field/" }, t("sign_in"));
}

export function titleOfRecord(record) {
  return t(KINDS[record.kind].title) + " · " + record.title;
}

export { titleOf };

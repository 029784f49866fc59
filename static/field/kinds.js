// The kinds of records: what each form asks, what it begins with, and what is checked before it is saved.
// The names of the fields are those of the desk's forms, so that one rule judges both.

import { dayOf, daysBetween, timeOf, today, addDays } from "./clock.js";
import { t } from "./words.js";

const TOPICS = ["progress", "quality", "safety", "environment"];

export const KINDS = {
  inspection: {
    title: "inspection", about: "sections", has_clock: true,
    begin: beginVisit, problems: visitProblems,
    parts: [
      { is: "photos", name: "photos" },
      { is: "chips", name: "topics", list: "topic", label: "looked_at", redraws: true },
      { is: "topic_notes" },
      { is: "works", name: "open_works", label: "open_works" },
      { is: "posts" },
      { is: "equipment" },
      { is: "segments", name: "site_environment", list: "condition", label: "site_environment", may_be_empty: true },
      { is: "segments", name: "diligence", list: "diligence", label: "diligence", may_be_empty: true },
      { is: "findings" },
      { is: "segments", name: "handling", list: "handling", label: "handling" },
      {
        is: "fold", label: "more", parts: [
          { is: "segments", name: "kind", list: "inspection_kind", label: "kind_of_visit" },
          { is: "work", name: "work", label: "work" },
          { is: "line", name: "place", label: "chainage", hint: "chainage_hint" },
          { is: "line", name: "weather", label: "weather" },
          { is: "line", name: "companions", label: "companions" },
          { is: "line", name: "signed_by", label: "signed_by" },
          { is: "when", names: ["day", "time"] },
        ],
      },
      { is: "late" },
    ],
  },
  post_check: {
    title: "post_check", about: "sections", has_clock: true,
    begin: (section, bundle, now) => Object.assign(beginVisit(section, bundle, now), { kind: "unscheduled", topics: [], open_works: [] }),
    problems: postProblems,
    parts: [
      { is: "posts" },
      { is: "photos", name: "photos" },
      { is: "segments", name: "diligence", list: "diligence", label: "diligence", may_be_empty: true },
      { is: "when", names: ["day", "time"] },
      { is: "late" },
    ],
  },
  problem: {
    title: "problem", about: "sections",
    begin: () => ({ description: "" }),
    problems: (fields) => missing(fields, { description: "say_what_was_wrong" }),
    parts: [
      { is: "photos", name: "photos" },
      { is: "text", name: "description", label: "what_is_wrong" },
      { is: "work", name: "work", label: "work" },
      { is: "line", name: "place", label: "chainage", hint: "chainage_hint" },
    ],
  },
  obstacle: {
    title: "obstacle", about: "sections",
    begin: (section, bundle, now) => ({ obstacle_kind: "pole_line", since: dayOf(now) }),
    problems: (fields) => missing(fields, { obstacle: "say_what_stands", rights_owner: "name_rights_owner" }),
    parts: [
      { is: "photos", name: "photos" },
      { is: "segments", name: "obstacle_kind", list: "obstacle_kind", label: "obstacle_kind" },
      { is: "line", name: "obstacle", label: "what_stands" },
      { is: "line", name: "rights_owner", label: "rights_owner" },
      { is: "work", name: "work", label: "work" },
      { is: "line", name: "place", label: "chainage", hint: "chainage_hint" },
      { is: "day", name: "since", label: "blocked_since" },
      { is: "text", name: "hinders", label: "what_it_hinders" },
      { is: "line", name: "counterpart", label: "contact_there" },
    ],
  },
  site_log: {
    title: "site_log", about: "projects", has_clock: true,
    begin: beginLog, problems: logProblems,
    parts: [
      { is: "photos", name: "photos" },
      { is: "sections", name: "sections", label: "sections_visited" },
      { is: "text", name: "content", label: "content" },
      { is: "line", name: "location", label: "location" },
      { is: "line", name: "weather", label: "weather" },
      { is: "text", name: "people_present", label: "people_present" },
      { is: "text", name: "problems", label: "problems" },
      { is: "text", name: "advice", label: "advice" },
      { is: "text", name: "requirements", label: "requirements" },
      { is: "day", name: "due_on", label: "until" },
      { is: "tick", name: "is_stopped", label: "is_stopped", redraws: true },
      { is: "line", name: "stop_reason", label: "stop_reason", when: (fields) => fields.is_stopped === "y" },
      { is: "when", names: ["log_on"] },
      { is: "late" },
    ],
  },
  acceptance: {
    title: "acceptance", about: "works", has_place: true, begin: beginRequest,
    problems: (fields) => missing(fields, { process_code: "choose_process", own_check: "write_own_check" }),
    parts: [
      { is: "photos", name: "photos" },
      { is: "options", name: "process_code", label: "process", options: (form) => processesOf(form).map((one) => [one.code, one.name]) },
      { is: "stretch" },
      { is: "text", name: "own_check", label: "own_check" },
      {
        is: "fold", label: "more", parts: [
          { is: "moment", name: "started_at", label: "work_begun" },
          { is: "moment", name: "ended_at", label: "work_ended" },
          { is: "moment", name: "wanted_at", label: "wanted_at" },
        ],
      },
    ],
  },
  round: {
    title: "round", about: "requests", has_place: true,
    begin: () => ({ own_check: "" }),
    problems: (fields) => missing(fields, { own_check: "write_own_check" }),
    parts: [{ is: "request" }, { is: "photos", name: "photos" }, { is: "text", name: "own_check", label: "own_check" }],
  },
  sign_off: {
    title: "sign_off", about: "requests", has_place: true,
    begin: (request) => ({ round: String(request.round), party: request.parties.find((one) => one !== "village"), verdict: "" }),
    problems: verdictProblems,
    parts: [
      { is: "request" },
      { is: "segments", name: "verdict", list: "verdict", label: "verdict", redraws: true },
      { is: "text", name: "reason", label: "reason_of_refusal", when: (fields) => fields.verdict === "refuses" },
      { is: "photos", name: "photos" },
      { is: "text", name: "opinion", label: "opinion" },
    ],
  },
  village: {
    title: "village", about: "requests", has_place: true,
    begin: (request) => ({ round: String(request.round), verdict: "", name: "", phone: "" }),
    problems: villageProblems,
    parts: [
      { is: "request" },
      { is: "line", name: "name", label: "village_name" },
      { is: "phone", name: "phone", label: "village_phone" },
      { is: "line", name: "village", label: "village_place" },
      { is: "photos", name: "photos", label: "village_photo" },
      { is: "segments", name: "verdict", list: "verdict", label: "verdict", redraws: true },
      { is: "text", name: "reason", label: "reason_of_refusal", when: (fields) => fields.verdict === "refuses" },
      { is: "signature", name: "signature", label: "village_signature" },
      { is: "line", name: "substitute_for", label: "substitute_for" },
    ],
  },
  side_station: {
    title: "side_station", about: "works", has_place: true, begin: beginWatch,
    problems: (fields) => missing(fields, { process_code: "choose_process", started_at: "say_from_when", ended_at: "say_until_when", work_done: "write_work_done", watched: "write_watched" }),
    parts: [
      { is: "photos", name: "photos" },
      { is: "options", name: "process_code", label: "process", options: (form) => processesOf(form).map((one) => [one.code, one.name]) },
      { is: "stretch" },
      { is: "moment", name: "started_at", label: "watched_from" },
      { is: "moment", name: "ended_at", label: "watched_until" },
      { is: "text", name: "work_done", label: "work_done" },
      { is: "text", name: "watched", label: "watched" },
      { is: "text", name: "problems", label: "watch_problems" },
      { is: "line", name: "weather", label: "weather" },
      { is: "line", name: "quality_officer", label: "quality_officer" },
    ],
  },
  // A record that came back, on its way to the office: it holds the record as it was.
  office_note: { title: "office_note", about: "notes", begin: () => ({}), problems: () => [], parts: [] },
  proof: {
    title: "proof", about: "findings",
    begin: (finding) => ({ version: String(finding.version), words: "" }),
    problems: (fields) => (fields.words ? [] : [t("say_what_was_done")]),
    parts: [
      { is: "finding" },
      { is: "photos", name: "photos" },
      { is: "text", name: "words", label: "what_was_put_right" },
    ],
  },
};

// Everything that a list is about has a name that people know it by.
export function titleOf(kind, subject, bundle) {
  const section = bundle.sections.find((one) => one.id === subject.section);
  if (KINDS[kind].about === "findings") return (section ? section.name + " " : "") + subject.description.slice(0, 30);
  if (KINDS[kind].about === "sections") return subject.name + " " + subject.project;
  return KINDS[kind].about === "works" && section ? section.name + " " + subject.name : subject.name;
}

export function subjectsOf(kind, bundle) {
  const { about } = KINDS[kind];
  if (about !== "works") return bundle[about] || [];
  return [].concat(...bundle.sections.map((section) => section.works.map((work) => Object.assign({ section: section.id }, work))));
}

export function subjectOf(record, bundle) {
  return subjectsOf(record.kind, bundle).find((one) => one.id === record.subject);
}

function processesOf(form) {
  return form.bundle.processes[form.bundle.lists_of_works[form.subject.id]] || [];
}

function missing(fields, needed) {
  return Object.keys(needed).filter((name) => !fields[name]).map((name) => t(needed[name]));
}

function verdictProblems(fields) {
  const problems = missing(fields, { verdict: "agree_or_refuse" });
  return fields.verdict === "refuses" && !fields.reason ? problems.concat(t("say_why_refused")) : problems;
}

function villageProblems(fields, photos) {
  const problems = missing(fields, { name: "village_needs_name", phone: "village_needs_phone", signature: "village_needs_signature" });
  if (!photos.length) problems.push(t("village_needs_photo"));
  return problems.concat(verdictProblems(fields));
}

function beginRequest(work, bundle) {
  const [first] = bundle.processes[bundle.lists_of_works[work.id]] || [];
  return Object.assign({ process_code: first ? first.code : "", own_check: "" }, endsOf(work));
}

function beginWatch(work, bundle, now) {
  const list = bundle.processes[bundle.lists_of_works[work.id]] || [];
  const watched = list.find((one) => one.is_side_station) || list[0];
  const hours = (count) => new Date(Date.parse(now) - count * 3600000).toISOString();
  const local = (iso) => dayOf(iso) + "T" + timeOf(iso);
  return Object.assign({ process_code: watched ? watched.code : "", started_at: local(hours(2)), ended_at: local(now) }, endsOf(work));
}

function endsOf(work) {
  return work.kind === "road" && work.start_m !== null ? { start_m: chainage(work.start_m), end_m: chainage(work.end_m) } : { part: "" };
}

// 12300 metres are K12+300.
function chainage(metres) {
  if (metres === null) return "";
  const [whole, rest] = String(metres).split(".");
  const decimals = (rest || "").replace(/0+$/, "");
  return "K" + Math.floor(Number(whole) / 1000) + "+" + String(Number(whole) % 1000).padStart(3, "0") + (decimals ? "." + decimals : "");
}

function beginVisit(section, bundle, now) {
  const last = section.last || {};
  const unfinished = section.works.filter((work) => !work.is_finished).map((work) => work.id);
  const fields = {
    day: dayOf(now), time: timeOf(now),
    kind: last.kind || "scheduled",
    topics: last.topics || [],
    open_works: (last.open_works || []).filter((id) => unfinished.includes(id)).map(String),
    companions: last.companions || "",
    handling: "nothing_needed",
  };
  section.posts.forEach((post, place) => {
    fields["posts-" + place + "-key"] = post.key;
    fields["posts-" + place + "-attendance"] = post.attendance;
  });
  (last.equipment || []).forEach((machine, place) => {
    fields["equipment-" + place + "-name"] = machine.name;
    fields["equipment-" + place + "-required"] = String(machine.required);
    fields["equipment-" + place + "-present"] = "";
  });
  return fields;
}

function beginLog(project, bundle, now) {
  const last = project.last || {};
  return { log_on: dayOf(now), location: last.location || "", people_present: last.people_present || "", content: "" };
}

export function placesOf(fields, list) {
  const found = Object.keys(fields).map((name) => (name.match("^" + list + "-(\\d+)-") || [])[1]);
  return [...new Set(found.filter((place) => place !== undefined).map(Number))].sort((a, b) => a - b);
}

export function isLate(fields) {
  const day = fields.day || fields.log_on;
  return Boolean(day) && day < today();
}

function visitProblems(fields) {
  const problems = [];
  const noted = TOPICS.some((topic) => fields[topic + "_note"]);
  const places = placesOf(fields, "findings");
  if (!fields.topics.length && !noted && !places.length && !isPostChecked(fields)) problems.push(t("choose_topic"));
  for (const place of places) {
    const of = (name) => fields["findings-" + place + "-" + name];
    if (!of("topic") || !of("description")) problems.push(t("finish_finding", { number: place + 1 }));
  }
  return problems.concat(lateProblems(fields));
}

function isPostChecked(fields) {
  return placesOf(fields, "posts").some((place) => fields["posts-" + place + "-attendance"]);
}

function postProblems(fields) {
  return (isPostChecked(fields) ? [] : [t("check_a_post")]).concat(lateProblems(fields));
}

function logProblems(fields, photos) {
  const problems = [];
  if (fields.is_stopped === "y" && !fields.stop_reason) problems.push(t("say_why_stopped"));
  if (fields.is_stopped !== "y" && !fields.content) problems.push(t("say_what_was_seen"));
  if (!photos.length && !fields.location) problems.push(t("photo_or_location"));
  return problems.concat(lateProblems(fields));
}

function lateProblems(fields) {
  return isLate(fields) && !fields.late_reason ? [t("say_why_late")] : [];
}

// What the findings say decides the handling, unless the works were stopped.
export function settleHandling(fields) {
  if (fields.handling === "stop") return;
  const places = placesOf(fields, "findings");
  const solved = places.every((place) => fields["findings-" + place + "-solved_on_spot"] === "y");
  if (!places.length) fields.handling = "nothing_needed";
  else fields.handling = solved ? "solved" : "rectification";
}

// The days that the bureau gives for a finding, counted from today.
export function dueOn(bundle, severity) {
  return addDays(today(), daysBetween(bundle.day, bundle.due_on[severity]));
}

// What the server need not hear of: posts that were not checked, machines that were not counted.
export function tidied(fields) {
  const kept = {};
  const ofList = /^(posts|equipment)-(\d+)-/;
  const counts = { posts: 0, equipment: 0 };
  const places = {};
  for (const [name, value] of Object.entries(fields)) {
    const found = name.match(ofList);
    if (!found) {
      kept[name] = value;
      continue;
    }
    const [start, list, place] = found;
    const needed = list === "posts" ? "attendance" : "present";
    if (fields[start + needed] === "" || fields[start + needed] === undefined) continue;
    if (places[start] === undefined) places[start] = list + "-" + counts[list]++ + "-";
    kept[places[start] + name.slice(start.length)] = value;
  }
  return kept;
}

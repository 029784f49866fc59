// The parts of a form. Each is an element that writes what the person enters into the record's fields.

import { h, button, note } from "./dom.js";
import { choices, t, word } from "./words.js";
import { dayWords } from "./clock.js";
import { dueOn, isLate, placesOf, settleHandling } from "./kinds.js";
import { photoStrip, signaturePad } from "./pictures.js";

const TOPICS = ["progress", "quality", "safety", "environment"];

export function part(spec, form) {
  if (spec.when && !spec.when(form.fields)) return null;
  return PARTS[spec.is](spec, form);
}

const PARTS = {
  photos: (spec, form) => photoStrip(form, spec.name, spec.label),
  signature: (spec, form) => group(spec.label, signaturePad(form, spec.name)),
  line: (spec, form) => field(spec, input(form, spec.name, { type: "text", maxlength: 200 })),
  number: (spec, form) => field(spec, input(form, spec.name, { type: "text", inputmode: "decimal", maxlength: 20 })),
  phone: (spec, form) => field(spec, input(form, spec.name, { type: "tel", maxlength: 40 })),
  day: (spec, form) => field(spec, input(form, spec.name, { type: "date" })),
  moment: (spec, form) => field(spec, input(form, spec.name, { type: "datetime-local" })),
  text: (spec, form) => field(spec, textarea(form, spec.name)),
  tick: (spec, form) => tick(form, spec.name, t(spec.label), spec.redraws),
  chips: (spec, form) => group(spec.label, chips(form, spec.name, choices(spec.list), spec.redraws)),
  segments: (spec, form) => group(spec.label, segments(form, spec.name, choices(spec.list), spec)),
  options: (spec, form) => field(spec, select(form, spec.name, spec.options(form), spec.empty === undefined ? null : t(spec.empty), spec.redraws)),
  work: (spec, form) => field(spec, select(form, spec.name, worksOf(form), t("whole_section"))),
  works: (spec, form) => {
    const roads = form.subject.works.filter((work) => !work.is_finished).map((work) => [String(work.id), work.name]);
    return roads.length ? group(spec.label, chips(form, spec.name, roads)) : null;
  },
  sections: (spec, form) => {
    const names = form.bundle.sections.filter((section) => form.subject.sections.includes(section.id));
    return names.length ? group(spec.label, chips(form, spec.name, names.map((one) => [String(one.id), one.name]))) : null;
  },
  topic_notes: (_spec, form) => TOPICS.filter((topic) => (form.fields.topics || []).includes(topic)).map((topic) => (
    field({ label: null, words: t("note_on", { topic: word("topic", topic) }) }, textarea(form, topic + "_note", 1)))),
  stretch: (_spec, form) => ("part" in form.fields
    ? field({ label: "part" }, input(form, "part", { type: "text", maxlength: 100 }))
    : h("div", { class: "field" }, h("span", { class: "label" }, t("stretch")), h("div", { class: "pair" },
      ["start_m", "end_m"].map((name) => input(form, name, { type: "text", maxlength: 20, "aria-label": t(name) }))))),
  request: (_spec, form) => note("blue", t("round_number", { number: form.subject.round }), t("due_on", { day: dayWords(form.subject.due_on) })),
  fold: (spec, form) => h("details", { class: "fold" },
    h("summary", {}, t(spec.label)), spec.parts.map((inner) => part(inner, form))),
  when: whenPart,
  late: (_spec, form) => (isLate(form.fields) ? field({ label: "late_reason" }, input(form, "late_reason", { type: "text", maxlength: 200 })) : null),
  posts: postsPart,
  equipment: equipmentPart,
  findings: findingsPart,
  finding: (_spec, form) => note("blue", form.subject.description, t("due_on", { day: dayWords(form.subject.due_on) })),
};

function worksOf(form) {
  return form.subject.works.map((work) => [String(work.id), work.name]);
}

export function field(spec, control) {
  const label = spec.words || t(spec.label);
  return h("label", { class: "field" }, h("span", { class: "label" }, label),
    spec.hint ? h("span", { class: "hint" }, t(spec.hint)) : null, control);
}

function group(label, inside) {
  return h("fieldset", { class: "field" }, h("legend", { class: "label" }, t(label)), inside);
}

export function input(form, name, attributes, changed) {
  return h("input", Object.assign({ name, value: form.fields[name] || "", autocomplete: "off", oninput: (event) => {
    form.set(name, event.target.value);
    if (changed) changed();
  } }, attributes));
}

export function textarea(form, name, rows) {
  const grow = (area) => { area.rows = Math.min(8, Math.max(rows || 3, area.value.split("\n").length, Math.ceil(area.value.length / 18))); };
  const area = h("textarea", { name, maxlength: 4000, value: form.fields[name] || "", oninput: () => {
    form.set(name, area.value);
    grow(area);
  } });
  grow(area);
  return area;
}

export function select(form, name, options, none, redraws) {
  const shown = none === null ? options : [["", none], ...options];
  const control = h("select", { name, onchange: (event) => {
    form.set(name, event.target.value);
    if (redraws) form.redraw();
  } }, shown.map(([value, label]) => h("option", { value }, label)));
  control.value = form.fields[name] || "";
  return control;
}

export function tick(form, name, label, redraws) {
  return h("label", { class: "tick" }, h("input", { type: "checkbox", name, checked: form.fields[name] === "y", onchange: (event) => {
    form.set(name, event.target.checked ? "y" : "");
    if (redraws) form.redraw();
  } }), h("span", {}, label));
}

function chips(form, name, options, redraws) {
  const chosen = new Set(form.fields[name] || []);
  return h("div", { class: "chips" }, options.map(([value, label]) => h("label", { class: "chip" },
    h("input", { type: "checkbox", name, value, checked: chosen.has(value), onchange: (event) => {
      if (event.target.checked) chosen.add(value);
      else chosen.delete(value);
      form.set(name, options.map((option) => option[0]).filter((one) => chosen.has(one)));
      if (redraws) form.redraw();
    } }), h("span", {}, label))));
}

export function segments(form, name, options, wishes) {
  return h("div", { class: "segments" }, options.map(([value, label]) => h("label", { class: "segment" },
    h("input", { type: "radio", name, value, checked: form.fields[name] === value, onclick: (event) => {
      const again = wishes.may_be_empty && form.fields[name] === value;
      if (again) event.target.checked = false;
      form.set(name, again ? "" : value);
      if (wishes.redraws) form.redraw();
      if (wishes.changed) wishes.changed();
    } }), h("span", {}, label))));
}

// Day and time are the phone's own until the person says otherwise.
function whenPart(spec, form) {
  const controls = spec.names.map((name) => input(form, name, { type: name === "time" ? "time" : "date", "aria-label": t(name) }, () => {
    form.set("by_clock", false);
    form.redrawLate();
  }));
  return h("div", { class: "field" }, h("span", { class: "label" }, t("when")), h("div", { class: "pair" }, controls));
}

function postsPart(_spec, form) {
  const options = choices("attendance");
  const places = placesOf(form.fields, "posts");
  if (!places.length) return null;
  const nameOf = (place) => form.subject.posts.find((post) => post.key === form.fields["posts-" + place + "-key"]);
  const all = button(t("all_present"), () => {
    for (const place of places) form.set("posts-" + place + "-attendance", "present");
    form.redraw();
  }, "small");
  const rows = places.map((place) => {
    const start = "posts-" + place + "-";
    const post = nameOf(place) || { post: form.fields[start + "key"], person: "" };
    const needsReason = ["on_leave", "replaced"].includes(form.fields[start + "attendance"]);
    return h("div", { class: "row" },
      h("span", { class: "row-name" }, post.post, post.person ? h("span", { class: "quiet" }, " " + post.person) : null),
      segments(form, start + "attendance", options, { may_be_empty: true, redraws: true }),
      needsReason ? input(form, start + "reason", { type: "text", maxlength: 200, placeholder: t("reason"), "aria-label": t("reason") }) : null);
  });
  return h("fieldset", { class: "field" }, h("legend", { class: "label" }, t("key_posts")), all, rows);
}

function equipmentPart(_spec, form) {
  const places = placesOf(form.fields, "equipment");
  const rows = places.map((place) => {
    const start = "equipment-" + place + "-";
    const named = (part, words, attributes) => h("label", { class: "small-field" }, h("span", { class: "hint" }, t(words)),
      input(form, start + part, Object.assign({ maxlength: 60 }, attributes)));
    return h("div", { class: "row machine" }, named("name", "equipment_name", { type: "text" }),
      named("required", "by_contract", { type: "text", inputmode: "numeric" }),
      named("present", "on_site", { type: "text", inputmode: "numeric" }));
  });
  const more = button(t("add_equipment"), () => {
    const next = places.length ? places[places.length - 1] + 1 : 0;
    form.set("equipment-" + next + "-name", "");
    form.redraw();
  }, "small");
  return h("details", { class: "fold", open: places.length > 0 }, h("summary", {}, t("equipment")), rows, more);
}

function findingsPart(_spec, form) {
  const places = placesOf(form.fields, "findings");
  const blocks = places.map((place, number) => findingBlock(form, place, number + 1));
  const more = button(t("add_finding"), () => {
    const next = places.length ? places[places.length - 1] + 1 : 0;
    const start = "findings-" + next + "-";
    form.set(start + "severity", "general");
    form.set(start + "due_on", dueOn(form.bundle, "general"));
    form.set(start + "topic", "");
    form.set(start + "description", "");
    settle(form);
  }, "wide");
  return h("fieldset", { class: "field" }, h("legend", { class: "label" }, t("findings")), blocks, more);
}

function findingBlock(form, place, number) {
  const start = "findings-" + place + "-";
  const isSolved = form.fields[start + "solved_on_spot"] === "y";
  const due = () => form.set(start + "due_on", dueOn(form.bundle, form.fields[start + "severity"]));
  return h("div", { class: "block" },
    h("div", { class: "block-head" }, h("strong", {}, t("finding_number", { number })), button(t("remove"), () => form.removeFinding(place), "small")),
    photoStrip(form, start + "photos"),
    segments(form, start + "topic", choices("topic"), {}),
    field({ label: "what_is_wrong" }, textarea(form, start + "description", 2)),
    segments(form, start + "severity", choices("severity"), { changed: () => { due(); form.redraw(); } }),
    h("label", { class: "tick" }, h("input", { type: "checkbox", checked: isSolved, onchange: (event) => {
      form.set(start + "solved_on_spot", event.target.checked ? "y" : "");
      settle(form);
    } }), h("span", {}, t("solved_on_spot"))),
    isSolved ? null : field({ label: "due" }, input(form, start + "due_on", { type: "date" })),
    field({ label: "work" }, select(form, start + "work", worksOf(form), t("whole_section"))),
    field({ label: "chainage", hint: "chainage_hint" }, input(form, start + "place", { type: "text", maxlength: 60 })));
}

function settle(form) {
  settleHandling(form.fields);
  form.set("handling", form.fields.handling);
  form.redraw();
}

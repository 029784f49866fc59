// What a record says, in words: for people who look at it once more, or beside what the office has.

import { h } from "./dom.js";
import { choices, joined, t, word } from "./words.js";
import { dayWords, momentWords } from "./clock.js";
import { subjectOf } from "./kinds.js";
import * as store from "./store.js";

const LISTS = {
  topics: "topic", obstacle_kind: "obstacle_kind", topic: "topic", kind: "inspection_kind", handling: "handling", severity: "severity", verdict: "verdict",
  party: "party", attendance: "attendance", diligence: "diligence", site_environment: "condition",
};
const OF_LIST = /^(.*)-(\d+)-(.*)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/;

// What is known of the record's section, to call works and people by their names.
export function aboutOf(record, bundle) {
  const subject = bundle ? subjectOf(record, bundle) : null;
  return { record, bundle, posts: (subject && subject.posts) || [] };
}

export function fieldName(name, about) {
  const photo = name.match(/^photo (\d+)$/);
  if (photo) return t("photo") + " " + photo[1];
  const [list, number, inner] = (name.match(OF_LIST) || [null, "", undefined, name]).slice(1);
  const note = inner.match(/^(\w+)_note$/);
  if (note && known("topic", note[1])) return t("note_on", { topic: word("topic", note[1]) });
  if (list === "posts" && about) return postName(about, number);
  const label = known("field", inner) ? word("field", inner) : inner;
  return number === undefined ? label : label + " " + (Number(number) + 1);
}

export function summary(record, bundle) {
  const about = aboutOf(record, bundle);
  const lines = Object.entries(record.fields).filter(([name, value]) => value && value.length && isShown(name));
  return h("dl", { class: "summary" }, lines.map(([name, value]) => [h("dt", {}, fieldName(name, about)), h("dd", {}, said(name, value, about))]));
}

export function differenceTable(record, bundle) {
  const differences = (record.differences || []).filter((one) => one.field !== "subject");
  if (!differences.length) return null;
  const about = aboutOf(record, bundle);
  const cell = (one, value) => h("td", {}, value ? said(one.field, value, about) : "—");
  return h("table", { class: "differences" },
    h("thead", {}, h("tr", {}, h("th", {}, t("field")), h("th", {}, t("office_has")), h("th", {}, t("phone_has")))),
    h("tbody", {}, differences.map((one) => h("tr", {}, h("th", {}, fieldName(one.field, about)), cell(one, one.kept), cell(one, one.sent)))));
}

// A value of a closed list is shown by its word, a work by its name, a photo small.
export function said(name, value, about) {
  if (/^photo \d+$/.test(name)) return thumbnail(about.record, value);
  const inner = name.replace(OF_LIST, "$3");
  const values = Array.isArray(value) ? value : LISTS[inner] || inner === "open_works" ? value.split("、") : [value];
  return joined(values.map((one) => saidOne(inner, one, about)));
}

function saidOne(inner, value, { bundle }) {
  if (LISTS[inner]) return word(LISTS[inner], value);
  if (inner === "made_at") return momentWords(value);
  if (value === "y") return "✓";
  if (DAY.test(value)) return dayWords(value);
  if (MOMENT.test(value)) return dayWords(value.slice(0, 10)) + " " + value.slice(11, 16);
  const named = bundle && (NAMED[inner] || (() => []))(bundle).find((one) => String(one.id === undefined ? one.code : one.id) === value);
  return named ? named.name : value;
}

const worksOf = (bundle) => [].concat(...bundle.sections.map((section) => section.works));
const NAMED = {
  work: worksOf,
  open_works: worksOf,
  sections: (bundle) => bundle.sections,
  process_code: (bundle) => [].concat(...Object.keys(bundle.processes).map((list) => bundle.processes[list])),
};

function postName({ record, posts }, number) {
  const key = record.fields["posts-" + number + "-key"];
  const post = posts.find((one) => one.key === key);
  return post ? post.post + (post.person ? " " + post.person : "") : t("key_posts") + " " + (Number(number) + 1);
}

function isShown(name) {
  const inner = name.replace(OF_LIST, "$3");
  return known("field", inner) || /_note$/.test(inner);
}

function known(list, value) {
  return choices(list).some((choice) => choice[0] === value);
}

function thumbnail(record, sha256) {
  const picture = h("span", {}, t("another_photo"));
  store.photo(record.uuid, sha256).then((photo) => {
    if (!photo) return;
    const address = URL.createObjectURL(new Blob([photo.bytes]));
    picture.replaceWith(h("img", { src: address, alt: t("photo"), width: 72, height: 72, onload: () => URL.revokeObjectURL(address) }));
  });
  return picture;
}

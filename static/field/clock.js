// Days and times as the bureau keeps them, whatever zone the phone is set to.

const SHANGHAI_MS = 8 * 3600 * 1000;

export function moment() {
  return new Date().toISOString();
}

export function dayOf(iso) {
  return shifted(iso).slice(0, 10);
}

export function timeOf(iso) {
  return shifted(iso).slice(11, 16);
}

export function today() {
  return dayOf(moment());
}

export function addDays(day, days) {
  return new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
}

export function daysBetween(first, last) {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86400000);
}

function shifted(iso) {
  return new Date(Date.parse(iso) + SHANGHAI_MS).toISOString();
}

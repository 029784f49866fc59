// Days and times as the bureau keeps them, whatever zone the phone is set to.

import { language } from "./words.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
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

// A day as people say it, with its year only where it is not this one.
export function dayWords(day) {
  if (!day) return "—";
  const [year, month, date] = day.split("-").map(Number);
  const isThisYear = today().startsWith(String(year));
  if (language() !== "en") return (isThisYear ? "" : year + "年") + month + "月" + date + "日";
  return date + " " + MONTHS[month - 1] + (isThisYear ? "" : " " + year);
}

export function momentWords(iso) {
  return dayWords(dayOf(iso)) + " " + timeOf(iso);
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

// Photos: made smaller on the phone, with their time and place, and known by their SHA-256.

import { sha256 } from "./content.js";
import { moment } from "./clock.js";

const LONGEST_SIDE = 1600;
const MOST_BYTES = 500 * 1024;
const QUALITIES = [0.82, 0.72, 0.6, 0.5, 0.4];
const FRESH_MS = 60000;
const LONGEST_WAIT_MS = 10000;

const place = { fix: null, watch: null, trouble: "" };

// Look for the place as soon as a form is open, so that it is known when the photo is taken.
export function findPlace(changed) {
  if (!navigator.geolocation) {
    place.trouble = "unavailable";
    return;
  }
  if (place.watch !== null) navigator.geolocation.clearWatch(place.watch);
  const found = (position) => {
    place.fix = { at: Date.now(), coords: position.coords };
    place.trouble = "";
    changed();
  };
  const failed = (error) => {
    place.trouble = error.code === 1 ? "denied" : "searching";
    changed();
  };
  const wishes = { enableHighAccuracy: true, maximumAge: FRESH_MS };
  place.watch = navigator.geolocation.watchPosition(found, failed, wishes);
}

export function stopFindingPlace() {
  if (place.watch !== null) navigator.geolocation.clearWatch(place.watch);
  place.watch = null;
}

export function placeKnown() {
  return { accuracy_m: fresh() ? Math.round(place.fix.coords.accuracy) : null, trouble: place.trouble };
}

// Return the photo ready to be kept. Raises an error when the picture cannot be read.
export async function taken(file, uuid, field) {
  const taken_at = moment();
  const [small, where] = await Promise.all([smaller(file), whereNow()]);
  const bytes = await new Response(small.blob).arrayBuffer();
  const hash = await sha256(new Uint8Array(bytes));
  return Object.assign({
    id: uuid + ":" + hash, record: uuid, sha256: hash, field, bytes, taken_at,
    width: small.width, height: small.height, is_sent: false,
  }, where);
}

// Where the phone is now, or nothing when it does not find out in time.
export async function whereNow() {
  const until = Date.now() + LONGEST_WAIT_MS;
  while (!fresh() && place.watch !== null && place.trouble !== "denied" && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  if (!fresh()) return { latitude: null, longitude: null, accuracy_m: null };
  const { latitude, longitude, accuracy } = place.fix.coords;
  return { latitude: latitude.toFixed(7), longitude: longitude.toFixed(7), accuracy_m: accuracy.toFixed(1) };
}

function fresh() {
  return Boolean(place.fix) && Date.now() - place.fix.at < FRESH_MS;
}

async function smaller(file) {
  const image = await load(file);
  const turned = (await browserTurns()) ? 1 : await orientationOf(file);
  let share = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  for (;;) {
    const canvas = drawn(image, share, turned);
    for (const quality of QUALITIES) {
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
      if (!blob) throw new Error("no picture");
      if (blob.size <= MOST_BYTES) return { blob, width: canvas.width, height: canvas.height };
    }
    share *= 0.8;
  }
}

async function load(file) {
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = () => reject(new Error("no picture"));
      image.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
  return image;
}

function drawn(image, share, turned) {
  const width = Math.round(image.naturalWidth * share);
  const height = Math.round(image.naturalHeight * share);
  const canvas = document.createElement("canvas");
  const lies = turned > 4;
  canvas.width = lies ? height : width;
  canvas.height = lies ? width : height;
  const pen = canvas.getContext("2d");
  const turns = { 3: [-1, 0, 0, -1, width, height], 6: [0, 1, -1, 0, height, 0], 8: [0, -1, 1, 0, 0, width] };
  if (turns[turned]) pen.setTransform(...turns[turned]);
  pen.drawImage(image, 0, 0, width, height);
  return canvas;
}

// Browsers before 2020 leave a photo lying on its side.
async function browserTurns() {
  return "imageOrientation" in document.documentElement.style &&
    getComputedStyle(document.documentElement).imageOrientation === "from-image";
}

// The orientation that the camera wrote: 1 upright, 3, 6 or 8 turned.
async function orientationOf(file) {
  const view = new DataView(await new Response(file.slice(0, 65536)).arrayBuffer());
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return 1;
  for (let at = 2; at + 10 < view.byteLength; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return inExif(view, at + 10);
    if ((view.getUint16(at) & 0xff00) !== 0xff00) return 1;
  }
  return 1;
}

function inExif(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const folder = start + view.getUint32(start + 4, little);
  const count = view.getUint16(folder, little);
  for (let at = folder + 2; at < folder + 2 + count * 12 && at + 12 <= view.byteLength; at += 12) {
    if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little);
  }
  return 1;
}

// Photos in a form: taken with the camera, kept at once, shown small; and the pad for a drawn signature.

import { h, button, empty } from "./dom.js";
import { t } from "./words.js";
import * as store from "./store.js";
import { placeKnown, taken } from "./photos.js";

export function photoStrip(form, name, label) {
  const strip = h("div", { class: "photos" });
  const status = h("p", { class: "hint place" });
  form.places.push(() => empty(status, placeWords()));
  const camera = h("input", { type: "file", accept: "image/*", capture: "environment", class: "camera", name, onchange: () => keep(form, name, camera, strip), oncancel: () => empty(status, t("no_camera")) });
  empty(status, placeWords());
  draw(form, name, strip);
  return h("div", { class: "field" }, label ? h("span", { class: "label" }, t(label)) : null, strip,
    h("label", { class: "button wide camera-button" }, camera, h("span", {}, t("take_photo"))), status);
}

function placeWords() {
  const { accuracy_m, trouble } = placeKnown();
  if (accuracy_m !== null) return t("place_known", { accuracy: accuracy_m });
  if (trouble === "denied") return t("place_denied");
  return trouble === "unavailable" ? t("place_unavailable") : t("place_searching");
}

async function keep(form, name, camera, strip) {
  const files = Array.from(camera.files);
  camera.value = "";
  for (const file of files) {
    form.busy(1);
    try {
      const photo = await taken(file, form.record.uuid, name);
      await keepOne(form, photo, name);
    } catch (trouble) {
      form.tell(trouble.name === "QuotaExceededError" ? t("disk_full") : t("no_picture"));
    } finally {
      form.busy(-1);
    }
    draw(form, name, strip);
  }
}

async function keepOne(form, photo, name) {
  if (form.record.photos.some((known) => known.sha256 === photo.sha256)) {
    form.tell(t("same_photo"));
    return;
  }
  await store.keepPhoto(photo);
  form.record.photos.push({ sha256: photo.sha256, field: name });
  await form.saveNow();
}

async function draw(form, name, strip) {
  const shown = [];
  for (const mark of form.record.photos.filter((photo) => photo.field === name)) {
    const photo = await store.photo(form.record.uuid, mark.sha256);
    if (photo) shown.push(thumbnail(form, photo, name, strip));
  }
  empty(strip, shown);
}

function thumbnail(form, photo, name, strip) {
  const address = URL.createObjectURL(new Blob([photo.bytes]));
  const picture = h("img", { src: address, alt: t("photo"), width: 96, height: 96, onload: () => URL.revokeObjectURL(address) });
  const isBad = form.record.bad_photo === photo.sha256;
  return h("figure", { class: isBad ? "photo is-bad" : "photo" }, picture, button("×", async () => {
    form.record.photos = form.record.photos.filter((mark) => mark.sha256 !== photo.sha256);
    await form.saveNow();
    await store.dropPhoto(form.record.uuid, photo.sha256);
    draw(form, name, strip);
  }, "remove-photo"));
}

// What the person drew stands in the form itself, as a small picture.
export function signaturePad(form, name) {
  const canvas = h("canvas", { class: "pad", width: 640, height: 280 });
  const pen = canvas.getContext("2d");
  let isDrawing = false;
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  clear();
  showAgain(pen, form.fields[name]);
  canvas.addEventListener("pointerdown", (event) => {
    isDrawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.lineWidth = 4;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDrawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    isDrawing = false;
    form.set(name, canvas.toDataURL("image/png"));
  });
  return h("div", {}, canvas, button(t("sign_again"), () => {
    clear();
    form.set(name, "");
  }, "small"));
}

function showAgain(pen, drawn) {
  if (!drawn) return;
  const image = new Image();
  image.onload = () => pen.drawImage(image, 0, 0);
  image.src = drawn;
}

// The drawn signature of a village representative, and the phone's position. Plain, for older browsers too.
"use strict";

(() => {
  // The finger's way becomes a line; on sending the picture goes into the form as PNG.
  const drawSignature = (row) => {
    const canvas = row.querySelector("canvas");
    const field = document.getElementById(row.dataset.signature);
    const pen = canvas.getContext("2d");
    let last = null;
    let drawn = false;

    const clear = () => {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      drawn = false;
      field.value = "";
    };
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return {
        x: ((event.clientX - box.left) * canvas.width) / box.width,
        y: ((event.clientY - box.top) * canvas.height) / box.height,
      };
    };
    const line = (from, to) => {
      pen.strokeStyle = "#111";
      pen.lineWidth = 5;
      pen.lineCap = "round";
      pen.beginPath();
      pen.moveTo(from.x, from.y);
      pen.lineTo(to.x, to.y);
      pen.stroke();
    };

    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = place(event);
      line(last, last);
      drawn = true;
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last) return;
      event.preventDefault();
      const here = place(event);
      line(last, here);
      last = here;
    });
    const keep = () => {
      last = null;
      if (drawn) field.value = canvas.toDataURL("image/png");
    };
    canvas.addEventListener("pointerup", keep);
    canvas.addEventListener("pointercancel", keep);
    row.querySelector("[data-clear]").addEventListener("click", clear);

    // A refused form comes back with its signature.
    const kept = field.value;
    clear();
    if (kept) {
      const picture = new Image();
      picture.onload = () => { pen.drawImage(picture, 0, 0, canvas.width, canvas.height); drawn = true; };
      picture.src = kept;
      field.value = kept;
    }
  };

  // The position is asked for once; without it the form is sent all the same.
  const fillPosition = (part) => {
    if (!navigator.geolocation) return;
    const form = part.closest("form");
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const fill = (name, value) => { if (form.elements[name]) form.elements[name].value = value; };
        fill("longitude", found.coords.longitude.toFixed(7));
        fill("latitude", found.coords.latitude.toFixed(7));
        fill("accuracy_m", found.coords.accuracy.toFixed(1));
      },
      () => {},
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
    );
  };

  document.querySelectorAll("[data-signature]").forEach(drawSignature);
  document.querySelectorAll("[data-position]").forEach(fillPosition);
})();

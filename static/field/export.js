// A record as files, for the day on which nothing else helps: its text, and each of its photos.

import * as store from "./store.js";

export async function exportRecord(record, title) {
  const lines = [title, ...(record.sentences || []), ""];
  for (const [name, value] of Object.entries(record.fields)) lines.push(name + ": " + [].concat(value).join("、"));
  download(new Blob([lines.join("\n")], { type: "text/plain" }), record.uuid + ".txt");
  for (const mark of record.photos) {
    const photo = await store.photo(record.uuid, mark.sha256);
    if (photo) download(new Blob([photo.bytes], { type: "image/jpeg" }), mark.sha256.slice(0, 12) + ".jpg");
  }
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

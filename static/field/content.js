// What a record says to the server, and its fingerprint: the server finds the same one.

export function contentOf(record) {
  const fields = {};
  for (const [name, value] of Object.entries(record.fields)) {
    if (value === "" || (Array.isArray(value) && !value.length)) continue;
    fields[name] = value;
  }
  return {
    uuid: record.uuid,
    kind: record.kind,
    subject: record.subject,
    fields,
    photos: record.photos.map((photo) => ({ sha256: photo.sha256, field: photo.field })),
    begun_at: record.begun_at,
    made_at: record.made_at,
    by_clock: record.by_clock,
  };
}

// One JSON text for one content: sorted names, no spaces.
export function canonical(value) {
  if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return "{" + names.map((name) => JSON.stringify(name) + ":" + canonical(value[name])).join(",") + "}";
}

export async function fingerprint(content) {
  return sha256(new TextEncoder().encode(canonical(content)));
}

// Browsers offer their own SHA-256 on secure addresses only; elsewhere a library does it.
export async function sha256(bytes) {
  const subtle = self.crypto && self.crypto.subtle;
  if (!subtle) return self.sha256(bytes);
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function newUuid() {
  const bytes = self.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

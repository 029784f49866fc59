// The words of the app in the person's language: they come with the app, so they are there without network.

const words = { language: "zh_Hans_CN", texts: {}, choices: {} };

export async function speak(language) {
  const address = document.documentElement.dataset["words" + (language === "en" ? "En" : "Zh")];
  const answer = await fetch(address, { credentials: "same-origin" });
  Object.assign(words, await answer.json(), { language });
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.title = t("title");
}

export function hasWords() {
  return Object.keys(words.texts).length > 0;
}

export function language() {
  return words.language;
}

export function t(key, values) {
  const text = words.texts[key];
  if (text === undefined) throw new Error("no text " + key);
  return text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
}

export function joined(words) {
  return words.join(language() === "en" ? ", " : "、");
}

// [[value, word], ...] of a closed list.
export function choices(name) {
  return words.choices[name];
}

export function word(list, value) {
  const found = choices(list).find((choice) => choice[0] === value);
  return found ? found[1] : value;
}

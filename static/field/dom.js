// Making elements: text is always text, never markup.

export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

export function empty(element, ...children) {
  while (element.firstChild) element.removeChild(element.firstChild);
  add(element, children);
  return element;
}

export function button(label, onclick, kind) {
  return h("button", { type: "button", class: "button " + (kind || ""), onclick }, label);
}

// A state is a dot whose shape differs with its tone, and a word.
export function state(tone, word) {
  return h("span", { class: "state tone-" + tone }, h("span", { class: "dot" }), word);
}

export function note(tone, ...lines) {
  return h("div", { class: "note tone-" + tone, role: "status" }, lines.map((line) => (line instanceof Node ? line : h("p", {}, line))));
}

// Keep what people type: a form with data-draft survives a lost session, a reload, and a fall of the phone.
const PREFIX = "dukou.draft:";
const UNKEPT = new Set(["password", "hidden", "file", "submit", "button"]);

const forms = [...document.querySelectorAll("form[data-draft]")];

function keyOf(form) {
  const place = form.id || form.dataset.draft || String(forms.indexOf(form));
  return `${PREFIX}${location.pathname}:${place}`;
}

function fieldsOf(form) {
  return [...form.elements].filter((one) => one.name && !UNKEPT.has(one.type));
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) || "null");
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store keeps nothing; typing goes on.
  }
}

function keep(form, sent) {
  const typed = fieldsOf(form).map((one) => [one.name, one.value, isTicked(one) ? one.checked : null]);
  write(keyOf(form), { typed, sent });
}

function restore(form) {
  const draft = read(keyOf(form));
  if (!draft || "refused" in form.dataset) return;
  const fields = fieldsOf(form);
  for (const [name, value, ticked] of draft.typed) {
    const field = fields.find((one) => one.name === name && (ticked === null || one.value === value));
    if (!field) continue;
    if (ticked === null) field.value = value;
    else field.checked = ticked;
  }
  form.dataset.restored = "";
}

// A form that was sent is done with once a page follows that neither refuses nor asks to log in.
function settle() {
  const isKept = document.querySelector("[data-keeps-drafts]") !== null;
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const draft = read(key);
    if (!draft?.sent) continue;
    const form = forms.find((one) => keyOf(one) === key);
    if (isKept || (form && "refused" in form.dataset)) write(key, { ...draft, sent: false });
    else localStorage.removeItem(key);
  }
}

function forgetAll() {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
}

settle();
for (const form of forms) {
  restore(form);
  form.addEventListener("input", () => keep(form, false));
  form.addEventListener("change", () => keep(form, false));
  form.addEventListener("submit", () => keep(form, true));
}
for (const form of document.querySelectorAll("form[data-forgets-drafts]")) form.addEventListener("submit", forgetAll);

// Let a keyboard suffice on a desk: "/" leads to the search, j and k through the rows, Escape out of an open menu.
const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);

function rows() {
  return [...document.querySelectorAll(".kit-row-link, [data-row-link]")].filter((one) => one.offsetParent !== null);
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  all[next].focus();
}

function search() {
  const field = document.querySelector('[data-key="/"]');
  if (field) field.focus();
  return Boolean(field);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.frame-more[open], details.kit-view-new[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || TYPING.has(event.target.tagName)) return;
  if (event.key === "/" && search()) event.preventDefault();
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.frame-more[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

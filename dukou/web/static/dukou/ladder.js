// Show which step of the price ladder the quantities typed so far reach.
const form = document.querySelector("form[data-ladder]");
const steps = [...document.querySelectorAll("[data-from]")];
const numbers = new Intl.NumberFormat(document.documentElement.lang || undefined);

function plain(text) {
  const digits = text.normalize("NFKC").replace(/[\s,_']|双|pairs?/giu, "");
  return /^\d{1,9}$/u.test(digits) ? Number(digits) : 0;
}

function show() {
  const fields = [...form.querySelectorAll("input[name^='p_']")];
  const pairs = fields.reduce((sum, field) => sum + plain(field.value), 0);
  const reached = steps.filter((step) => Number(step.dataset.from) <= pairs).pop();
  for (const step of steps) step.classList.toggle("is-reached", step === reached);
  const sum = form.querySelector("[data-sum]");
  sum.querySelector("[data-pairs]").textContent = numbers.format(pairs);
  sum.querySelector("[data-priced]").hidden = !reached;
  if (reached) sum.querySelector("[data-price]").textContent = reached.dataset.price;
}

if (form) {
  form.addEventListener("input", show);
  show();
}

// Keep the chosen way in the address, so that whoever gets the link sees the same; the switch itself needs no script.
const crossing = document.querySelector("[data-crossing]");

crossing?.addEventListener("change", (event) => {
  if (event.target.name !== "show") return;
  const here = new URL(window.location.href);
  here.searchParams.set("show", event.target.value);
  window.history.replaceState(null, "", here);
});

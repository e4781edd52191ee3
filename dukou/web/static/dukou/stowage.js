// Open the load viewer when it is asked for: three.js is large, and comes only then. Without it the layers tell the same.
const root = document.querySelector("[data-stowage]");
const part = (name) => root.querySelector(`[data-${name}]`);

function legend() {
  const colours = new Map();
  for (const one of document.querySelectorAll("[data-legend]")) {
    colours.set(Number(one.dataset.legend), { colour: one.dataset.colour, name: one.textContent });
  }
  return colours;
}

async function open() {
  part("open").disabled = true;
  try {
    if (!document.createElement("canvas").getContext("webgl2")) throw new Error("no WebGL");
    const [three, viewer] = await Promise.all([import(root.dataset.three), import(root.dataset.scene)]);
    part("stage").hidden = false;
    const load = JSON.parse(document.getElementById("stowage-scene").textContent);
    follow(load, viewer.show(three, part("canvas"), load, legend()));
    part("open").hidden = true;
    part("step").focus();
  } catch {
    part("stage").hidden = true;
    part("open").hidden = true;
    part("flat").hidden = false;
  }
}

function follow(load, draw) {
  const slider = part("step");
  const names = legend();
  const go = (step) => {
    slider.value = step;
    const at = Number(slider.value);
    const box = load.boxes[at - 1];
    draw(at);
    part("now").textContent = box
      ? root.dataset.said
          .replace("{step}", at)
          .replace("{steps}", load.boxes.length)
          .replace("{what}", `${names.get(box[6]).name} · ${box[7]}`)
      : "";
  };
  slider.addEventListener("input", () => go(slider.value));
  part("back").addEventListener("click", () => go(Number(slider.value) - 1));
  part("next").addEventListener("click", () => go(Number(slider.value) + 1));
  go(load.boxes.length);
}

if (root) {
  part("open").hidden = false;
  part("open").addEventListener("click", open);
}

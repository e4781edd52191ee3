// The scanning page: keep what is scanned at once, send it when there is a link, show what became of each scan.
const root = document.querySelector("[data-scanning]");
const form = root.querySelector("[data-take]");
const text = form.elements.code;
const queue = self.dukouQueue;
const SHOWN = 50;
const LOOK_MS = 250;
const SAME_CODE_MS = 3000;
const RETRY_MS = 20000;
const LONGEST_SIDE = 1600;
const FORMATS = ["code_128", "ean_13", "ean_8", "qr_code", "data_matrix", "itf", "databar"];
let person = Number(root.dataset.person) || 0;
let number = 0;

const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/) || [])[1] || "";
const say = (name, is) => {
  root.querySelector(name).hidden = !is;
};

async function begin() {
  if (person) {
    await queue.remember("person", person);
    await queue.remember("firm", Number(root.dataset.firm) || 0);
    await queue.remember("token", token());
    await queue.remember("desk", Number(root.dataset.desk) || 0);
  } else {
    person = (await queue.remembered("person")) || 0;
  }
  say("[data-nobody]", !person);
  const isDesk = person && (await queue.remembered("desk"));
  form.querySelectorAll("[data-dock-act]").forEach((one) => {
    one.hidden = !isDesk;
  });
  form.querySelectorAll("input, button, select").forEach((one) => {
    one.disabled = !person;
  });
  await show();
  if (person) text.focus();
  send();
}

async function show() {
  const scans = person ? await queue.all(person) : [];
  const undone = new Set(scans.filter((one) => one.undoes && one.state !== "refused").map((one) => one.undoes));
  for (const state of ["waiting", "sent", "refused"]) {
    root.querySelector(`[data-count-${state}]`).textContent = scans.filter((one) => one.state === state).length;
  }
  say("[data-empty]", !scans.length);
  const list = root.querySelector("[data-list]");
  list.replaceChildren(...scans.slice(-SHOWN).reverse().map((one) => row(one, undone.has(one.key))));
}

function row(scan, isUndone) {
  const item = root.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
  const looks = { waiting: "bg-yellow-lt", sent: "bg-green-lt", refused: "bg-red-lt" };
  item.dataset.key = scan.key;
  item.querySelector("[data-act]").textContent = scan.undoes ? root.dataset.undone : title(scan.act);
  item.querySelector("[data-code]").textContent = scan.code;
  const when = new Date(scan.at).toLocaleTimeString(root.dataset.language, { hour: "2-digit", minute: "2-digit" });
  item.querySelector("[data-note]").textContent = [when, scan.pairs, scan.words].filter(Boolean).join(" · ");
  item.querySelector("[data-state]").textContent = root.dataset[scan.state];
  item.querySelector("[data-state]").classList.add(looks[scan.state]);
  const undo = item.querySelector("[data-undo]");
  undo.hidden = isUndone || Boolean(scan.undoes) || scan.state === "refused";
  undo.addEventListener("click", () => keep({ ...content(scan), act: "undone", undoes: scan.key }));
  return item;
}

const title = (act) => form.querySelector(`[name=act][value="${act}"] + span`)?.textContent || act;
const content = ({ code, pairs, operation, worker, shift, room }) => ({ code, pairs, operation, worker, shift, room });

async function keep(what) {
  number += 1;
  const at = new Date().toISOString();
  const firm = await queue.remembered("firm");
  await queue.put({ key: queue.newKey(), person, firm, at, number, state: "waiting", words: "", ...what });
  await show();
  send();
}

async function send() {
  if (!person) return;
  const answer = await queue.send();
  say("[data-log-in]", answer === "log_in" || answer === "another_person");
  await show();
  if (answer === "waiting") await askForSync();
}

async function askForSync() {
  const worker = await navigator.serviceWorker?.ready;
  await worker?.sync?.register("scans").catch(() => {});
}

const counted = (name) => Number(form.elements[name].value.normalize("NFKC").replace(/[\s,，]/g, "")) || null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = text.value.normalize("NFKC").trim();
  const isPictured = form.elements.act.value === "parcel" && form.elements.picture.files.length;
  if (code || isPictured) take(code);
});

// A picture of the camera's full size is made smaller on the device.
async function smaller(file) {
  if (!file) return null;
  const picture = await createImageBitmap(file);
  const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.ceil(picture.width * share), Math.ceil(picture.height * share));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}

async function take(code) {
  const act = form.elements.act.value;
  const what = { act, code, pairs: counted("pairs") };
  if (act === "handed") {
    what.operation = form.elements.operation.value;
    what.worker = counted("worker");
    what.shift = form.elements.shift.value;
  }
  if (["returned", "parcel"].includes(act)) what.room = "returns";
  if (act === "parcel") {
    what.grams = counted("grams");
    what.phone = form.elements.phone.value.normalize("NFKC").replace(/\D/g, "");
    what.lot = form.elements.lot.value.normalize("NFKC").trim();
    what.taken = await smaller(form.elements.picture.files[0]);
    for (const name of ["grams", "phone", "lot", "picture"]) form.elements[name].value = "";
  }
  text.value = "";
  form.elements.pairs.value = "";
  text.focus();
  return keep(what);
}

form.addEventListener("change", () => {
  form.querySelector("[data-hand]").hidden = form.elements.act.value !== "handed";
  const isParcel = form.elements.act.value === "parcel";
  form.querySelector("[data-parcel]").hidden = !isParcel;
  text.required = !isParcel;
});

// The camera, and the library where the browser reads no barcodes itself, are loaded only when they are asked for.
async function detector() {
  if ("BarcodeDetector" in self) {
    const known = await self.BarcodeDetector.getSupportedFormats();
    const formats = FORMATS.filter((one) => known.includes(one));
    if (formats.includes("code_128")) return new self.BarcodeDetector({ formats });
  }
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root.dataset.reader;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  self.BarcodeDetectionAPI.prepareZXingModule({ overrides: { locateFile: () => root.dataset.readerWasm } });
  return new self.BarcodeDetectionAPI.BarcodeDetector({ formats: FORMATS });
}

const camera = { stream: null, code: "", at: 0 };

async function look(video, reader) {
  while (camera.stream) {
    const found = video.readyState >= 2 ? await reader.detect(video).catch(() => []) : [];
    const code = found[0]?.rawValue;
    if (code && (code !== camera.code || Date.now() - camera.at > SAME_CODE_MS)) {
      camera.code = code;
      navigator.vibrate?.(60);
      await take(code);
    }
    if (code) camera.at = Date.now();
    await new Promise((next) => setTimeout(next, LOOK_MS));
  }
}

function stop(video) {
  camera.stream?.getTracks().forEach((one) => one.stop());
  camera.stream = null;
  video.hidden = true;
}

form.querySelector("[data-camera]").addEventListener("click", async () => {
  const video = form.querySelector("[data-video]");
  const error = form.querySelector("[data-error]");
  if (camera.stream) {
    stop(video);
    return;
  }
  try {
    error.hidden = true;
    camera.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const reader = await detector();
    video.srcObject = camera.stream;
    video.hidden = false;
    await video.play();
    look(video, reader);
  } catch {
    stop(video);
    error.textContent = root.dataset.noCamera;
    error.hidden = false;
  }
});

document.querySelector('form[action$="/logout/"]')?.addEventListener("submit", (event) => {
  if (Number(root.querySelector("[data-count-waiting]").textContent) && !self.confirm(root.dataset.askOut)) {
    event.preventDefault();
  }
});

self.addEventListener("online", send);
setInterval(send, RETRY_MS);
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", show);
  navigator.serviceWorker
    .register("/sw.js")
    .then(() => navigator.serviceWorker.ready)
    .then((worker) => {
      if (navigator.onLine) worker.active.postMessage({ keep: root.dataset.language });
    });
}
begin();

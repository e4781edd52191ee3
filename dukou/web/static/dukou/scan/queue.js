// Keep scans on this device, each under a key of its own, and send them in the order in which they were made.
// Loaded by the scanning page and by the service worker.
self.dukouQueue = (() => {
  const MOST_SENT = 100;
  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("dukou-scans", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("scans", { keyPath: "key" }).createIndex("person", "person");
      asked.result.createObjectStore("meta");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  async function within(store, mode, work) {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const transaction = base.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  const put = (scan) => within("scans", "readwrite", (store) => store.put(scan));
  const get = (key) => within("scans", "readonly", (store) => store.get(key));
  const remember = (name, value) => within("meta", "readwrite", (store) => store.put(value, name));
  const remembered = (name) => within("meta", "readonly", (store) => store.get(name));

  // Each person sees and sends his own scans only, whoever used the phone before.
  async function all(person) {
    const found = await within("scans", "readonly", (store) => store.index("person").getAll(person));
    return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.number - b.number));
  }

  async function forgetSent(person, kept) {
    const done = (await all(person)).filter((one) => one.state === "sent");
    for (const one of done.slice(0, Math.max(0, done.length - kept))) {
      await within("scans", "readwrite", (store) => store.delete(one.key));
    }
  }

  async function settle(scans, answer) {
    const words = new Map(answer.refused.map((one) => [one.key, one.words]));
    const done = new Set(answer.done);
    for (const scan of scans) {
      // No telephone number stays on the device either.
      if (done.has(scan.key)) await put({ ...scan, state: "sent", words: "", phone: "" });
      else if (words.has(scan.key)) await put({ ...scan, state: "refused", words: words.get(scan.key) });
    }
  }

  // A picture goes first, and its scan then bears its code; one that cannot be kept is told on its scan.
  async function sendPicture(scan, token) {
    const response = await fetch("/scans/picture/", {
      method: "POST",
      headers: { "Content-Type": scan.taken.type || "image/jpeg", "X-CSRFToken": token },
      body: scan.taken,
    });
    if (response.ok) {
      const { code } = await response.json();
      await put({ ...scan, picture: code, taken: null });
    } else if (response.status === 413 || response.status === 422) {
      const { words } = await response.json();
      await put({ ...scan, taken: null, state: "refused", words: words || "" });
    }
    return response.ok || response.status === 413 || response.status === 422 ? "" : response.status;
  }

  // Returns "sent", "waiting" (no link), "log_in" or "another_person". What was not answered is sent again under
  // the same keys: the town keeps each key once.
  async function sendNow() {
    for (;;) {
      const person = await remembered("person");
      const waiting = person ? (await all(person)).filter((one) => one.state === "waiting") : [];
      if (!waiting.length) return "sent";
      const token = (await remembered("token")) || "";
      const pictured = waiting.find((one) => one.taken);
      const scans = waiting.slice(0, MOST_SENT);
      let response;
      try {
        if (pictured) {
          const trouble = await sendPicture(pictured, token);
          if (trouble) return trouble === 401 || trouble === 403 ? "log_in" : "waiting";
          continue;
        }
        response = await fetch("/scans/", {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": token },
          body: JSON.stringify({ person, scans }),
        });
      } catch {
        return "waiting";
      }
      if (response.status === 401 || response.status === 403) return "log_in";
      if (response.status === 409) return "another_person";
      if (!response.ok) return "waiting";
      await settle(scans, await response.json());
      await forgetSent(person, MOST_SENT);
    }
  }

  // Page and worker may both wish to send; one does at a time.
  const send = () => (navigator.locks ? navigator.locks.request("dukou-scans", sendNow) : sendNow());
  // A page that came without TLS may not ask for a UUID, only for chance.
  function newKey() {
    if (self.crypto.randomUUID) return self.crypto.randomUUID();
    const bytes = self.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  return { newKey, put, get, all, send, remember, remembered };
})();

// Saves the form by itself a little after the last change; without it the buttons do.

const PAUSE = 2000;
const form = document.querySelector("form[data-autosave]");
const status = document.getElementById("autosave");

if (form && status) {
  const seen = form.elements.namedItem("seen");
  let timer = 0;
  let leaving = false;
  let saving = false;
  let running = Promise.resolve();

  const save = async () => {
    if (leaving) return;
    saving = true;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "X-Autosave": "1" },
        body: new URLSearchParams(new FormData(form)),
      });
      const told = answer.ok ? await answer.json() : { kept: false };
      if (told.kept) seen.value = told.seen;
      status.textContent = told.kept ? form.dataset.autosave : form.dataset.autosaveFailed;
    } catch {
      status.textContent = form.dataset.autosaveFailed;
    }
    saving = false;
  };

  // Whoever comes back to the page goes on writing.
  addEventListener("pageshow", () => {
    leaving = false;
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    status.textContent = "";
    timer = setTimeout(() => {
      running = running.then(save);
    }, PAUSE);
  });
  // A press of a button waits for a saving that is on its way, so that it is not stale by it.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (leaving || !saving) return;
    event.preventDefault();
    leaving = true;
    const button = event.submitter;
    // Not before this event has ended: while it lasts the form does not let itself be sent.
    running.then(() => setTimeout(() => form.requestSubmit(button)));
  });
}

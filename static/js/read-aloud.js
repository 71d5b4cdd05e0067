// Reads the page aloud with the browser's own voices, where one of them, on this device, speaks the
// language of the page: no word of it goes to anybody else.

const button = document.getElementById("read-aloud");
const speech = window.speechSynthesis;
const LONGEST = 200; // Some browsers fall silent in longer stretches.
const SKIPPED = "nav, script, style, template, .no-print, .visually-hidden, [aria-hidden], [hidden], .map";
const BLOCKS = "h1, h2, h3, h4, p, li, dt, dd, th, td, caption, summary";

function voiceFor(language) {
  const base = language.toLowerCase().split("-")[0];
  const found = speech
    .getVoices()
    .filter((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === base);
  return found.find((voice) => voice.default) || found[0];
}

// The innermost blocks of the page in their order, each with the language it is in.
function* blocks() {
  for (const block of document.querySelectorAll(`#content :is(${BLOCKS})`)) {
    if (block.closest(SKIPPED) || block.querySelector(BLOCKS)) continue;
    const closed = block.closest("details:not([open])");
    if (closed && block.tagName !== "SUMMARY") continue;
    const text = block.innerText.replace(/\s+/g, " ").trim();
    if (text) yield { text, language: block.closest("[lang]").lang };
  }
}

function* pieces(text) {
  let rest = text;
  while (rest.length > LONGEST) {
    const stop = Math.max(...[". ", "? ", "! ", "; ", ", ", "。", "، ", " "].map((mark) => {
      const at = rest.lastIndexOf(mark, LONGEST);
      return mark === " " || mark === ", " ? at * 0.5 : at;
    }));
    const cut = stop > 0 ? Math.ceil(stop) + 1 : LONGEST;
    yield rest.slice(0, cut);
    rest = rest.slice(cut);
  }
  yield rest;
}

if (button && speech) {
  const label = button.querySelector("span");
  const { lang } = document.documentElement;
  const start = label.textContent;
  let reading = false;

  const show = () => {
    button.hidden = !voiceFor(lang);
    label.textContent = reading ? button.dataset.stop : start;
    button.setAttribute("aria-pressed", String(reading));
  };

  const stop = () => {
    reading = false;
    speech.cancel();
    show();
  };

  const read = () => {
    reading = true;
    const queue = [];
    for (const { text, language } of blocks()) {
      const voice = voiceFor(language);
      if (!voice) continue; // Better silent than in the sounds of another language.
      for (const piece of pieces(text)) {
        const said = new SpeechSynthesisUtterance(piece);
        said.voice = voice;
        said.lang = voice.lang;
        queue.push(said);
      }
    }
    if (queue.length) {
      queue[queue.length - 1].addEventListener("end", stop);
      for (const said of queue) speech.speak(said);
    } else {
      reading = false;
    }
    show();
  };

  button.addEventListener("click", () => (reading ? stop() : read()));
  window.addEventListener("pagehide", () => speech.cancel());
  speech.addEventListener?.("voiceschanged", show);
  show();
}

// Finds in what the desk takes along, says how old it is, counts what is chosen for the sheet.

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const LANG = document.documentElement.lang;

const made = document.querySelector("[data-made]");
const old = document.querySelector("[data-old]");

function tellAge() {
  const seconds = Math.max(0, (Date.now() - Date.parse(made.dateTime)) / 1000);
  const [size, unit] = [
    [DAY, "day"],
    [HOUR, "hour"],
    [MINUTE, "minute"],
  ].find(([each]) => seconds >= each) ?? [MINUTE, "minute"];
  const told = new Intl.RelativeTimeFormat(LANG, { numeric: "auto" });
  document.querySelector("[data-age]").textContent = told.format(-Math.floor(seconds / size), unit);
  old.hidden = seconds < DAY;
}

tellAge();
setInterval(tellAge, MINUTE * 1000);

// Accents and capitals do not matter; each word counts by its beginning or its middle.
const folded = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLocaleLowerCase(LANG);

const words = document.getElementById("package-words");
const need = document.getElementById("package-need");
const services = [...document.querySelectorAll("[data-service]")].map((element) => ({
  element,
  text: folded(element.textContent),
  needs: element.dataset.needs.split(" "),
}));

function find() {
  const asked = folded(words.value).split(/\s+/u).filter(Boolean);
  let found = 0;
  for (const { element, text, needs } of services) {
    const fits = (!need.value || needs.includes(need.value)) && asked.every((w) => text.includes(w));
    element.hidden = !fits;
    found += fits;
  }
  const is_whole = !words.value && !need.value;
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !is_whole && !group.querySelector("[data-service]:not([hidden])");
    group.querySelectorAll("[data-elsewhere]").forEach((each) => {
      each.hidden = !is_whole;
    });
  }
  document.querySelector("[data-found]").textContent = found;
  document.querySelector("[data-none]").hidden = found > 0;
}

words.addEventListener("input", find);
need.addEventListener("change", find);
document.querySelector("[data-find]").hidden = false;
find();

const chosen = document.querySelector("[data-chosen]");
document.addEventListener("change", () => {
  chosen.textContent = document.querySelectorAll("[data-pick]:checked").length;
});
chosen.textContent = document.querySelectorAll("[data-pick]:checked").length;
document.querySelector("[data-sheet]").hidden = false;

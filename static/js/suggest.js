// Offers how a question may go on, from words in use. Without it the field is a plain field.

const WAIT = 150;
const fields = document.querySelectorAll("input[data-suggest]");

fields.forEach((field, number) => {
  const list = document.createElement("datalist");
  list.id = `suggestions-${number}`;
  field.after(list);
  field.setAttribute("list", list.id);
  let timer = 0;
  let asked = "";

  async function ask() {
    const typed = field.value.trim();
    if (typed.length < 2 || typed === asked) {
      return;
    }
    asked = typed;
    const answer = await fetch(`${field.dataset.suggest}&q=${encodeURIComponent(typed)}`);
    if (!answer.ok || field.value.trim() !== typed) {
      return;
    }
    const found = await answer.json();
    const texts = [...found.texts, ...found.needs.map((need) => need.label)];
    list.replaceChildren(
      ...[...new Set(texts)].map((text) => {
        const option = document.createElement("option");
        option.value = text;
        return option;
      }),
    );
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(() => {}), WAIT);
  });
});

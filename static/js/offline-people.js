// The people of a household and their needs, as one puts them together in a note.

const list = document.querySelector("[data-people]");
const chips = document.querySelector("[data-chips]");
const person = document.getElementById("note-person");
const need = document.getElementById("note-need");
const more = document.querySelector("[data-more-people]");

let wanted = [];
let changed = () => {};

const rows = () => [...list.children];
const kindOf = (row) => row.querySelector("select");
const nameOf = (row) => kindOf(row).selectedOptions[0].textContent;
const rowOf = (id) => rows().find((row) => row.dataset.id === id);

function copyOf(name) {
  return document.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
}

function showChips() {
  chips.replaceChildren(
    ...wanted.map((each) => {
      const chip = copyOf("chip");
      const option = need.querySelector(`option[value="${each.code}"]`);
      chip.querySelector("[data-need]").textContent = option?.textContent ?? each.code;
      chip.querySelector("[data-person]").textContent = nameOf(rowOf(each.person));
      chip.querySelector("button").addEventListener("click", () => {
        wanted = wanted.filter((other) => other !== each);
        show();
        need.focus();
      });
      return chip;
    }),
  );
}

function show() {
  const before = person.value;
  person.replaceChildren(
    ...rows().map((row) => new Option(nameOf(row), row.dataset.id)),
  );
  if (rowOf(before)) person.value = before;
  rows().forEach((row, at) => {
    row.querySelector("[data-drop]").hidden = at === 0;
  });
  more.hidden = rows().length >= Number(list.dataset.most);
  showChips();
  changed();
}

function addRow({ id, kind, age }) {
  const row = copyOf("person-row");
  row.dataset.id = id;
  for (const field of row.querySelectorAll("[id]")) {
    row.querySelector(`label[for="${field.id}"]`).htmlFor = field.id + id;
    field.id += id;
  }
  kindOf(row).value = kind;
  row.querySelector("input").value = age ?? "";
  row.querySelector("[data-drop]").addEventListener("click", () => {
    wanted = wanted.filter((each) => each.person !== id);
    row.remove();
    show();
    more.focus();
  });
  list.append(row);
  return row;
}

function free() {
  const used = new Set(rows().map((row) => row.dataset.id));
  let number = 1;
  while (used.has(String(number))) number += 1;
  return String(number);
}

more.addEventListener("click", () => {
  const row = addRow({ id: free(), kind: "other" });
  show();
  kindOf(row).focus();
});
list.addEventListener("input", show);
document.querySelector("[data-add-need]").addEventListener("click", () => {
  const is_there = wanted.some((e) => e.code === need.value && e.person === person.value);
  if (need.value && !is_there) wanted.push({ code: need.value, person: person.value });
  need.value = "";
  show();
});

export function onChange(told) {
  changed = told;
}

export function household() {
  const people = rows().map((row) => {
    const age = row.querySelector("input").value.replace(/\D/gu, "");
    return { id: row.dataset.id, kind: kindOf(row).value, age: age === "" ? null : Number(age) };
  });
  return { people, wanted };
}

export function showHousehold(content) {
  const silent = changed;
  changed = () => {};
  list.replaceChildren();
  (content?.people ?? [{ id: "1", kind: "self" }]).forEach(addRow);
  wanted = [...(content?.wanted ?? [])];
  show();
  changed = silent;
}

// What a note says at a glance: its needs, each once.
export function needsTold(content) {
  const codes = [...new Set(content.wanted.map((each) => each.code))];
  return codes
    .map((code) => need.querySelector(`option[value="${code}"]`)?.textContent ?? code)
    .join(" · ");
}

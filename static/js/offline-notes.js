// Notes of visitors, written without network: a draft at every pause, kept, read again, changed.

import { able } from "offline-kept";
import { current, discard, draft, keepDraft, keepNote, notesOf } from "offline-sealed";
import { household, needsTold, onChange, showHousehold } from "offline-people";

const PAUSE = 300;
const FIELDS = ["visitor", "place", "words", "note"];
const area = document.querySelector("[data-notes]");
const desk = JSON.parse(area.dataset.notes);
const field = (name) => document.getElementById(`note-${name}`);
const agreed = document.getElementById("note-agreed");
const wrong = area.querySelector("[data-wrong]");
const said = area.querySelector("[data-said]");
const meanwhile = area.querySelector("[data-meanwhile]");
const form = area.querySelector("[data-note-form]");

// Which kept note is being changed; none while a new one is written.
let changed = "";
let timer = 0;
// What is written to the device goes one after the other.
let running = Promise.resolve();

function content() {
  const told = Object.fromEntries(FIELDS.map((name) => [name, field(name)?.value ?? ""]));
  return { ...told, ...household(), agreed_in: agreed?.checked ? area.dataset.lang : "" };
}

function show(told = {}) {
  for (const name of FIELDS) {
    const element = field(name);
    if (element) element.value = told[name] ?? (name === "visitor" ? area.dataset.lang : "");
  }
  if (agreed) agreed.checked = Boolean(told.agreed_in);
  showHousehold(told.people ? told : undefined);
  wrong.hidden = true;
}

const isEmpty = ({ words, note, place, wanted, people }) =>
  !words && !note && !place && !wanted.length && people.length === 1 && people[0].age === null;

function later(act) {
  running = running.then(act).catch(() => {
    area.querySelector("[data-not-kept]").hidden = false;
  });
  return running;
}

function saveDraft() {
  clearTimeout(timer);
  timer = 0;
  const told = content();
  return later(async () => {
    await keepDraft(desk.id, { ...told, changed });
    area.querySelector("[data-not-kept]").hidden = true;
    area.querySelector("[data-draft]").hidden = false;
  });
}

function touched() {
  clearTimeout(timer);
  said.hidden = true;
  area.querySelector("[data-draft]").hidden = true;
  timer = setTimeout(saveDraft, PAUSE);
}

function startAnew() {
  clearTimeout(timer);
  timer = 0;
  changed = "";
  show();
  area.querySelector("[data-draft]").hidden = true;
}

async function keep() {
  const told = content();
  const needs_yes = Boolean(told.words || told.note) && !told.agreed_in;
  wrong.hidden = !needs_yes && !isEmpty(told);
  wrong.querySelector("[data-no-yes]").hidden = !needs_yes;
  wrong.querySelector("[data-empty]").hidden = !isEmpty(told);
  meanwhile.hidden = true;
  if (!wrong.hidden) {
    (needs_yes ? agreed : field("visitor")).focus();
    return;
  }
  clearTimeout(timer);
  timer = 0;
  // Pressed twice, it is kept once.
  form.inert = true;
  await later(async () => {
    const is_kept = await keepNote(desk, told, changed);
    if (is_kept) startAnew();
    changed = "";
    said.hidden = !is_kept;
    meanwhile.hidden = is_kept;
    navigator.storage?.persist?.();
    await list();
    document.dispatchEvent(new CustomEvent("desk:kept"));
  });
  form.inert = false;
  field("visitor").focus();
}

function lineOf(row) {
  const line = area.querySelector("[data-note-line]").content.firstElementChild.cloneNode(true);
  const told = row.content;
  const option = field("visitor").querySelector(`option[value="${told.visitor}"]`);
  line.querySelector("[data-visitor]").textContent = option?.textContent ?? told.visitor;
  line.querySelector("[data-at]").textContent = new Intl.DateTimeFormat(
    document.documentElement.lang,
    { dateStyle: "medium", timeStyle: "short", timeZone: "Europe/Rome" },
  ).format(row.savedAt);
  line.querySelector("[data-needs]").textContent = needsTold(told);
  for (const name of ["place", "words", "note"]) {
    line.querySelector(`[data-told="${name}"]`).textContent = told[name];
  }
  line.querySelector("[data-attempted]").hidden = !row.attempted;
  line.querySelector("[data-reasons]").hidden = !row.reasons?.length;
  line.querySelector("[data-reason]").textContent = (row.reasons ?? []).join(" ");
  line.querySelector("[data-desk]").hidden = row.desk.id === desk.id;
  line.querySelector("[data-desk]").textContent = row.desk.name;
  const change = line.querySelector("[data-change]");
  change.hidden = row.attempted || row.desk.id !== desk.id;
  change.addEventListener("click", () => {
    changed = row.id;
    show(told);
    touched();
    field("visitor").focus();
  });
  const confirm = line.querySelector("[data-confirm]");
  line.querySelector("[data-delete]").addEventListener("click", () => {
    confirm.hidden = false;
    confirm.querySelector("button").focus();
  });
  confirm.querySelector("button").addEventListener("click", async () => {
    await discard(row.id);
    if (changed === row.id) startAnew();
    await list();
    document.dispatchEvent(new CustomEvent("desk:changed"));
  });
  return line;
}

async function list() {
  const known = await current();
  const rows = known ? await notesOf(known.account) : [];
  area.querySelector("[data-kept-notes]").hidden = rows.length === 0;
  area.querySelector("[data-lines]").replaceChildren(...rows.map(lineOf));
}

let is_open = false;

// The form opens when it is known whose notes they are; before the first sign-in nobody's.
async function open() {
  const known = await current();
  area.hidden = !known;
  if (!known) return;
  if (!is_open) {
    is_open = true;
    const before = await draft(desk.id);
    changed = before?.changed ?? "";
    show(before);
    onChange(touched);
    area.querySelector("[data-draft]").hidden = !before;
  }
  await list();
}

if (able) {
  form.addEventListener("input", touched);
  area.querySelector("[data-keep]").addEventListener("click", keep);
  // A window that is put away or closed may not come back: what is typed is written down now.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) saveDraft();
  });
  addEventListener("pagehide", () => timer && saveDraft());
  document.addEventListener("desk:entered", open);
  document.addEventListener("desk:sent", list);
  open();
}

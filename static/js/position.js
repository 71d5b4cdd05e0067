// Lets a person search around where they are, if they and their device agree.

const row = document.getElementById("position");
const button = document.getElementById("position-use");
const status = document.getElementById("position-status");
// Which form to fill, and which of its buttons is meant to be pressed.
const form = document.getElementById((row && row.dataset.form) || "search-form");

function keep(name, value) {
  let input = form.elements.namedItem(name);
  if (!input) {
    input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

function search(position) {
  // Three decimals are about a hundred metres: near enough, and less told.
  keep("lat", position.coords.latitude.toFixed(3));
  keep("lon", position.coords.longitude.toFixed(3));
  form.elements.namedItem("place").value = "";
  if (row.dataset.act) {
    const button = form.querySelector(`button[name="do"]`);
    button.value = row.dataset.act;
    form.requestSubmit(button);
    return;
  }
  form.submit();
}

if (row && navigator.geolocation) {
  row.hidden = false;
  button.addEventListener("click", () => {
    status.textContent = status.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      search,
      () => {
        status.textContent = status.dataset.refused;
      },
      { maximumAge: 600000, timeout: 15000 },
    );
  });
}

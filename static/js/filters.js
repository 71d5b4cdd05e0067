// Opens the filters on wide screens where the style sheet alone can not.

const filters = document.getElementById("filters");
const wide = window.matchMedia("(min-width: 992px)");

if (filters && wide.matches) {
  filters.open = true;
}

// Leaves at once for a neutral page and takes this page out of the history.

const link = document.getElementById("quick-exit");
const KEY = "Shift";
const TIMES = 3;
const WITHIN = 1500;
let presses = [];

function leave() {
  document.body.hidden = true;
  location.replace(link.href);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keyup", (event) => {
  if (event.key !== KEY) {
    presses = [];
    return;
  }
  presses = [...presses, Date.now()].filter((moment) => Date.now() - moment < WITHIN);
  if (presses.length >= TIMES) {
    leave();
  }
});

document.getElementById("quick-exit-key").hidden = false;

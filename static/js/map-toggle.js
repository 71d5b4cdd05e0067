// Shows and hides the map; everything it needs is fetched when it is first asked for.

const button = document.getElementById("map-toggle");
const frame = document.getElementById("map-frame");
const map = document.getElementById("map");
let wanted = null;

function style(href) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = resolve;
    link.onerror = reject;
    document.head.append(link);
  });
}

function script(src) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    element.src = src;
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}

async function load() {
  await Promise.all(map.dataset.styles.split(" ").map(style));
  for (const src of map.dataset.scripts.split(" ")) {
    // One after the other: each stands on the one before.
    await script(src);
  }
  await window.wemiMap.draw(map);
}

function fail() {
  map.hidden = true;
  document.getElementById("map-error").hidden = false;
}

function toggle() {
  frame.hidden = !frame.hidden;
  button.setAttribute("aria-expanded", String(!frame.hidden));
  if (!frame.hidden && !wanted) {
    wanted = load().catch(fail);
  }
  // The map can be linked to, and stays when the page is turned.
  history.replaceState(history.state, "", frame.hidden ? location.pathname + location.search : "#map-frame");
}

if (button && frame) {
  button.hidden = false;
  button.addEventListener("click", toggle);
  if (location.hash === "#map-frame") {
    toggle();
  }
}

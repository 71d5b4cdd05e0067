// Draws services on a map of Piedmont: borders from our own file, clusters with counts,
// pins with a shape and a letter, popups that are the cards of the list.

(function () {
  const L = window.L;
  const SHAPES = ["round", "square", "drop", "leaf"];

  // Leaflet calls these by name on every control; here they speak the page's language.
  function controls(map, words) {
    map.zoomControl.remove();
    L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
    map.attributionControl.setPrefix(false);
  }

  async function json(url) {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) {
      throw new Error(`${response.status} ${url}`);
    }
    return response.json();
  }

  function borders(map, topology, words) {
    // The sources are named in English in the file, whatever the page speaks.
    map.attributionControl.addAttribution(`<span lang="en">${topology.attribution}</span>`);
    const { municipalities, provinces } = topology.objects;
    const ground = { weight: 1.5, color: "#3d5f87", fillColor: "#fff", fillOpacity: words.tiles ? 0 : 1 };
    const line = { weight: 0.5, color: "#8aa0b8" };
    const land = L.geoJSON(window.topojson.feature(topology, provinces), { style: ground, interactive: false });
    const inner = window.topojson.mesh(topology, municipalities, (one, other) => one !== other);
    land.addTo(map);
    L.geoJSON(inner, { style: line, interactive: false }).addTo(map);
    return land.getBounds();
  }

  function pin(area, label, name) {
    const key = document.querySelector(`.map-key [data-area="${area}"]`);
    const sample = key && key.querySelector(".pin");
    if (key) {
      key.hidden = false;
    }
    const mark = document.createElement("span");
    mark.className = sample ? sample.className : `pin pin-${area} pin-${SHAPES[0]}`;
    mark.textContent = label || (sample ? sample.textContent : "");
    return L.divIcon({ html: mark, className: "", iconSize: [32, 32], iconAnchor: [16, 16], popupAnchor: [0, -14] });
  }

  function cluster(words) {
    return L.markerClusterGroup({
      showCoverageOnHover: false,
      animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      iconCreateFunction(group) {
        const mark = document.createElement("span");
        mark.className = "pin pin-cluster";
        mark.textContent = new Intl.NumberFormat(document.documentElement.lang).format(group.getChildCount());
        group.options.title = words.cluster.replace("{count}", mark.textContent);
        group.options.alt = group.options.title;
        return L.divIcon({ html: mark, className: "marker-cluster", iconSize: [44, 44] });
      },
    });
  }

  // The card of a service: from this page's list, else from the service's own page.
  async function card(id, sheets) {
    const here = document.getElementById(`card-${id}`);
    let found = here;
    if (!found) {
      const response = await fetch(sheets.replace("00000000-0000-0000-0000-000000000000", id));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const kept = page.getElementById("card");
      found = kept && kept.content.querySelector("article");
    }
    if (!found) {
      return null;
    }
    const copy = found.cloneNode(true);
    copy.removeAttribute("id");
    return copy;
  }

  function first(name, url) {
    const box = document.createElement("article");
    box.className = "card-service";
    const link = document.createElement("a");
    link.href = url;
    link.textContent = name;
    box.append(link);
    return box;
  }

  // On a phone the card leaves room for the buttons and the pin.
  function size() {
    const { clientWidth, clientHeight } = document.getElementById("map");
    const maxWidth = Math.min(340, clientWidth - 90);
    return { minWidth: Math.min(260, maxWidth), maxWidth, maxHeight: Math.min(360, clientHeight - 100) };
  }

  function marker(feature, words) {
    const { id, name, needs } = feature.properties;
    const [lon, lat] = feature.geometry.coordinates;
    const area = (needs[0] || "").split(".")[0];
    const point = L.marker([lat, lon], { icon: pin(area), title: name, alt: name, keyboard: true });
    const url = words.sheets.replace("00000000-0000-0000-0000-000000000000", id);
    point.bindPopup(first(name, url), size());
    point.on("popupopen", async (event) => {
      const full = await card(id, words.sheets).catch(() => null);
      if (full) {
        event.popup.setContent(full);
      }
    });
    return point;
  }

  async function services(map, words) {
    const points = await json(words.points);
    const group = cluster(words);
    group.addLayers(points.features.filter((each) => each.geometry).map((each) => marker(each, words)));
    map.addLayer(group);
    document.getElementById("map-note").hidden = false;
    return group.getLayers().length ? group.getBounds() : null;
  }

  function places(map) {
    const group = L.featureGroup();
    for (const place of document.querySelectorAll("#map-places li")) {
      const { lat, lon, area, letter } = place.dataset;
      const name = place.textContent;
      // As it stands in the list, its links too; never as a text to be read as HTML.
      const words = document.createElement("div");
      words.className = "card-service";
      words.append(...place.cloneNode(true).childNodes);
      for (const link of words.querySelectorAll("a")) {
        link.removeAttribute("tabindex");
      }
      L.marker([lat, lon], { icon: pin(area, letter), title: name, alt: name }).bindPopup(words, size()).addTo(group);
    }
    group.addTo(map);
    return group.getBounds();
  }

  function here(map, words) {
    if (words.lat && words.lon) {
      const mark = document.createElement("span");
      mark.className = "pin pin-here";
      const icon = L.divIcon({ html: mark, className: "", iconSize: [20, 20] });
      L.marker([words.lat, words.lon], { icon, title: words.here, alt: words.here }).addTo(map);
    }
  }

  async function draw(element) {
    const words = element.dataset;
    const map = L.map(element, { minZoom: 6, maxZoom: words.tiles ? 18 : 13, scrollWheelZoom: false });
    controls(map, words);
    map.on("popupopen", (event) => {
      const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      close.setAttribute("aria-label", words.close);
    });
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    if (words.tiles) {
      L.tileLayer(words.tiles).addTo(map);
    }
    const region = borders(map, await json(words.borders), words);
    const found = words.points ? await services(map, words) : places(map);
    map.fitBounds(found && found.isValid() ? found : region, { maxZoom: 11, padding: [30, 30] });
    here(map, words);
  }

  window.wemiMap = { draw };
})();

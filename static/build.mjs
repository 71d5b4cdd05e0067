// Builds static/vendor from the packages in node_modules: style sheets in both directions,
// fonts, icons, and what the map needs. Nothing in static/vendor is committed.

import { createHash } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { PurgeCSS } from "purgecss";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const packages = join(root, "node_modules");
const finished = join(here, "vendor");
// Built beside and put in place at the end, so that a running site never misses a file.
const vendor = join(packages, ".wemi-vendor");
const italia = join(packages, "bootstrap-italia");

const FACES = { 400: "regular", 600: "600" };
const OFFICIAL_ICONS = [
  "arrow-down", "arrow-right", "calendar", "card", "check", "check-circle", "chevron-left",
  "chevron-right", "clock", "close", "comment", "error", "expand", "external-link", "file", "funnel",
  "hearing", "info-circle", "link", "list", "mail", "map-marker", "pa", "print", "search", "telephone", "user",
  "warning-circle", "help-circle", "box", "refresh", "star-full", "star-outline",
];
// What PDFs are written with: faces of every script of the site, never sent to a browser.
const PAPER_FACES = {
  "noto-sans": { "400Regular": "NotoSans_400Regular.ttf", "700Bold": "NotoSans_700Bold.ttf" },
  "noto-sans-arabic": { "400Regular": "NotoSansArabic_400Regular.ttf", "700Bold": "NotoSansArabic_700Bold.ttf" },
  "noto-sans-sc": { "400Regular": "NotoSansSC_400Regular.ttf" },
};
const COPIES = {
  "leaflet.js": "leaflet/dist/leaflet.js",
  "leaflet.css": "leaflet/dist/leaflet.css",
  "leaflet.markercluster.js": "leaflet.markercluster/dist/leaflet.markercluster.js",
  "leaflet.markercluster.css": "leaflet.markercluster/dist/MarkerCluster.css",
  "topojson-client.js": "topojson-client/dist/topojson-client.min.js",
};

function copyFaces() {
  mkdirSync(join(vendor, "fonts"), { recursive: true });
  const faces = [];
  for (const [weight, style] of Object.entries(FACES)) {
    const from = join(italia, `dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-${style}.woff2`);
    const version = createHash("sha256").update(readFileSync(from)).digest("hex").slice(0, 10);
    copyFileSync(from, join(vendor, `fonts/titillium-web-${weight}.woff2`));
    // The semibold face also answers for bold, so that the browser does not smear it.
    const range = weight === "600" ? "600 700" : weight;
    faces.push(
      `@font-face{font-family:"Titillium Web";font-style:normal;font-weight:${range};` +
        `font-display:swap;src:url("fonts/titillium-web-${weight}.woff2?v=${version}") format("woff2")}`,
    );
  }
  return faces.join("");
}

function copyPaperFaces() {
  mkdirSync(join(vendor, "paper"), { recursive: true });
  for (const [family, faces] of Object.entries(PAPER_FACES)) {
    for (const [weight, file] of Object.entries(faces)) {
      copyFileSync(join(packages, "@expo-google-fonts", family, weight, file), join(vendor, "paper", file));
    }
  }
}

function compileStyles() {
  const { css } = sass.compile(join(here, "scss/wemi.scss"), {
    loadPaths: [join(italia, "src/scss")],
    style: "compressed",
    charset: false,
    quietDeps: true,
    // The package's sources still speak the older dialect of Sass.
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
    logger: sass.Logger.silent,
  });
  return css;
}

async function purge(css) {
  const [result] = await new PurgeCSS().purge({
    content: [join(root, "templates/**/*.html"), join(here, "js/*.js")],
    css: [{ raw: css }],
    variables: true,
    safelist: { standard: [/^leaflet/, /^marker/, /^pin/, /^icon-/, /^fact-/], greedy: [/details-content/] },
  });
  return result.css;
}

function symbol(name, source) {
  const viewBox = /viewBox="([^"]+)"/.exec(source)[1];
  const body = source.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<symbol id="${name}" viewBox="${viewBox}">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
}

function buildIcons() {
  const own = readdirSync(join(here, "icons")).filter((file) => file.endsWith(".svg"));
  const symbols = [
    ...OFFICIAL_ICONS.map((name) =>
      symbol(name, readFileSync(join(italia, `src/svg/it-${name}.svg`), "utf8")),
    ),
    ...own.sort().map((file) =>
      symbol(file.replace(/\.svg$/, ""), readFileSync(join(here, "icons", file), "utf8")),
    ),
  ];
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  writeFileSync(join(vendor, "icons.svg"), sprite);
}

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
const css = copyFaces() + (await purge(compileStyles()));
writeFileSync(join(vendor, "wemi.css"), css);
writeFileSync(join(vendor, "wemi.rtl.css"), rtlcss.process(css));
buildIcons();
copyPaperFaces();
for (const [name, from] of Object.entries(COPIES)) {
  const text = readFileSync(join(packages, from), "utf8");
  // The packages' source maps are not served, so nothing may point at them.
  writeFileSync(join(vendor, name), text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
}
rmSync(finished, { recursive: true, force: true });
renameSync(vendor, finished);

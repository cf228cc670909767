// Everything the browser gets that is not written by hand: `npm ci && npm run build`; the result is committed.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as esbuild from "esbuild";
import * as sass from "sass";

const OUT = "../kla/static";
const TESTS = "../tests/e2e/vendor";
// Our name in templates/macros/icons.html: the icon's name in Bootstrap Icons.
const ICONS = {
  "arrow-left": "arrow-left", calendar: "calendar-event", check: "check-lg", "chevron-right": "chevron-right", clock: "clock",
  "exclamation-triangle": "exclamation-triangle", eye: "eye", "file-lock": "file-earmark-lock", flag: "flag", funnel: "funnel",
  geo: "geo-alt", house: "house", info: "info-circle", list: "list", lock: "lock", paperclip: "paperclip", pause: "pause-fill",
  pencil: "pencil", people: "people", person: "person-circle", plus: "plus-lg", printer: "printer", search: "search",
  "shield-lock": "shield-lock", x: "x-lg",
};
const sha256 = (content) => createHash("sha256").update(content).digest("hex");

mkdirSync(`${OUT}/img`, { recursive: true });
mkdirSync(TESTS, { recursive: true });
for (const old of readdirSync(`${OUT}/img`)) rmSync(`${OUT}/img/${old}`);

// Our tokens and the parts of Bootstrap that pages may reach for, chosen in scss/kla.scss. The sheet does not depend on
// what the templates use today: dropping rules nobody seemed to name also dropped focus rings and date fields.
const { css } = sass.compile("scss/kla.scss", {
  loadPaths: ["node_modules"], quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
});

// The policy allows no data: images, so Bootstrap's ticks and arrows become files.
const filed = css.replaceAll(/url\("?data:image\/svg\+xml,(.*?)"?\)(?=[\s;,}])/g, (_, svg) => {
  const text = svg.replaceAll(/%(3c|3e|23|28|29)/gi, decodeURIComponent).replaceAll("'", '"');
  const name = `img/${sha256(text).slice(0, 8)}.svg`;
  writeFileSync(`${OUT}/${name}`, text);
  return `url("${name}")`;
});
const sheet = (await esbuild.transform(filed, { loader: "css", minify: true })).code;
writeFileSync(`${OUT}/kla.css`, sheet);

const symbols = Object.entries(ICONS).map(([ours, theirs]) => {
  const svg = readFileSync(`node_modules/bootstrap-icons/icons/${theirs}.svg`, "utf8");
  const paths = svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replaceAll(/\s+/g, " ").trim();
  return `<symbol id="${ours}" viewBox="0 0 16 16">${paths}</symbol>`;
});
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
writeFileSync(`${OUT}/icons.svg`, sprite);

copyFileSync("node_modules/axe-core/axe.min.js", `${TESTS}/axe.min.js`);
copyFileSync("node_modules/axe-core/LICENSE", `${TESTS}/axe-LICENSE.txt`);

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
const notice = (name) => readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
writeFileSync(`${OUT}/THIRD_PARTY.md`, `# Work of others in this folder

Written by \`assets/build.mjs\`. Everything not listed here is our own.

| Work | Version | Licence | Files | SHA-256 |
|---|---|---|---|---|
| Bootstrap | ${version("bootstrap")} | MIT | kla.css (parts of it), img/*.svg | ${sha256(sheet)} |
| Bootstrap Icons | ${version("bootstrap-icons")} | MIT | icons.svg | ${sha256(sprite)} |

## Bootstrap

${notice("bootstrap")}

## Bootstrap Icons

${notice("bootstrap-icons")}
`);

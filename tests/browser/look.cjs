// Opens a page in headless Chromium and tells, as JSON, what a visitor and axe-core find there.
// Arguments: the folder of node_modules, the page, the browser, a folder for pictures.
"use strict";

const { createRequire } = require("node:module");
const path = require("node:path");
const fs = require("node:fs");

const [modules, page, browserPath, pictures] = process.argv.slice(2);
const load = createRequire(path.join(modules, "package.json"));
const AXE = fs.readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

async function look(browser, width, scheme, script) {
  const tab = await browser.newPage();
  const asked = [], errors = [];
  tab.on("request", (request) => asked.push(request.url()));
  tab.on("pageerror", (error) => errors.push(String(error)));
  tab.on("console", (line) => { if (line.type() === "error") errors.push(line.text()); });
  await tab.setViewport({ width, height: 800, isMobile: width < 500, hasTouch: width < 500 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.setOfflineMode(true);
  await tab.setJavaScriptEnabled(script);
  await tab.goto(`file://${page}`);
  await tab.setJavaScriptEnabled(true);
  const name = `${width}-${scheme}${script ? "" : "-noscript"}.png`;
  await tab.screenshot({ path: path.join(pictures, name), fullPage: true });
  await tab.evaluate(`document.querySelectorAll("details").forEach((one) => { one.open = true; })`);
  await tab.evaluate(AXE);
  const found = await tab.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  const told = {
    width, scheme, script, asked, errors,
    violations: found.violations.map((one) => [one.id, one.nodes.map((node) => node.html).slice(0, 3)]),
    passes: found.passes.length,
    overflow: await tab.evaluate("document.documentElement.scrollWidth - innerWidth"),
    filters: await tab.evaluate(
      "[...document.querySelectorAll('fieldset')].filter((one) => !one.hidden).length"),
  };
  await tab.close();
  return told;
}

async function use(browser) {
  const tab = await browser.newPage();
  await tab.goto(`file://${page}`);
  const rows = () => tab.evaluate(`[...document.querySelectorAll("#map-table tbody tr:not([hidden])")]
    .map((row) => [...row.cells].map((cell) => cell.dataset.value ?? cell.textContent.trim()))`);
  await tab.keyboard.press("Tab");
  const told = { first: await tab.evaluate("document.activeElement.className") };
  told.all = await rows();
  await tab.select("#map-process", "управленческий");
  told.process = await rows();
  told.count = await tab.evaluate(`document.querySelector("#map [data-count]").textContent`);
  await tab.select("#map-process", "");
  await tab.type("#map-text", "читательскои");
  told.nothing = await rows();
  await tab.evaluate(`document.querySelector("#map-text").value = ""`);
  await tab.type("#map-text", "ЧИТАТЕЛЬСКОЙ");
  told.words = await rows();
  await tab.evaluate(`const box = document.querySelector("#map-text");
    box.value = ""; box.dispatchEvent(new Event("input"))`);
  await tab.select("#map-org", "0");
  told.org = await rows();
  await tab.select("#map-org", "");
  await tab.focus("#map-table thead th:nth-child(4) button");
  await tab.keyboard.press("Enter");
  told.sorted = await rows();
  told.sort = await tab.evaluate(
    `[...document.querySelectorAll("#map-table thead th")].map((one) => one.ariaSort)`);
  await tab.close();
  return told;
}

(async () => {
  const puppeteer = load("puppeteer-core");
  const browser = await puppeteer.launch({ executablePath: browserPath, args: OPTIONS });
  try {
    const looks = [];
    for (const width of [360, 1280]) {
      for (const scheme of ["light", "dark"]) looks.push(await look(browser, width, scheme, true));
    }
    looks.push(await look(browser, 360, "light", false));
    console.log(JSON.stringify({ looks, use: await use(browser) }));
  } finally {
    await browser.close();
  }
})();

// The browser, and pages that tell what they did: what they said, what they asked of others, what opened by itself.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const place = process.env.XCRED_BROWSER_PLACE;

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** The address of a report. */
export const address = (name) => pathToFileURL(join(place, "reports", `${name}.html`)).href;

/** Starts a browser of its own for a folder of tests, and ends it with them. */
export async function browser(t, options = {}) {
  const profile = await mkdtemp(join(tmpdir(), "xcred-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.XCRED_CHROMIUM, headless: true, args: FLAGS, offline: true, timeout: 120_000, ...options,
  });
  context.setDefaultTimeout(120_000);
  t.after(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  return context;
}

/** Opens a report, runs what is done with it, and fails where the page said, asked or opened anything. */
export async function opened(context, name, { width = 1280, height = 900, scheme = "light" } = {}, use) {
  const page = await context.newPage();
  const heard = [];
  page.on("console", (message) => heard.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => heard.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { heard.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("popup", () => heard.push("a window opened"));
  page.on("download", () => heard.push("a download began"));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address(name) && !url.startsWith("data:")) heard.push(`request: ${url}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`));
  });
  try {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(address(name));
    const result = await use(page);
    assert.deepEqual(heard, [], `what \`${name}\` said, asked and opened`);
    return result;
  } finally {
    await page.close();
  }
}

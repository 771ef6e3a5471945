// The login in a real browser: from the org's page to ours, what stays in the address bar, and what other pages can do.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { browser, place } from "./browser.mjs";
import { contrasts, spilled } from "./looking.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const seen = (name) => join(place, "seen", name);
const USER = "admin@practice.invalid";

/** Starts xcred in an empty world; what it says is kept, and it ends with the test. */
function xcred(t, world, words, more = {}) {
  const env = { PATH: process.env.PATH, HOME: world, XCRED_BROWSER: join(world, "browser"), ...more };
  const child = spawn(process.env.XCRED_BIN, words, { cwd: world, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (bytes) => { said[name] += bytes; });
  const ended = once(child, "close").then(([code]) => ({ code, ...said }));
  t.after(() => child.kill());
  return { child, ended };
}

/** An org to log in to, and a "browser" that passes on the address which it is opened with. */
async function world(t) {
  const folder = await mkdtemp(join(tmpdir(), "xcred-login-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "browser"), `#!/bin/sh\nprintf '%s' "$1" > "$HOME/address.new" && mv "$HOME/address.new" "$HOME/address"\n`);
  await chmod(join(folder, "browser"), 0o755);
  const org = xcred(t, folder, ["practice", "serve", "--token-file", "token"]);
  const [url] = await once(createInterface({ input: org.child.stdout }), "line");
  return { folder, url };
}

/** Starts a login, and gives the address that the browser is opened with, which is the one that is told. */
async function login(t, { folder, url }, words = []) {
  await rm(join(folder, "address"), { force: true });
  const run = xcred(t, folder, ["org", "login", "web", "--port", "0", "-r", url, ...words]);
  let told;
  for await (const line of createInterface({ input: run.child.stderr })) {
    if (line.includes("/services/oauth2/authorize?")) { told = line.trim(); break; }
  }
  run.child.stderr.resume();
  let opened;
  while (opened === undefined) opened = await readFile(join(folder, "address"), "utf8").catch(() => undefined);
  assert.equal(opened, told);
  return { ...run, address: told, redirect: new URL(new URL(told).searchParams.get("redirect_uri")) };
}

/** A page that hears what it is told, and fails where it was told anything. */
async function quiet(context, scheme = "light") {
  const page = await context.newPage();
  const heard = [];
  page.on("console", (message) => { if (!message.text().includes("favicon")) heard.push(message.text()); });
  page.on("pageerror", (error) => heard.push(error.message));
  await page.emulateMedia({ colorScheme: scheme });
  return { page, heard };
}

async function isReadable(page, name) {
  const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(sizes[0] <= sizes[1], `the page is ${sizes[0]} wide in a window of ${sizes[1]}`);
  assert.deepEqual(await page.evaluate(contrasts, 4), [], "texts with too little contrast");
  assert.deepEqual(await page.evaluate(spilled), [], "texts that leave their boxes");
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map((one) => one.id), []);
  await page.screenshot({ path: seen(`${name}.png`), fullPage: true });
}

test("the login in a browser", async (t) => {
  const context = await browser(t, { offline: false });
  const here = await world(t);

  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      await t.test(`yes, ${scheme}, ${width} wide: it ends on our page, and the code is nowhere`, async (t) => {
        const run = await login(t, here, ["--alias", "qa"]);
        const { page, heard } = await quiet(context, scheme);
        await page.setViewportSize({ width, height: 800 });
        const codes = [];
        page.on("request", (request) => {
          const code = new URL(request.url()).searchParams.get("code");
          if (code) codes.push(code);
        });
        await page.goto(run.address);
        await page.getByRole("button", { name: "Allow" }).click();
        await page.waitForURL(`${run.redirect.origin}/end`);
        assert.equal(await page.locator("h1").textContent(), "You are logged in");
        assert.ok((await page.locator("main").textContent()).includes(USER));
        assert.equal(codes.length, 1, "the browser brought one code back");
        const shown = await page.content();
        assert.ok(!shown.includes(codes[0]) && !page.url().includes("code"));
        assert.equal(await page.evaluate(() => document.scripts.length + document.referrer.length), 0);
        const ended = await run.ended;
        assert.equal(ended.code, 0, ended.stderr);
        assert.ok(ended.stdout.startsWith("Logged in to "), ended.stdout);
        assert.ok(!(ended.stdout + ended.stderr).includes(codes[0]));
        await isReadable(page, `login-${scheme}-${width}`);
        const entries = await (await context.newCDPSession(page)).send("Page.getNavigationHistory");
        assert.ok(entries.entries.every((entry) => !entry.url.includes("code=")), "the history holds no code");
        assert.deepEqual(heard, []);
        await page.close();
      });
    }
  }

  await t.test("no: the page and the terminal say so", async (t) => {
    const run = await login(t, here);
    const { page, heard } = await quiet(context);
    await page.goto(run.address);
    await page.getByRole("button", { name: "Deny" }).click();
    await page.waitForURL(`${run.redirect.origin}/end`);
    assert.equal(await page.locator("h1").textContent(), "You are not logged in");
    assert.ok((await page.locator("main").textContent()).includes("access_denied"));
    const ended = await run.ended;
    assert.equal(ended.code, 65);
    assert.ok(ended.stderr.includes("access_denied"), ended.stderr);
    await isReadable(page, "login-denied");
    assert.deepEqual(heard, []);
    await page.close();
  });

  await t.test("another page can neither bring a code nor end the login", async (t) => {
    const run = await login(t, here);
    const target = `${run.redirect.href}?code=forged&state=${new URL(run.address).searchParams.get("state")}`;
    const evil = createServer((request, response) => {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html><title>evil</title><img src="${target}"><iframe src="${target}"></iframe>`);
    });
    evil.listen(0, "127.0.0.1");
    await once(evil, "listening");
    t.after(() => evil.close());
    const page = await context.newPage();
    const answers = [];
    page.on("response", (response) => { if (response.url() === target) answers.push(response.status()); });
    await page.goto(`http://127.0.0.1:${evil.address().port}/`, { waitUntil: "load" });
    await page.evaluate((target) => fetch(target).catch(() => "refused"), target);
    await page.evaluate((target) => fetch(target, { mode: "no-cors" }).catch(() => "refused"), target);
    assert.deepEqual([...new Set(answers)], [403], "whatever was answered was a refusal, even with the right state");
    await page.goto(`${run.redirect.href}?code=forged&state=forged`);
    assert.equal(await page.locator("h1").textContent(), "This is not the login that was started here");
    await isReadable(page, "login-stray");
    await page.goto(run.address);
    await page.getByRole("button", { name: "Allow" }).click();
    await page.waitForURL(`${run.redirect.origin}/end`);
    assert.equal(await page.locator("h1").textContent(), "You are logged in");
    const ended = await run.ended;
    assert.equal(ended.code, 0);
    const refused = (why) => ended.stderr.includes(`a request to the port of the login was refused: ${why}`);
    assert.ok(refused("it is not for a page that a user sees"), `a picture or a frame: ${ended.stderr}`);
    assert.ok(refused("a script on a foreign page sent it") && refused("the state differs"), ended.stderr);
    await page.close();
  });
});

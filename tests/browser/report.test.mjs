// The HTML report in a real browser: what it looks like to eyes, keys and screen readers, and what it never does.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { address, browser, opened, place } from "./browser.mjs";
import { contrasts, focusable, shownComponents, spilled } from "./looking.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const hostile = JSON.parse(await readFile(join(place, "reports", "hostile.json"), "utf8"));
const seen = (name) => join(place, "seen", name);

/** Texts as the report writes them: what cannot be seen is written out. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const writtenOut = (text) =>
  text.replace(UNSEEN, (one) => (one === "\r" ? "\\r" : `\\u{${one.codePointAt(0).toString(16)}}`));

test("the report in a browser", async (t) => {
  const context = await browser(t);
  const open = (name, options, use) => opened(context, name, options, use);

  for (const name of ["sample", "three-sides", "hostile", "nothing"]) {
    for (const scheme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        await t.test(`${name}, ${scheme}, ${width} wide: it can be read by everyone and fits`, () =>
          open(name, { width, scheme }, async (page) => {
            const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
            assert.ok(sizes[0] <= sizes[1], `the page is ${sizes[0]} wide in a window of ${sizes[1]}`);
            assert.deepEqual(await page.evaluate(contrasts), [], "texts with too little contrast");
            assert.deepEqual(await page.evaluate(spilled), [], "texts that leave their boxes");
            await page.evaluate(axe);
            const { violations, passes } = await page.evaluate(() => axe.run());
            const told = violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).slice(0, 3).join(" | ")}`);
            assert.deepEqual(told, []);
            assert.ok(passes.some((one) => one.id === "color-contrast"), "axe looked at colours");
            await page.screenshot({ path: seen(`${name}-${scheme}-${width}.png`), fullPage: true });
          }));
      }
    }
  }

  await t.test("both colour schemes differ, and the switch has the last word, with nothing stored", () =>
    open("sample", { scheme: "dark" }, async (page) => {
      const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const dark = await back();
      await page.check("#theme-light");
      const light = await back();
      assert.notEqual(light, dark);
      await page.emulateMedia({ colorScheme: "light" });
      assert.equal(await back(), light);
      await page.check("#theme-dark");
      assert.equal(await back(), dark);
      assert.equal(await page.evaluate(() => document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)), "");
    }));

  await t.test("the first key press leads past the top", () =>
    open("sample", {}, async (page) => {
      await page.keyboard.press("Tab");
      const box = await page.locator(".skip").boundingBox();
      assert.ok(box.y >= 0, "the skip link shows when it has the focus");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "changes");
    }));

  await t.test("keys find, move and fold", () =>
    open("sample", {}, async (page) => {
      const focus = () => page.evaluate(() => document.activeElement.closest("article")?.id ?? document.activeElement.id);
      const isOpen = (id) => page.evaluate((of) => document.querySelector(`#${of} details`).open, id);
      const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
      await press("j");
      assert.equal(await focus(), "c1");
      await press("n", "j");
      assert.equal(await focus(), "c3");
      await press("k");
      assert.equal(await focus(), "c2");
      await press("p", "k", "k");
      assert.equal(await focus(), "c1", "the first is the first");
      await press("o");
      assert.equal(await isOpen("c1"), false);
      await press("o");
      assert.equal(await isOpen("c1"), true);
      await press("c");
      assert.equal(await page.locator("article.c details[open]").count(), 0);
      await press("e");
      assert.equal(await page.locator("#families details:not([open])").count(), 0);

      await press("/");
      assert.equal(await focus(), "find");
      await page.keyboard.type("oauth2");
      await page.waitForFunction(() => document.getElementById("status").textContent === "1 of 8 components");
      assert.deepEqual(await page.evaluate(shownComponents), ["Shipping"]);
      assert.equal(await page.getAttribute("#status", "aria-live"), "polite");
      await press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.closest("article").querySelector(".name").textContent), "Shipping");
      await press("/", "x", "y");
      await page.waitForFunction(() => document.getElementById("status").textContent === "0 of 8 components");
      assert.ok(await page.locator("#no-match").isVisible());
      await press("Escape");
      await page.waitForFunction(() => document.getElementById("status").textContent === "8 components");
      await press("Escape");
      assert.notEqual(await focus(), "find");

      await press("?");
      assert.ok(await page.locator("#keys").isVisible());
      await press("Escape");
      assert.ok(await page.locator("#keys").isHidden());
      await page.click("#show-keys");
      await page.uncheck("#keys-on");
      await press("Escape", "/");
      assert.notEqual(await focus(), "find", "whoever switches keys off is not listened to");
    }));

  await t.test("what is pressed narrows what is shown", () =>
    open("three-sides", {}, async (page) => {
      const told = async (count) =>
        page.waitForFunction((of) => document.getElementById("status").textContent === of, count === 8 ? "8 components" : `${count} of 8 components`);
      for (const [axis, value] of [["kind", "added"], ["origin", "conflict"], ["gravity", "destructive"]]) {
        const chip = page.locator(`.chip[data-axis=${axis}][data-value=${value}]`);
        const count = Number(await chip.locator("span").textContent());
        await chip.focus();
        await page.keyboard.press("Space");
        assert.equal(await chip.getAttribute("aria-pressed"), "true");
        await told(count);
        assert.equal((await page.evaluate(shownComponents)).length, count);
        await page.keyboard.press("Space");
        await told(8);
      }
    }));

  await t.test("Tab reaches everything, in the order of the page, and one sees where one is", () =>
    open("three-sides", {}, async (page) => {
      const expected = await page.evaluate(focusable);
      const reached = [];
      for (let presses = 0; presses < expected.length + 5; presses += 1) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
          const element = document.activeElement;
          if (element === document.body) return null;
          const drawn = (of) => {
            const style = getComputedStyle(of);
            return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
          };
          const ring = element.matches("input[name=theme]") ? element.nextElementSibling : element;
          const rect = element.closest("svg") && element.querySelector("rect");
          const visible = rect ? parseFloat(getComputedStyle(rect).strokeWidth) >= 4 : drawn(ring);
          return { at: element.dataset.walk, visible, html: element.outerHTML.slice(0, 120) };
        });
        if (!at) break;
        assert.ok(at.visible, `the focus cannot be seen on ${at.html}`);
        reached.push(at.at);
      }
      assert.deepEqual(reached, expected);
    }));

  await t.test("a node of the picture leads to its component", () =>
    open("sample", {}, async (page) => {
      await page.keyboard.press("c");
      const link = page.locator("svg a").first();
      await link.focus();
      const id = (await link.getAttribute("href")).slice(1);
      await page.keyboard.press("Enter");
      await page.waitForFunction((of) => document.querySelector(`#${of} details`).open, id);
      const box = await page.locator(`#${id}`).boundingBox();
      assert.ok(box.y >= 0 && box.y < 900, `${id} is in sight, at ${box.y}`);
    }));

  await t.test("no value does anything but show itself", () =>
    open("hostile", {}, async (page) => {
      const found = await page.evaluate(() => {
        const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
        const strange = "img, iframe, object, embed, form, link:not([rel=icon]), meta[http-equiv=refresh], base, [onclick], [onerror], [onload], [onmouseover], body [style]";
        return {
          scripts: document.scripts.length,
          styles: document.querySelectorAll("style").length,
          strange: [...document.querySelectorAll(strange)].map((one) => one.outerHTML),
          addresses: [...document.querySelectorAll("a")].map((one) => one.getAttribute("href")).filter((one) => !/^#[a-z0-9]+$/.test(one)),
          title: document.title,
          names: texts("article .name"),
          sides: texts(".side"),
          values: texts("td.old code, td.new code"),
          paths: texts(".path"),
          lines: texts(".hunk .added code"),
          files: texts(".file code"),
          said: texts(".consequences p:first-child, .warnings bdi"),
          findings: texts(".found td:last-child"),
          drawn: texts(".node title"),
        };
      });
      assert.deepEqual([found.scripts, found.styles, found.strange, found.addresses], [1, 1, [], []]);
      assert.ok(found.title.includes("taken'</script>") && found.title !== "taken", found.title);
      for (const text of hostile) {
        const shown = writtenOut(text);
        const holds = (texts, why) => assert.ok(texts.some((one) => one.includes(shown)), `${why} shows ${JSON.stringify(shown)}: ${JSON.stringify(texts.slice(0, 20))}`);
        holds(found.names, "a name");
        holds(found.values, "a value");
        holds(found.files, "a file");
        holds(found.said, "a consequence");
        holds(found.findings, "a finding");
        for (const side of found.sides) holds([side], "a side");
      }
      assert.ok(found.paths.some((path) => path.includes("</script>")), "keys are hostile too");
      assert.ok(found.lines.some((line) => line.includes("<svg/onload=alert(1)>") || line.includes("onerror=alert(1)")), "lines are hostile too");
      assert.ok(found.drawn.some((title) => title.includes("onerror=alert(1)")), "the picture names them too");
    }));

  await t.test("long values scroll in their place, and their difference shows", () =>
    open("hostile", {}, async (page) => {
      const long = page.locator("article", { has: page.locator(".id .name", { hasText: /^Long$/ }) });
      const words = await long.locator("td.new ins").allTextContents();
      assert.ok(words.includes("row"), words.join());
      for (const box of await long.locator(".long").all()) assert.ok((await box.boundingBox()).height <= 330);
    }));

  await t.test("without JavaScript all can be read and folded", async (t2) => {
    const context2 = await browser(t2, { javaScriptEnabled: false });
    const page = await context2.newPage();
    await page.goto(address("three-sides"));
    assert.ok(await page.locator("#toolbar").isHidden());
    assert.ok(await page.locator("#c1 table").isVisible());
    await page.locator("#c1 summary").click();
    assert.ok(await page.locator("#c1 table").isHidden());
    await page.locator("#c1 summary").click();
    assert.ok(await page.locator("#c1 table").isVisible());
    await page.check("#theme-dark");
    assert.ok(await page.locator("#theme-dark").isChecked());
  });

  await t.test("paper shows everything and no controls", () =>
    open("three-sides", {}, async (page) => {
      await page.keyboard.press("c");
      await page.emulateMedia({ media: "print" });
      for (const control of ["#toolbar", ".tools", ".skip"]) assert.ok(await page.locator(control).isHidden(), control);
      const table = await page.locator("#c1 table").boundingBox();
      assert.ok(table && table.height > 20, "what is folded is unfolded on paper");
      await page.emulateMedia({ media: "screen" });
      await writeFile(seen("three-sides.pdf"), await page.pdf({ format: "A4", printBackground: true }));
      assert.equal(await page.locator("article.c details[open]").count(), 0, "afterwards it is as it was");
    }));

  await t.test("ten thousand components open, and are searched as one types", () =>
    open("large", {}, async (page) => {
      const took = await page.evaluate(() => Math.round(performance.getEntriesByType("navigation")[0].domInteractive));
      const search = await page.evaluate(() => {
        const find = document.getElementById("find");
        const began = performance.now();
        find.value = "credential_9999";
        find.dispatchEvent(new Event("input"));
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(Math.round(performance.now() - began)))));
      });
      await page.waitForFunction(() => document.getElementById("status").textContent === "1 of 10,000 components");
      t.diagnostic(`10,000 changed components: usable after ${took} ms, the first search took ${search} ms`);
      assert.ok(await page.locator("svg .node").count() <= 60);
      await page.screenshot({ path: seen("large.png") });
    }));
});

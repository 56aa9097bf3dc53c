// The page for everyone: axe-core, the keyboard, light and dark, and widths from 360 pixels to 4k.

import assert from 'node:assert/strict';
import test, { before } from 'node:test';

import { axeSource, dying, make, on, reluscope } from './harness.mjs';

const pages = ['dying', 'comparison', 'remedy', 'sweep', 'curve'];
before(() => {
  make('dying', 'train', ...dying, '--fail-on', 'dead > 1');
  reluscope('train', 'data/digits.csv', '--seed', '2', '--epochs', '3', '-q', '-o', 'healthy.json');
  make('comparison', 'compare', 'healthy.json', 'dying.json');
  make('remedy', 'remedy', 'data/diabetes.csv', '--lr', '0.5', '--epochs', '3', '--seeds', '2', '--hidden', '8');
  make('sweep', 'sweep', 'data/diabetes.csv', '--lr', '0.01,0.1,1', '--init', 'he_normal,rai', '--epochs', '2', '--hidden', '8', '--seeds', '2');
  make('curve', 'sweep', 'data/diabetes.csv', '--lr', '0.01,0.1,1,3', '--epochs', '2', '--hidden', '8', '--seeds', '3');
});

async function complaintsOf(page) {
  await page.evaluate(axeSource); // not as a script of the page: its policy would refuse it
  const { violations, passes } = await page.evaluate(() => window.axe.run());
  assert.ok(passes.some(({ id }) => id === 'color-contrast'));
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(' | ')}`);
}

for (const name of pages)
  test(`axe-core finds nothing serious on the page of ${name}, in light and dark`, async () => {
    for (const scheme of ['light', 'dark'])
      await on(name, { scheme }, async (page) => {
        await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
        assert.deepEqual(await complaintsOf(page), [], scheme);
      });
  });

test('axe-core finds nothing serious in the life of a unit', async () => {
  for (const scheme of ['light', 'dark'])
    await on('dying', { scheme }, async (page) => {
      await page.fill('input[type=search]', 'dead revived');
      await page.locator('.body [role=row]').first().click();
      assert.deepEqual(await complaintsOf(page), []);
    });
});

test('no page is wider than its window, from 360 pixels to 4k', async () => {
  for (const name of pages)
    for (const width of [360, 768, 1440, 3840])
      await on(name, { width }, async (page) => {
        await page.$$eval('details', (all) => all.forEach((details) => { details.open = true; }));
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${name} at ${width}`);
      });
});

test('what can be pressed or scrolled can be reached with the keyboard', async () => {
  await on('dying', {}, async (page) => {
    const reached = new Set();
    for (let press = 0; press < 300; ++press) {
      await page.keyboard.press('Tab');
      const element = await page.evaluate(() => {
        const all = [...document.querySelectorAll('*')];
        return document.activeElement === document.body ? -1 : all.indexOf(document.activeElement);
      });
      if (element === -1 && press > 5) break;
      reached.add(element);
    }
    const missed = await page.evaluate((seen) => [...document.querySelectorAll('button, select, input, summary, a[href], .heat-map, .scroll, .uplot-holder, .command pre')]
      .filter((element) => element.checkVisibility() && !element.disabled && !seen.includes([...document.querySelectorAll('*')].indexOf(element)))
      .map((element) => element.outerHTML.slice(0, 120)), [...reached]);
    assert.deepEqual(missed, []);
  });
});

test('dark is dark, also where the script paints', async () => {
  const lightness = async (scheme) => {
    let values;
    await on('dying', { scheme }, async (page) => {
      await page.locator('[data-heat="0"] .heat-map').scrollIntoViewIfNeeded();
      values = await page.evaluate(() => {
        const sum = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0);
        const ground = sum(getComputedStyle(document.body).backgroundColor);
        return { ground, ink: sum(getComputedStyle(document.body).color) };
      });
    });
    return values;
  };
  const [light, dark] = [await lightness('light'), await lightness('dark')];
  assert.ok(light.ground > light.ink && dark.ground < dark.ink);
});

test('a page that is open changes with the theme', async () => {
  await on('dying', {}, async (page) => {
    const colour = () => page.evaluate(() => {
      const copy = document.createElement('canvas');
      const shown = document.querySelector('[data-heat="0"] .scale canvas');
      Object.assign(copy, { width: 64, height: 1 });
      copy.getContext('2d', { willReadFrequently: true }).drawImage(shown, 0, 0);
      return copy.getContext('2d').getImageData(63, 0, 1, 1).data.slice(0, 3).reduce((a, b) => a + b, 0);
    });
    const light = await colour();
    await page.emulateMedia({ colorScheme: 'dark' });
    for (let wait = 0; wait < 50 && await colour() === light; ++wait) await page.waitForTimeout(20);
    assert.ok(await colour() > light + 200, 'a rate of 1 is dark on light, and light on dark');
  });
});

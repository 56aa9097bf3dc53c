// Measures how fast the page of a large report is, in chromium: RELUSCOPE=… tests/web/run measure.mjs
// Each figure is the best of several, as other programs may be running.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { folder, open, reluscope, write } from './harness.mjs';
import { largeReport } from './large_report.mjs';

const units = 4096;
const epochs = 500;
const times = 7;

test('measure', async () => {
  write('large.json', JSON.stringify(largeReport(units, epochs)));
  reluscope('render', 'large.json', '--format', 'html', '-o', 'large.html');
  const ready = [], first = [], paint = [], frame = [];
  for (let i = 0; i < times; ++i) {
    const { page, close } = await open('large', {
      before: `
        window.frames_ms = [];
        const ask = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (work) => ask((time) => {
          const start = performance.now();
          work(time);
          const canvas = document.querySelector('.heat-map canvas');
          if (canvas) canvas.getContext('2d').getImageData(0, 0, 1, 1);  // wait until it is painted
          window.frames_ms.push(performance.now() - start);
        });
        new MutationObserver(() => { if (document.body?.dataset.ready !== undefined) window.ready_ms ??= performance.now(); })
          .observe(document, { subtree: true, childList: true, attributes: true });`,
    });
    ready.push(await page.evaluate(() => window.ready_ms));
    await page.locator('.heat-map').scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    first.push(await page.evaluate(() => window.frames_ms[0]));
    paint.push(await page.evaluate(() => {
      const select = document.querySelector('.controls select');
      select.value = 'death';
      const start = performance.now();
      select.dispatchEvent(new Event('change'));
      return performance.now() - start;
    }));
    await page.waitForTimeout(200);
    await page.evaluate(() => { window.frames_ms = []; });
    await page.locator('.heat-map').focus();
    for (const key of ['+', '+', 'ArrowRight', 'ArrowDown', 'PageDown', '+', '+', '+', 'ArrowRight', '-', '0', 'ArrowDown']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(30);
    }
    frame.push(...await page.evaluate(() => window.frames_ms));
    await close().catch(() => {}); // chromium advises against reading canvases
  }
  const best = (values) => Math.min(...values).toFixed(1);
  const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1].toFixed(1);
  console.log(`page of ${units} units and ${epochs} epochs: ${(statSync(join(folder, 'large.html')).size / 1e6).toFixed(2)} MB`);
  for (const [name, values] of [['ready', ready], ['first frame', first], ['order and paint all cells', paint], ['a frame of zooming and moving', frame]])
    console.log(`${name}: best ${best(values)} ms, median ${median(values)} ms of ${values.length}`);
});

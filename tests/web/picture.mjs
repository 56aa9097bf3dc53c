// Makes docs/pictures/page-*.png, which README.md shows: RELUSCOPE=… tests/web/run picture.mjs

import { fileURLToPath } from 'node:url';
import test from 'node:test';

import { make, on } from './harness.mjs';

test('the picture of the README', async () => {
  make('page', 'train', 'data/digits.csv', '--optimizer', 'adam', '--lr', '0.03', '--seed', '20');
  for (const scheme of ['light', 'dark'])
    await on('page', { scheme, width: 1120, height: 1330 }, async (page) => {
      await page.evaluate(() => { // what is left fits a picture
        for (const part of document.querySelectorAll('#findings, #layers > .scroll, #layers > .legend, #layer-0, #layer-0 ~ figure:not(#layer-1 ~ figure)')) part.remove();
      });
      await page.waitForTimeout(300);
      const path = fileURLToPath(new URL(`../../docs/pictures/page-${scheme}.png`, import.meta.url));
      await page.screenshot({ path });
    });
});

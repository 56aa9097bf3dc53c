// Names from a file are text on the page, whatever is in them.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test, { before } from 'node:test';

import { checkNumbers, make, on, read, reluscope, textOf, write } from './harness.mjs';

const hostile = ['<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', '<!--<script>', '"><svg onload=alert(3)>', "a'b\"c&d&lt;",
  '\u202egnp.exe', 'javascript:alert(4)', '${alert(5)}', ']]>', '&#60;b&#62;', 'päron 🍐'];
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
const rows = [...Array(60).keys()].map((row) => [...hostile.map((_name, column) => String((row * (column + 3)) % 17 - 8)),
  quoted(['</script>', '<b>bold</b>', '\u2028line'][row % 3])].join(','));
const header = [...hostile.map(quoted), quoted('</title><script>alert(6)</script>')].join(',');

let report;
before(() => {
  write("<style> & 'x'.csv", `${header}\n${rows.join('\n')}\n`);
  report = make('hostile', 'train', "<style> & 'x'.csv", '--lr', '3', '--hidden', '8', '--epochs', '6', '--autopsy');
});

const markup = (page) => page.evaluate(() => ({
  scripts: document.scripts.length, images: document.images.length, bold: document.querySelectorAll('b, svg[onload], img[onerror]').length,
  handlers: [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some((attribute) => attribute.name.startsWith('on'))).length,
}));

test('hostile names are shown as they are, and nothing of them is run', async () => {
  for (const script of [true, false])
    await on('hostile', { script }, async (page) => {
      const columns = await page.$$eval('#columns table tbody th', (cells) => cells.map((cell) => cell.textContent));
      for (const name of hostile.filter((text) => text !== '\u202egnp.exe')) assert.ok(columns.includes(name), name);
      assert.ok(columns.includes('<U+202E>gnp.exe'));
      if (script) {
        const { scripts, bold, handlers } = await markup(page);
        assert.deepEqual({ scripts, bold, handlers }, { scripts: 2, bold: 0, handlers: 0 });
      }
      assert.match(await page.title(), /<style> & 'x'\.csv/);
    });
});

test('in the lives of units too', async () => {
  await on('hostile', {}, async (page) => {
    assert.equal(await page.locator('.body [role=row]').count(), 8);
    for (let unit = 0; unit < 8; ++unit) {
      await page.locator('.body [role=row]').nth(unit).click();
      assert.equal((await markup(page)).bold, 0);
      await checkNumbers(page, report);
      await page.keyboard.press('Escape');
    }
  });
});

test('in a comparison, a sweep and a remedy too', async () => {
  reluscope('train', "<style> & 'x'.csv", '--lr', '0.01', '--hidden', '8', '--epochs', '2', '--drop', hostile[7], '-q', '-o', 'other.json');
  make('hostile-compare', 'compare', 'hostile.json', 'other.json');
  make('hostile-sweep', 'sweep', "<style> & 'x'.csv", '--lr', '0.1,1', '--seeds', '2', '--epochs', '1', '--hidden', '4', '--drop', hostile[7]);
  make('hostile-remedy', 'remedy', "<style> & 'x'.csv", '--lr', '3', '--seeds', '2', '--epochs', '1', '--hidden', '4');
  for (const name of ['hostile-compare', 'hostile-sweep', 'hostile-remedy'])
    await on(name, {}, async (page) => {
      const { scripts, bold, handlers } = await markup(page);
      assert.deepEqual({ scripts, bold, handlers }, { scripts: 2, bold: 0, handlers: 0 });
      assert.ok((await textOf(page, 'main')).includes(name === 'hostile-compare' ? 'hostile.json' : "<style> & 'x'.csv"));
    });
});

test('no other script runs: the policy has the hashes of this page’s own', async () => {
  const html = read('hostile.html');
  const policy = html.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)[1];
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, style] = html.match(/<style>([\s\S]*?)<\/style>/);
  const [, code] = html.match(/<script>([\s\S]*?)<\/script>/);
  assert.equal(policy, `default-src 'none'; script-src ${hash(code)}; style-src ${hash(style)}; img-src data:; base-uri 'none'; form-action 'none'`);
  write('injected.html', html.replace('<main>', '<main><script>window.isRun = 1</script><img src="x" onerror="window.isRun = 2">'));
  const { open } = await import('./harness.mjs');
  const { page } = await open('injected');
  assert.equal(await page.evaluate(() => window.isRun), undefined);
  await page.context().close();
});

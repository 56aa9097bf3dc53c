// The page of a training, as it is opened.

import assert from 'node:assert/strict';
import test, { before } from 'node:test';

import { checkNumbers, dying, make, on, open, read, readJson, reluscope, textOf, unmarkedNumbers } from './harness.mjs';

let report;
before(() => {
  report = make('dying', 'train', ...dying);
});

test('the first view says the verdict, the cause and the cure, as the last line of train does', async () => {
  await on('dying', { width: 1280, height: 720 }, async (page) => {
    const lastLine = reluscope('render', 'dying.json').trimEnd().split('\n').at(-1).replace(' (reluscope remedy tries it)', '');
    const heading = await textOf(page, 'h1');
    assert.equal(heading.toLowerCase(), lastLine.toLowerCase());
    const bottom = await page.$eval('header .command', (element) => element.getBoundingClientRect().bottom);
    assert.ok(bottom < 720, `the cure ends at ${bottom}`);
    assert.equal(await textOf(page, 'header .command code'), report.findings.find((finding) => finding.command).command);
  });
});

test('a gate that fails is the first thing that is said', async () => {
  const gated = make('gated', 'train', 'data/digits.csv', '--epochs', '2', '--fail-on', 'units > 3', '--fail-on', 'dead > 90');
  await on('gated', {}, async (page) => {
    assert.match(await textOf(page, 'h1'), /^✕ Fail No unit is dead/);
    assert.equal(await textOf(page, '.reasons'), gated.reasons.join(' '));
    assert.ok(await checkNumbers(page, gated) > 500);
  });
});

test('it says nothing on the console and asks for nothing, with a script and without', async () => {
  for (const script of [true, false]) await (await open('dying', { script })).close();
});

test('the parts are in their order', async () => {
  await on('dying', {}, async (page) => {
    assert.deepEqual(await page.$$eval('section', (parts) => parts.map((part) => part.id)),
      ['findings', 'training', 'layers', 'units', 'columns', 'options']);
  });
});

test('every number is that of the report, with a script and without', async () => {
  for (const script of [true, false])
    await on('dying', { script }, async (page) => {
      assert.ok(await checkNumbers(page, report) > (script ? 600 : 500));
      assert.deepEqual(await unmarkedNumbers(page), []);
    });
});

test('every finding is there, with its fix and what it causes', async () => {
  await on('dying', {}, async (page) => {
    const shown = await page.$$eval('.finding, .effects > li', (items) => items.map((item) => [
      item.querySelector('code').textContent, item.querySelector('.message').textContent, item.querySelector('.fix')?.textContent ?? '']));
    assert.deepEqual(shown.map(([code]) => code).sort(), report.findings.map(({ code }) => code).sort());
    for (const finding of report.findings) {
      const item = shown.find(([code, message]) => code === finding.code && message === finding.message);
      assert.ok(item, finding.code);
      if (finding.cure && !finding.caused_by) assert.ok(item[2].endsWith(finding.cure), item[2]);
    }
  });
});

test('without a script it has the summary, the findings, the layers, the pictures and the worst units', async () => {
  await on('dying', { script: false }, async (page) => {
    assert.equal(await page.locator('figure[data-chart] svg.chart').count(), 3);
    assert.equal(await page.locator('img.heat').count(), 2);
    const widths = await page.$$eval('img.heat', (images) => images.map((image) => [image.naturalWidth, image.naturalHeight]));
    assert.deepEqual(widths, report.layers.map((layer) => [3 * layer.history.epoch.length, 3 * layer.units]));
    assert.equal(await page.locator('#layers table tbody tr').count(), 2);
    assert.ok(await page.locator('#units table tbody tr').count() > 30);
    assert.equal(await page.locator('svg.units').count(), 2);
    assert.ok(await page.locator('button').count() === 0, 'a button that does nothing');
  });
});

test('the charts can be read off with the arrow keys', async () => {
  await on('dying', {}, async (page) => {
    const chart = page.locator('figure[data-chart=accuracy] .uplot-holder');
    await chart.focus();
    for (let step = 0; step < 4; ++step) await page.keyboard.press('ArrowRight');
    const shown = await chart.locator('.u-value').allTextContents();
    const { accuracy, validation } = report.training.history[3];
    assert.deepEqual(shown.slice(0, 3).map(parseFloat), [3, ...[accuracy, validation.accuracy].map((share) => Number((100 * share).toPrecision(3)))]);
  });
});

test('a command line is copied', async () => {
  await on('dying', {}, async (page) => {
    await page.evaluate(() => { navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }; });
    await page.locator('header .command button').click();
    await page.getByText('Copied').waitFor();
    assert.equal(await page.evaluate(() => window.copied), await textOf(page, 'header .command code'));
  });
});

test('tables are sorted by their heads, by value and not by text', async () => {
  await on('dying', {}, async (page) => {
    await page.locator('#columns details summary').click();
    const head = page.locator('#columns th', { hasText: 'greatest' });
    const values = () => page.$$eval('#columns details tbody tr', (rows) => rows.map((row) => row.cells[6].querySelector('data')?.value ?? null));
    const greatest = report.data.columns.map((column) => column.max).filter((value) => value !== null).sort((a, b) => a - b);
    for (const [order, expected] of [['ascending', greatest], ['descending', [...greatest].reverse()]]) {
      await head.getByRole('button').click();
      assert.equal(await head.getAttribute('aria-sort'), order);
      assert.deepEqual((await values()).filter((value) => value !== null).map(Number), expected);
    }
  });
});

test('train --html writes the page that render writes, each time the same', () => {
  reluscope('train', ...dying, '--quiet', '--threads', '1', '--output', 'again.json', '--html', 'again.html');
  assert.ok(read('again.html') === read('dying.html'));
  assert.deepEqual(readJson('again.json'), report);
});

test('it can be printed', async () => {
  await on('dying', { media: 'print' }, async (page) => {
    assert.equal(await page.locator('.controls').first().isVisible(), false);
    assert.equal(await page.locator('.findings').first().isVisible(), true);
  });
});

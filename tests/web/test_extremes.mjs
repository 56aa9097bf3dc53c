// Pages of runs that are not ordinary: diverged, interrupted, of one unit, of thousands, without a history.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { checkNumbers, folder, make, on, program, read, readJson, reluscope, textOf, unmarkedNumbers, write } from './harness.mjs';
import { largeReport } from './large_report.mjs';

async function isUsable(page, report) {
  assert.ok(await checkNumbers(page, report) > 20);
  assert.deepEqual(await unmarkedNumbers(page), []);
  const units = report.layers.reduce((sum, layer) => sum + layer.units, 0);
  assert.equal((await textOf(page, '.controls .quiet[role=status]')).replaceAll(',', ''), `${units} of ${units} units`);
  await page.locator('.body [role=row]').first().click();
  assert.equal(await textOf(page, 'dialog h2'), 'Layer 0, unit 0');
  assert.ok(await checkNumbers(page, report) > 30);
  await page.keyboard.press('Escape');
}

const runs = {
  diverged: ['data/diabetes.csv', '--lr', '1e30'],
  'of one unit': ['data/diabetes.csv', '--hidden', '1', '--epochs', '3'],
  'without training': ['data/digits.csv', '--epochs', '0'],
  'without a history': ['data/digits.csv', '--epochs', '2', '--history', 'none'],
  'without units in its history': ['data/digits.csv', '--epochs', '2', '--history', 'layers'],
  'with a dead network': ['data/diabetes.csv', '--bias-init', 'constant:-1000', '--epochs', '2'],
  'of a regression, sparsely tracked': ['data/diabetes.csv', '--epochs', '9', '--track-every', '4', '--context'],
  'without held-out rows': ['data/digits.csv', '--epochs', '2', '--validation', '0'],
  'of tanh': ['data/digits.csv', '--epochs', '2', '--activation', 'tanh', '--lr', '20'],
  'of three layers': ['data/diabetes.csv', '--hidden', '4,3,2', '--epochs', '3', '--rank', 'every'],
};
for (const [name, args] of Object.entries(runs))
  test(`the page of a run ${name} is usable`, async () => {
    const report = make('run', 'train', ...args);
    await on('run', {}, (page) => isUsable(page, report));
    await on('run', { script: false }, async (page) => {
      assert.ok((await textOf(page, 'h1')).length > 5);
      assert.ok(await checkNumbers(page, report) > 20);
    });
  });

test('the page of a network that was trained elsewhere is usable', async () => {
  reluscope('train', 'data/digits.csv', '--lr', '1', '--seed', '2', '-q', '-o', 'run.json', '--save-model', 'run.safetensors');
  reluscope('inspect', 'run.safetensors', 'data/digits.csv', '-q', '-o', 'inspected.json', '--html', 'inspected.html');
  reluscope('render', 'inspected.json', '--format', 'html', '-o', 'again.html');
  assert.ok(read('inspected.html') === read('again.html'));
  const report = readJson('inspected.json');
  assert.ok(report.summary.dead > 0);
  await on('inspected', {}, async (page) => {
    assert.ok((await textOf(page, 'h1')).includes(`${report.summary.dead} of 96 units dead`));
    assert.deepEqual(await page.$$eval('section', (parts) => parts.map((part) => part.id)).then((ids) => ids.slice(-4)), ['layers', 'units', 'columns', 'options']);
    const heads = await page.$$eval('.unit-table [role="columnheader"]', (cells) => cells.map((cell) => cell.textContent));
    assert.deepEqual(heads, ['unit', 'status', 'rate', 'active rows', 'revivals', 'greatest z', 'dormancy']); // those with a value
    await isUsable(page, report);
  });
});

test('the page of a run that was interrupted is usable, and says so', async () => {
  const child = execFile(program, ['train', 'data/digits.csv', '--epochs', '100000', '--events', 'events.jsonl', '-o', 'stopped.json'], { cwd: folder });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  while (true) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (statSync(join(folder, 'events.jsonl'), { throwIfNoEntry: false })?.size > 0) break;
  }
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  reluscope('render', 'stopped.json', '--format', 'html', '-o', 'stopped.html');
  await on('stopped', {}, async (page) => {
    assert.match(await textOf(page, 'header'), /✕ Fail.*interrupted/);
    await isUsable(page, readJson('stopped.json'));
  });
});

test('the page of 4,096 units and 500 epochs is small, ready at once, and as fast as a small one', async () => {
  const units = 4096;
  const epochs = 500;
  write('large.json', JSON.stringify(largeReport(units, epochs)));
  reluscope('render', 'large.json', '--format', 'html', '-o', 'large.html');
  const size = statSync(join(folder, 'large.html')).size;
  assert.ok(size < 4e6, `${size} bytes`);
  const report = readJson('large.json');
  await on('large', {}, async (page) => {
    const ready = await page.evaluate(() => performance.now());
    assert.ok(ready < 20_000, `${ready} ms`); // measure.mjs has the figure; here, that it does not hang
    await isUsable(page, report);
    assert.ok(await page.locator('.body [role=row]').count() < 40);
    await page.fill('input[type=search]', 'dead rate<1%');
    assert.match(await textOf(page, '.controls .quiet[role=status]'), /^[\d,]+ of 4,096 units$/);
    await page.locator('[data-heat="0"] .heat-map').focus();
    await page.keyboard.press('ArrowDown');
    for (const [key, unit, column] of [['End', 0, epochs], ['ArrowDown', 1, epochs], ['PageDown', 11, epochs], ['Home', 11, 0]]) {
      await page.keyboard.press(key);
      const count = report.layers[0].history.active_rows[column][unit];
      assert.ok((await textOf(page, '[data-heat="0"] .readout')).startsWith(`Unit ${unit}, epoch ${column}: active on ${count.toLocaleString('en')} of`));
    }
  });
});

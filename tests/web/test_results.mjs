// The pages of compare, remedy and sweep.

import assert from 'node:assert/strict';
import test, { before } from 'node:test';

import { checkNumbers, make, on, reluscope, textOf, unmarkedNumbers } from './harness.mjs';

const results = {};
before(() => {
  reluscope('train', 'data/digits.csv', '--seed', '2', '--epochs', '4', '-q', '-o', 'healthy.json');
  reluscope('train', 'data/digits.csv', '--lr', '1', '--seed', '2', '--epochs', '12', '-q', '-o', 'dying.json');
  reluscope('train', 'data/digits.csv', '--seed', '3', '--hidden', '16', '--epochs', '2', '-q', '-o', 'other.json');
  results.compare = make('compare', 'compare', 'healthy.json', 'dying.json', '--fail-on', 'dead_fraction.increase > 2%');
  results.counts = make('counts', 'compare', 'dying.json', 'other.json');
  results.remedy = make('remedy', 'remedy', 'data/digits.csv', '--lr', '1', '--seed', '2', '--epochs', '4', '--seeds', '2');
  results.sweep = make('sweep', 'sweep', 'data/digits.csv', '--lr', '0.1,1,3', '--init', 'he_normal,rai', '--epochs', '2', '--seeds', '2', '--fail-on', 'cell.dead_fraction.mean > 90%');
  results.curve = make('curve', 'sweep', 'data/digits.csv', '--lr', '0.03..3:log:5', '--epochs', '2', '--seeds', '3');
});

for (const name of ['compare', 'counts', 'remedy', 'sweep', 'curve'])
  test(`every number on the page of ${name} is that of the result`, async () => {
    for (const script of [true, false])
      await on(name, { script }, async (page) => {
        assert.ok(await checkNumbers(page, results[name]) > 30);
        const beyond = await unmarkedNumbers(page);
        assert.deepEqual(beyond.filter((text) => !/^(above|below) /.test(text)), []);
      });
  });

test('compare says what died, and in what the runs differ', async () => {
  await on('compare', {}, async (page) => {
    const died = results.compare.layers.reduce((sum, layer) => sum + layer.died, 0);
    const heading = await textOf(page, 'h1');
    assert.ok(heading.startsWith(`✕ Fail ${died} units died, `), heading);
    assert.match(heading, /: they differ in .*lr 0\.1 → 1/);
    for (const layer of results.compare.layers.filter((one) => one.unit.length > 0)) {
      const shown = await page.locator('#layers ul:not(.legend) li').allTextContents();
      const units = layer.unit.filter((unit) => unit.change === 'died').map((unit) => unit.index);
      assert.ok(shown.includes(`died: ${units.join(', ')}`), shown.join());
    }
    const shapes = await page.locator('.side-by-side svg.units').count();
    assert.equal(shapes, 2 * results.compare.layers.filter((layer) => layer.unit.length > 0).length);
  });
});

test('compare of other networks has net counts', async () => {
  await on('counts', {}, async (page) => {
    assert.match(await textOf(page, 'h1'), /\(net\)/);
    assert.equal(await page.locator('.side-by-side svg.units').count(), 0);
  });
});

test('remedy names the best change, with a command to be pasted', async () => {
  await on('remedy', {}, async (page) => {
    const { remedy, trials } = results.remedy;
    assert.ok((await textOf(page, 'h1')).endsWith(`try ${remedy.cure}`));
    assert.equal(await textOf(page, 'header .command code'), remedy.command);
    const shown = await page.$$eval('#trials tbody th', (cells) => cells.map((cell) => cell.textContent));
    assert.deepEqual(shown, [...trials.map((trial) => trial.cure), 'as given']);
    await page.locator('#trials th', { hasText: 'accuracy' }).getByRole('button').click();
    const sorted = await page.$$eval('#trials tbody tr', (rows) => rows.map((row) => row.cells[4].querySelector('data')?.value).filter((value) => value).map(Number));
    assert.deepEqual(sorted, [...sorted].sort((a, b) => a - b));
  });
});

test('a sweep of two axes has maps, which are darker where more units die, and mark the best cell', async () => {
  await on('sweep', {}, async (page) => {
    const cells = await page.$$eval('.map.dead tbody td', (all) => all.map((cell) => ({
      level: Number(cell.className.match(/q(\d)/)[1]), place: cell.querySelector('data').dataset.of, isBest: cell.classList.contains('best') })));
    assert.equal(cells.length, 6);
    for (const { level, place, isBest } of cells) {
      const index = Number(place.split('/')[2]);
      assert.equal(level, Math.round(8 * results.sweep.cells[index].dead_fraction.mean));
      assert.equal(isBest, index === results.sweep.best?.cell);
    }
  });
});

test('a sweep of one axis has the curve of deaths, its interval and its threshold', async () => {
  await on('curve', {}, async (page) => {
    const xs = await page.$$eval('svg.chart circle', (points) => points.map((point) => [Number(point.getAttribute('cx')), Number(point.getAttribute('cy'))]));
    const values = results.curve.cells.map((cell) => [Math.log(cell.settings.lr), cell.dead_unit.share]);
    assert.equal(xs.length, values.length);
    const [x0, x1] = [xs[0][0], xs.at(-1)[0]];
    const [v0, v1] = [values[0][0], values.at(-1)[0]];
    values.forEach(([value], index) => assert.ok(Math.abs(xs[index][0] - (x0 + (x1 - x0) * (value - v0) / (v1 - v0))) < 0.2));
    const [lowest, highest] = [values.findIndex(([, share]) => share === Math.min(...values.map((v) => v[1]))), values.findIndex(([, share]) => share === Math.max(...values.map((v) => v[1])))];
    const scale = (xs[lowest][1] - xs[highest][1]) / (values[highest][1] - values[lowest][1]);
    values.forEach(([, share], index) => assert.ok(Math.abs(xs[lowest][1] - xs[index][1] - scale * (share - values[lowest][1])) < 0.2));
    const [threshold] = results.curve.thresholds;
    assert.equal(threshold.reach, 'within');
    const mark = await page.$eval('path.mark', (path) => Number(path.getAttribute('d').match(/M([\d.]+)/)[1]));
    assert.ok(Math.abs(mark - (x0 + (x1 - x0) * (Math.log(threshold.value) - v0) / (v1 - v0))) < 0.2);
    assert.match(await textOf(page, 'h1'), /^Units die from lr [\d.]+ upwards; best: lr /);
  });
});

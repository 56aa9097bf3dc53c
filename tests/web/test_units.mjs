// The heat maps, the table of units and the life of a unit.

import assert from 'node:assert/strict';
import test, { before } from 'node:test';

import { at, checkNumbers, dying, make, on, textOf, unmarkedNumbers } from './harness.mjs';

let report;
before(() => {
  report = make('dying', 'train', ...dying);
});

const unitsOf = (page) => page.$$eval('.unit-table .body [role=row]', (rows) => rows.map((row) => row.children[0].textContent));
const all = () => report.layers.flatMap((layer, l) => layer.unit.map((unit) => ({ ...unit, name: `${l}:${unit.index}`, layer: l })));

const filters = {
  'dead layer:1': (unit) => unit.status === 'dead' && unit.layer === 1,
  'layer:0 -blocked': (unit) => unit.layer === 0 && !unit.gradient_blocked,
  'died:5': (unit) => unit.died_epoch === 5,
  'revived rate<10%': (unit) => unit.revivals > 0 && unit.activation_rate < 0.1,
  'sparse': (unit) => unit.status === 'sparse',
  '1:7': (unit) => unit.name === '1:7',
  '31': (unit) => unit.index === 31,
  'recovery:upstream died>8': (unit) => unit.recovery === 'upstream' && unit.died_epoch > 8,
  'dead active': () => false,
};

for (const [text, holds] of Object.entries(filters))
  test(`the filter "${text}" finds what it says`, async () => {
    await on('dying', {}, async (page) => {
      await page.fill('input[type=search]', text);
      const expected = all().filter(holds).map((unit) => unit.name);
      assert.equal(await textOf(page, '.controls [role=status]'), `${expected.length} of 96 units`);
      assert.deepEqual(await unitsOf(page), expected.slice(0, (await unitsOf(page)).length));
      assert.equal((await unitsOf(page)).length > 0, expected.length > 0);
    });
  });

test('a word that is not known is said, and nothing is hidden', async () => {
  await on('dying', {}, async (page) => {
    for (const word of ['ded', 'constructor', 'rate<', 'layer:x', '<b>']) {
      await page.fill('input[type=search]', word);
      assert.ok((await textOf(page, '.controls .problem')).startsWith(`“${word}” is not known. Words: dead`));
      assert.equal(await page.locator('.unit-table [role=grid]').getAttribute('aria-rowcount'), '97');
    }
  });
});

test('units are sorted by each column, those without a value last', async () => {
  await on('dying', {}, async (page) => {
    const died = page.getByRole('columnheader', { name: 'died in' });
    await died.getByRole('button').click();
    const byDeath = all().sort((a, b) => (a.died_epoch ?? Infinity) - (b.died_epoch ?? Infinity)).map((unit) => unit.name);
    assert.deepEqual((await unitsOf(page)).slice(0, 20), byDeath.slice(0, 20));
    await died.getByRole('button').click();
    assert.equal(await died.getAttribute('aria-sort'), 'descending');
    const falling = all().filter((unit) => unit.died_epoch !== null).sort((a, b) => b.died_epoch - a.died_epoch).map((unit) => unit.name);
    assert.deepEqual((await unitsOf(page)).slice(0, 20), falling.slice(0, 20));
  });
});

test('only the rows that are seen are in the document, and every number in them is the report’s', async () => {
  await on('dying', {}, async (page) => {
    assert.ok((await unitsOf(page)).length < 40);
    for (const row of [0, 40, 90]) {
      await page.$eval('.unit-table', (element, top) => { element.scrollTop = top; }, 32 * row);
      await page.waitForFunction((name) => [...document.querySelectorAll('.unit-table .body [role=row]')].some((element) => element.children[0].textContent === name), all()[row].name);
      await checkNumbers(page, report);
      assert.deepEqual(await unmarkedNumbers(page), []);
    }
  });
});

test('with the keyboard alone: to the table, down to a unit, into its life, to the next one and back', async () => {
  await on('dying', {}, async (page) => {
    await page.focus('input[type=search]');
    await page.keyboard.type('dead layer:1');
    for (let press = 0; press < 12; ++press) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement.matches('.body [role=row]'))) break;
    }
    for (let press = 0; press < 2; ++press) await page.keyboard.press('ArrowDown');
    const dead = all().filter((unit) => unit.status === 'dead' && unit.layer === 1);
    assert.equal(await page.evaluate(() => document.activeElement.children[0].textContent), dead[2].name);
    await page.keyboard.press('Enter');
    assert.equal(await textOf(page, 'dialog h2'), `Layer 1, unit ${dead[2].index}`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'life-heading');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await textOf(page, 'dialog h2'), `Layer 1, unit ${dead[3].index}`);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog').isVisible(), false);
    await page.focus('.body [role=row][tabindex="0"]');
    await page.keyboard.press('End');
    assert.equal(await page.evaluate(() => document.activeElement.children[0].textContent), dead.at(-1).name);
  });
});

test('the life of a unit tells all that the report has of it', async () => {
  await on('dying', {}, async (page) => {
    const worst = all().filter((unit) => unit.status === 'dead').sort((a, b) => b.revivals - a.revivals)[0];
    await page.fill('input[type=search]', worst.name);
    await page.locator('.body [role=row]').click();
    assert.ok(await checkNumbers(page, report) > 600);
    assert.deepEqual(await unmarkedNumbers(page), []);
    const events = report.events.map((event, index) => ({ ...event, index })).filter((event) => event.layer === worst.layer && event.unit === worst.index);
    assert.ok(events.length > 2);
    assert.deepEqual((await page.locator('dialog h3').allTextContents()).slice(0, -1), events.map((event) => `Epoch ${event.epoch}: ${event.type}`));
    const places = await page.$$eval('dialog data', (numbers) => numbers.map((number) => number.dataset.of));
    for (const { index, cause } of events) {
      for (const part of ['bias', 'weights', 'inputs', 'change']) assert.ok(places.includes(`/events/${index}/cause/${part}`));
      (cause.autopsy?.rows ?? []).forEach((_row, r) => assert.ok(places.includes(`/events/${index}/cause/autopsy/rows/${r}/line`)));
    }
    const scalars = (object, place) => Object.entries(object).flatMap(([key, value]) => typeof value === 'number' ? [`${place}/${key}`]
      : value && typeof value === 'object' && !Array.isArray(value) ? scalars(value, `${place}/${key}`) : []);
    const place = `/layers/${worst.layer}/unit/${worst.index}`;
    for (const number of scalars(at(report, place), place)) assert.ok(places.includes(number), number);
    for (const [from] of worst.dead_epochs) assert.match(await textOf(page, 'dialog p'), new RegExp(`epochs? ${from}\\b`));
  });
});

test('a heat map is read off with the arrow keys, cell by cell', async () => {
  await on('dying', {}, async (page) => {
    const map = page.locator('[data-heat="1"] .heat-map');
    const readout = () => textOf(page, '[data-heat="1"] .readout');
    await map.focus();
    const shown = (unit, column) => {
      const count = report.layers[1].history.active_rows[column][unit];
      const event = report.events.find((other) => other.layer === 1 && other.unit === unit && other.epoch === column);
      return [`Unit ${unit}, epoch ${column}: active on ${count.toLocaleString('en')} of 1,438 rows`, event?.type];
    };
    await page.keyboard.press('ArrowRight');
    for (const [key, unit, column] of [['ArrowRight', 0, 1], ['ArrowDown', 1, 1], ['End', 1, 20], ['PageDown', 11, 20], ['Home', 11, 0], ['ArrowRight', 11, 1], ['Shift+ArrowDown', 21, 1], ['Shift+ArrowDown', 31, 1]]) {
      await page.keyboard.press(key);
      const [text, event] = shown(unit, column);
      assert.ok((await readout()).startsWith(text), `${key}: ${await readout()}`);
      assert.equal((await readout()).match(/it (died|revived)/)?.[1], event);
    }
    await page.keyboard.press('Enter');
    assert.equal(await textOf(page, 'dialog h2'), 'Layer 1, unit 31');
  });
});

test('the units of a heat map are ordered by death and by rate, and the pointer reads off what is painted there', async () => {
  await on('dying', {}, async (page) => {
    const layer = report.layers[1];
    const keys = {
      death: (unit) => unit.dead_epochs.length === 0 ? Infinity : (unit.status === 'dead' ? 0 : 1e9) + unit.dead_epochs.at(-1)[0],
      rate: (unit) => unit.activation_rate,
    };
    const map = page.locator('[data-heat="1"] .heat-map');
    for (const [order, key] of Object.entries(keys)) {
      await page.locator('[data-heat="1"] select').selectOption(order);
      const expected = [...layer.unit].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.index - b.index)).map((unit) => unit.index);
      await map.scrollIntoViewIfNeeded();
      const box = await map.boundingBox();
      for (const row of [0, 5, 31]) {
        await page.mouse.move(box.x + 44 + (box.width - 44) * 8.5 / 21, box.y + 2 + 9 * (row + 0.5));
        const count = layer.history.active_rows[8][expected[row]];
        assert.ok((await textOf(page, '[data-heat="1"] .readout')).startsWith(`Unit ${expected[row]}, epoch 8: active on ${count.toLocaleString('en')} of`));
      }
    }
  });
});

test('a heat map is zoomed and moved', async () => {
  await on('dying', {}, async (page) => {
    const map = page.locator('[data-heat="0"] .heat-map');
    await map.scrollIntoViewIfNeeded();
    const box = await map.boundingBox();
    const unitAt = async (share) => {
      await page.mouse.move(box.x + 300, box.y + 2 + (box.height - 40) * share);
      return Number((await textOf(page, '[data-heat="0"] .readout')).match(/Unit (\d+)/)[1]);
    };
    const span = async () => await unitAt(0.95) - await unitAt(0.05);
    const whole = await span();
    for (let press = 0; press < 3; ++press) await page.locator('[data-heat="0"]').getByRole('button', { name: 'Zoom in' }).click();
    const near = await span();
    assert.ok(near < whole / 2.5, `${whole} units, then ${near}`);
    const top = await unitAt(0.05);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 160, { steps: 4 });
    await page.mouse.up();
    assert.ok(await unitAt(0.05) < top);
    assert.equal(await page.locator('dialog').isVisible(), false);
    await map.focus();
    await page.keyboard.press('0');
    assert.equal(await span(), whole);
  });
});

test('the cells are painted as their rates: dead ones otherwise, the others the darker the more', async () => {
  await on('dying', {}, async (page) => {
    await page.locator('[data-heat="1"] .heat-map').scrollIntoViewIfNeeded();
    await page.waitForTimeout(100);
    const colours = await page.evaluate(() => {
      const copy = document.createElement('canvas');
      const shown = document.querySelector('[data-heat="1"] .heat-map canvas');
      Object.assign(copy, { width: shown.width, height: shown.height });
      const context = copy.getContext('2d', { willReadFrequently: true });
      context.drawImage(shown, 0, 0);
      const width = copy.width - 44;
      return Array.from({ length: 32 }, (_row, row) => Array.from({ length: 21 }, (_column, column) =>
        [...context.getImageData(Math.round(44 + width * (column + 0.25) / 21), Math.round(2 + 9 * row + 2), 1, 1).data]));
    });
    const rates = report.layers[1].history.active_rows;
    const lightness = ([red, green, blue]) => red + green + blue;
    for (let row = 0; row < 32; ++row)
      for (let column = 0; column < 21; ++column) {
        const isRed = colours[row][column][0] > colours[row][column][2];
        const hasMark = report.events.some((event) => event.layer === 1 && event.unit === row && Math.abs(event.epoch - column) <= 1);
        if (!hasMark) assert.equal(isRed, rates[column][row] === 0, `unit ${row}, epoch ${column}`);
      }
    const first = [...Array(32).keys()].filter((row) => rates[0][row] > 0).sort((a, b) => rates[0][a] - rates[0][b]);
    for (let i = 1; i < first.length; ++i) assert.ok(lightness(colours[first[i]][0]) <= lightness(colours[first[i - 1]][0]));
  });
});

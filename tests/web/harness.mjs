// What the tests of the page share: the program, which makes it, and a browser, which shows it.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.RELUSCOPE_WEB_CACHE, 'package.json'));
const { chromium } = require('playwright-core');
export const axeSource = require('axe-core').source;

const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = process.env.RELUSCOPE || join(root, 'build/release/reluscope');

/** A folder for what a module of tests writes, with the data of the repository as data/. */
export const folder = mkdtempSync(join(tmpdir(), 'reluscope-page-'));
symlinkSync(join(root, 'data'), join(folder, 'data'));

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.RELUSCOPE_CHROMIUM, args: ['--no-sandbox', '--disable-background-networking'] });
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Runs the program in the folder; a verdict of fail is no error. Returns what it writes to standard output. */
export function reluscope(...args) {
  const done = spawnSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.ok(done.status === 0 || done.status === 1, `${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

export function write(name, content) { writeFileSync(join(folder, name), content); }
export function read(name) { return readFileSync(join(folder, name), 'utf8'); }
export function readJson(name) { return JSON.parse(read(name)); }

/** A result and its page: name.json and name.html. command: train, with its options, or another that writes JSON. */
export function make(name, command, ...args) {
  reluscope(command, ...args, '--quiet', '--output', `${name}.json`);
  reluscope('render', `${name}.json`, '--format', 'html', '--output', `${name}.html`);
  return readJson(`${name}.json`);
}

export const dying = ['data/digits.csv', '--lr', '1', '--seed', '2', '--autopsy'];

/** Opens name.html, ready; before: a script that runs before the page's own. Whatever the page says or asks for is an error of the test that ends with `close`. */
export async function open(name, { width = 1280, height = 900, scheme = 'light', script = true, media = 'screen', before: early = '' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script });
  if (early !== '') await context.addInitScript(early);
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  const address = pathToFileURL(join(folder, `${name}.html`)).href;
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(`request: ${request.url()}`);
  });
  await page.emulateMedia({ media });
  await page.goto(address);
  if (script) await page.waitForSelector('body[data-ready]', { state: 'attached' });
  return {
    page,
    close: async () => {
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** Opens, does and closes. */
export async function on(name, options, work) {
  const { page, close } = await open(name, options);
  await work(page);
  await close();
}

/** What is at a JSON pointer (RFC 6901). */
export function at(document, pointer) {
  return pointer.split('/').slice(1).reduce((value, key) => value?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

/** Checks every number of the page that is marked with its place, and returns how many there are. */
export async function checkNumbers(page, report) {
  const numbers = await page.$$eval('data', (all) => all.map((data) => [data.dataset.of, data.value, data.textContent]));
  for (const [place, value, shown] of numbers) {
    const there = at(report, place);
    assert.equal(value, typeof there === 'number' ? value : String(there), place);
    if (typeof there === 'number') assert.equal(Number(value), there, place);
    assertShows(shown, there, place);
  }
  return numbers.length;
}

/** The text is the number to its digits. */
function assertShows(text, value, place) {
  if (typeof value === 'boolean') return assert.equal(text, value ? 'yes' : 'no', place);
  const isShare = text.endsWith(' %');
  const number = Number(text.replace(' %', '').replaceAll(',', '').replace('+', '')) / (isShare ? 100 : 1);
  const isExact = /^[-+]?[\d,]+$/.test(text) && !isShare && Math.abs(value) < 1e4;
  assert.ok(Math.abs(number - value) <= (isExact ? 0.5 : 0.0051 * Math.abs(value)), `${place}: ${text} for ${value}`);
}

/** Cells of numbers that are not marked with their place. */
export function unmarkedNumbers(page) {
  return page.$$eval('td.n, th[scope=row].n, .number[role=gridcell], .figures-key dd, .facts dd, .map td', (cells) => cells
    .filter((cell) => /^[-+]?[\d.,]+( %)?$/.test(cell.textContent) && cell.querySelector('data') === null).map((cell) => cell.textContent));
}

export async function textOf(page, selector) {
  return (await page.textContent(selector)).replace(/\s+/g, ' ').trim();
}

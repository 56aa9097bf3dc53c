// web/dist, from which the program is built, is what npm makes of web/.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

const { RELUSCOPE_WEB: web, RELUSCOPE_WEB_CACHE: cache } = process.env;

test('the bundle is what npm run build makes', () => {
  for (const part of ['src', 'dist']) rmSync(join(cache, part), { recursive: true, force: true });
  for (const part of ['src', 'build.mjs', 'tsconfig.json']) cpSync(join(web, part), join(cache, part), { recursive: true });
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: cache, stdio: 'pipe' });
  for (const file of ['page.js', 'page.css'])
    assert.equal(readFileSync(join(web, 'dist', file), 'utf8') === readFileSync(join(cache, 'dist', file), 'utf8'), true,
      `web/dist/${file} is old: npm ci && npm run build in web/`);
});

test('the bundle is small', () => {
  const size = ['page.js', 'page.css'].reduce((sum, file) => sum + readFileSync(join(web, 'dist', file)).length, 0);
  assert.ok(size < 120_000, `${size} bytes`);
});

test('the packages come from wherever npm is told to look, and are known by their hashes', () => {
  const lock = JSON.parse(readFileSync(join(web, 'package-lock.json'), 'utf8'));
  for (const [name, entry] of Object.entries(lock.packages).filter(([key]) => key !== '')) {
    assert.ok(!('resolved' in entry) || entry.resolved.startsWith('https://registry.npmjs.org/'), name);
    assert.match(entry.integrity, /^sha512-/, name);
  }
});

test('nothing of the bundle can end its element', () => {
  assert.doesNotMatch(readFileSync(join(web, 'dist/page.js'), 'utf8'), /<\/script|<!--/i);
  assert.doesNotMatch(readFileSync(join(web, 'dist/page.css'), 'utf8'), /<\/style/i);
});

// What moved a unit when it died or revived, and the step and the rows that did it.

import { create, createSvg } from '../dom';
import { cited, plainNumber, percent, significant } from '../numbers';
import type { Autopsy, Cause } from '../report';
import { scalarFacts } from './facts';

const parts = ['bias', 'weights', 'inputs'] as const;
const names = { bias: 'its bias', weights: 'its weights', inputs: 'its inputs, from the layers below' };

export function causeElement(cause: Cause, place: string): HTMLElement {
  const largest = Math.max(...parts.map((part) => Math.abs(cause[part] ?? 0)), Math.abs(cause.change ?? 0));
  const row = (name: string, member: 'change' | (typeof parts)[number]): HTMLElement => create('tr', {},
    create('th', { scope: 'row' }, name), create('td', { class: 'n' }, cited(`${place}/${member}`, cause[member], signed)),
    create('td', {}, barOf(cause[member] ?? 0, largest)));
  const table = create('table', { class: 'blame' },
    create('caption', {}, 'What changed its mean pre-activation z̄ since the evaluation before'),
    create('tbody', {}, ...parts.map((part) => row(`${names[part]}${cause.dominant === part ? ' (most)' : ''}`, part)), row('together', 'change')));
  const element = create('div', {}, create('div', { class: 'scroll' }, table));
  if (cause.autopsy !== undefined) element.append(autopsyElement(cause.autopsy, `${place}/autopsy`));
  return element;
}

function signed(value: number): string {
  return (value > 0 ? '+' : '') + significant(value);
}

/** To the right of the middle what raised z̄, to the left what lowered it. */
function barOf(value: number, largest: number): SVGElement {
  const middle = 60;
  const width = largest > 0 ? Math.abs(value) / largest * (middle - 4) : 0;
  return createSvg('svg', { width: 2 * middle, height: 14, 'aria-hidden': 'true' },
    createSvg('rect', { class: value < 0 ? 'blame-bar down' : 'blame-bar', x: value < 0 ? middle - width : middle, y: 3, width, height: 8 }),
    createSvg('path', { class: 'mark', d: `M${middle} 0V14` }));
}

function autopsyElement(autopsy: Autopsy, place: string): HTMLElement {
  const element = create('div', {}, create('p', {}, 'The step that killed it: number ', cited(`${place}/step`, autopsy.step, plainNumber), ' of the epoch.'),
    scalarFacts(autopsy, place));
  if (autopsy.rows.length === 0) return element;
  const first = Object.keys(autopsy.rows[0] ?? {});
  const heads: Record<string, string> = { line: 'CSV line', share: 'share of the push', feature: 'farthest input', deviations: 'deviations (σ)' };
  const numeric = new Set(['line', 'share', 'deviations']);
  const rows = autopsy.rows.map((row, index) => create('tr', {}, ...Object.entries(row).map(([key, value]: [string, unknown]) => {
    if (typeof value !== 'number') return create('td', {}, String(value ?? '–'));
    return create('td', { class: 'n' }, cited(`${place}/rows/${index}/${key}`, value, key === 'share' ? percent : plainNumber));
  })));
  element.append(create('div', { class: 'scroll' }, create('table', {}, create('caption', {}, 'The rows of its batch that lowered z̄ most'),
    create('thead', {}, create('tr', {}, ...first.map((key) => create('th', { scope: 'col', class: numeric.has(key) ? 'n' : '' }, heads[key] ?? key)))),
    create('tbody', {}, ...rows))));
  return element;
}

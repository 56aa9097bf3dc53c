// Numbers as the program shows them (src/support/text.cpp), marked with their place in the document and exact value.

import { create } from './dom';

/** To so many significant digits, without trailing zeros: 0.448, 123000, 1.23e+09. */
export function significant(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return 'not finite';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e-4 && size < 1e7) return String(rounded);
  const [mantissa = '', exponent = ''] = rounded.toExponential().split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa}e${sign}${exponent.replace(/[+-]/, '').padStart(2, '0')}`;
}

export function percent(fraction: number): string {
  return `${significant(100 * fraction, 3)} %`;
}

export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function plural(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export type Shown = (value: number) => string;

/** A number of the document at that place (a JSON pointer); a dash if it is not there. */
export function cited(place: string, value: number | null | undefined, shown: Shown = significant): Node {
  if (value === null || value === undefined) return document.createTextNode('–');
  return create('data', { 'data-of': place, value: String(value) }, shown(value));
}

/** Whole numbers with thousands, others to four digits. */
export function plainNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? thousands(value) : significant(value);
}

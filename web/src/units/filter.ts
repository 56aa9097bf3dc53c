// What is typed to find units: words that all have to be true, "dead layer:1 rate<0.1"; with a minus, not.

import type { UnitRow } from './unit_row';

export type Test = (row: UnitRow) => boolean;

export interface Filter {
  test: Test;
  /** Of a word that means nothing; empty if all do. */
  problem: string;
}

const words: Record<string, Test> = {
  dead: ({ unit }) => unit.status === 'dead',
  saturated: ({ unit }) => unit.status === 'saturated',
  sparse: ({ unit }) => unit.status === 'sparse',
  active: ({ unit }) => unit.status === 'active',
  always_active: ({ unit }) => unit.status === 'always_active',
  dormant: ({ unit }) => unit.dormant === true,
  blocked: ({ unit }) => unit.gradient_blocked === true,
  born_dead: ({ unit }) => unit.born_dead === true,
  died: ({ deaths }) => deaths > 0,
  revived: ({ unit }) => (unit.revivals ?? 0) > 0,
};

const others: Record<string, string> = { always: 'always_active', 'always-active': 'always_active', born: 'born_dead', 'born-dead': 'born_dead' };

const numbers: Record<string, (row: UnitRow) => number | null | undefined> = {
  layer: ({ layer }) => layer,
  unit: ({ unit }) => unit.index,
  rate: ({ unit }) => unit.activation_rate,
  rows: ({ unit }) => unit.active_rows,
  died: ({ unit }) => unit.died_epoch,
  revivals: ({ unit }) => unit.revivals,
  z: ({ unit }) => unit.max_preactivation,
  dormancy: ({ unit }) => unit.dormancy,
};

export const filterHelp = 'Words: dead, sparse, active, always, dormant, blocked, born, died, revived; layer:1, unit:7 or 1:7, '
  + 'died:3, rate<0.1, z>5, recovery:none; a minus before a word is not.';

export function filterOf(text: string): Filter {
  const tests: Test[] = [];
  for (const word of text.toLowerCase().split(/\s+/).filter((part) => part !== '')) {
    const isNegated = word.length > 1 && (word.startsWith('-') || word.startsWith('!'));
    const test = testOf(isNegated ? word.slice(1) : word);
    if (test === null) return { test: () => true, problem: `“${word}” is not known. ${filterHelp}` };
    tests.push(isNegated ? (row) => !test(row) : test);
  }
  return { test: (row) => tests.every((test) => test(row)), problem: '' };
}

function testOf(word: string): Test | null {
  const known = words[others[word] ?? word];
  if (known !== undefined && Object.hasOwn(words, others[word] ?? word)) return known;
  const unit = /^(?:(\d+):)?(\d+)$/.exec(word);
  if (unit !== null)
    return (row) => row.unit.index === Number(unit[2]) && (unit[1] === undefined || row.layer === Number(unit[1]));
  const recovery = /^recovery:([a-z_]+)$/.exec(word);
  if (recovery !== null) return (row) => row.unit.recovery === recovery[1];
  return comparison(word);
}

/** "rate<=0.1", "layer:1" */
function comparison(word: string): Test | null {
  const [, name = '', operator = '', text = '', isPercent = ''] = /^([a-z]+)(<=|>=|[:=<>])(-?[\d.]+(?:e[+-]?\d+)?)(%?)$/.exec(word) ?? [];
  const valueOf = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  const number = Number(text) / (isPercent === '' ? 1 : 100);
  if (valueOf === undefined || Number.isNaN(number)) return null;
  const compare: Record<string, (value: number) => boolean> = {
    '<': (value) => value < number,
    '>': (value) => value > number,
    '<=': (value) => value <= number,
    '>=': (value) => value >= number,
  };
  const holds = compare[operator] ?? ((value: number) => value === number);
  return (row) => {
    const value = valueOf(row);
    return value !== null && value !== undefined && holds(value);
  };
}

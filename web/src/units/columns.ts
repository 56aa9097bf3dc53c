// The columns of the table of units.

import { cited, percent, plainNumber, significant, thousands } from '../numbers';
import type { UnitRow } from './unit_row';

export interface Column {
  name: string;
  isNumber: boolean;
  key: (row: UnitRow) => number | string | null;
  show: (row: UnitRow) => Node | string;
}

export function placeOf({ layer, unit }: UnitRow): string {
  return `/layers/${layer}/unit/${unit.index}`;
}

const order = ['dead', 'saturated', 'sparse', 'active', 'always_active'];

function number(name: string, member: string, value: (row: UnitRow) => number | null | undefined, shown: (value: number) => string): Column {
  return {
    name,
    isNumber: true,
    key: (row) => value(row) ?? null,
    show: (row) => cited(`${placeOf(row)}/${member}`, value(row), shown),
  };
}

const columns: Column[] = [
  {
    name: 'unit',
    isNumber: false,
    key: ({ layer, unit }) => layer * 1e7 + unit.index,
    show: ({ layer, unit }) => `${layer}:${unit.index}`,
  },
  {
    name: 'status',
    isNumber: false,
    key: ({ unit }) => order.indexOf(unit.status),
    show: ({ unit }) => unit.status.replace('_', ' '),
  },
  number('rate', 'activation_rate', ({ unit }) => unit.activation_rate, percent),
  number('active rows', 'active_rows', ({ unit }) => unit.active_rows, thousands),
  number('died in', 'died_epoch', ({ unit }) => unit.died_epoch, plainNumber),
  number('revivals', 'revivals', ({ unit }) => unit.revivals, plainNumber),
  { name: 'comes back', isNumber: false, key: ({ unit }) => unit.recovery ?? null, show: ({ unit }) => unit.recovery ?? '–' },
  number('greatest z', 'max_preactivation', ({ unit }) => unit.max_preactivation, significant),
  number('dormancy', 'dormancy', ({ unit }) => unit.dormancy, significant),
  number('held-out rate', 'validation/activation_rate', ({ unit }) => unit.validation?.activation_rate, percent),
];

/** Those in which any of the rows has something: a network that was not trained here has no deaths, and not all rows are held out. */
export function columnsOf(rows: UnitRow[]): Column[] {
  return columns.filter((column) => rows.some((row) => column.key(row) !== null));
}

// The tables that are in the page already, sorted by a press on the head of a column.

import { button } from './dom';

export function makeTablesSortable(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table:not(.map)')) {
    const body = table.tBodies[0];
    const heads = table.tHead?.rows[0]?.cells;
    if (!body || !heads || body.rows.length < 2) continue;
    for (const head of heads) {
      const name = head.textContent ?? '';
      if (name !== '') head.replaceChildren(button(name, () => sortBy(body, heads, head)));
    }
  }
}

function sortBy(body: HTMLTableSectionElement, heads: HTMLCollectionOf<HTMLTableCellElement>, head: HTMLTableCellElement): void {
  const isRising = head.getAttribute('aria-sort') !== 'ascending';
  for (const other of heads) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', isRising ? 'ascending' : 'descending');
  const rows = [...body.rows].map((row) => ({ row, key: keyOf(row.cells[head.cellIndex]) }));
  rows.sort((a, b) => compareKeys(a.key, b.key, isRising));
  body.append(...rows.map(({ row }) => row));
}

type Key = number | string | null;

/** The exact value of a number, else the text; null of a dash. */
function keyOf(cell: HTMLTableCellElement | undefined): Key {
  const value = cell?.querySelector('data')?.value;
  if (value !== undefined) return value === 'true' ? 1 : value === 'false' ? 0 : Number(value);
  const text = cell?.textContent ?? '';
  return text === '' || text === '–' ? null : text;
}

/** What has no value comes last, however the rest is sorted. */
export function compareKeys(a: Key, b: Key, isRising: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === 'number' && typeof b === 'number'
    ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true });
  return isRising ? order : -order;
}

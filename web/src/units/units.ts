// The table of all units, before the page's table of those that were ever dead.

import { create } from '../dom';
import type { Report } from '../report';
import { LifeDialog } from './life';
import { rowsOf } from './unit_row';
import { UnitTable } from './unit_table';

/** The tables of some units are there for readers without the script. */
function foldTables(section: HTMLElement | null | undefined): void {
  const parts = [...section?.querySelectorAll(':scope > .scroll, :scope > .quiet') ?? []];
  const caption = section?.querySelector('caption')?.textContent ?? '';
  if (parts.length > 0) section?.append(create('details', {}, create('summary', {}, caption), ...parts));
}

/** Returns what opens a unit. */
export function showUnits(report: Report): (layer: number, unit: number) => void {
  const rows = rowsOf(report);
  const life = new LifeDialog(report);
  const table = new UnitTable(rows, (row, among) => life.open(row, among));
  const heading = document.getElementById('units-heading');
  foldTables(heading?.parentElement);
  heading?.after(create('p', { class: 'quiet' }, 'Press a row to see the life of its unit.'), table.element);
  return (layer, unit) => {
    const row = rows.find((other) => other.layer === layer && other.unit.index === unit);
    if (row !== undefined) life.open(row, rows);
  };
}

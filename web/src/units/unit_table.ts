// All units: filtered, sorted, and of them only the rows that are seen in the document.

import { button, create } from '../dom';
import { thousands } from '../numbers';
import { compareKeys } from '../sorted_tables';
import { columnsOf, type Column } from './columns';
import { filterHelp, filterOf } from './filter';
import type { UnitRow } from './unit_row';

const rowHeight = 32;
const margin = 8; // rows beyond those that are seen

export class UnitTable {
  readonly element: HTMLElement;
  private readonly body = create('div', { class: 'body', role: 'rowgroup' });
  private readonly grid: HTMLElement;
  private readonly scroller: HTMLElement;
  private readonly count = create('span', { class: 'quiet', role: 'status' });
  private readonly input = create('input', {
    type: 'search', placeholder: 'dead layer:1', 'aria-label': 'Filter the units', spellcheck: 'false', autocomplete: 'off',
  });
  private readonly columns: Column[];
  private shown: UnitRow[];
  private sortColumn: Column | null = null;
  private isRising = true;
  private focused = 0;
  private isFrameAsked = false;

  constructor(private readonly rows: UnitRow[], private readonly open: (row: UnitRow, among: UnitRow[]) => void) {
    this.shown = rows;
    this.columns = columnsOf(rows);
    this.grid = create('div', { role: 'grid', 'aria-label': 'Units', 'aria-colcount': this.columns.length }, this.head(), this.body);
    this.grid.style.setProperty('--narrow-columns', String(this.columns.length - 2));
    this.scroller = create('div', { class: 'unit-table' }, this.grid);
    this.element = create('div', {},
      create('div', { class: 'controls' }, create('div', { class: 'filter' }, this.input), this.count), this.scroller,
      create('p', { class: 'quiet' }, filterHelp));
    this.input.addEventListener('input', () => this.refresh());
    this.scroller.addEventListener('scroll', () => this.askFrame(), { passive: true });
    this.body.addEventListener('keydown', (event) => {
      if (this.press(event.key)) event.preventDefault();
    });
    new ResizeObserver(() => this.askFrame()).observe(this.scroller);
    this.refresh();
  }

  private head(): HTMLElement {
    const row = create('div', { role: 'row', 'aria-rowindex': 1 });
    for (const column of this.columns) {
      const cell = create('div', { role: 'columnheader', class: column.isNumber ? 'number' : '' });
      cell.append(button(column.name, () => this.sortBy(column, row, cell)));
      row.append(cell);
    }
    return create('div', { class: 'head', role: 'rowgroup' }, row);
  }

  private sortBy(column: Column, heads: HTMLElement, head: HTMLElement): void {
    this.isRising = this.sortColumn !== column || !this.isRising;
    this.sortColumn = column;
    for (const other of heads.children) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', this.isRising ? 'ascending' : 'descending');
    this.refresh();
  }

  private refresh(): void {
    const filter = filterOf(this.input.value);
    this.shown = this.rows.filter(filter.test);
    const column = this.sortColumn;
    if (column !== null) {
      const keyed = this.shown.map((row) => ({ row, key: column.key(row) }));
      keyed.sort((a, b) => compareKeys(a.key, b.key, this.isRising));
      this.shown = keyed.map(({ row }) => row);
    }
    const all = thousands(this.rows.length);
    this.count.textContent = filter.problem !== '' ? filter.problem : `${thousands(this.shown.length)} of ${all} units`;
    this.count.classList.toggle('problem', filter.problem !== '');
    this.grid.setAttribute('aria-rowcount', String(this.shown.length + 1));
    this.body.style.height = `${this.shown.length * rowHeight}px`;
    this.focused = 0;
    this.scroller.scrollTop = 0;
    this.render();
  }

  private askFrame(): void {
    if (this.isFrameAsked) return;
    this.isFrameAsked = true;
    requestAnimationFrame(() => {
      this.isFrameAsked = false;
      this.render();
    });
  }

  private render(): void {
    const hadFocus = this.body.contains(document.activeElement);
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / rowHeight) - margin);
    const last = Math.min(this.shown.length, Math.ceil((this.scroller.scrollTop + (this.scroller.clientHeight || 500)) / rowHeight) + margin);
    const elements: HTMLElement[] = [];
    const stop = Math.min(Math.max(this.focused, first), last - 1); // Tab leads to a row that is there
    for (let index = first; index < last; ++index) elements.push(this.rowElement(index, index === stop));
    this.body.replaceChildren(...elements);
    if (hadFocus) this.body.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  private rowElement(index: number, isStop: boolean): HTMLElement {
    const row = this.shown[index];
    const element = create('div', { role: 'row', 'aria-rowindex': index + 2, tabindex: isStop ? 0 : -1 });
    if (row === undefined) return element;
    element.style.top = `${index * rowHeight}px`;
    for (const column of this.columns) {
      const status = column.name === 'status' ? `status-${row.unit.status}` : column.isNumber ? 'number' : '';
      element.append(create('div', { role: 'gridcell', class: status }, column.show(row)));
    }
    element.addEventListener('click', () => {
      this.focused = index;
      this.open(row, this.shown);
    });
    return element;
  }

  /** Whether the key means something here. */
  private press(key: string): boolean {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / rowHeight) - 2);
    const ways: Record<string, number> = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.shown.length, End: this.shown.length,
    };
    const row = this.shown[this.focused];
    if ((key === 'Enter' || key === ' ') && row !== undefined) {
      this.open(row, this.shown);
      return true;
    }
    const way = ways[key];
    if (way === undefined) return false;
    this.focused = Math.min(Math.max(this.focused + way, 0), Math.max(0, this.shown.length - 1));
    const top = this.focused * rowHeight;
    const room = this.scroller.clientHeight - 2 * rowHeight; // less the head
    if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
    else if (top > this.scroller.scrollTop + room) this.scroller.scrollTop = top - room;
    this.render();
    return true;
  }
}

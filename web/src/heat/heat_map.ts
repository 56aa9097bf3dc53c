// The heat map of a layer: units from top to bottom, epochs from left to right, to be read off, zoomed and moved.

import { button, create, isDark, onThemeChange } from '../dom';
import { percent, plural, thousands } from '../numbers';
import type { Unit } from '../report';
import { countAt, type Activity } from './activity';
import { palette, shades } from './colours';
import { drawFrame, type Box, type Frame } from './frame';
import { ordered, orders, type Order } from './order';
import { paintCells } from './picture';
import { moved, showing, whole, zoomed, type View } from './view';

const axisLeft = 44;
const axisBottom = 24;

export class HeatMap {
  readonly element: HTMLElement;
  private readonly canvas = create('canvas', { 'aria-hidden': 'true' });
  private readonly readout = create('p', { class: 'readout', role: 'status' });
  private readonly surface: HTMLElement;
  private order: Uint32Array;
  private places: Uint32Array;
  private cells: HTMLCanvasElement;
  private view: View;
  private cursor: { column: number; row: number } | null = null;
  private isFrameAsked = false;

  constructor(private readonly activity: Activity, private readonly units: Unit[], private readonly layer: number,
    private readonly openUnit: (unit: number) => void) {
    this.order = ordered(units, 'index');
    this.places = placesOf(this.order);
    this.cells = paintCells(activity, this.order, isDark());
    this.view = whole(this.columns, this.rows);
    this.surface = create('div', {
      class: 'heat-map', tabindex: 0, role: 'application', 'aria-roledescription': 'heat map',
      'aria-label': `Activation rate of the ${plural(activity.units, 'unit')} of layer ${layer} by epoch. `
        + 'Arrow keys move, plus and minus zoom, 0 shows all, Enter opens the unit.',
    }, this.canvas);
    this.element = create('div', {}, this.controls(), this.surface, this.readout);
    this.readout.textContent = this.hint();
    this.listen();
    onThemeChange(() => this.repaint());
    new ResizeObserver(() => this.askFrame()).observe(this.surface);
  }

  private get columns(): number { return this.activity.epochs.length; }
  private get rows(): number { return this.activity.units; }

  private hint(): string {
    const marks = this.activity.marks.length > 0 ? ' ▼ died, △ revived.' : '';
    return `Point at a cell, or use the arrow keys, to read it off.${marks}`;
  }

  private controls(): HTMLElement {
    const select = create('select', { id: `order-${this.layer}` });
    for (const [value, name] of Object.entries(orders)) select.append(create('option', { value }, name));
    select.addEventListener('change', () => this.setOrder(select.value as Order));
    return create('div', { class: 'controls' },
      create('label', {}, 'Units by', select),
      create('span', { role: 'group', 'aria-label': 'Zoom' },
        button('−', () => this.zoom(1.5), { 'aria-label': 'Zoom out' }), ' ',
        button('+', () => this.zoom(1 / 1.5), { 'aria-label': 'Zoom in' }), ' ',
        button('All', () => this.setView(whole(this.columns, this.rows)), { 'aria-label': 'Show all units and epochs' })),
      scaleElement());
  }

  private setOrder(order: Order): void {
    const unit = this.cursor === null ? null : this.order[this.cursor.row] ?? 0;
    this.order = ordered(this.units, order);
    this.places = placesOf(this.order);
    if (unit !== null && this.cursor !== null) this.cursor.row = this.places[unit] ?? 0;
    this.repaint();
  }

  private repaint(): void {
    this.cells = paintCells(this.activity, this.order, isDark());
    this.askFrame();
  }

  private setView(view: View): void {
    this.view = view;
    this.askFrame();
  }

  private zoom(factor: number, x = 0.5, y = 0.5): void {
    if (this.cursor !== null && x === 0.5 && y === 0.5) {
      x = (this.cursor.column + 0.5 - this.view.left) / this.view.width;
      y = (this.cursor.row + 0.5 - this.view.top) / this.view.height;
    }
    this.setView(zoomed(this.view, factor, x, y, this.columns, this.rows));
  }

  private box(): Box {
    const width = Math.max(50, this.surface.clientWidth - axisLeft);
    const height = Math.min(460, Math.max(64, 9 * this.rows));
    return { left: axisLeft, top: 2, width, height };
  }

  private askFrame(): void {
    if (this.isFrameAsked) return;
    this.isFrameAsked = true;
    requestAnimationFrame(() => {
      this.isFrameAsked = false;
      this.draw();
    });
  }

  private draw(): void {
    const box = this.box();
    const ratio = devicePixelRatio || 1;
    const width = Math.round((box.left + box.width) * ratio);
    const height = Math.round((box.top + box.height + axisBottom) * ratio);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.height = `${height / ratio}px`;
    }
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    const frame: Frame = {
      activity: this.activity, order: this.order, places: this.places, cells: this.cells, view: this.view, box, cursor: this.cursor,
    };
    drawFrame(context, frame, ratio);
  }

  private listen(): void {
    let drag: { x: number; y: number; hasMoved: boolean } | null = null;
    this.surface.addEventListener('pointerdown', (event) => { drag = { x: event.clientX, y: event.clientY, hasMoved: false }; });
    this.surface.addEventListener('pointermove', (event) => {
      if (drag !== null && event.buttons === 1) {
        const right = drag.x - event.clientX;
        const down = drag.y - event.clientY;
        if (!drag.hasMoved && Math.abs(right) + Math.abs(down) < 4) return;
        drag = { x: event.clientX, y: event.clientY, hasMoved: true };
        this.pan(right, down);
        return;
      }
      this.pointAt(event);
    });
    this.surface.addEventListener('pointerup', (event) => {
      const isClick = drag !== null && !drag.hasMoved;
      drag = null;
      if (!isClick) return;
      this.pointAt(event);
      this.open();
    });
    this.surface.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // else the page scrolls
      event.preventDefault();
      const { x, y } = this.shareAt(event);
      this.zoom(Math.exp(event.deltaY / 300), x, y);
    }, { passive: false });
    this.surface.addEventListener('keydown', (event) => {
      if (this.press(event.key, event.shiftKey)) event.preventDefault();
    });
  }

  private pan(right: number, down: number): void {
    const box = this.box();
    this.setView(moved(this.view, right * this.view.width / box.width, down * this.view.height / box.height, this.columns, this.rows));
  }

  /** Where in the box, from 0 to 1. */
  private shareAt(event: MouseEvent): { x: number; y: number } {
    const box = this.box();
    const corner = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - corner.left - box.left) / box.width, y: (event.clientY - corner.top - box.top) / box.height };
  }

  private pointAt(event: MouseEvent): void {
    const { x, y } = this.shareAt(event);
    if (x < 0 || x >= 1 || y < 0 || y >= 1) return;
    this.setCursor(Math.floor(this.view.left + x * this.view.width), Math.floor(this.view.top + y * this.view.height));
  }

  private setCursor(column: number, row: number): void {
    column = Math.min(Math.max(column, 0), this.columns - 1);
    row = Math.min(Math.max(row, 0), this.rows - 1);
    if (this.cursor?.column === column && this.cursor.row === row) return;
    this.cursor = { column, row };
    this.readout.textContent = this.textOf(this.order[row] ?? 0, column);
    this.askFrame();
  }

  /** Whether the key means something here. */
  private press(key: string, isLarge: boolean): boolean {
    const step = isLarge ? 10 : 1;
    const ways: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step],
      PageUp: [0, -10], PageDown: [0, 10], Home: [-1e9, 0], End: [1e9, 0],
    };
    const way = ways[key];
    if (way !== undefined) {
      if (this.cursor === null) this.setCursor(0, 0);
      else this.setCursor(this.cursor.column + way[0], this.cursor.row + way[1]);
      if (this.cursor !== null) this.setView(showing(this.view, this.cursor.column, this.cursor.row, this.columns, this.rows));
      return true;
    }
    if (key === '+' || key === '=') this.zoom(1 / 1.5);
    else if (key === '-') this.zoom(1.5);
    else if (key === '0') this.setView(whole(this.columns, this.rows));
    else if (key === 'Enter') this.open();
    else return false;
    return true;
  }

  private open(): void {
    if (this.cursor !== null) this.openUnit(this.order[this.cursor.row] ?? 0);
  }

  private textOf(unit: number, column: number): string {
    const count = countAt(this.activity, unit, column);
    const event = this.activity.marks.find((mark) => mark.unit === unit && mark.column === column);
    return `Unit ${unit}, epoch ${this.activity.epochs[column] ?? 0}: active on ${thousands(count)} of ${plural(this.activity.rows, 'row')}`
      + ` (${percent(count / Math.max(1, this.activity.rows))})${event === undefined ? '' : event.type === 'died' ? '; it died' : '; it revived'}`;
  }
}

function placesOf(order: Uint32Array): Uint32Array {
  const places = new Uint32Array(order.length);
  order.forEach((unit, place) => { places[unit] = place; });
  return places;
}

/** From active on hardly any row to active on all. */
function scaleElement(): HTMLElement {
  const canvas = create('canvas', { width: shades, height: 1, 'aria-hidden': 'true' });
  const paint = (): void => {
    const context = canvas.getContext('2d');
    const image = context?.createImageData(shades, 1);
    if (!context || !image) return;
    new Uint32Array(image.data.buffer).set(palette(isDark()).subarray(0, shades));
    context.putImageData(image, 0, 0);
  };
  paint();
  onThemeChange(paint);
  return create('span', { class: 'scale' }, '0 %', canvas, '100 % of the rows');
}

// The life of a unit: when it was active on how many rows, what moved it when it died, and all that is known of it.

import { curveElement } from '../curve';
import { button, create } from '../dom';
import { activityOf } from '../heat/activity';
import { percent, plural, thousands } from '../numbers';
import type { Report } from '../report';
import { causeElement } from './cause';
import { placeOf } from './columns';
import { factsOf } from './facts';
import { timelineElement } from './timeline';
import type { UnitRow } from './unit_row';

/** A dialog, which opens for a unit, and leads to those beside it. */
export class LifeDialog {
  private readonly dialog = create('dialog', { 'aria-labelledby': 'life-heading' });

  constructor(private readonly report: Report) {
    document.body.append(this.dialog);
    this.dialog.addEventListener('click', (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside it
    });
  }

  open(row: UnitRow, among: UnitRow[]): void {
    const index = among.indexOf(row);
    const beside = (step: number, text: string, label: string): HTMLElement => {
      const other = among[index + step];
      return button(text, () => other && this.open(other, among), { 'aria-label': label, disabled: other === undefined });
    };
    const close = button('Close', () => this.dialog.close());
    const heading = create('h2', { id: 'life-heading', tabindex: -1 }, `Layer ${row.layer}, unit ${row.unit.index}`);
    this.dialog.replaceChildren(create('article', { class: 'life' },
      create('header', {}, heading, beside(-1, '‹ Previous', 'Previous unit'), beside(1, 'Next ›', 'Next unit'), close),
      ...this.content(row)));
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.scrollTop = 0;
    heading.focus();
  }

  private content(row: UnitRow): Node[] {
    const { unit, layer } = row;
    const parts: Node[] = [create('p', {}, sentenceOf(row, plural(this.report.data.train_rows, this.report.command === 'inspect' ? 'row' : 'training row')))];
    const activity = this.report.layers[layer] ? activityOf(this.report.layers[layer], layer, this.report.data.train_rows, []) : null;
    if (activity !== null) {
      const counts = [...activity.activeRows.subarray(unit.index * activity.epochs.length, (unit.index + 1) * activity.epochs.length)];
      parts.push(timelineElement(activity.epochs, counts, activity.rows));
      const curves = [curveFigure('Rows it is active on, by epoch', activity.epochs, counts, true)];
      const greatest = this.report.layers[layer]?.history?.max_preactivation?.map((units) => units[unit.index] ?? null);
      if (greatest !== undefined) curves.push(curveFigure('Its greatest pre-activation, by epoch', activity.epochs, greatest));
      parts.push(create('div', { class: 'figures' }, ...curves));
    }
    parts.push(...this.events(row));
    parts.push(create('h3', {}, 'All that is known of it'), factsOf(unit, placeOf(row), this.report.data.features, this.report.data.scaling));
    return parts;
  }

  private events(row: UnitRow): Node[] {
    const parts: Node[] = [];
    let hasDied = false;
    let hasAutopsy = false;
    (this.report.events ?? []).forEach((event, index) => {
      if (event.layer !== row.layer || event.unit !== row.unit.index) return;
      const what = event.type === 'born_dead' ? 'born dead' : event.type;
      parts.push(create('h3', {}, `Epoch ${event.epoch}: ${what}`));
      if (event.cause !== undefined) parts.push(causeElement(event.cause, `/events/${index}/cause`));
      hasDied ||= event.type === 'died';
      hasAutopsy ||= event.cause?.autopsy !== undefined;
    });
    if (hasDied && !hasAutopsy)
      parts.push(create('p', { class: 'quiet' }, 'Which step and which rows killed it: train again with --autopsy.'));
    return parts;
  }
}

function curveFigure(title: string, epochs: number[], values: (number | null)[], areCounts = false): HTMLElement {
  const curve = curveElement({ title, epochs, lines: [{ name: 'this unit', values }], startsAt0: areCounts, areCounts });
  return create('figure', {}, create('figcaption', {}, title), curve);
}

/** "Dead: active on 0 of 1,438 training rows (0 %). Dead in epochs 3 to 20; it can not come back." */
function sentenceOf({ unit }: UnitRow, rows: string): string {
  const status = unit.status.replace('_', ' ');
  let text = `${status[0]?.toUpperCase() ?? ''}${status.slice(1)}: active on ${thousands(unit.active_rows)} of `
    + `${rows} (${percent(unit.activation_rate)}).`;
  const spells = (unit.dead_epochs ?? []).map(([from, to]) => from === to ? `epoch ${from}` : `epochs ${from} to ${to}`);
  if (spells.length > 0) text += ` Dead in ${spells.join(', ')}.`;
  if (unit.recovery !== null && unit.recovery !== undefined) text += ` ${outlooks[unit.recovery] ?? `Recovery: ${unit.recovery}.`}`;
  return text;
}

const outlooks: Record<string, string> = {
  none: 'It is dead for good.',
  optimizer: 'It may revive: momentum, Adam’s moments or weight decay still move weights.',
  upstream: 'It may revive: layers below it still learn.',
  gradient: 'It may revive: its pre-activation is exactly 0 and ReLU’(0) is 1.',
  recycling: 'It will get new weights: --recycle recycles such units.',
};

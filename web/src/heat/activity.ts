// What every unit of a layer did at every epoch.

import type { Layer, UnitEvent } from '../report';

export interface Mark {
  unit: number;
  column: number; // of an epoch
  type: 'died' | 'revived';
}

export interface Activity {
  units: number;
  epochs: number[];
  rows: number;
  /** By unit, then epoch. */
  activeRows: Uint32Array;
  marks: Mark[];
}

/** Null without a history of the units. rows: the training rows. */
export function activityOf(layer: Layer, index: number, rows: number, events: UnitEvent[]): Activity | null {
  const history = layer.history;
  const lists = history?.active_rows;
  if (history === undefined || lists === undefined || lists.length < 2) return null;
  const units = lists[0]?.length ?? 0;
  const activeRows = new Uint32Array(units * lists.length);
  lists.forEach((list, column) => {
    for (let unit = 0, cell = column; unit < units; ++unit, cell += lists.length) activeRows[cell] = list[unit] ?? 0;
  });
  const columns = new Map(history.epoch.map((epoch, column) => [epoch, column]));
  const marks: Mark[] = [];
  for (const event of events) {
    const column = columns.get(event.epoch);
    if (event.layer === index && column !== undefined && event.type !== 'born_dead')
      marks.push({ unit: event.unit, column, type: event.type });
  }
  return { units, epochs: history.epoch, rows, activeRows, marks };
}

export function countAt(activity: Activity, unit: number, column: number): number {
  return activity.activeRows[unit * activity.epochs.length + column] ?? 0;
}

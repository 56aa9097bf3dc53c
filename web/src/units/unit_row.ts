// The units of all layers in one list.

import type { Report, Unit } from '../report';

export interface UnitRow {
  layer: number;
  unit: Unit;
  deaths: number; // in training, as far as they are in the report
}

export function rowsOf(report: Report): UnitRow[] {
  return report.layers.flatMap((layer, index) => layer.unit.map((unit) => ({ layer: index, unit, deaths: deathsOf(unit) })));
}

function deathsOf(unit: Unit): number {
  return (unit.dead_epochs ?? []).filter(([from]) => from > 0).length;
}

// In which order the units of a heat map stand.

import type { Unit } from '../report';

export type Order = 'index' | 'death' | 'rate';

export const orders: Record<Order, string> = { index: 'their index', death: 'epoch of death', rate: 'activation rate' };

/** The units from top to bottom; those that are equal by their index. */
export function ordered(units: Unit[], order: Order): Uint32Array {
  const indices = Uint32Array.from(units, (_unit, index) => index);
  if (order === 'index') return indices;
  const keys = Float64Array.from(units, order === 'rate' ? (unit) => unit.activation_rate : deathOf);
  return indices.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}

/** Units that are dead come first, by when they died; born dead is before the first epoch. Then those that once were. */
function deathOf(unit: Unit): number {
  const spells = unit.dead_epochs ?? [];
  const last = spells[spells.length - 1];
  if (last === undefined) return Infinity;
  return unit.status === 'dead' ? last[0] : 1e9 + last[0];
}

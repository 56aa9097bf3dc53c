// Every number and word that a report has of a unit, by its key: also those of later versions.

import { create } from '../dom';
import { cited, plainNumber, significant } from '../numbers';
import type { Scaling, Unit } from '../report';

const names: Record<string, string> = {
  'validation.activation_rate': 'held out: activation rate',
  'validation.active_rows': 'held out: active rows',
  'validation.activation_rate_upper95': 'held out: rate below (95 %)',
  max_preactivation: 'greatest pre-activation z',
  'gradient.nonzero_rate': 'gradient: share of rows not 0',
  'gradient.rms': 'gradient: root mean square',
};

export function factsOf(unit: Unit, place: string, features?: string[], scaling?: Scaling): HTMLElement {
  const element = create('div', {}, scalarFacts(unit, place));
  const witness = unit.proof?.witness;
  if (witness) element.append(witnessElement(witness, features ?? [], scaling));
  return element;
}

/** The plain values of an object and of the objects within. */
export function scalarFacts(object: object, place: string): HTMLElement {
  const list = create('dl', { class: 'facts' });
  addFacts(list, object, place, '');
  return list;
}

function addFacts(list: HTMLElement, object: object, place: string, prefix: string): void {
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const name = names[prefix + key] ?? (prefix + key).replace('.', ': ').replaceAll('_', ' ');
    if (typeof value === 'number') addFact(list, name, cited(`${place}/${key}`, value, plainNumber));
    else if (typeof value === 'boolean') addFact(list, name, value ? 'yes' : 'no');
    else if (typeof value === 'string') addFact(list, name, value.replaceAll('_', ' '));
    else if (value === null) addFact(list, name, '–');
    else if (typeof value === 'object' && !Array.isArray(value)) addFacts(list, value, `${place}/${key}`, `${prefix}${key}.`);
  }
}

function addFact(list: HTMLElement, name: string, value: Node | string): void {
  list.append(create('div', {}, create('dt', {}, name), create('dd', {}, value)));
}

/** An input that wakes a dead unit, in the data's own units; what is farthest from the mean first. */
function witnessElement(witness: number[], features: string[], scaling?: Scaling): HTMLElement {
  const most = 8;
  const inputs = witness.map((value, index) => ({ value, index })).sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, most);
  const texts = inputs.map(({ value, index }) => {
    const shown = (scaling?.shift[index] ?? 0) + (scaling?.scale[index] ?? 1) * value;
    return `${features[index] ?? `input ${index}`} = ${significant(shown)}`;
  });
  const rest = witness.length > most ? `, … (${witness.length} in all)` : '';
  return create('p', {}, `An input within the ranges of the data that wakes it: ${texts.join(', ')}${rest}.`);
}

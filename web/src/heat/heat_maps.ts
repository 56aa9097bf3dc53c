// Heat maps in the place of the page's static pictures.

import type { Report } from '../report';
import { activityOf } from './activity';
import { HeatMap } from './heat_map';

export function showHeatMaps(report: Report, openUnit: (layer: number, unit: number) => void): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-heat]')) {
    const index = Number(figure.dataset['heat']);
    const layer = report.layers[index];
    if (layer === undefined) continue;
    const activity = activityOf(layer, index, report.data.train_rows, report.events ?? []);
    if (activity === null) continue;
    const caption = figure.querySelector('figcaption');
    const map = new HeatMap(activity, layer.unit, index, (unit) => openUnit(index, unit));
    figure.replaceChildren(...(caption === null ? [] : [caption]), map.element);
  }
}

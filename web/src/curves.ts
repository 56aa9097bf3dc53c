// The charts of a training.

import { curveElement, type Curve } from './curve';
import type { Epoch, Metrics, Report } from './report';

export function showCurves(report: Report): void {
  for (const figure of document.querySelectorAll<HTMLElement>('figure[data-chart]')) {
    const curve = curveOf(report, figure.dataset['chart'] ?? '', figure.querySelector('figcaption')?.textContent ?? '');
    if (curve !== null) figure.querySelector('svg')?.replaceWith(curveElement(curve));
  }
}

function curveOf(report: Report, kind: string, title: string): Curve | null {
  switch (kind) {
    case 'loss':
    case 'accuracy':
    case 'rmse':
      return metricCurve(report, kind, title);
    case 'dead':
    case 'saturated':
      return countCurve(report, kind, title);
    default:
      return null;
  }
}

function metricCurve(report: Report, metric: 'loss' | 'accuracy' | 'rmse', title: string): Curve | null {
  const history = report.training?.history;
  if (history === undefined) return null;
  const valuesOf = (metrics: (epoch: Epoch) => Metrics | undefined): (number | null)[] =>
    history.map((epoch) => metrics(epoch)?.[metric] ?? null);
  const lines = [{ name: 'training', values: valuesOf((epoch) => epoch) }];
  if (history.some((epoch) => epoch.validation)) lines.push({ name: 'held out', values: valuesOf((epoch) => epoch.validation) });
  const baseline = report.training?.baseline;
  const constant = metric === 'loss' ? undefined : (baseline?.validation ?? baseline?.training)?.[metric];
  if (constant !== undefined && constant !== null) lines.push({ name: 'a constant', values: history.map(() => constant) });
  return { title, epochs: history.map((epoch) => epoch.epoch), lines, isShare: metric === 'accuracy' };
}

function countCurve(report: Report, count: 'dead' | 'saturated', title: string): Curve | null {
  const epochs = report.layers.find((layer) => layer.history)?.history?.epoch;
  if (epochs === undefined) return null;
  const counts = report.layers.map((layer) => layer.history?.[count] ?? []);
  const few = 6; // as in src/report/html_curves.cpp
  const lines = counts.length <= few
    ? counts.map((values, index) => ({ name: `layer ${index}`, values: epochs.map((_epoch, column) => values[column] ?? null) }))
    : [{ name: 'all layers', values: epochs.map((_epoch, column) => counts.reduce((sum, values) => sum + (values[column] ?? 0), 0)) }];
  return { title, epochs, lines, startsAt0: true, areCounts: true };
}

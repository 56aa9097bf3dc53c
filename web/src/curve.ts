// A line chart by epoch that can be read off, in the place of a static picture.

import uPlot from 'uplot';

import { create, onThemeChange, styleValue } from './dom';
import { percent, significant } from './numbers';

export interface Line {
  name: string;
  values: (number | null)[];
}

export interface Curve {
  title: string;
  epochs: number[];
  lines: Line[];
  isShare?: boolean;
  startsAt0?: boolean;
  areCounts?: boolean;
}

const height = 210;
/** Between ticks of what is counted. */
const wholeSteps = [1, 2, 5].flatMap((step) => [step, 10 * step, 100 * step, 1e3 * step, 1e4 * step, 1e5 * step, 1e6 * step]).sort((a, b) => a - b);
const dashes = [[], [6, 3], [2, 3], [8, 3, 2, 3], [4, 2], [1, 2]];

/** Charts with the same epochs show the same one under the pointer. */
const sync = uPlot.sync('epochs');

export function curveElement(curve: Curve): HTMLElement {
  const holder = create('div', { class: 'uplot-holder', tabindex: 0, role: 'group', 'aria-label': `${curve.title}; the arrow keys move along it` });
  let chart: uPlot | null = null;
  const draw = (): void => {
    chart?.destroy();
    chart = new uPlot(optionsOf(curve, holder.clientWidth || 480), [curve.epochs, ...curve.lines.map((line) => line.values)], holder);
    chart.root.querySelector('.u-wrap')?.setAttribute('aria-hidden', 'true');
  };
  new ResizeObserver(() => {
    if (chart === null) draw();
    else if (holder.clientWidth > 0) chart.setSize({ width: holder.clientWidth, height });
  }).observe(holder);
  onThemeChange(draw);
  holder.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || chart === null) return;
    event.preventDefault();
    moveCursor(chart, curve, step);
  });
  return holder;
}

function moveCursor(chart: uPlot, curve: Curve, step: number): void {
  const at = chart.cursor.idx ?? (step > 0 ? -1 : curve.epochs.length);
  const next = Math.min(Math.max(at + step, 0), curve.epochs.length - 1);
  const value = curve.lines[0]?.values[next] ?? 0;
  chart.setCursor({ left: chart.valToPos(curve.epochs[next] ?? 0, 'x'), top: chart.valToPos(value, 'y') });
}

/** The range that spans more than three orders of magnitude is logarithmic, as in the static picture. */
function isLogarithmic(curve: Curve): boolean {
  const values = curve.lines.flatMap((line) => line.values).filter((value) => value !== null);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return curve.startsAt0 !== true && least > 0 && greatest > 1000 * least;
}

function optionsOf(curve: Curve, width: number): uPlot.Options {
  const shown = (value: number | null): string => value === null ? '–' : curve.isShare === true ? percent(value) : significant(value);
  const font = `12px ${styleValue('--sans')}`;
  const axis = { stroke: styleValue('--quiet'), font, grid: { stroke: styleValue('--grid'), width: 1 }, ticks: { show: false } };
  const isLog = isLogarithmic(curve);
  return {
    width,
    height,
    cursor: { sync: { key: sync.key, setSeries: false }, drag: { x: true, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false },
      y: isLog ? { distr: 3 } : { range: (_chart, least, greatest) => rangeOf(least, greatest, curve) },
    },
    axes: [
      { ...axis, incrs: wholeSteps, grid: { show: false }, label: 'epoch', labelFont: font, labelSize: 18, size: 28 },
      { ...axis, ...(curve.areCounts === true ? { incrs: wholeSteps } : {}), size: 56, values: (_chart, ticks) => ticks.map((tick) => tick === null ? '' : shown(tick)) },
    ],
    series: [
      { label: 'epoch' },
      ...curve.lines.map((line, index) => ({
        label: line.name,
        stroke: styleValue(`--s${index % 6}`),
        width: 1.75,
        dash: dashes[index % 6] ?? [],
        points: { show: curve.epochs.length <= 12 },
        value: (_chart: uPlot, value: number | null) => shown(value),
      })),
    ],
  };
}

/** A little more than the values, and 0 where they begin there. */
function rangeOf(least: number | null, greatest: number | null, curve: Curve): [number, number] {
  const bottom = curve.startsAt0 === true || curve.isShare === true ? 0 : least ?? 0;
  const top = greatest ?? 1;
  if (!(top > bottom)) return [bottom - 0.5, bottom + 0.5];
  const margin = 0.05 * (top - bottom);
  return [bottom === 0 ? 0 : bottom - margin, curve.isShare === true ? Math.min(1, top + margin) : top + margin];
}

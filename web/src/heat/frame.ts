// A frame of a heat map: the cells in view, the marks of deaths and revivals, the axes, and the cell that is read off.

import { isDark, styleValue } from '../dom';
import { countAt, type Activity } from './activity';
import { dotColour } from './colours';
import type { View } from './view';

/** In CSS pixels: where the cells lie within the canvas. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Frame {
  activity: Activity;
  order: Uint32Array; // units from top to bottom
  places: Uint32Array; // the place of each unit in that order
  cells: HTMLCanvasElement;
  view: View;
  box: Box;
  cursor: { column: number; row: number } | null;
}

export function drawFrame(context: CanvasRenderingContext2D, frame: Frame, ratio: number): void {
  const { canvas } = context;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
  drawCells(context, frame);
  context.save();
  context.beginPath();
  context.rect(frame.box.left, frame.box.top, frame.box.width, frame.box.height);
  context.clip();
  drawDots(context, frame);
  drawMarks(context, frame);
  drawCursor(context, frame);
  context.restore();
  drawAxes(context, frame);
}

function drawCells(context: CanvasRenderingContext2D, { cells, view, box }: Frame): void {
  context.imageSmoothingEnabled = view.height > box.height * devicePixelRatio; // many units a pixel: their mean
  context.drawImage(cells, view.left, view.top, view.width, view.height, box.left, box.top, box.width, box.height);
}

/** A cell's upper left corner. */
function placeOf({ view, box }: Frame, column: number, row: number): { x: number; y: number } {
  return { x: box.left + (column - view.left) * box.width / view.width, y: box.top + (row - view.top) * box.height / view.height };
}

/** In dead cells, so that they are told apart without colour. */
function drawDots(context: CanvasRenderingContext2D, frame: Frame): void {
  const { view, box, order, activity } = frame;
  const width = box.width / view.width;
  const height = box.height / view.height;
  if (width < 5 || height < 5) return;
  context.fillStyle = dotColour(isDark());
  const side = Math.max(1.5, Math.min(width, height) / 5);
  const lastRow = Math.min(Math.ceil(view.top + view.height), activity.units);
  const lastColumn = Math.min(Math.ceil(view.left + view.width), activity.epochs.length);
  for (let row = Math.floor(view.top); row < lastRow; ++row) {
    for (let column = Math.floor(view.left); column < lastColumn; ++column) {
      if (countAt(activity, order[row] ?? 0, column) > 0) continue;
      const { x, y } = placeOf(frame, column, row);
      context.fillRect(x + (width - side) / 2, y + (height - side) / 2, side, side);
    }
  }
}

/** A triangle that points down where a unit died, and up where it revived; ticks where there is little room. */
function drawMarks(context: CanvasRenderingContext2D, frame: Frame): void {
  const { view, box, places, activity } = frame;
  const height = box.height / view.height;
  const size = Math.min(8, Math.max(3, 0.7 * height, 0));
  const ink = styleValue('--ink');
  const paper = styleValue('--card');
  for (const mark of activity.marks) {
    const row = places[mark.unit] ?? 0;
    if (row + 1 < view.top || row > view.top + view.height || mark.column < view.left - 1 || mark.column > view.left + view.width) continue;
    const { x, y } = placeOf(frame, mark.column, row);
    const middle = y + height / 2;
    const tip = mark.type === 'died' ? 1 : -1;
    if (height < 3) {
      context.fillStyle = ink;
      context.fillRect(x - 0.5, y, 1, Math.max(1, height));
      continue;
    }
    context.beginPath();
    context.moveTo(x - size / 2, middle - tip * size / 2.4);
    context.lineTo(x + size / 2, middle - tip * size / 2.4);
    context.lineTo(x, middle + tip * size / 2.4);
    context.closePath();
    context.fillStyle = mark.type === 'died' ? ink : paper;
    context.strokeStyle = ink;
    context.fill();
    context.stroke();
  }
}

function drawCursor(context: CanvasRenderingContext2D, frame: Frame): void {
  if (frame.cursor === null) return;
  const { x, y } = placeOf(frame, frame.cursor.column, frame.cursor.row);
  context.strokeStyle = styleValue('--ink');
  context.lineWidth = 2;
  context.strokeRect(x, y, Math.max(2, frame.box.width / frame.view.width), Math.max(2, frame.box.height / frame.view.height));
  context.lineWidth = 1;
}

function drawAxes(context: CanvasRenderingContext2D, frame: Frame): void {
  const { view, box, activity, order } = frame;
  context.fillStyle = styleValue('--quiet');
  context.font = `12px ${styleValue('--sans')}`;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const column of steps(view.left, view.width, box.width / 70)) {
    const { x } = placeOf(frame, column + 0.5, 0);
    context.fillText(String(activity.epochs[column] ?? ''), x, box.top + box.height + 5);
  }
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const row of steps(view.top, view.height, box.height / 22)) {
    const { y } = placeOf(frame, 0, row + 0.5);
    context.fillText(String(order[row] ?? ''), box.left - 6, y);
  }
}

/** Some of the whole numbers from `start` on, at equal distances. */
function steps(start: number, length: number, most: number): number[] {
  let step = 1;
  for (const factor of [2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2, 2, 2.5, 2]) {
    if (length / step <= most) break;
    step *= factor;
  }
  step = Math.round(step);
  const numbers: number[] = [];
  for (let number = Math.ceil(start / step) * step; number <= start + length - 0.5; number += step) numbers.push(number);
  return numbers;
}

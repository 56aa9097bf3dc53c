// All cells of a layer as a picture of a pixel each, painted once; a frame only copies a part of it.

import type { Activity } from './activity';
import { palette, shadeOf } from './colours';

/** order: the units from top to bottom. */
export function paintCells(activity: Activity, order: Uint32Array, isDark: boolean): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = activity.epochs.length;
  canvas.height = activity.units;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = coloursByCount(activity.rows, palette(isDark));
  const columns = canvas.width;
  let pixel = 0;
  for (const unit of order)
    for (const count of activity.activeRows.subarray(unit * columns, (unit + 1) * columns)) pixels[pixel++] = colours[count] ?? 0;
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The colour of every count of active rows there can be. */
function coloursByCount(rows: number, colours: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: rows + 1 }, (_value, count) => colours[shadeOf(count, rows)] ?? 0);
}

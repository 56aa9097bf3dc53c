// A unit over the epochs as a strip of cells, in the colours of the heat maps.

import { create, isDark, onThemeChange } from '../dom';
import { dotColour, palette, shadeOf } from '../heat/colours';

export function timelineElement(epochs: number[], counts: number[], rows: number): HTMLElement {
  const cell = 6; // pixels, which are stretched
  const dead = counts.filter((count) => count === 0).length;
  const canvas = create('canvas', {
    class: 'timeline', width: cell * epochs.length, height: cell, role: 'img',
    'aria-label': `Epochs ${epochs[0] ?? 0} to ${epochs[epochs.length - 1] ?? 0}: dead in ${dead} of ${epochs.length}`,
  });
  const paint = (): void => {
    const context = canvas.getContext('2d');
    if (context === null) return;
    const colours = palette(isDark());
    counts.forEach((count, column) => {
      const word = colours[shadeOf(count, rows)] ?? 0;
      context.fillStyle = `rgb(${word & 255} ${word >> 8 & 255} ${word >> 16 & 255})`;
      context.fillRect(cell * column, 0, cell, cell);
      if (count > 0) return;
      context.fillStyle = dotColour(isDark());
      context.fillRect(cell * column + cell / 2 - 1, cell / 2 - 0.5, 2, 1);
    });
  };
  paint();
  onThemeChange(paint);
  return canvas;
}

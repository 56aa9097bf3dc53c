// The colours of activation rates: one hue from pale to dark (in the dark from dark to pale), which reads the same to
// colour-blind people and in grey. Units that are active on no row have another hue and, where there is room, a dot.

export const shades = 64;
/** Behind the shades. */
export const deadShade = shades;

type Rgb = readonly [number, number, number];

const light: Rgb[] = [[0xE6, 0xEE, 0xF6], [0x6A, 0xA3, 0xD0], [0x0B, 0x33, 0x66]];
const dark: Rgb[] = [[0x20, 0x2B, 0x38], [0x3F, 0x78, 0xAC], [0xC4, 0xE0, 0xFA]];
const lightDead: Rgb = [0xF4, 0xD6, 0xC9];
const darkDead: Rgb = [0x5E, 0x31, 0x24];

/** As little-endian RGBA words, one for each shade and one for dead. */
export function palette(isDark: boolean): Uint32Array {
  const words = new Uint32Array(shades + 1);
  const stops = isDark ? dark : light;
  for (let shade = 0; shade < shades; ++shade) words[shade] = word(between(stops, shade / (shades - 1)));
  words[deadShade] = word(isDark ? darkDead : lightDead);
  return words;
}

export function dotColour(isDark: boolean): string {
  return isDark ? '#ffb59c' : '#9c3d22';
}

/** position: from 0 to 1. */
function between(stops: Rgb[], position: number): Rgb {
  const scaled = position * (stops.length - 1);
  const index = Math.min(Math.floor(scaled), stops.length - 2);
  const from = stops[index] ?? lightDead;
  const to = stops[index + 1] ?? lightDead;
  const weight = scaled - index;
  return [0, 1, 2].map((c) => Math.round((from[c] ?? 0) + ((to[c] ?? 0) - (from[c] ?? 0)) * weight)) as unknown as Rgb;
}

function word([red, green, blue]: Rgb): number {
  return (0xFF000000 | blue << 16 | green << 8 | red) >>> 0;
}

/** Where a count lies among the shades. */
export function shadeOf(activeRows: number, rows: number): number {
  if (activeRows === 0) return deadShade;
  return Math.min(shades - 1, Math.floor(activeRows * (shades - 1) / Math.max(rows, 1)));
}

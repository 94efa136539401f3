/**
 * From hardly unsure to very unsure: the colours of matplotlib's "plasma" (Smith and van der Walt 2015), which get lighter in even
 * steps and so mean the same to colour-blind people and in print.
 */
const STOPS = [
  [13, 8, 135],
  [126, 3, 168],
  [204, 71, 120],
  [248, 149, 64],
  [240, 249, 33],
] as const;

/** 256 RGBA, not premultiplied: by uncertainty, 255 = most. What is sure hides nothing, and the least sure lets the image through, too. */
export function heatTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4);
  for (let value = 0; value < 256; value++) {
    const share = value / 255;
    const stop = Math.min(STOPS.length - 2, Math.floor(share * (STOPS.length - 1)));
    const rest = share * (STOPS.length - 1) - stop;
    const channel = (n: 0 | 1 | 2) => STOPS[stop][n] + rest * (STOPS[stop + 1][n] - STOPS[stop][n]);
    table.set([channel(0), channel(1), channel(2), 255 * 0.75 * share ** 1.5], 4 * value);
  }
  return table;
}

/** The same as a CSS gradient, for a legend. */
export const HEAT_GRADIENT = `linear-gradient(to right, ${STOPS.map((rgb) => `rgb(${rgb.join(' ')})`).join(', ')})`;

export interface LabelStyle {
  readonly value: number;
  readonly name: string;
  /** '#rrggbb' */
  readonly color: string;
  readonly visible?: boolean | undefined;
  readonly locked?: boolean | undefined;
}

/** 256 RGBA bytes for the drawing texture. Values without a style show in grey, so that nothing is ever invisible by mistake. */
export function colourTable(labels: readonly LabelStyle[]): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 4).fill(150);
  for (let value = 1; value < 256; value++) table[4 * value + 3] = 255;
  table.fill(0, 0, 4);
  for (const label of labels) {
    table.set(rgb(label.color), 4 * label.value);
    table[4 * label.value + 3] = label.visible === false ? 0 : 255;
  }
  return table;
}

/** '#rrggbb' to three bytes; white when it is something else. */
export function rgb(color: string): readonly [number, number, number] {
  const match = /^#([0-9a-f]{6})$/i.exec(color);
  if (!match) return [255, 255, 255];
  const number = Number.parseInt(match[1], 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** Black or white, whichever reads better on the colour (WCAG relative luminance). */
export function readableOn(color: string): '#000000' | '#ffffff' {
  const [r, g, b] = rgb(color).map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? '#000000' : '#ffffff';
}

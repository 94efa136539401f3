import { THEME } from './theme.ts';

/** Text with a dark halo, readable on any image. */
export function haloText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  options: { color?: string; align?: CanvasTextAlign; font?: string } = {},
): void {
  context.font = options.font ?? THEME.font;
  context.textAlign = options.align ?? 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.setLineDash([]);
  context.strokeStyle = THEME.halo;
  context.strokeText(text, x, y);
  context.fillStyle = options.color ?? THEME.text;
  context.fillText(text, x, y);
}

/** A stroke over a darker, wider one: at least 3:1 against any image. */
export function haloStroke(
  context: CanvasRenderingContext2D,
  path: Path2D,
  color: string,
  options: { width?: number; dash?: readonly number[] } = {},
): void {
  const width = options.width ?? 1.5;
  context.lineJoin = 'round';
  context.setLineDash([]);
  context.strokeStyle = THEME.halo;
  context.lineWidth = width + 2;
  context.stroke(path);
  context.setLineDash([...(options.dash ?? [])]);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
  context.setLineDash([]);
}

const patterns = new Map<string, CanvasPattern>();

/** Diagonal lines of one colour: the second channel, besides colour, that tells a proposal from a label. */
export function hatch(context: CanvasRenderingContext2D, color: string, rising: boolean): CanvasPattern | string {
  const key = `${color} ${rising}`;
  const known = patterns.get(key);
  if (known) return known;
  const size = 8;
  const tile = new OffscreenCanvas(size, size);
  const brush = tile.getContext('2d');
  if (!brush) return color;
  brush.strokeStyle = color;
  brush.lineWidth = 1.5;
  brush.beginPath();
  for (const shift of [-size, 0, size]) {
    brush.moveTo(shift, rising ? size : 0);
    brush.lineTo(shift + size, rising ? 0 : size);
  }
  brush.stroke();
  const pattern = context.createPattern(tile as unknown as CanvasImageSource, 'repeat');
  if (!pattern) return color;
  patterns.set(key, pattern);
  return pattern;
}

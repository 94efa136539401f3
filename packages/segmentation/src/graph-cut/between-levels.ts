import type { Evidence } from './cut.ts';
import type { Level } from './pyramid.ts';

/**
 * Values given for the cells of one level, for those of any: linear between the centres of its cells, constant beyond them.
 * `levels` are finest first; `on` is the place of the one.
 */
export function betweenLevels(values: Float32Array, levels: readonly Level[], on: number): Evidence {
  const { cells } = levels[on];
  const ratios = new Map(levels.map((level, n) => [level, ratioOf(levels, n, on)]));
  const [stepJ, stepK] = [cells[0], cells[0] * cells[1]];
  const coordinate = (index: number, ratio: number, axis: number) =>
    Math.max(0, Math.min(cells[axis] - 1, (index + 0.5) * ratio - 0.5));
  return (level, cell, i, j, k) => {
    const ratio = ratios.get(level);
    if (ratio === undefined || level === levels[on]) return values[cell];
    const [x, y, z] = [coordinate(i, ratio[0], 0), coordinate(j, ratio[1], 1), coordinate(k, ratio[2], 2)];
    const [x0, y0, z0] = [Math.trunc(x), Math.trunc(y), Math.trunc(z)];
    const [di, dj, dk] = [x0 + 1 < cells[0] ? 1 : 0, y0 + 1 < cells[1] ? stepJ : 0, z0 + 1 < cells[2] ? stepK : 0];
    const at = x0 + stepJ * y0 + stepK * z0;
    const u = x - x0;
    const near = mixed(row(values, at, di, u), row(values, at + dj, di, u), y - y0);
    const far = mixed(row(values, at + dk, di, u), row(values, at + dj + dk, di, u), y - y0);
    return mixed(near, far, z - z0);
  };
}

const mixed = (a: number, b: number, share: number) => a + share * (b - a);
const row = (values: Float32Array, at: number, step: number, share: number) =>
  mixed(values[at], values[at + step], share);

/** How many cells of level `on` make one of level `from`, along i, j, k. */
function ratioOf(levels: readonly Level[], from: number, on: number): readonly number[] {
  const between = levels.slice(Math.min(from, on) + 1, Math.max(from, on) + 1);
  return [0, 1, 2].map(
    (axis) => between.reduce((ratio, { factor }) => ratio * factor[axis], 1) ** (from > on ? 1 : -1),
  );
}

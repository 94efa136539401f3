import { assert, type Brand } from '@scholia/core';

/** Voxel indices of the stored file; mm with +x right, +y anterior, +z superior; mm with +x left, +y posterior, +z superior. */
export type Space = 'ijk' | 'ras' | 'lps';
export type Vec3 = readonly [number, number, number];

/** A point in one space. Points of different spaces never mix. */
export type Point<S extends Space> = Brand<Vec3, `Point of ${S}`>;

export function point<S extends Space>(_space: S, x: number, y: number, z: number): Point<S> {
  return [x, y, z] as const as Point<S>;
}

/** A 4x4 affine map between two spaces, 16 numbers, row-major; the last row is 0 0 0 1. */
export interface Affine<From extends Space, To extends Space> {
  readonly from: From;
  readonly to: To;
  readonly m: readonly number[];
}

/** Throws (a bug) unless `rowMajor16` is 16 finite numbers with the last row 0 0 0 1. */
export function affine<From extends Space, To extends Space>(
  from: From,
  to: To,
  rowMajor16: readonly number[],
): Affine<From, To> {
  assert(rowMajor16.length === 16 && rowMajor16.every(Number.isFinite), 'an affine is 16 finite numbers');
  assert(
    rowMajor16.slice(12).every((value, i) => value === (i === 3 ? 1 : 0)),
    'the last row is 0 0 0 1',
  );
  return { from, to, m: [...rowMajor16] };
}

/** First `inner`, then `outer`. Composes only where the spaces meet. */
export function compose<A extends Space, B extends Space, C extends Space>(
  outer: Affine<B, C>,
  inner: Affine<A, B>,
): Affine<A, C> {
  const m = Array.from({ length: 16 }, (_, at) => {
    const row = at >> 2;
    const column = at & 3;
    let sum = 0;
    for (let k = 0; k < 4; k++) sum += outer.m[4 * row + k] * inner.m[4 * k + column];
    return sum;
  });
  return { from: inner.from, to: outer.to, m };
}

/** Determinant of the 3x3 part: mm^3 per voxel, negative when the axes are left-handed. */
export function determinant({ m }: Affine<Space, Space>): number {
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
}

/** The inverse map. Throws (a bug) when singular: readers refuse such files before. */
export function invert<From extends Space, To extends Space>(forward: Affine<From, To>): Affine<To, From> {
  const { m } = forward;
  const det = determinant(forward);
  assert(det !== 0, 'a singular affine has no inverse');
  const cofactors = [
    [m[5] * m[10] - m[6] * m[9], m[2] * m[9] - m[1] * m[10], m[1] * m[6] - m[2] * m[5]],
    [m[6] * m[8] - m[4] * m[10], m[0] * m[10] - m[2] * m[8], m[2] * m[4] - m[0] * m[6]],
    [m[4] * m[9] - m[5] * m[8], m[1] * m[8] - m[0] * m[9], m[0] * m[5] - m[1] * m[4]],
  ];
  const rows = cofactors.flatMap((row) => {
    const linear = row.map((value) => value / det);
    return [...linear, -(linear[0] * m[3] + linear[1] * m[7] + linear[2] * m[11])];
  });
  return { from: forward.to, to: forward.from, m: [...rows, 0, 0, 0, 1] };
}

export function apply<From extends Space, To extends Space>(
  { m }: Affine<From, To>,
  [x, y, z]: Point<From>,
): Point<To> {
  return [
    m[0] * x + m[1] * y + m[2] * z + m[3],
    m[4] * x + m[5] * y + m[6] * z + m[7],
    m[8] * x + m[9] * y + m[10] * z + m[11],
  ] as const as Point<To>;
}

const flip = ([x, y, z]: Vec3): Vec3 => [-x, -y, z];

/** NIfTI world to DICOM world: x and y change sign. Its own inverse, with `lpsToRas`. */
export function rasToLps(p: Point<'ras'>): Point<'lps'> {
  return flip(p) as Point<'lps'>;
}

export function lpsToRas(p: Point<'lps'>): Point<'ras'> {
  return flip(p) as Point<'ras'>;
}

/** Millimetres between voxel centres along i, j, k: the norms of the first three columns. */
export function spacingMm({ m }: Affine<'ijk', 'ras'>): Vec3 {
  return [Math.hypot(m[0], m[4], m[8]), Math.hypot(m[1], m[5], m[9]), Math.hypot(m[2], m[6], m[10])];
}

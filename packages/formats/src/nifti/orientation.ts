import type { HeaderFields } from './header.ts';
import { unusable } from './unusable.ts';

/**
 * Voxel ijk to RAS mm, 16 numbers row-major. The sform where its code says that it holds, else the qform (nifti1.h,
 * "METHOD 3" and "METHOD 2"), else refused: "METHOD 1" knows neither left nor right, and geometry is never guessed.
 */
export function affineOf(header: HeaderFields): number[] {
  const matrix = header.sformCode > 0 ? [...header.srow, 0, 0, 0, 1] : qformAffine(header);
  const isUsable = matrix.every(Number.isFinite) && columnsHaveLength(matrix) && Math.abs(determinant(matrix)) > 1e-9;
  if (isUsable) return matrix;
  throw unusable(
    'zero-spacing',
    'The header gives voxels no size (a spacing of zero, or axes that fall together). Correct the header and try again.',
  );
}

function qformAffine(header: HeaderFields): number[] {
  if (header.qformCode <= 0) {
    throw unusable(
      'no-orientation',
      'The header does not say which side is left (neither sform nor qform is set). Convert the file again from its source, with orientation.',
    );
  }
  const [b, c, d] = header.quatern;
  const a = Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d)));
  const rotation = [
    [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
    [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
    [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
  ];
  const qfac = header.pixdim[0] < 0 ? -1 : 1;
  const spacing = [Math.abs(header.pixdim[1]), Math.abs(header.pixdim[2]), Math.abs(header.pixdim[3]) * qfac];
  const rows = rotation.flatMap((row, r) => [...row.map((value, axis) => value * spacing[axis]), header.qoffset[r]]);
  return [...rows, 0, 0, 0, 1];
}

function columnsHaveLength(m: readonly number[]): boolean {
  return [0, 1, 2].every((c) => Math.hypot(m[c], m[4 + c], m[8 + c]) > 1e-6);
}

function determinant(m: readonly number[]): number {
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) + m[2] * (m[4] * m[9] - m[5] * m[8]);
}

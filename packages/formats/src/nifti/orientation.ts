import { type Affine, affine, determinant, spacingMm } from '@scholia/geometry';
import type { NiftiHeader } from './header.ts';
import { unusable } from './refuse.ts';

/** Largest spacing that the voxel arithmetic is made for, mm (volume's MAX_SPACING_UM). */
const MAX_SPACING_MM = 100;
/** Smallest, mm: spacings are held as whole micrometres. */
const MIN_SPACING_MM = 0.001;

/**
 * Voxel ijk to RAS mm. The rule: the sform if its code is above 0 and it is invertible; else the qform likewise; else the
 * file is refused ('no-orientation', 'zero-spacing'), unless `assumeRas`: then i, j, k run along +x, +y, +z by pixdim
 * (nifti1.h, method 1). Entries are rounded to float32, so that a file written with this affine reads back identical.
 * Lengths in metres or micrometres (xyzt_units) become mm.
 */
export function orientationOf(header: NiftiHeader, assumeRas: boolean): Affine<'ijk', 'ras'> {
  const candidates: (readonly number[])[] = [];
  if (header.sformCode > 0) candidates.push(header.sform);
  if (header.qformCode > 0) candidates.push(qformRows(header));
  if (candidates.length === 0 && assumeRas) candidates.push(pixdimRows(header));
  if (candidates.length === 0)
    throw unusable(
      'no-orientation',
      'The file does not say how its voxels lie in the patient (qform_code and sform_code are 0). Set one of them where the file was made, or import it again and say that its axes are Right, Anterior, Superior.',
    );
  const toMm = { 1: 1000, 3: 0.001 }[header.xyztUnits & 7] ?? 1;
  for (const rows of candidates) {
    if (!rows.every(Number.isFinite)) continue;
    const grid = affine('ijk', 'ras', [...rows.map((value) => Math.fround(value * toMm) + 0), 0, 0, 0, 1]);
    const spacing = spacingMm(grid);
    if (Math.abs(determinant(grid)) <= 1e-6 * spacing[0] * spacing[1] * spacing[2]) continue;
    if (spacing.some((mm) => mm < MIN_SPACING_MM || mm > MAX_SPACING_MM))
      throw unusable(
        'spacing-out-of-range',
        `The voxel spacing, ${spacing.join(' x ')} mm, is outside of ${MIN_SPACING_MM} to ${MAX_SPACING_MM} mm. Correct the spacing or its unit (xyzt_units) in the header.`,
        { spacingMm: spacing },
      );
    return grid;
  }
  throw unusable(
    'zero-spacing',
    'The voxel spacing or orientation in the header is zero or not a number, so nothing could be measured. Correct pixdim, qform or sform where the file was made.',
  );
}

/** Rows x, y, z of method 2. Source: nifti1.h, "quaternion representation of rotation matrix". */
function qformRows({ qform, pixdim }: Pick<NiftiHeader, 'qform' | 'pixdim'>): number[] {
  let [b, c, d] = qform;
  const square = b * b + c * c + d * d;
  // As nifti1_io does: a rounded half turn may have a square a little above 1.
  if (square > 1) [b, c, d] = [b, c, d].map((value) => value / Math.sqrt(square));
  const a = square >= 1 ? 0 : Math.sqrt(1 - square);
  const [si, sj] = [Math.abs(pixdim[1]), Math.abs(pixdim[2])];
  const sk = Math.abs(pixdim[3]) * (pixdim[0] < 0 ? -1 : 1);
  return [
    [(a * a + b * b - c * c - d * d) * si, 2 * (b * c - a * d) * sj, 2 * (b * d + a * c) * sk, qform[3]],
    [2 * (b * c + a * d) * si, (a * a + c * c - b * b - d * d) * sj, 2 * (c * d - a * b) * sk, qform[4]],
    [2 * (b * d - a * c) * si, 2 * (c * d + a * b) * sj, (a * a + d * d - c * c - b * b) * sk, qform[5]],
  ].flat();
}

function pixdimRows({ pixdim }: NiftiHeader): number[] {
  const [si, sj, sk] = pixdim.slice(1, 4).map(Math.abs);
  return [si, 0, 0, 0, 0, sj, 0, 0, 0, 0, sk, 0];
}

/** How far a qform may lead away from the sform, as a share of the way: 0.05 voxels after 512. */
const FAITHFUL = 1e-4;

/**
 * The qform of an affine: [qfac, b, c, d] in float32, or undefined when what a reader makes of that is not faithful: the
 * axes are not orthogonal, or turned by nearly (not quite) a half turn, of which the file's a = sqrt(1 - b^2 - c^2 - d^2)
 * keeps too little. Source: nifti1_io.c, nifti_mat44_to_quatern.
 */
export function quaternionOf(grid: Affine<'ijk', 'ras'>): readonly [number, number, number, number] | undefined {
  const { m } = grid;
  const spacing = spacingMm(grid);
  const qfac = determinant(grid) < 0 ? -1 : 1;
  const r = (row: number, column: number) => ((column === 2 ? qfac : 1) * m[4 * row + column]) / spacing[column];
  // Of the four components, divide by the largest: no cancellation.
  const squares = [
    1 + r(0, 0) + r(1, 1) + r(2, 2),
    1 + r(0, 0) - r(1, 1) - r(2, 2),
    1 - r(0, 0) + r(1, 1) - r(2, 2),
    1 - r(0, 0) - r(1, 1) + r(2, 2),
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const four = 2 * Math.sqrt(squares[largest]);
  const [ab, ac, ad] = [r(2, 1) - r(1, 2), r(0, 2) - r(2, 0), r(1, 0) - r(0, 1)];
  const [bc, bd, cd] = [r(0, 1) + r(1, 0), r(0, 2) + r(2, 0), r(1, 2) + r(2, 1)];
  const q = [
    [squares[0], ab, ac, ad],
    [ab, squares[1], bc, bd],
    [ac, bc, squares[2], cd],
    [ad, bd, cd, squares[3]],
  ][largest].map((value) => value / four);
  const sign = q[0] < 0 ? -1 : 1;
  const [b, c, d] = q.slice(1).map((value) => Math.fround(sign * value));
  const told = qformRows({ qform: [b, c, d, 0, 0, 0], pixdim: [qfac, ...spacing] });
  const isFaithful = told.every((value, n) => n % 4 === 3 || Math.abs(value - m[n]) <= FAITHFUL * spacing[n % 4]);
  return isFaithful ? [qfac, b, c, d] : undefined;
}

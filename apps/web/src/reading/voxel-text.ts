import { type Affine, apply, point, type Vec3 } from '@scholia/geometry';
import type { ViewState } from '@scholia/viewer';

/** Voxel indices, ijk, as people read them: "45, 60, 12". */
export function ijkText(ijk: Vec3): string {
  return ijk.join(', ');
}

/** World position in mm of a voxel's centre, with its direction: "R 12.4  A 3.0  S 40.1". Source: NIfTI-1, RAS axes. */
export function rasText(affine: Affine<'ijk', 'ras'>, ijk: Vec3): string {
  const xyz = apply(affine, point('ijk', ...ijk));
  const names = ['RL', 'AP', 'SI'];
  return xyz.map((mm, axis) => `${names[axis][mm < 0 ? 1 : 0]} ${Math.abs(mm).toFixed(1)}`).join('  ');
}

const PLANES = { axial: 'Axial', coronal: 'Coronal', sagittal: 'Sagittal' } as const;

/** "Axial 31": a slice of the stored image, named and counted as the views do. */
export function sliceName(axis: number, slice: number, slices: ViewState['slices']): string {
  const plane = (Object.keys(PLANES) as (keyof typeof PLANES)[]).find((key) => slices[key].axis === axis);
  return `${PLANES[plane ?? 'axial']} ${Math.round(slice) + 1}`;
}

/** An intensity with as many digits as help: "1042", "0.337". */
export function intensityText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return String(Math.round(value));
  return value.toPrecision(3);
}

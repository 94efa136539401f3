import type { AxisMap } from '@scholia/geometry';

/** Niivue numbers file axes from 1, negative when reversed: [-2, 1, 3] shows file axis 1 reversed, then 0, then 2. */
export function axisMapOf(permRas: readonly number[]): AxisMap {
  const perm = permRas.map((axis) => Math.abs(axis) - 1) as [number, number, number];
  const flip = permRas.map((axis) => axis < 0) as [boolean, boolean, boolean];
  return { perm, flip };
}

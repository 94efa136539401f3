import type { ElementType } from './onnx/model.ts';

/** A tensor in a graph that is being built: a name, a static shape, and whether a gradient can flow into it. */
export interface Tensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly needsGradient: boolean;
}

/** Number of elements; 1 for a scalar. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** Shape of an elementwise operation of two shapes (numpy rules). */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const one = a[axis - rank + a.length] ?? 1;
    const two = b[axis - rank + b.length] ?? 1;
    if (one !== two && one !== 1 && two !== 1) throw new Error(`bug: shapes ${a} and ${b} do not broadcast`);
    return Math.max(one, two);
  });
}

export function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * ONNX nodes with their shape rules, not differentiable by themselves. Ops and their gradients are written with these.
 */
import { assert } from '@scholia/core';
import type { Value } from './graph.ts';
import { type Dims, ELEMENT_TYPES, int, ints } from './onnx/model.ts';

export const sizeOf = (dims: Dims): number => dims.reduce((product, size) => product * size, 1);
export const sameShape = (a: Dims, b: Dims): boolean => a.length === b.length && a.every((size, at) => size === b[at]);

/** Broadcast shape of two, numpy's rule: align at the last axis, sizes are equal or one of them is 1. */
export function broadcastShape(a: Dims, b: Dims): Dims {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    assert(left === right || left === 1 || right === 1, `[${a}] and [${b}] broadcast`);
    return Math.max(left, right);
  });
}

export function binary(type: 'Add' | 'Sub' | 'Mul' | 'Div' | 'Max', a: Value, b: Value): Value {
  return a.graph.node(type, [a, b], broadcastShape(a.dims, b.dims));
}

export function compare(type: 'Greater' | 'Equal', a: Value, b: Value): Value {
  return a.graph.node(type, [a, b], broadcastShape(a.dims, b.dims), {}, 'bool');
}

export function unary(type: 'Neg' | 'Exp' | 'Log' | 'Sqrt' | 'Reciprocal' | 'Not', x: Value): Value {
  return x.graph.node(type, [x], x.dims, {}, x.elementType);
}

/** Booleans or integers as float32. */
export function toFloat(x: Value): Value {
  return x.graph.node('Cast', [x], x.dims, { to: int(1) });
}

export function where(condition: Value, a: Value, b: Value): Value {
  return condition.graph.node('Where', [condition, a, b], broadcastShape(a.dims, b.dims));
}

/**
 * A zero [1] that is not there before `first`: whatever it is added to waits. A runtime orders nodes as it likes; it would put off
 * what only the end of a step needs, and keep all that this is made of until then.
 */
export function zeroAfter(first: Value, elementType: 'float32' | 'int64' = 'float32'): Value {
  const { graph } = first;
  const one = cut(reshapeTo(first, [sizeOf(first.dims)]), [{ axis: 0, start: 0, end: 1 }]);
  // False, and 0, even of a NaN.
  const never = compare('Greater', one, graph.constant([1], Float32Array.of(Number.POSITIVE_INFINITY)));
  return graph.node('Cast', [never], [1], { to: int(ELEMENT_TYPES[elementType]) }, elementType);
}

/** Weights that wait for their own gradient: what is computed with them, a gradient passed on, comes after it. */
export function waiting(w: Value, dw: Value | null): Value {
  return dw ? binary('Add', w, zeroAfter(dw)) : w;
}

export function reshapeTo(x: Value, dims: Dims): Value {
  assert(sizeOf(x.dims) === sizeOf(dims), `[${x.dims}] has as many elements as [${dims}]`);
  if (sameShape(x.dims, dims)) return x;
  return x.graph.node('Reshape', [x, x.graph.indices(dims)], dims, {}, x.elementType);
}

export function permute(x: Value, perm: readonly number[]): Value {
  return x.graph.node(
    'Transpose',
    [x],
    perm.map((axis) => x.dims[axis]),
    { perm: ints(perm) },
  );
}

/** One stretch [start, end) per listed axis, or every `step`th of it. */
export interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  /** (Default: 1) */
  readonly step?: number;
}

/** `wait` is a `zeroAfter` of what has to be there before. */
export function cut(x: Value, cuts: readonly Cut[], wait?: Value): Value {
  const dims = [...x.dims];
  for (const { axis, start, end, step = 1 } of cuts) {
    assert(0 <= start && start < end && end <= x.dims[axis], `${start}..${end} lies in axis ${axis} of [${x.dims}]`);
    dims[axis] = Math.ceil((end - start) / step);
  }
  if (sameShape(dims, x.dims)) return x;
  const { graph } = x;
  const from = graph.indices(cuts.map(({ start }) => start));
  const starts = wait ? graph.node('Add', [from, wait], from.dims, {}, 'int64') : from;
  const ends = graph.indices(cuts.map(({ end }) => end));
  const axes = graph.indices(cuts.map(({ axis }) => axis));
  const steps = cuts.some(({ step = 1 }) => step > 1) ? [graph.indices(cuts.map(({ step = 1 }) => step))] : [];
  return graph.node('Slice', [x, starts, ends, axes, ...steps], dims, {}, x.elementType);
}

/** Reverses the listed axes. */
export function reverse(x: Value, axes: readonly number[]): Value {
  const { graph } = x;
  const each = (value: (axis: number) => number) => graph.indices(axes.map(value));
  return graph.node(
    'Slice',
    [x, each(() => -1), each((axis) => -x.dims[axis] - 1), each((a) => a), each(() => -1)],
    x.dims,
  );
}

/** Zeros before and after each axis. */
export function pad(x: Value, before: Dims, after: Dims): Value {
  const dims = x.dims.map((size, axis) => before[axis] + size + after[axis]);
  return x.graph.node('Pad', [x, x.graph.indices([...before, ...after])], dims);
}

/** x [N, C, ...space] with zeros after each element, `strides` apart, cut or filled up to `space`. */
export function dilate(x: Value, strides: Dims, space: Dims): Value {
  if (strides.every((stride) => stride === 1)) return x;
  const [batch, channels, ...small] = x.dims;
  const lone = reshapeTo(x, [batch, channels, ...small.flatMap((size) => [size, 1])]);
  const none = lone.dims.map(() => 0);
  const spread = pad(lone, none, [0, 0, ...strides.flatMap((stride) => [0, stride - 1])]);
  const wide = reshapeTo(spread, [batch, channels, ...small.map((size, axis) => size * strides[axis])]);
  return cut(
    wide,
    space.map((end, axis) => ({ axis: axis + 2, start: 0, end })),
  );
}

/** Each block of F = the product of `factor` voxels becomes F channels: [N, C, ...space] -> [N, F C, voxels / F]. */
export function blocksToChannels(x: Value, factor: Dims): Value {
  const [batch, channels, ...space] = x.dims;
  const split = reshapeTo(x, [batch, channels, ...space.flatMap((size, axis) => [size / factor[axis], factor[axis]])]);
  const [outer, inner] = [space.map((_, axis) => 2 + 2 * axis), space.map((_, axis) => 3 + 2 * axis)];
  const blocks = sizeOf(factor);
  return reshapeTo(permute(split, [0, 1, ...inner, ...outer]), [batch, blocks * channels, sizeOf(space) / blocks]);
}

/** The inverse: [N, F C, voxels] -> [N, C, ...space factor], for blocks that lie in `space`. */
export function channelsToBlocks(x: Value, space: Dims, factor: Dims): Value {
  const [batch, channels] = x.dims;
  const own = channels / sizeOf(factor);
  const split = reshapeTo(x, [batch, own, ...factor, ...space]);
  const order = space.flatMap((_, axis) => [2 + space.length + axis, 2 + axis]);
  return reshapeTo(permute(split, [0, 1, ...order]), [batch, own, ...space.map((size, axis) => size * factor[axis])]);
}

export function join(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  const dims = first.dims.map((size, at) => (at === axis ? parts.reduce((sum, part) => sum + part.dims[at], 0) : size));
  return first.graph.node('Concat', parts, dims, { axis: int(axis) });
}

/** Reduces the listed axes to size 1. */
export function reduce(type: 'ReduceSum' | 'ReduceMean' | 'ReduceSumSquare', x: Value, axes: readonly number[]): Value {
  const dims = x.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return x.graph.node(type, [x, x.graph.indices(axes)], dims, { keepdims: int(1) });
}

export function expandTo(x: Value, dims: Dims): Value {
  return sameShape(x.dims, dims) ? x : x.graph.node('Expand', [x, x.graph.indices(dims)], dims);
}

/** Each voxel of x [N, C, ...space] `factor` times along each axis of space. */
export function repeat(x: Value, factor: Dims): Value {
  const [batch, channels, ...space] = x.dims;
  const lone = reshapeTo(x, [batch, channels, ...space.flatMap((size) => [size, 1])]);
  const copies = expandTo(lone, [batch, channels, ...space.flatMap((size, axis) => [size, factor[axis]])]);
  return reshapeTo(copies, [batch, channels, ...space.map((size, axis) => size * factor[axis])]);
}

/** Undoes broadcasting: sums `dy` over every axis along which an operand of shape `dims` was repeated. */
export function sumTo(dy: Value, dims: Dims): Value {
  const lead = dy.dims.length - dims.length;
  const axes = dy.dims.flatMap((size, axis) => (axis < lead || (dims[axis - lead] === 1 && size !== 1) ? [axis] : []));
  return reshapeTo(axes.length > 0 ? reduce('ReduceSum', dy, axes) : dy, dims);
}

/** a x b for matrices (or stacks of them), last two axes. */
export function product(a: Value, b: Value): Value {
  const lead = broadcastShape(a.dims.slice(0, -2), b.dims.slice(0, -2));
  assert(a.dims[a.dims.length - 1] === b.dims[b.dims.length - 2], `[${a.dims}] x [${b.dims}] fit`);
  return a.graph.node('MatMul', [a, b], [...lead, a.dims[a.dims.length - 2], b.dims[b.dims.length - 1]]);
}

/** a x transposed b for two matrices, plus `sum` when given. */
export function productWithTransposed(a: Value, b: Value, sum?: Value): Value {
  return a.graph.node('Gemm', sum ? [a, b, sum] : [a, b], [a.dims[0], b.dims[0]], { transB: int(1) });
}

/** Exchanges the last two axes. */
export function transposed(x: Value): Value {
  const rank = x.dims.length;
  const perm = x.dims.map((_, axis) => (axis < rank - 2 ? axis : axis === rank - 2 ? rank - 1 : rank - 2));
  return permute(x, perm);
}

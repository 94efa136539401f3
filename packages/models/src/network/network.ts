import { Graph, layoutOf, type ParameterLayout, type ParameterSpec, type Value } from '@scholia/autodiff';
import { must } from '@scholia/core';

/** How large a network is; arrays per resolution level, finest first. Axes in the order of a patch: z, y, x. */
export interface NetworkShape {
  /** Channels that come in: the image, and whatever else a method puts beside it. */
  readonly inputs: number;
  readonly classes: number;
  readonly channels: readonly number[];
  /** How many voxels of the level above make one, along each axis: 1 or 2. Of the finest: all 1. */
  readonly factors: readonly (readonly number[])[];
  /** Sizes of the convolution kernels: 1 or 3. */
  readonly kernels: readonly (readonly number[])[];
  /** Also give logits of coarser levels, for the loss. */
  readonly isDeeplySupervised: boolean;
}

/** What a network is made of, while it is built. */
export interface Parts {
  /** A learned tensor, by its name; the order in which they are asked for is that of a checkpoint's flat vectors. */
  weight(name: string, dims: readonly number[], start: ParameterSpec['start']): Value;
  /** A dropout mask [1, channels, 1, ...] to multiply with. `share` of the plan's dropout rate is dropped here. */
  mask(channels: number, share: number): Value;
}

/** x [N, inputs, ...patch] to logits [N, classes, ...patch], and after them coarser ones where asked for, finest first. */
export type Network = (parts: Parts, x: Value, shape: NetworkShape) => readonly Value[];

export interface MaskSpec {
  readonly name: string;
  readonly channels: number;
  readonly share: number;
}

/** What a network needs before it can run. */
export interface Needs {
  readonly layout: ParameterLayout;
  readonly masks: readonly MaskSpec[];
}

/** Found by building the network once, on a graph that nobody keeps. `patch` as z, y, x. */
export function needsOf(network: Network, shape: NetworkShape, patch: readonly number[]): Needs {
  const graph = new Graph();
  const specs: ParameterSpec[] = [];
  const masks: MaskSpec[] = [];
  const parts: Parts = {
    weight(name, dims, start) {
      specs.push({ name, dims, start });
      return graph.input(name, dims);
    },
    mask(channels, share) {
      masks.push({ name: `mask_${masks.length}`, channels, share });
      return graph.input(`mask_${masks.length - 1}`, maskDims(channels, patch));
    },
  };
  network(parts, graph.input('x', [1, shape.inputs, ...patch]), shape);
  return { layout: layoutOf(specs), masks };
}

/** The parts of a network as they are in a graph: weights by name, masks in order. */
export function partsFrom(weights: ReadonlyMap<string, Value>, masks: readonly Value[]): Parts {
  let next = 0;
  return {
    weight: (name) => must(weights.get(name), `${name} is a weight of the network`),
    mask: () => masks[next++],
  };
}

/** [1, C, 1, ...]: one decision for each channel. */
export const maskDims = (channels: number, patch: readonly number[]): number[] => [1, channels, ...patch.map(() => 1)];

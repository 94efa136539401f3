import type { Random } from '@scholia/core';
import type { Graph } from './graph.ts';
import { sizeOf, type Tensor } from './tensor.ts';

/** How a parameter starts: all equal, or normal with this standard deviation. */
export type Initial = { readonly value: number } | { readonly deviation: number };

interface Parameter {
  readonly tensor: Tensor;
  readonly offset: number;
  readonly size: number;
  readonly initial: Initial;
}

/**
 * All weights of a network as one flat tensor, so that a step has three state inputs (weights and two moments) instead of
 * hundreds. Parameters are slices of it, in the order in which the network asks for them.
 */
export class Parameters {
  readonly #graph: Graph;
  readonly #flat: () => Tensor;
  readonly #list: Parameter[] = [];
  #count = 0;

  /** `flat` gives the tensor to slice; its size is only known when the network is complete. */
  constructor(graph: Graph, flat: () => Tensor) {
    this.#graph = graph;
    this.#flat = flat;
  }

  /** Number of weights so far. */
  get count(): number {
    return this.#count;
  }

  get tensors(): Tensor[] {
    return this.#list.map(({ tensor }) => tensor);
  }

  next(dims: readonly number[], initial: Initial): Tensor {
    const g = this.#graph;
    const size = sizeOf(dims);
    const slice = g.sliced(this.#flat(), [0], [this.#count], [this.#count + size]);
    const tensor = { ...g.reshaped(slice, dims), needsGradient: true };
    this.#list.push({ tensor, offset: this.#count, size, initial });
    this.#count += size;
    return tensor;
  }

  /** The gradients of all parameters, in order, as one flat tensor. */
  flattened(gradients: readonly Tensor[]): Tensor {
    const flat = gradients.map((gradient, n) => this.#graph.reshaped(gradient, [this.#list[n].size]));
    return this.#graph.emit('Concat', flat, [this.#count], { attributes: { axis: 0 } });
  }

  initialWeights(random: Random): Float32Array {
    const weights = new Float32Array(this.#count);
    for (const { offset, size, initial } of this.#list)
      for (let n = offset; n < offset + size; n++)
        weights[n] = 'value' in initial ? initial.value : random.gaussian() * initial.deviation;
    return weights;
  }
}

/** He et al. 2015 (arXiv 1502.01852), equation 10, for (leaky) ReLU: sqrt(2 / fan-in). */
export const heNormal = (fanIn: number): Initial => ({ deviation: Math.sqrt(2 / fanIn) });
/** LeCun et al. 1998, section 4.6, where no non-linearity follows: sqrt(1 / fan-in). */
export const lecunNormal = (fanIn: number): Initial => ({ deviation: Math.sqrt(1 / fanIn) });

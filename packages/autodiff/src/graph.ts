import { must } from '@scholia/core';
import {
  type Attributes,
  type ElementType,
  encodeModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './onnx/model.ts';
import { broadcastDims, sameDims, type Tensor } from './tensor.ts';

/** One use of a differentiable operation: how its inputs' gradients follow from its output's. */
export interface Step {
  readonly output: Tensor;
  readonly inputs: readonly Tensor[];
  /** Nodes that compute the gradient of each input; null where none is needed. */
  readonly gradient: (outputGradient: Tensor) => readonly (Tensor | null)[];
}

/**
 * Builds one ONNX graph. `emit` adds a plain node; `record` makes a result differentiable. Operations are functions in `ops/`
 * that do both. Everything has a static shape.
 */
export class Graph {
  readonly #nodes: OnnxNode[] = [];
  readonly #initialisers: OnnxTensor[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #constants = new Map<string, Tensor>();
  readonly #steps: Step[] = [];

  get nodeCount(): number {
    return this.#nodes.length;
  }

  input(name: string, dims: readonly number[], type: ElementType = 'float32', needsGradient = false): Tensor {
    this.#inputs.push({ name, type, dims });
    return { name, type, dims, needsGradient };
  }

  /** A stored tensor, such as trained weights. */
  initialiser(name: string, dims: readonly number[], data: Float32Array): Tensor {
    this.#initialisers.push({ name, type: 'float32', dims, data });
    return { name, type: 'float32', dims, needsGradient: false };
  }

  output(name: string, tensor: Tensor): void {
    this.#nodes.push({ type: 'Identity', inputs: [tensor.name], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type: tensor.type, dims: tensor.dims });
  }

  /** Adds a node and returns its only output; `dims` is its shape. No gradient flows through it. */
  emit(
    type: string,
    inputs: readonly (Tensor | null)[],
    dims: readonly number[],
    options: { readonly attributes?: Attributes; readonly type?: ElementType } = {},
  ): Tensor {
    const name = `${type}_${this.#nodes.length}`;
    const names = inputs.map((tensor) => tensor?.name ?? '');
    this.#nodes.push({ type, inputs: names, outputs: [name], attributes: options.attributes ?? {} });
    return { name, type: options.type ?? 'float32', dims, needsGradient: false };
  }

  /** Marks `output` as differentiable in `inputs`, when any of them needs a gradient. */
  record(output: Tensor, inputs: readonly Tensor[], gradient: Step['gradient']): Tensor {
    if (!inputs.some((tensor) => tensor.needsGradient)) return output;
    const differentiable = { ...output, needsGradient: true };
    this.#steps.push({ output: differentiable, inputs, gradient });
    return differentiable;
  }

  /** A scalar float32 constant; equal ones are shared. */
  scalar(value: number): Tensor {
    return this.#constant(`f${value}`, 'float32', [], Float32Array.of(value));
  }

  /** A one-dimensional int64 constant, as shapes and axes are; equal ones are shared. */
  integers(values: readonly number[]): Tensor {
    return this.#constant(`i${values.join('_')}`, 'int64', [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  /** A float32 constant of any shape. */
  constant(dims: readonly number[], data: Float32Array): Tensor {
    return this.#constant(`c${this.#constants.size}`, 'float32', dims, data);
  }

  int32s(dims: readonly number[], values: readonly number[]): Tensor {
    return this.#constant(`n${dims.join('_')}v${values.join('_')}`, 'int32', dims, Int32Array.from(values));
  }

  #constant(key: string, type: ElementType, dims: readonly number[], data: OnnxTensor['data']): Tensor {
    const known = this.#constants.get(key);
    if (known) return known;
    const name = `const_${this.#constants.size}`;
    this.#initialisers.push({ name, type, dims, data });
    const tensor: Tensor = { name, type, dims, needsGradient: false };
    this.#constants.set(key, tensor);
    return tensor;
  }

  // Plain nodes that many operations and gradients are made of.

  elementwise(type: 'Add' | 'Sub' | 'Mul' | 'Div' | 'Max', a: Tensor, b: Tensor): Tensor {
    return this.emit(type, [a, b], broadcastDims(a.dims, b.dims));
  }

  unary(type: 'Neg' | 'Exp' | 'Sqrt' | 'Reciprocal', x: Tensor): Tensor {
    return this.emit(type, [x], x.dims);
  }

  reshaped(x: Tensor, dims: readonly number[]): Tensor {
    return sameDims(x.dims, dims) ? x : this.emit('Reshape', [x, this.integers(dims)], dims, { type: x.type });
  }

  transposed(x: Tensor, perm: readonly number[]): Tensor {
    return this.emit(
      'Transpose',
      [x],
      perm.map((axis) => x.dims[axis]),
      { attributes: { perm } },
    );
  }

  /** x[starts..ends) along `axes`. */
  sliced(x: Tensor, axes: readonly number[], starts: readonly number[], ends: readonly number[]): Tensor {
    const dims = [...x.dims];
    for (const [n, axis] of axes.entries()) dims[axis] = ends[n] - starts[n];
    return this.emit('Slice', [x, this.integers(starts), this.integers(ends), this.integers(axes)], dims);
  }

  /** Sum over `axes`, which stay with size 1. */
  reduced(type: 'ReduceSum' | 'ReduceMean' | 'ReduceSumSquare', x: Tensor, axes: readonly number[]): Tensor {
    const dims = x.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
    return this.emit(type, [x, this.integers(axes)], dims, { attributes: { keepdims: 1 } });
  }

  /** Zeros around x: `before` and `after` along each axis. */
  padded(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
    const dims = x.dims.map((size, axis) => size + before[axis] + after[axis]);
    return this.emit('Pad', [x, this.integers([...before, ...after])], dims);
  }

  /** Sums a gradient over the axes along which its operand was broadcast. */
  unbroadcast(gradient: Tensor, dims: readonly number[]): Tensor {
    const offset = gradient.dims.length - dims.length;
    const axes = gradient.dims.flatMap((size, axis) =>
      axis < offset || (dims[axis - offset] === 1 && size !== 1) ? [axis] : [],
    );
    const summed = axes.length > 0 ? this.reduced('ReduceSum', gradient, axes) : gradient;
    return this.reshaped(summed, dims);
  }

  /**
   * Nodes that compute d loss / d each of `parameters`, by one walk backwards over the recorded steps (reverse mode).
   * `loss` has one element. Gradients that meet are added.
   */
  gradients(loss: Tensor, parameters: readonly Tensor[]): Tensor[] {
    const one = this.emit('Expand', [this.scalar(1), this.integers(loss.dims)], loss.dims);
    const found = new Map<string, Tensor>([[loss.name, one]]);
    for (const step of [...this.#steps].reverse()) {
      const outputGradient = found.get(step.output.name);
      if (!outputGradient) continue;
      for (const [n, gradient] of step.gradient(outputGradient).entries()) {
        const input = step.inputs[n];
        if (!input.needsGradient || !gradient) continue;
        const before = found.get(input.name);
        found.set(input.name, before ? this.elementwise('Add', before, gradient) : gradient);
      }
    }
    return parameters.map(({ name }) => must(found.get(name), `the loss depends on ${name}`));
  }

  /** Bytes of the .onnx file. */
  build(): Uint8Array {
    return encodeModel({
      nodes: this.#nodes,
      initialisers: this.#initialisers,
      inputs: this.#inputs,
      outputs: this.#outputs,
    });
  }
}

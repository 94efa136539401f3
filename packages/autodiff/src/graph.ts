import { assert } from '@scholia/core';
import { encodeModel } from './onnx/encode-model.ts';
import {
  type Attribute,
  type Dims,
  ELEMENT_TYPES,
  type ElementType,
  type Initialiser,
  int,
  type OnnxModel,
  type OnnxNode,
  type Port,
} from './onnx/model.ts';
import type { Step } from './op.ts';

/** One tensor of a graph: a name with a static shape. Holds no numbers. */
export interface Value {
  readonly graph: Graph;
  readonly name: string;
  readonly dims: Dims;
  readonly elementType: ElementType;
  /** True on every path from a trainable input: only such values get a gradient. */
  readonly trainable: boolean;
}

export interface GraphOptions {
  /**
   * 'mixed': convolutions and matrix products in float16 with float32 around them, for GPUs; multiply the loss by a scale that keeps small
   * gradients from vanishing (Micikevicius et al. 2018, arXiv:1710.03740). (Default: 'single')
   */
  readonly precision?: 'single' | 'mixed';
}

/** What mixed precision computes in half. */
const HALVED: ReadonlySet<string> = new Set(['Conv', 'MatMul', 'Gemm']);

/** Collects ONNX nodes, constants, inputs and outputs, and remembers the differentiable steps for `gradients`. */
export class Graph {
  readonly steps: Step[] = [];
  readonly #precision: 'single' | 'mixed';
  readonly #nodes: OnnxNode[] = [];
  readonly #initialisers: Initialiser[] = [];
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  readonly #constants = new Map<string, Value>();
  #next = 0;

  constructor({ precision = 'single' }: GraphOptions = {}) {
    this.#precision = precision;
  }

  /** An input by name. Trainable ones can be differentiated for. */
  input(name: string, dims: Dims, options: { elementType?: ElementType; trainable?: boolean } = {}): Value {
    const { elementType = 'float32', trainable = false } = options;
    this.#inputs.push({ name, elementType, dims });
    return { graph: this, name, dims, elementType, trainable };
  }

  /** Names `value` as an output. */
  output(name: string, value: Value): void {
    this.#nodes.push({ type: 'Identity', inputs: [value.name], output: name, attributes: {} });
    this.#outputs.push({ name, elementType: value.elementType, dims: value.dims });
  }

  /** Appends one ONNX node; `dims` and `elementType` are what it gives. Not differentiable by itself: see `apply`. */
  node(
    type: string,
    inputs: readonly Value[],
    dims: Dims,
    attributes: Readonly<Record<string, Attribute>> = {},
    elementType: ElementType = 'float32',
  ): Value {
    assert(
      inputs.every((input) => input.graph === this),
      `all inputs of ${type} belong to one graph`,
    );
    if (this.#precision === 'mixed' && HALVED.has(type) && elementType === 'float32')
      return this.#cast(
        this.node(
          type,
          inputs.map((input) => this.#cast(input, 'float16')),
          dims,
          attributes,
          'float16',
        ),
        'float32',
      );
    const output = `${type}_${this.#next++}`;
    this.#nodes.push({ type, inputs: inputs.map((input) => input.name), output, attributes });
    return { graph: this, name: output, dims, elementType, trainable: false };
  }

  /** A float32 constant in row-major order. */
  constant(dims: Dims, data: Float32Array, name = `constant_${this.#next++}`): Value {
    return this.#initialise({ name, elementType: 'float32', dims, data });
  }

  /** A float32 scalar; equal scalars share one initialiser. */
  scalar(value: number): Value {
    return this.#shared(`scalar ${value}`, (name) => ({
      name,
      elementType: 'float32',
      dims: [],
      data: Float32Array.of(value),
    }));
  }

  /** An int64 vector, the way ONNX takes shapes and axes. */
  indices(values: readonly number[]): Value {
    return this.#shared(`indices ${values.join()}`, (name) => ({
      name,
      elementType: 'int64',
      dims: [values.length],
      data: BigInt64Array.from(values, BigInt),
    }));
  }

  /** An int32 tensor. */
  integers(dims: Dims, values: readonly number[]): Value {
    return this.#shared(`integers ${dims.join()} ${values.join()}`, (name) => ({
      name,
      elementType: 'int32',
      dims,
      data: Int32Array.from(values),
    }));
  }

  /** Without what no output needs: a runtime would compute it all the same. */
  model(): OnnxModel {
    const needed = new Set(this.#outputs.map(({ name }) => name));
    for (const node of this.#nodes.toReversed())
      if (needed.has(node.output)) for (const input of node.inputs) needed.add(input);
    return {
      nodes: this.#nodes.filter(({ output }) => needed.has(output)),
      initialisers: this.#initialisers.filter(({ name }) => needed.has(name)),
      inputs: this.#inputs,
      outputs: this.#outputs,
    };
  }

  /** The bytes of the ONNX file. */
  encode(): Uint8Array {
    return encodeModel(this.model());
  }

  #cast(x: Value, elementType: ElementType): Value {
    return this.node('Cast', [x], x.dims, { to: int(ELEMENT_TYPES[elementType]) }, elementType);
  }

  #shared(key: string, make: (name: string) => Initialiser): Value {
    const known = this.#constants.get(key);
    if (known) return known;
    const value = this.#initialise(make(`constant_${this.#next++}`));
    this.#constants.set(key, value);
    return value;
  }

  #initialise(initialiser: Initialiser): Value {
    this.#initialisers.push(initialiser);
    const { name, dims, elementType } = initialiser;
    return { graph: this, name, dims, elementType, trainable: false };
  }
}

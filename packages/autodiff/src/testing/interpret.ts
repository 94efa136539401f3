import { must } from '@scholia/core';
import type { Attribute, Dims, OnnxModel, OnnxNode } from '../onnx/model.ts';

/** A tensor in float64, row-major. Booleans are 0 and 1. */
export interface NumberTensor {
  readonly dims: Dims;
  readonly data: Float64Array;
}

/**
 * Runs a graph in float64, slowly and by the letter of the ONNX operator definitions: a second implementation that
 * gradients and onnxruntime are held against. Runs only what the `wanted` outputs need. (Default: all outputs) Knows the
 * nodes that this package emits; throws on any other.
 */
export function interpret(
  model: OnnxModel,
  inputs: Readonly<Record<string, NumberTensor>>,
  wanted: readonly string[] = model.outputs.map(({ name }) => name),
): Record<string, NumberTensor> {
  const values = new Map<string, NumberTensor>(Object.entries(inputs));
  for (const { name, dims, data } of model.initialisers)
    values.set(name, { dims, data: Float64Array.from(data as ArrayLike<number | bigint>, Number) });
  const needed = new Set(wanted);
  for (const node of model.nodes.toReversed())
    if (needed.has(node.output)) for (const input of node.inputs) needed.add(input);
  for (const node of model.nodes) {
    if (!needed.has(node.output)) continue;
    const operands = node.inputs.map((name) => must(values.get(name), `${name} is computed before ${node.output}`));
    const run = must(OPERATORS[node.type], `the interpreter knows ${node.type}`);
    values.set(node.output, run(operands, node));
  }
  return Object.fromEntries(wanted.map((name) => [name, must(values.get(name), `output ${name} exists`)]));
}

type Operator = (inputs: readonly NumberTensor[], node: OnnxNode) => NumberTensor;

const OPERATORS: Readonly<Record<string, Operator>> = {
  Identity: ([x]) => x,
  Cast: ([x]) => x,
  Neg: map((x) => -x),
  Exp: map(Math.exp),
  Log: map(Math.log),
  Sqrt: map(Math.sqrt),
  Reciprocal: map((x) => 1 / x),
  Not: map((x) => (x === 0 ? 1 : 0)),
  Relu: map((x) => Math.max(0, x)),
  Sigmoid: map((x) => 1 / (1 + Math.exp(-x))),
  PRelu: zip((x, slope) => (x >= 0 ? x : slope * x)),
  LeakyRelu: ([x], node) => map((value) => (value >= 0 ? value : number(node, 'alpha') * value))([x], node),
  Add: zip((a, b) => a + b),
  Sub: zip((a, b) => a - b),
  Mul: zip((a, b) => a * b),
  Div: zip((a, b) => a / b),
  Max: zip(Math.max),
  Greater: zip((a, b) => (a > b ? 1 : 0)),
  Equal: zip((a, b) => (a === b ? 1 : 0)),
  Where: ([condition, a, b]) => {
    const dims = broadcast(broadcast(condition.dims, a.dims), b.dims);
    return make(dims, (at) => (read(condition, at, dims) ? read(a, at, dims) : read(b, at, dims)));
  },
  Reshape: ([x, dims]) => ({ dims: [...dims.data], data: x.data }),
  Expand: ([x, shape]) => {
    const dims = broadcast(x.dims, [...shape.data]);
    return make(dims, (at) => read(x, at, dims));
  },
  Transpose: ([x], node) => {
    const perm = numbers(node, 'perm');
    const dims = perm.map((axis) => x.dims[axis]);
    return make(dims, (at) => {
      const source = [...at];
      for (const [to, from] of perm.entries()) source[from] = at[to];
      return x.data[offset(source, x.dims)];
    });
  },
  Slice: ([x, starts, ends, axes, steps]) => {
    const from = x.dims.map(() => 0);
    const step = x.dims.map(() => 1);
    const dims = [...x.dims];
    for (const [n, axis] of axes.data.entries()) {
      step[axis] = steps?.data[n] ?? 1;
      const size = x.dims[axis];
      from[axis] = starts.data[n] < 0 ? starts.data[n] + size : starts.data[n];
      const end = step[axis] < 0 ? Math.max(-1, ends.data[n] + size) : ends.data[n];
      dims[axis] = Math.ceil((end - from[axis]) / step[axis]);
    }
    const at = (index: Dims) => index.map((value, axis) => from[axis] + step[axis] * value);
    return make(dims, (index) => x.data[offset(at(index), x.dims)]);
  },
  Concat: (inputs, node) => {
    const axis = number(node, 'axis');
    const dims = inputs[0].dims.map((size, at) => (at === axis ? inputs.reduce((s, x) => s + x.dims[axis], 0) : size));
    return make(dims, (at) => {
      let rest = at[axis];
      const part = must(
        inputs.find((x) => {
          if (rest < x.dims[axis]) return true;
          rest -= x.dims[axis];
          return false;
        }),
        'the index lies in one of the parts',
      );
      return part.data[offset(at.with(axis, rest), part.dims)];
    });
  },
  Pad: ([x, pads]) => {
    const rank = x.dims.length;
    const dims = x.dims.map((size, axis) => size + pads.data[axis] + pads.data[axis + rank]);
    return make(dims, (at) => {
      const source = at.map((value, axis) => value - pads.data[axis]);
      return source.every((value, axis) => value >= 0 && value < x.dims[axis]) ? x.data[offset(source, x.dims)] : 0;
    });
  },
  ReduceSum: ([x, axes]) => reduceOver(x, axes, (values) => total(values)),
  ReduceMean: ([x, axes]) => reduceOver(x, axes, (values) => total(values) / values.length),
  ReduceSumSquare: ([x, axes]) => reduceOver(x, axes, (values) => total(values.map((value) => value * value))),
  ReduceL2: ([x]) => ({ dims: [], data: Float64Array.of(Math.hypot(...x.data)) }),
  Softmax: ([x], node) =>
    overAxis(x, number(node, 'axis'), (line) => exponentials(line).map((e, _, all) => e / total(all))),
  LogSoftmax: ([x], node) =>
    overAxis(x, number(node, 'axis'), (line) => {
      const top = Math.max(...line);
      const log = top + Math.log(total(exponentials(line)));
      return line.map((value) => value - log);
    }),
  MatMul: ([a, b]) => {
    const inner = a.dims[a.dims.length - 1];
    const lead = broadcast(a.dims.slice(0, -2), b.dims.slice(0, -2));
    const dims = [...lead, a.dims[a.dims.length - 2], b.dims[b.dims.length - 1]];
    const rank = dims.length;
    return make(dims, (at) => {
      let sum = 0;
      for (let k = 0; k < inner; k++) {
        const left = read(a, at.with(rank - 1, k), dims.with(rank - 1, inner));
        const right = read(b, at.with(rank - 2, k), dims.with(rank - 2, inner));
        sum += left * right;
      }
      return sum;
    });
  },
  Gemm: ([a, b, c]) =>
    make([a.dims[0], b.dims[0]], ([row, column]) => {
      let sum = c ? c.data[row * b.dims[0] + column] : 0;
      for (let k = 0; k < a.dims[1]; k++) sum += a.data[row * a.dims[1] + k] * b.data[column * b.dims[1] + k];
      return sum;
    }),
  Conv: ([x, w], node) => {
    const kernel = w.dims.slice(2);
    const windows = windowsOf(x, kernel, node);
    return make([x.dims[0], w.dims[0], ...windows.dims], ([n, o, ...space]) => {
      let sum = 0;
      for (let c = 0; c < x.dims[1]; c++)
        windows.visit(space, (at, tap) => {
          sum += x.data[offset([n, c, ...at], x.dims)] * w.data[offset([o, c, ...tap], w.dims)];
        });
      return sum;
    });
  },
  MaxPool: pool((values) => Math.max(...values)),
  AveragePool: pool((values) => total(values) / values.length),
};

/** Where a kernel of these sizes is laid, by the strides and pads of the node. */
function windowsOf(x: NumberTensor, kernel: Dims, node: OnnxNode) {
  const strides = node.attributes.strides ? numbers(node, 'strides') : kernel.map(() => 1);
  const before = node.attributes.pads ? numbers(node, 'pads') : kernel.map(() => 0);
  return {
    dims: kernel.map((size, axis) => Math.floor((x.dims[axis + 2] + 2 * before[axis] - size) / strides[axis]) + 1),
    /** Each element of the window at `space` that lies inside. */
    visit(space: Dims, each: (at: number[], tap: number[]) => void) {
      make(kernel, (tap) => {
        const at = space.map((value, axis) => strides[axis] * value + tap[axis] - before[axis]);
        if (at.every((value, axis) => value >= 0 && value < x.dims[axis + 2])) each(at, tap);
        return 0;
      });
    },
  };
}

function pool(of: (values: number[]) => number): Operator {
  return ([x], node) => {
    const windows = windowsOf(x, numbers(node, 'kernel_shape'), node);
    return make([x.dims[0], x.dims[1], ...windows.dims], ([n, c, ...space]) => {
      const values: number[] = [];
      windows.visit(space, (at) => values.push(x.data[offset([n, c, ...at], x.dims)]));
      return of(values);
    });
  };
}

function map(of: (value: number) => number): Operator {
  return ([x]) => ({ dims: x.dims, data: x.data.map((value) => of(value)) });
}

function zip(of: (a: number, b: number) => number): Operator {
  return ([a, b]) => {
    const dims = broadcast(a.dims, b.dims);
    return make(dims, (at) => of(read(a, at, dims), read(b, at, dims)));
  };
}

function make(dims: Dims, at: (index: number[]) => number): NumberTensor {
  const size = dims.reduce((product, value) => product * value, 1);
  const data = new Float64Array(size);
  for (let flat = 0; flat < size; flat++) {
    const index: number[] = new Array(dims.length);
    let rest = flat;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index[axis] = rest % dims[axis];
      rest = Math.floor(rest / dims[axis]);
    }
    data[flat] = at(index);
  }
  return { dims, data };
}

const offset = (index: Dims, dims: Dims) => index.reduce((sum, value, axis) => sum * dims[axis] + value, 0);

/** The element that broadcasting puts at `index` of a result of shape `dims`. */
function read(x: NumberTensor, index: Dims, dims: Dims): number {
  const lead = dims.length - x.dims.length;
  return x.data[
    offset(
      x.dims.map((size, axis) => (size === 1 ? 0 : index[axis + lead])),
      x.dims,
    )
  ];
}

function broadcast(a: Dims, b: Dims): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1),
  );
}

const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);

function exponentials(line: number[]): number[] {
  const top = Math.max(...line);
  return line.map((value) => Math.exp(value - top));
}

function reduceOver(x: NumberTensor, axes: NumberTensor, of: (values: number[]) => number): NumberTensor {
  const dims = x.dims.map((size, axis) => (axes.data.includes(axis) ? 1 : size));
  const groups = make(dims, () => 0).data;
  const members: number[][] = Array.from(groups, () => []);
  make(x.dims, (at) => {
    const group = at.map((value, axis) => (axes.data.includes(axis) ? 0 : value));
    members[offset(group, dims)].push(x.data[offset(at, x.dims)]);
    return 0;
  });
  return { dims, data: Float64Array.from(members, of) };
}

function overAxis(x: NumberTensor, axis: number, of: (line: number[]) => number[]): NumberTensor {
  return make(x.dims, (at) => {
    const line = Array.from({ length: x.dims[axis] }, (_, n) => x.data[offset(at.with(axis, n), x.dims)]);
    return of(line)[at[axis]];
  });
}

function attribute<Type extends Attribute['type']>({ attributes, type }: OnnxNode, name: string, kind: Type) {
  const found = must(attributes[name], `${type} has ${name}`);
  if (found.type !== kind) throw new Error(`bug: ${name} of ${type} is ${found.type}`);
  return found as Extract<Attribute, { type: Type }>;
}

function number(node: OnnxNode, name: string): number {
  const found = must(node.attributes[name], `${node.type} has ${name}`);
  return attribute(node, name, found.type === 'Float' ? 'Float' : 'Int').value;
}

function numbers(node: OnnxNode, name: string): readonly number[] {
  return attribute(node, name, 'Ints').value;
}

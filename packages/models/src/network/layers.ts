import { add, conv, down, instanceNorm, leakyRelu, linear, reshape, up, type Value } from '@scholia/autodiff';
import type { Parts } from './network.ts';

/** Weights taken once, applied to as many values as one likes. */
export type Layer = (x: Value) => Value;

/** He et al. 2015 (arXiv:1502.01852), equation 10, before a (leaky) rectifier. */
export const he = (fanIn: number): number => Math.sqrt(2 / fanIn);
/** LeCun et al. 1998, section 4.6, where no rectifier follows. */
export const lecun = (fanIn: number): number => Math.sqrt(1 / fanIn);

const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);

/** A convolution without bias: what follows normalises, and would take it away again. */
export function convolution(
  parts: Parts,
  name: string,
  inputs: number,
  outputs: number,
  kernel: readonly number[],
  strides?: readonly number[],
): Layer {
  const w = parts.weight(name, [outputs, inputs, ...kernel], he(product(kernel) * inputs));
  return (x) => conv(x, w, strides ? { strides } : {});
}

/** Instance norm with learned scale and shift. */
export function norm(parts: Parts, name: string, channels: number): Layer {
  const scale = parts.weight(name.replace('#', 'scale'), [channels, 1], 'ones');
  const shift = parts.weight(name.replace('#', 'shift'), [channels, 1], 'zeros');
  return (x) => instanceNorm(x, scale, shift);
}

/** Convolution, instance norm, leaky ReLU; `name` has a # where the kind of weight goes. */
export function unit(
  parts: Parts,
  name: string,
  inputs: number,
  outputs: number,
  kernel: readonly number[],
  strides?: readonly number[],
): Layer {
  const convolve = convolution(parts, name.replace('#', 'kernel'), inputs, outputs, kernel, strides);
  const normalise = norm(parts, name, outputs);
  return (x) => leakyRelu(normalise(convolve(x)));
}

/** Learned shrinking by `factor`; nothing where it is 1 along each axis and the channels stay. */
export function shrink(parts: Parts, name: string, inputs: number, outputs: number, factor: readonly number[]): Layer {
  const w = parts.weight(name, [outputs, inputs, ...factor], lecun(product(factor) * inputs));
  return (x) => down(x, w);
}

/** Learned growing by `factor`: a transposed convolution whose blocks do not overlap. */
export function grow(parts: Parts, name: string, inputs: number, outputs: number, factor: readonly number[]): Layer {
  const w = parts.weight(name, [product(factor) * outputs, inputs], lecun(inputs));
  return (x) => up(x, w, factor);
}

/** 1x1x1 convolution with a bias, to the logits of each class. */
export function head(parts: Parts, name: string, inputs: number, classes: number): Layer {
  const w = parts.weight(name, [classes, inputs], lecun(inputs));
  const bias = parts.weight(`${name}Bias`, [classes, 1], 'zeros');
  return (x) => add(linear(w, x), reshape(bias, [classes, ...x.dims.slice(2).map(() => 1)]));
}

/** 1x1x1 convolution without bias. */
export function pointwise(parts: Parts, name: string, inputs: number, outputs: number): Layer {
  const w = parts.weight(name, [outputs, inputs], lecun(inputs));
  return (x) => linear(w, x);
}

import type { Value } from './graph.ts';
import { int } from './onnx/model.ts';
import { binary, join, reshapeTo, sizeOf, unary } from './primitives.ts';

export interface AdamInputs {
  /** Flat vectors [P]: weights, first and second moments. */
  readonly weights: Value;
  readonly first: Value;
  readonly second: Value;
  /** Scalars: learning rate, 1 - beta1^t and 1 - beta2^t of this step t = 1, 2, ... */
  readonly learningRate: Value;
  readonly correction1: Value;
  readonly correction2: Value;
}

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** The gradient is scaled down to this global norm where it is longer. (Default: 12) */
  readonly clipNorm?: number;
}

export const ADAM_DEFAULTS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clipNorm: 12 } as const;

export interface AdamOutputs {
  readonly weights: Value;
  readonly first: Value;
  readonly second: Value;
  /** Global norm before clipping, scalar. Not finite when any gradient is not. */
  readonly gradientNorm: Value;
}

/**
 * One step of Adam as graph nodes over flat vectors; nothing is updated in place, so a step is undone by not taking its
 * outputs. `gradients` come in the order of the flat vector. Source: Kingma and Ba 2015, arXiv:1412.6980, algorithm 1.
 */
export function adam(gradients: readonly Value[], inputs: AdamInputs, options: AdamOptions = {}): AdamOutputs {
  const { beta1, beta2, epsilon, clipNorm } = { ...ADAM_DEFAULTS, ...options };
  const { graph } = inputs.weights;
  const raw = join(
    gradients.map((gradient) => reshapeTo(gradient, [sizeOf(gradient.dims)])),
    0,
  );
  const gradientNorm = graph.node('ReduceL2', [raw], [], { keepdims: int(0) });
  const limit = graph.scalar(clipNorm);
  const gradient = binary('Mul', raw, binary('Div', limit, binary('Max', gradientNorm, limit)));

  const mix = (old: Value, fresh: Value, beta: number) =>
    binary('Add', binary('Mul', old, graph.scalar(beta)), binary('Mul', fresh, graph.scalar(1 - beta)));
  const first = mix(inputs.first, gradient, beta1);
  const second = mix(inputs.second, binary('Mul', gradient, gradient), beta2);
  const spread = binary('Add', unary('Sqrt', binary('Div', second, inputs.correction2)), graph.scalar(epsilon));
  const direction = binary('Div', binary('Div', first, inputs.correction1), spread);
  const weights = binary('Sub', inputs.weights, binary('Mul', direction, inputs.learningRate));
  return { weights, first, second, gradientNorm };
}

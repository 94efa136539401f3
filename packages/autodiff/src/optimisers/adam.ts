import type { Graph } from '../graph.ts';
import type { Tensor } from '../tensor.ts';

export interface AdamState {
  /** Flat, [P]. */
  readonly weights: Tensor;
  readonly firstMoment: Tensor;
  readonly secondMoment: Tensor;
}

export interface AdamInputs {
  /** Scalars, given anew each step. */
  readonly learningRate: Tensor;
  /** 1 - beta1^t and 1 - beta2^t. */
  readonly firstCorrection: Tensor;
  readonly secondCorrection: Tensor;
}

export const BETA1 = 0.9;
export const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * One update of Adam (Kingma and Ba 2015, algorithm 1), after scaling the gradient so that its norm is at most `clip`
 * (Pascanu 2013, algorithm 1). Functional: the caller keeps the old state when loss or norm is not finite.
 */
export function adam(
  g: Graph,
  state: AdamState,
  inputs: AdamInputs,
  gradient: Tensor,
  clip = 12,
): AdamState & { readonly gradientNorm: Tensor } {
  const by = (tensor: Tensor, factor: number) => g.elementwise('Mul', tensor, g.scalar(factor));
  const gradientNorm = g.emit('ReduceL2', [gradient], [], { attributes: { keepdims: 0 } });
  const bound = g.scalar(clip);
  const clipped = g.elementwise(
    'Mul',
    gradient,
    g.elementwise('Div', bound, g.elementwise('Max', gradientNorm, bound)),
  );
  const firstMoment = g.elementwise('Add', by(state.firstMoment, BETA1), by(clipped, 1 - BETA1));
  const squared = g.elementwise('Mul', clipped, clipped);
  const secondMoment = g.elementwise('Add', by(state.secondMoment, BETA2), by(squared, 1 - BETA2));
  const mean = g.elementwise('Div', firstMoment, inputs.firstCorrection);
  const deviation = g.unary('Sqrt', g.elementwise('Div', secondMoment, inputs.secondCorrection));
  const direction = g.elementwise('Div', mean, g.elementwise('Add', deviation, g.scalar(EPSILON)));
  const weights = g.elementwise('Sub', state.weights, g.elementwise('Mul', direction, inputs.learningRate));
  return { weights, firstMoment, secondMoment, gradientNorm };
}

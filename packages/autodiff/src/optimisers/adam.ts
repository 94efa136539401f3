import { binary, unary } from '../primitives.ts';
import { mix, type Optimiser } from './optimiser.ts';

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Share of each weight, times the learning rate, that is taken off at every step. (Default: 0) */
  readonly weightDecay?: number;
}

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1); with `weightDecay` AdamW, whose decay stays out of the moments (Loshchilov
 * and Hutter 2019, arXiv:1711.05101, algorithm 2).
 */
export function adam(options: AdamOptions = {}): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  return {
    name: weightDecay > 0 ? 'adamw' : 'adam',
    moments: ['first', 'second'],
    scalarsAt: (step) => ({ correction1: 1 - beta1 ** step, correction2: 1 - beta2 ** step }),
    update({ weights, gradient, moments, scalars, learningRate }) {
      const { graph } = weights;
      const first = mix(moments.first, beta1, gradient, 1 - beta1);
      const second = mix(moments.second, beta2, binary('Mul', gradient, gradient), 1 - beta2);
      const spread = binary('Add', unary('Sqrt', binary('Div', second, scalars.correction2)), graph.scalar(epsilon));
      const step = binary('Div', binary('Div', first, scalars.correction1), spread);
      const direction = weightDecay > 0 ? mix(weights, weightDecay, step, 1) : step;
      const next = binary('Sub', weights, binary('Mul', direction, learningRate));
      return { weights: next, moments: { first, second } };
    },
  };
}

import { binary } from '../primitives.ts';
import { mix, type Optimiser } from './optimiser.ts';

export interface SgdOptions {
  /** (Default: 0.99, with which nnU-Net trains) */
  readonly momentum?: number;
  /** Share of each weight that is added to its gradient. (Default: 0) */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with Nesterov's momentum m: v <- m v + g; w <- w - rate (g + m v). Source: Sutskever et al. 2013, in the form in which
 * PyTorch computes it.
 */
export function sgd({ momentum = 0.99, weightDecay = 0 }: SgdOptions = {}): Optimiser {
  return {
    name: 'sgd',
    moments: ['velocity'],
    scalarsAt: () => ({}),
    update({ weights, gradient, moments, learningRate }) {
      const slope = weightDecay > 0 ? mix(weights, weightDecay, gradient, 1) : gradient;
      const velocity = mix(moments.velocity, momentum, slope, 1);
      const direction = mix(velocity, momentum, slope, 1);
      return { weights: binary('Sub', weights, binary('Mul', direction, learningRate)), moments: { velocity } };
    },
  };
}

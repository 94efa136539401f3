import { add, leakyRelu } from '@scholia/autodiff';
import { convolution, norm, pointwise, unit } from './layers.ts';
import type { Network } from './network.ts';
import { type Block, unetOf } from './unet.ts';

/**
 * Two convolutions beside a shortcut, added before the last rectifier; a 1x1x1 convolution in the shortcut where channels change.
 * Source: He et al. 2016, arXiv:1512.03385, in a U-Net as by Kerfoot et al. 2018 (MONAI's UNet with residual units).
 */
const residual: Block = (parts, name, inputs, outputs, kernel) => {
  const first = unit(parts, `${name}_#0`, inputs, outputs, kernel);
  const second = convolution(parts, `${name}_kernel1`, outputs, outputs, kernel);
  const normalise = norm(parts, `${name}_#1`, outputs);
  const shortcut = inputs === outputs ? undefined : pointwise(parts, `${name}_shortcut`, inputs, outputs);
  return (x) => leakyRelu(add(normalise(second(first(x))), shortcut ? shortcut(x) : x));
};

export const residualUnet: Network = unetOf(residual);

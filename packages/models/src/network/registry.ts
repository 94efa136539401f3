import { dynunet } from './dynunet.ts';
import type { Network } from './network.ts';
import { residualUnet } from './residual-unet.ts';
import { segresnet } from './segresnet.ts';
import { unet } from './unet.ts';

/** Every network by the name that plans give it. A new one is a file and a line here. */
export const NETWORKS = {
  unet,
  'residual-unet': residualUnet,
  dynunet,
  segresnet,
} as const satisfies Record<string, Network>;

export type NetworkName = keyof typeof NETWORKS;

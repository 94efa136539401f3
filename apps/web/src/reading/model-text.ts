/** What people read about the model that made a proposal. Pure. */
import { METHODS_OF_MODELS, type ModelMethod } from '@scholia/domain';

const NETWORKS: Readonly<Record<string, string>> = {
  unet: 'U-Net',
  'residual-unet': 'residual U-Net',
  dynunet: 'DynUNet',
  segresnet: 'SegResNet',
};

/** What is told of a model. The plan is that of the models package. */
export interface ToldModel {
  readonly version: number;
  readonly method: ModelMethod;
  readonly plan: unknown;
}

/** 'U-Net', 'SegResNet, DeepEdit': its network, and the method unless that is the usual one. */
export function networkText({ method, plan }: Pick<ToldModel, 'method' | 'plan'>): string {
  const name = (plan as { readonly network?: unknown } | null)?.network;
  const network = typeof name === 'string' ? (NETWORKS[name] ?? name) : NETWORKS.unet;
  return method === 'automatic' ? network : `${network}, ${METHODS_OF_MODELS[method].title}`;
}

/** '340 ms', '2.1 s' */
export const latencyText = (ms: number): string =>
  ms < 995 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;

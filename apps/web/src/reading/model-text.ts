/** What people read about the model that made a proposal. Pure. */

import { METHODS_OF_MODELS, type ModelMethod } from '@scholia/domain';
import { NETWORK_NAMES } from '../models/network-names.ts';
import { duration } from '../ui/format.ts';

/** What is told of a model. The plan is that of the models package. */
export interface ToldModel {
  readonly version: number;
  readonly method: ModelMethod;
  readonly plan: unknown;
}

/** 'U-Net', 'SegResNet, DeepEdit': its network, and the method unless that is the usual one. */
export function networkText({ method, plan }: Pick<ToldModel, 'method' | 'plan'>): string {
  const name = (plan as { readonly network?: unknown } | null)?.network;
  const network = typeof name === 'string' ? (NETWORK_NAMES[name] ?? name) : NETWORK_NAMES.unet;
  return method === 'automatic' ? network : `${network}, ${METHODS_OF_MODELS[method].title}`;
}

/** What is told of how long an answer took. */
export interface ToldLatency {
  readonly elapsedMs: number;
  /** By the name of the stage, where they were measured. */
  readonly stagesMs: Readonly<Record<string, number>> | null;
}

/** '0.9 s, the network 340 ms' */
export function latencyText({ elapsedMs, stagesMs }: ToldLatency): string {
  const network = stagesMs?.network;
  return network === undefined ? timeText(elapsedMs) : `${timeText(elapsedMs)}, the network ${timeText(network)}`;
}

function timeText(ms: number): string {
  if (ms < 995) return `${Math.max(1, Math.round(ms))} ms`;
  return ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : duration(ms);
}

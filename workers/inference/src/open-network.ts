import { AppError } from '@scholia/core';
import {
  checkpointNetwork,
  decodeCheckpoint,
  foreignNetwork,
  type OpenSession,
  type WindowNetwork,
  withSmallerPatch,
} from '@scholia/models';
import { type Declaration, declarationSchema } from '@scholia/models/foreign';
import type { ModelView } from '@scholia/projections';

/** What the weights of a model are. */
export type NetworkKind =
  | { readonly kind: 'checkpoint' }
  /** An ONNX file that was trained elsewhere. */
  | { readonly kind: 'foreign'; readonly declaration: Declaration };

export function kindOf({ origin, declaration }: Pick<ModelView, 'origin' | 'declaration'>): NetworkKind {
  return origin === 'trained'
    ? { kind: 'checkpoint' }
    : { kind: 'foreign', declaration: declarationSchema.parse(declaration) };
}

/**
 * The network of a model, from the bytes of its weights, its patch halved so often. Throws AppError 'integrity-failed' or
 * 'runtime-unavailable', and 'out-of-memory' where the patch cannot be halved so often: that of a network from elsewhere never can.
 */
export async function openNetwork(
  weights: Uint8Array,
  network: NetworkKind,
  halvings: number,
  openSession: OpenSession,
): Promise<WindowNetwork> {
  if (network.kind === 'foreign' && halvings === 0)
    return await foreignNetwork(weights, network.declaration, openSession);
  const checkpoint = network.kind === 'checkpoint' && decodeCheckpoint(weights);
  const plan = checkpoint && withSmallerPatch(checkpoint.plan, halvings);
  if (!plan) throw new AppError('out-of-memory', 'Even its smallest patch takes more memory than there is.');
  return await checkpointNetwork({ ...checkpoint, plan }, openSession);
}

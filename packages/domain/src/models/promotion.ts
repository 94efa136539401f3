import type { PayloadOf } from '../event.ts';
import type { PromotionRule } from '../fields.ts';
import { compareModels, type MeasuredModel } from './compare.ts';

export type PromotionReason = PayloadOf<'ModelPromoted'>['reason'];

/**
 * Whether a model that was just published replaces the current one of its method, and why. The first always does. By 'when-better' it must not be
 * worse on the held-out cases that both were measured on; where there is none, nothing speaks against the one that has learned from more.
 */
export function promotionOf(
  rule: PromotionRule,
  model: MeasuredModel,
  current: MeasuredModel | undefined,
): Exclude<PromotionReason, 'by-hand'> | undefined {
  if (!current) return 'first';
  if (rule === 'by-hand') return undefined;
  const { difference } = compareModels(current, model);
  if (difference !== null && difference >= 0) return 'better';
  return rule === 'always' || difference === null ? 'newer' : undefined;
}

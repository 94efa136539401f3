import type { Outputs } from '../client/trpc.ts';
import { count, duration } from '../ui/format.ts';
import { METHODS } from './method-text.ts';

type Answer = Outputs['training']['policy'];
export type Policy = Answer['policy'];
export type NextTraining = Answer['next'];
export type PromotionRule = Policy['promotes'];

export const RULES: Readonly<Record<PromotionRule, string>> = {
  'when-better': 'Used when it is not worse on held-out readings',
  always: 'Always used at once',
  'by-hand': 'Used when somebody decides so',
};

/** When a project trains by itself: "After 3 submissions and 10 min without another: Automatic, DeepEdit." */
export function policyText({ afterSubmissions, waitSeconds, methods }: Policy): string {
  const after = afterSubmissions === 1 ? 'each submission' : count(afterSubmissions, 'submission');
  const wait = waitSeconds > 0 ? ` and ${duration(waitSeconds * 1000)} without another` : '';
  return `After ${after}${wait}: ${methods.map((method) => METHODS[method].title).join(', ')}.`;
}

/** The same where nothing around says that it is about training. */
export const automaticText = (policy: Policy): string =>
  policy.isPaused ? 'Automatic training is paused.' : `Trains by itself. ${policyText(policy)}`;

/** What happens next by itself, or why nothing does. */
export function nextText(next: NextTraining): string {
  switch (next.status) {
    case 'due':
      return `${METHODS[next.method].title} is trained next.`;
    case 'training':
      return 'A model is being trained now.';
    case 'paused':
      return 'Paused: nothing is trained unless somebody asks.';
    case 'submissions':
      return `Waits for ${count(next.missing, 'more submission', 'more submissions')}.`;
    case 'quiet':
      return `Starts at ${new Date(next.until).toLocaleTimeString()} unless something else is submitted.`;
    case 'budget':
      return `This month\u2019s hours are used up. Goes on ${new Date(next.until).toLocaleDateString()}.`;
  }
}

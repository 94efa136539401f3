import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRAINING, monthOf, nextTraining, type RetrainingFacts } from './retraining.ts';

const MARCH_31 = Date.UTC(2026, 2, 31, 23, 59);
const APRIL = Date.UTC(2026, 3, 1);
const none = { automatic: 0, deepedit: 0, 'deepgrow-3d': 0, 'deepgrow-2d': 0 };
const facts: RetrainingFacts = {
  now: MARCH_31,
  isTraining: false,
  canLearn: true,
  fresh: { ...none, automatic: 1, deepedit: 4 },
  lastSubmittedAt: MARCH_31 - 60_000,
  hoursUsed: 2,
};

describe('nextTraining', () => {
  it('[DO19] is due at once after a submission, until somebody says otherwise', () => {
    expect(nextTraining(DEFAULT_RETRAINING, facts)).toEqual({ status: 'due', method: 'automatic' });
    expect(nextTraining(DEFAULT_RETRAINING, { ...facts, fresh: none })).toEqual({ status: 'submissions', missing: 1 });
    expect(nextTraining(DEFAULT_RETRAINING, { ...facts, canLearn: false }).status).toBe('submissions');
  });

  it('[DO19] goes through the methods in their order, each by what is new to it', () => {
    const policy = { ...DEFAULT_RETRAINING, afterSubmissions: 3, methods: ['automatic', 'deepedit'] } as const;
    expect(nextTraining(policy, facts)).toEqual({ status: 'due', method: 'deepedit' });
    const fewer = { ...facts, fresh: { ...none, automatic: 1, 'deepgrow-2d': 9 } };
    expect(nextTraining(policy, fewer)).toEqual({ status: 'submissions', missing: 2 });
  });

  it('[DO19] waits for the run, the pause, the month and the quiet, and says until when', () => {
    const policy = { ...DEFAULT_RETRAINING, waitSeconds: 90, budgetHours: 2 };
    expect(nextTraining(policy, { ...facts, isTraining: true })).toEqual({ status: 'training' });
    expect(nextTraining({ ...policy, isPaused: true }, facts)).toEqual({ status: 'paused' });
    expect(nextTraining(policy, facts)).toEqual({ status: 'budget', until: APRIL });
    expect(nextTraining(policy, { ...facts, hoursUsed: 1.99 })).toEqual({ status: 'quiet', until: MARCH_31 + 30_000 });
    const later = { ...facts, hoursUsed: 1.99, now: MARCH_31 + 30_000 };
    expect(nextTraining(policy, later)).toEqual({ status: 'due', method: 'automatic' });
  });

  it('[DO19] months are those of UTC', () => {
    expect(monthOf(MARCH_31)).toEqual({ start: Date.UTC(2026, 2), end: APRIL });
    expect(monthOf(APRIL)).toEqual({ start: APRIL, end: Date.UTC(2026, 4) });
    expect(monthOf(Date.UTC(2026, 11, 31)).end).toBe(Date.UTC(2027, 0));
  });
});

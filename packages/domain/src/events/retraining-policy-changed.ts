import { z } from 'zod';
import { count, finite, modelMethod, projectId, promotionRule, trainingSeconds } from '../fields.ts';
import { defineEvent } from './define.ts';

/** When a project trains by itself, on what, and when a new model is used. Trainings that people ask for do not wait for it. */
export const retrainingPolicyChanged = defineEvent({
  type: 'RetrainingPolicyChanged',
  version: 1,
  payload: z.strictObject({
    projectId,
    isPaused: z.boolean(),
    /** Submissions that no run of the method has begun with. */
    afterSubmissions: z.int().min(1),
    /** Since the last submission. */
    waitSeconds: count,
    /** Of one run. Null: as the installation is set up. */
    seconds: trainingSeconds.nullable(),
    /** Of training in a calendar month, UTC. Null: no limit. */
    budgetHours: finite.min(0).nullable(),
    /** Trained in this order. */
    methods: z
      .array(modelMethod)
      .min(1)
      .refine((all) => new Set(all).size === all.length, 'a method is named once'),
    promotes: promotionRule,
  }),
  describe: (p, by) =>
    p.isPaused
      ? `${by} paused automatic training.`
      : `${by} set automatic training: after ${p.afterSubmissions} new submissions, ${p.methods.join(', ')}.`,
});

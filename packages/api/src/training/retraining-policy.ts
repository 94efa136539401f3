import { fields } from '@scholia/domain';
import { z } from 'zod';

/** When a project trains by itself, and when a new model is used. */
export const retrainingPolicy = z.object({
  isPaused: z.boolean(),
  /** New or corrected, since the last run of a method. */
  afterSubmissions: z.int().min(1).max(10_000),
  /** Since the last submission. */
  waitSeconds: z.int().min(0).max(604_800),
  /** Of one run; null is as the installation is set up. */
  seconds: fields.trainingSeconds.nullable(),
  /** Of training in a calendar month, UTC; null is no limit. Every run counts. */
  budgetHours: z.number().min(0).nullable(),
  /** Trained in this order. */
  methods: z.array(fields.modelMethod).min(1).max(fields.modelMethod.options.length),
  promotes: fields.promotionRule,
});

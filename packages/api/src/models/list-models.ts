import { fields } from '@scholia/domain';
import { modelsOf } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listModels = query({
  name: 'models.list',
  summary:
    'The models of a project, newest first: which are used, what they learned from, their plans, scores and curves.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(
    z.object({
      modelId: fields.modelId,
      projectId: fields.projectId,
      version: z.number(),
      method: fields.modelMethod,
      /** 'uploaded': trained elsewhere, and brought as an ONNX file; then with its name, declaration and dry run, and without a run. */
      origin: z.enum(['trained', 'uploaded']),
      name: z.string().nullable(),
      declaration: fields.json.nullable(),
      report: fields.dryRunReport.nullable(),
      /** Used: of its method, the one that was promoted last. */
      isCurrent: z.boolean(),
      promotedAt: time.nullable(),
      runId: fields.runId.nullable(),
      weights: fields.digest,
      trainedOn: z.array(fields.readingId),
      heldOut: z.array(fields.readingId),
      /** Mean Dice on held-out readings; null is "not yet measured". */
      score: z.number().nullable(),
      /** Label value to Dice. */
      scores: z.record(z.string(), z.number()).nullable(),
      /** Of each held-out case. Null for models of the time before it was kept, like plan, reasons, position and device. */
      validation: z.array(fields.caseScore).nullable(),
      /** It is being measured on what is held out now. */
      isMeasuring: z.boolean(),
      /** Why the last measurement ended without a result: 'cancelled', or a code of an error. */
      measuringStopped: z.string().nullable(),
      /** Since it was published; null is "when it was trained, or not yet". */
      measuredAt: time.nullable(),
      /** Held-out readings that it was not measured on then, because it learned from them. */
      leftOut: z.number(),
      /** Everything that it is and how it was trained. */
      plan: fields.json.nullable(),
      reasons: z.array(fields.reason).nullable(),
      /** Log position of the last submission that it learned from. */
      upToPosition: fields.position.nullable(),
      device: z.object({ provider: z.string(), threads: z.number() }).nullable(),
      /** It can be downloaded as an ordinary .onnx file. */
      hasOnnx: z.boolean(),
      curve: z.array(fields.curvePoint),
      seconds: z.number(),
      publishedAt: time,
    }),
  ),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    const models = await modelsOf(services.sql, projectId);
    return models.map(({ id, upToPosition, onnx, ...model }) => ({
      ...model,
      modelId: id,
      upToPosition: upToPosition === null ? null : String(upToPosition),
      hasOnnx: onnx !== null,
    }));
  },
});

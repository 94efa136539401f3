import { AppError, type ImageId, type ProposalId, uuidV7 } from '@scholia/core';
import { fields, METHODS_OF_MODELS, type NewEvent, SLICES_AGAIN, streams } from '@scholia/domain';
import { enqueue } from '@scholia/jobs';
import { getProposal, predictionBy, waitingSegmentations } from '@scholia/projections';
import { graphCut, METHODS, methodNamed, valuesFrom } from '@scholia/segmentation';
import { z } from 'zod';
import { found, imageOf, projectOf, readingOf, readingScope } from '../scopes.ts';
import { command, type ReadSql } from '../use-case.ts';
import { methodOfModels, modelAsked } from './model-asked.ts';

const METHOD_NAMES = [...Object.keys(METHODS), ...Object.keys(METHODS_OF_MODELS)];

/** The answer comes as a ProposalOffered or SegmentationFailed event with the same request id. */
export const requestSegmentation = command({
  name: 'segmentation.request',
  summary:
    'Ask for a proposal, made from the image and the prompts on it: for one label by a method without a model, or by the model that is used.',
  input: z.object({
    readingId: fields.readingId,
    label: fields.labelValue,
    /** Labels to be told apart at the same time: those that are prompted too, say. */
    otherLabels: z.array(fields.labelValue).max(254).default([]),
    method: z.string().default(graphCut.name),
    /** By name; what is not set is found from the image, or has its default. */
    parameters: z.record(z.string(), z.union([z.number(), z.string()])).default({}),
    /** A model's proposal for the image, to be refined: the method starts from its chances. */
    from: fields.proposalId.optional(),
  }),
  output: z.object({ requestId: z.string() }),
  access: { type: 'project', capability: 'label.edit', scope: readingScope },
  async run({ services, user, actor, commit }, input) {
    const { readingId, label, otherLabels, method, parameters, from } = input;
    const chosen = methodNamed(method) ?? methodOfModels(method);
    if (!chosen) throw new AppError('bad-request', `method: choose one of ${METHOD_NAMES.join(', ')}.`);
    if (from && !chosen.usesChances)
      throw new AppError(
        'bad-request',
        `method: ${chosen.title} cannot start from a prediction. Choose another method.`,
      );
    const requestId = uuidV7(services.clock(), services.random);
    await commit(async (tx, { scope }) => {
      await tx.lockStream(streams.reading(readingId));
      const reading = await readingOf(tx.sql, readingId);
      if (reading.status !== 'open') throw new AppError('reading-closed', 'This reading has been submitted.');
      const { labels } = await projectOf(tx.sql, reading.projectId);
      const known = new Set(labels.map(({ value }) => value));
      const asked = [label, ...otherLabels];
      if (asked.some((value) => !known.has(value))) throw new AppError('bad-request', 'label: no such label');
      if (new Set(asked).size < asked.length) throw new AppError('bad-request', 'otherLabels: each label once');
      const { dims, spacingUm } = await imageOf(tx.sql, reading.imageId);
      const spacingMm = spacingUm.map((um) => um / 1000) as [number, number, number];
      // In the event with what is found from the image, and the defaults, of today: a computation that is done again tomorrow is the same.
      const values = valuesFrom(chosen, parameters, { dims, spacingMm });
      const model = await modelAsked(tx.sql, reading.projectId, method);
      const refining =
        values.slices === SLICES_AGAIN ? await modelAsked(tx.sql, reading.projectId, 'deepgrow-2d') : undefined;
      const startsFrom = from ?? (model && (await predictionBy(tx.sql, reading.imageId, model.id))?.id);
      if (from) await refuseWithoutChances(tx.sql, from, reading.imageId, asked);
      // Nobody looks at the answer to what was asked before: what computes it stops.
      const former = await waitingSegmentations(tx.sql, readingId, user.userId);
      tx.append({
        streamId: streams.reading(readingId),
        events: [
          ...former.map(({ id }): NewEvent => {
            const payload = { requestId: id, readingId, reason: 'superseded' } as const;
            return { type: 'SegmentationCancelled', payload, actor, ...scope };
          }),
          {
            type: 'SegmentationRequested',
            payload: {
              requestId,
              readingId,
              imageId: reading.imageId,
              method,
              label,
              ...(otherLabels.length > 0 && { otherLabels }),
              upToPosition: String(reading.lastPosition),
              parameters: values,
              ...(startsFrom && { from: startsFrom }),
              ...(model && { modelId: model.id }),
              ...(refining && { refiningModelId: refining.id }),
            },
            actor,
            ...scope,
          },
        ],
      });
      await enqueue(tx.sql, 'segment', { requestId });
    });
    return { requestId };
  },
});

/** What a segmentation starts from must be of its image, and know all the labels asked for. */
async function refuseWithoutChances(
  sql: ReadSql,
  from: ProposalId,
  imageId: ImageId,
  labels: readonly number[],
): Promise<void> {
  const proposal = found(await getProposal(sql, from), 'proposal');
  if (proposal.imageId !== imageId) throw new AppError('not-found', 'There is no such proposal here.');
  const { chances } = proposal;
  if (!chances)
    throw new AppError('bad-request', 'from: this proposal has no chances to start from. Take a newer prediction.');
  const unknown = labels.find((label) => !chances[label]);
  if (unknown !== undefined)
    throw new AppError(
      'bad-request',
      `from: this prediction does not know label ${unknown}. Choose another label, or start from scribbles alone.`,
    );
}

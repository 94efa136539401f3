import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { casesToMeasure } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { modelOf, modelScope } from '../scopes.ts';
import { command } from '../use-case.ts';
import { requestMeasurement } from './request-measurement.ts';

const NONE_HELD_OUT = 'No reading is held out yet: the third that is submitted will be, and then every fourth.';
const ALL_LEARNED = 'It has learned from every reading that is held out, and cannot be measured on them.';

/** The answer comes as a ModelMeasured event, and in models.list. */
export const measureModel = command({
  name: 'models.measure',
  summary: 'Measure a model on the readings that are held out now. What it learned from is left out, and counted.',
  input: z.object({ modelId: fields.modelId }),
  output: nothing,
  access: { type: 'project', capability: 'model.train', scope: modelScope },
  async run({ actor, commit }, { modelId }) {
    await commit(async (tx) => {
      await tx.lockStream(streams.model(modelId));
      const model = await modelOf(tx.sql, modelId);
      if (model.isMeasuring) throw new AppError('conflict', 'It is being measured already.');
      const { cases, leftOut } = await casesToMeasure(tx.sql, model);
      if (cases.length === 0) throw new AppError('conflict', leftOut > 0 ? ALL_LEARNED : NONE_HELD_OUT);
      await requestMeasurement(tx, { modelId, projectId: model.projectId }, actor);
    });
    return {};
  },
});

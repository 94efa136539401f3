import { fields } from '@scholia/domain';
import { z } from 'zod';
import { projectOf, projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const getPredictionSettings = query({
  name: 'predictions.settings',
  summary: 'How the images of a project are predicted: windows, views from both sides, and what is tidied afterwards.',
  input: z.object({ projectId: fields.projectId }),
  output: fields.predictionSettings,
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services }, { projectId }) {
    return (await projectOf(services.sql, projectId)).predicting;
  },
});

import { fields } from '@scholia/domain';
import { changeProject } from '../projects/change-project.ts';
import { nothing } from '../schemas.ts';
import { projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const setPredictionSettings = command({
  name: 'predictions.setSettings',
  summary:
    'Say how images are predicted from now on. Those predicted otherwise are stale until they are requested again.',
  input: fields.predictionSettings.extend({ projectId: fields.projectId }),
  output: nothing,
  access: { type: 'project', capability: 'model.train', scope: projectScope },
  async run(call, { projectId, ...settings }) {
    await changeProject(call, projectId, (role) => ({ type: 'ChangePredictionSettings', role, settings }));
    return {};
  },
});

import { fields } from '@scholia/domain';
import { queueOf } from '@scholia/projections';
import { z } from 'zod';
import { ImageViewer, imageSummary } from '../images/image-view.ts';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';

export const listQueue = query({
  name: 'queue.list',
  summary: 'What is left to label, next first.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(imageSummary.extend({ rank: z.number() })),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services, user }, { projectId }) {
    const [queue, viewer] = await Promise.all([queueOf(services.sql, projectId), ImageViewer.of(services, user)]);
    return queue.map(({ rank, ...image }) => ({ ...viewer.view(image), rank }));
  },
});

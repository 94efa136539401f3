import { fields } from '@scholia/domain';
import { listImages as readImages } from '@scholia/projections';
import { z } from 'zod';
import { projectScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { ImageViewer, imageSummary } from './image-view.ts';

export const listImages = query({
  name: 'images.list',
  summary: 'The images of a project with their status, who works on them, and the model\u2019s uncertainty.',
  input: z.object({ projectId: fields.projectId }),
  output: z.array(imageSummary),
  access: { type: 'project', capability: 'label.view', scope: projectScope },
  async run({ services, user }, { projectId }) {
    const [images, viewer] = await Promise.all([readImages(services.sql, projectId), ImageViewer.of(services, user)]);
    return images.map((image) => viewer.view(image));
  },
});

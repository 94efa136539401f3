import { fields } from '@scholia/domain';
import { z } from 'zod';
import { imageOf, imageScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { ImageViewer, imageSummary } from './image-view.ts';

export const getImage = query({
  name: 'images.get',
  summary: 'One image: geometry, status, people.',
  input: z.object({ imageId: fields.imageId }),
  output: imageSummary,
  access: { type: 'project', capability: 'label.view', scope: imageScope },
  async run({ services, user }, { imageId }) {
    const [image, viewer] = await Promise.all([imageOf(services.sql, imageId), ImageViewer.of(services, user)]);
    return viewer.view(image);
  },
});

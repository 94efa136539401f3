import { can, fields, signingStage } from '@scholia/domain';
import { z } from 'zod';
import { grid, readingStatus, time } from '../schemas.ts';
import { imageOf, projectOf, readingOf, readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { signatureView, signingOf } from './signature-view.ts';

export const getReading = query({
  name: 'readings.get',
  summary: 'A reading: its grid, the labels to choose from, and what one may do.',
  input: z.object({ readingId: fields.readingId }),
  output: z.object({
    readingId: fields.readingId,
    imageId: fields.imageId,
    imageName: z.string(),
    imageBlob: fields.digest,
    projectId: fields.projectId,
    projectName: z.string(),
    grid,
    intensity: z.object({ min: z.number(), max: z.number(), p01: z.number(), p99: z.number() }),
    labels: z.array(fields.label),
    role: fields.role,
    status: readingStatus,
    /** One's role may edit, and the reading is open. */
    writable: z.boolean(),
    canSubmit: z.boolean(),
    canReopen: z.boolean(),
    /** One may sign what was submitted: as a reviewer, of somebody else's. */
    canSign: z.boolean(),
    operations: z.number(),
    openedAt: time,
    editedAt: time.nullable(),
    /** The last submission, also while reopened. */
    submission: z
      .object({
        at: time,
        labelDigest: fields.digest,
        labelBlob: fields.digest,
        position: fields.position,
        heldOut: z.boolean(),
      })
      .nullable(),
    /** Who put their name to it, oldest first, also to what was submitted before; and who still has to. */
    signatures: z.array(signatureView),
    unsigned: z.array(signingStage),
  }),
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services, user, grant: { role } }, { readingId }) {
    const reading = await readingOf(services.sql, readingId);
    const [image, project] = await Promise.all([
      imageOf(services.sql, reading.imageId),
      projectOf(services.sql, reading.projectId),
    ]);
    const { submission } = reading;
    const isOpen = reading.status === 'open' && !image.withdrawn;
    return {
      readingId,
      imageId: reading.imageId,
      imageName: image.name,
      imageBlob: image.blob,
      projectId: reading.projectId,
      projectName: project.name,
      grid: { dims: image.dims, spacingUm: image.spacingUm, affine: image.affine },
      intensity: image.intensity,
      labels: project.labels,
      role,
      status: reading.status,
      writable: isOpen && can(role, 'label.edit'),
      canSubmit: isOpen && can(role, 'reading.submit'),
      canReopen: reading.status === 'submitted' && can(role, 'reading.reopen'),
      canSign: reading.status === 'submitted' && can(role, 'reading.review') && submission?.by !== user.userId,
      operations: reading.operations,
      openedAt: reading.openedAt,
      editedAt: reading.editedAt,
      submission: submission && {
        at: submission.at,
        labelDigest: submission.labelDigest,
        labelBlob: submission.labelBlob,
        position: String(submission.upToPosition),
        heldOut: submission.heldOut,
      },
      ...(await signingOf(services, reading, project.signing)),
    };
  },
});

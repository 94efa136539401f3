import { fields, signingStage } from '@scholia/domain';
import type { ProjectForUser, ProjectView } from '@scholia/projections';
import { z } from 'zod';
import { time } from '../schemas.ts';

export const projectSummary = z.object({
  projectId: fields.projectId,
  name: z.string(),
  labels: z.array(fields.label),
  /** Stages of a reading that take a signature. */
  signing: z.array(signingStage),
  /** One's own role in it. */
  role: fields.role,
  createdAt: time,
  images: z.number(),
  submitted: z.number(),
});

export const viewProject = (project: ProjectView, role: ProjectForUser['role']) => ({
  projectId: project.id,
  name: project.name,
  labels: project.labels,
  signing: project.signing,
  role,
  createdAt: project.createdAt,
  images: project.images,
  submitted: project.submitted,
});

import { createProject, importImage, invoke } from '@scholia/api';
import type { Services } from '@scholia/api/services';
import type { Identity } from '@scholia/auth';
import { DEMO_LABELS, demoNifti, makeDemoCase } from '@scholia/demo';
import { allProjects } from '@scholia/projections';
import { readEnv } from '../env.ts';

export const DEMO_PROJECT = 'Demo: abdomen';
const ACTOR = { type: 'system', name: 'demo' } as const;

/** On a data folder without any project: one to try everything on. The true labels are not in it. */
export async function ensureDemoProject(
  services: Services,
  admin: Identity,
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const { SCHOLIA_DEMO_IMAGES: count } = readEnv();
  const projects = await allProjects(services.sql);
  const caller = { services, user: admin, actor: ACTOR };
  const existing = projects.find(({ name }) => name === DEMO_PROJECT);
  if (count === 0 || (projects.length > 0 && !existing)) return;
  const labels = DEMO_LABELS.map((label) => ({ ...label }));
  const projectId = existing?.id ?? (await invoke(createProject, caller, { name: DEMO_PROJECT, labels })).projectId;
  // A first start that was cut short goes on where it stopped; what somebody withdrew since does not come back.
  const [{ known }] = await services.sql<{ known: number }[]>`
    select count(*)::int as known from images where project_id = ${projectId}`;
  for (let index = known; index < count; index++) {
    onProgress(index, count);
    const one = makeDemoCase(index);
    const file = {
      name: `${one.name}.nii.gz`,
      read: async () => ({ bytes: demoNifti(one), name: `${one.name}.nii.gz` }),
    };
    await invoke(importImage, caller, { projectId, file });
  }
  if (known < count) onProgress(count, count);
}

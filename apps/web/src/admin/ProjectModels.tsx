'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { predictingModel } from '../models/model.ts';
import { Badge } from '../ui/Badge.tsx';
import { score } from '../ui/format.ts';
import { Card, Nothing } from './Card.tsx';

type Project = Outputs['projects']['list'][number];

/** The model that every project predicts by, and the way to all of its models. */
export function ProjectModels({ projects }: { readonly projects: readonly Project[] }) {
  return (
    <Card title="Models">
      {projects.length === 0 ? <Nothing>No project yet.</Nothing> : null}
      <ul aria-label="Models" className="max-h-60 overflow-y-auto py-1">
        {projects.map((project) => (
          <li key={project.projectId}>
            <ProjectRow project={project} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ProjectRow({ project: { projectId, name } }: { readonly project: Project }) {
  const trpc = useTRPC();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ projectId }));
  const model = predictingModel(models ?? []);
  return (
    <Link href={`/projects/${projectId}/models`} className="flex h-9 items-center gap-2.5 px-4 text-sm hover:bg-raised">
      <span className="min-w-0 flex-1 truncate">{name}</span>
      {model ? <span className="font-medium">v{model.version}</span> : null}
      {model && model.score !== null ? <Badge tone="machine">Dice {score(model.score)}</Badge> : null}
      {models && !model ? <span className="text-xs text-faint">no model yet</span> : null}
    </Link>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { FolderOpen, Images } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { AppBar } from '../shell/AppBar.tsx';
import { ConditionBanners } from '../shell/ConditionBanners.tsx';
import type { Me } from '../shell/me.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { count } from '../ui/format.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { NewProjectDialog } from './NewProjectDialog.tsx';

type Project = Outputs['projects']['list'][number];

/** Where everybody starts: the projects that one takes part in. */
export function ProjectsPage({ me }: { readonly me: Me }) {
  const trpc = useTRPC();
  const { data: projects = [] } = useQuery(trpc.projects.list.queryOptions());
  const [isCreating, setCreating] = useState(false);
  const newProject = me.isAdmin ? <Button onClick={() => setCreating(true)}>New project</Button> : null;
  return (
    <div className="flex min-h-dvh flex-col">
      <AppBar me={me} />
      <ConditionBanners />
      <main className="mx-auto w-full max-w-5xl flex-1 px-6 py-8">
        <div className="mb-5 flex items-center justify-between">
          <h1 className="text-xl font-semibold tracking-tight">Projects</h1>
          {projects.length > 0 ? newProject : null}
        </div>
        {projects.length === 0 ? (
          <div className="rounded-xl border border-dashed border-edge/60">
            <EmptyState icon={<FolderOpen className="size-5" />} title="No projects yet" action={newProject}>
              {me.isAdmin
                ? 'A project holds images and the labels that are drawn on them. Make one, then drop images into it.'
                : 'Nobody has given you a role in a project yet. Ask a project admin to add you.'}
            </EmptyState>
          </div>
        ) : (
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {projects.map((project) => (
              <ProjectCard key={project.projectId} project={project} />
            ))}
          </ul>
        )}
      </main>
      <NewProjectDialog isOpen={isCreating} onOpenChange={setCreating} />
    </div>
  );
}

function ProjectCard({ project }: { readonly project: Project }) {
  const { projectId, name, labels, role, images, submitted } = project;
  return (
    <li>
      <Link
        href={`/projects/${projectId}`}
        className="group flex h-full flex-col gap-3 rounded-xl bg-panel p-4 ring-1 ring-line transition-[background-color,box-shadow] hover:bg-raised hover:ring-edge"
      >
        <div className="flex items-start justify-between gap-3">
          <h2 className="text-base leading-5 font-semibold text-ink">{name}</h2>
          <Badge>{role}</Badge>
        </div>
        <ul className="flex flex-wrap gap-x-3 gap-y-1" aria-label="Labels">
          {labels.slice(0, 6).map((label) => (
            <li key={label.value} className="flex items-center gap-1.5 text-xs text-soft">
              <span className="size-2 rounded-full" style={{ backgroundColor: label.color }} />
              {label.name}
            </li>
          ))}
          {labels.length > 6 ? <li className="text-xs text-faint">and {labels.length - 6} more</li> : null}
        </ul>
        <div className="mt-auto grid gap-2 pt-2">
          <div className="numeric flex items-center justify-between text-xs text-soft">
            <span className="flex items-center gap-1.5">
              <Images className="size-3.5 text-faint" aria-hidden="true" />
              {count(images, 'image')}
            </span>
            <span>
              {submitted} of {images} submitted
            </span>
          </div>
          <ProgressBar label={`${name}: submitted`} value={images === 0 ? 0 : submitted / images} />
        </div>
      </Link>
    </li>
  );
}

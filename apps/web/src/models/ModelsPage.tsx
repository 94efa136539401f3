'use client';

import type { ProjectId } from '@scholia/core';
import { can } from '@scholia/domain';
import { useQuery } from '@tanstack/react-query';
import { Bot, FileUp } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { AppBar } from '../shell/AppBar.tsx';
import { ConditionBanners } from '../shell/ConditionBanners.tsx';
import { LiveDot } from '../shell/LiveDot.tsx';
import type { Me } from '../shell/me.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useTitle } from '../ui/use-title.ts';
import { shownIn } from './address.ts';
import { choiceOf } from './choice.ts';
import { OnnxDialog } from './foreign/OnnxDialog.tsx';
import { ModelView } from './ModelView.tsx';
import { PolicyCard } from './PolicyCard.tsx';
import { PredictionsCard } from './PredictionsCard.tsx';
import { RunView } from './RunView.tsx';
import { TrainCard } from './TrainCard.tsx';
import { VersionList } from './VersionList.tsx';

/** Every model that a project has had: how each was made, how good it is, and which one is used. */
export function ModelsPage({ me, projectId }: { readonly me: Me; readonly projectId: ProjectId }) {
  const trpc = useTRPC();
  const { data: project } = useQuery(trpc.projects.get.queryOptions({ projectId }));
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions({ projectId }));
  const { data: runs = [] } = useQuery(trpc.training.runs.queryOptions({ projectId }));
  useTitle(project && `Models of ${project.name}`);
  const shown = shownIn(useSearchParams());
  const [isBringing, setBringing] = useState(false);
  if (!project) return null;
  const run = runs[0];
  const { model, against, isRunShown } = choiceOf(shown, models, run);
  const mayTrain = can(project.role, 'model.train');
  return (
    <div className="flex min-h-dvh flex-col">
      <AppBar
        me={me}
        crumbs={[
          { text: 'Projects', href: '/' },
          { text: project.name, href: `/projects/${projectId}` },
          { text: 'Models' },
        ]}
      >
        <LiveDot />
      </AppBar>
      <ConditionBanners />
      <main className="mx-auto grid w-full max-w-7xl flex-1 grid-cols-[19rem_minmax(0,1fr)] items-start gap-5 px-6 py-6">
        <h1 className="sr-only">Models of {project.name}</h1>
        <div className="grid gap-4">
          <VersionList models={models} run={run} chosen={isRunShown ? undefined : model} isRunChosen={isRunShown} />
          {mayTrain ? (
            <Button icon={<FileUp className="size-3.5" />} onClick={() => setBringing(true)}>
              Bring your own ONNX
            </Button>
          ) : null}
          {mayTrain ? <TrainCard projectId={projectId} models={models} run={run} /> : null}
          <PolicyCard projectId={projectId} mayTrain={mayTrain} />
          <PredictionsCard project={project} mayTrain={mayTrain} />
        </div>
        {run && isRunShown ? (
          <RunView run={run} project={project} models={models} />
        ) : model ? (
          <ModelView key={model.modelId} model={model} models={models} against={against} project={project} />
        ) : (
          <div className="rounded-xl border border-dashed border-edge/60">
            <EmptyState icon={<Bot className="size-5" />} title="No model yet">
              Models learn from readings that were submitted.
            </EmptyState>
          </div>
        )}
      </main>
      {isBringing ? <OnnxDialog project={project} models={models} onClose={() => setBringing(false)} /> : null}
    </div>
  );
}

'use client';

import type { ProjectId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/class-names.ts';
import { Select } from '../ui/Field.tsx';
import { count, duration, score } from '../ui/format.ts';
import { Card, Nothing } from './Card.tsx';
import { CurveChart } from './CurveChart.tsx';

/** The versions of a project's model, and how the training of one went. */
export function ModelHistory({ projects }: { readonly projects: Outputs['projects']['list'] }) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<ProjectId>();
  const projectId = chosen ?? projects[0]?.projectId;
  const { data: models = [] } = useQuery(
    trpc.models.list.queryOptions({ projectId: projectId as ProjectId }, { enabled: projectId !== undefined }),
  );
  const [version, setVersion] = useState<number>();
  const shown = models.find((model) => model.version === version) ?? models[0];
  const picker =
    projects.length > 1 ? (
      <Select
        label="Project"
        className="max-w-36"
        value={projectId}
        options={projects.map(({ projectId: value, name }) => ({ value, text: name }))}
        onChange={(event) => setChosen(event.target.value as ProjectId)}
      />
    ) : (
      count(models.length, 'version')
    );
  return (
    <Card title="Models" aside={picker}>
      {shown ? (
        <>
          <CurveChart curve={shown.curve} label={`Training of model v${shown.version}`} />
          <ul aria-label="Model versions" className="max-h-60 overflow-y-auto border-t border-line py-1">
            {models.map((model) => (
              <li key={model.modelId}>
                <button
                  type="button"
                  aria-pressed={model === shown}
                  onClick={() => setVersion(model.version)}
                  className={cx(
                    'flex h-9 w-full items-center gap-2.5 px-4 text-left text-sm',
                    model === shown ? 'bg-raised' : 'hover:bg-raised',
                  )}
                >
                  <span className="font-medium">v{model.version}</span>
                  {model.score === null ? (
                    <Badge>not yet measured</Badge>
                  ) : (
                    <Badge tone="machine">Dice {score(model.score)}</Badge>
                  )}
                  <span className="numeric ml-auto text-xs text-faint">
                    {count(model.trainedOn.length, 'reading')} · {duration(model.seconds * 1000)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Nothing>No model yet. The first is trained when the first reading is submitted.</Nothing>
      )}
    </Card>
  );
}

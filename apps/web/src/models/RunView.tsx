'use client';

import { can } from '@scholia/domain';
import { Card } from '../admin/Card.tsx';
import { Facts } from '../ui/Facts.tsx';
import { count, duration } from '../ui/format.ts';
import { deviceText } from './device-text.ts';
import { METHODS } from './method-text.ts';
import { isActive, type Model, type Project, type Run } from './model.ts';
import { PlanCard } from './PlanCard.tsx';
import { RunFailure } from './RunFailure.tsx';
import { runTitle } from './run-text.ts';
import { TrainingCurves } from './TrainingCurves.tsx';
import { TrainingProgress } from './TrainingProgress.tsx';

export interface RunViewProps {
  readonly run: Run;
  readonly project: Project;
  readonly models: readonly Model[];
}

/** A training while it goes on, or why it gave no model. */
export function RunView({ run, project, models }: RunViewProps) {
  const start = models.find(({ modelId }) => modelId === run.warmStartFrom);
  const version = (models[0]?.version ?? 0) + 1;
  return (
    <article aria-label="Training" className="grid min-w-0 gap-4">
      <Card title={runTitle(run)} aside={METHODS[run.method].title}>
        <div className="flex min-h-21 items-center px-4 py-3">
          {isActive(run) ? (
            <TrainingProgress run={run} version={version} mayCancel={can(project.role, 'model.train')} />
          ) : run.status === 'failed' ? (
            <RunFailure run={run} />
          ) : (
            <p className="text-sm text-soft">
              {run.status === 'published'
                ? 'The model is ready.'
                : 'It gave no model. What there was before is still in use.'}
            </p>
          )}
        </div>
      </Card>
      <Card title="Curves" aside={run.skipped > 0 ? `${count(run.skipped, 'step')} left out: not finite` : null}>
        <TrainingCurves curve={run.curve} labels={project.labels} />
      </Card>
      <Card title="What goes into it">
        <Facts
          facts={[
            { name: 'Learns from', value: count(run.trainedOn, 'reading') },
            { name: 'Measured on', value: count(run.heldOut, 'reading') },
            { name: 'Starts from', value: start ? `v${start.version}` : 'random weights' },
            { name: 'Time', value: run.seconds === null ? null : duration(run.seconds * 1000) },
            { name: 'Device', value: run.device && deviceText(run.device) },
            { name: 'Requested', value: new Date(run.requestedAt).toLocaleString() },
          ]}
        />
      </Card>
      {run.plan === null ? null : <PlanCard plan={run.plan} reasons={run.reasons ?? []} />}
    </article>
  );
}

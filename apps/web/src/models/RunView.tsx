'use client';

import { can } from '@scholia/domain';
import { Card } from '../admin/Card.tsx';
import { isActive, type Project, type Run } from './model.ts';
import { runTitle } from './run-text.ts';
import { TrainingProgress } from './TrainingProgress.tsx';

export interface RunViewProps {
  readonly run: Run;
  readonly project: Project;
  /** That its model will have. */
  readonly version: number;
}

/** A training while it goes on, or why it gave no model. */
export function RunView({ run, project, version }: RunViewProps) {
  return (
    <article aria-label="Training" className="grid min-w-0 gap-4">
      <Card title={runTitle(run)}>
        <div className="flex min-h-21 items-center px-4 py-3">
          {isActive(run) ? (
            <TrainingProgress run={run} version={version} mayCancel={can(project.role, 'model.train')} />
          ) : null}
          {run.status === 'failed' ? (
            <p role="alert" className="text-sm text-warn">
              {run.message ?? 'No reason was given.'}
            </p>
          ) : null}
        </div>
      </Card>
    </article>
  );
}

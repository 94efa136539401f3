'use client';

import { can } from '@scholia/domain';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Card } from '../admin/Card.tsx';
import { useTRPC } from '../client/trpc.ts';
import { score } from '../ui/format.ts';
import { Comparison } from './Comparison.tsx';
import { CheckReport } from './foreign/CheckReport.tsx';
import { JsonText } from './JsonText.tsx';
import { LabelScores } from './LabelScores.tsx';
import { Measurement } from './Measurement.tsx';
import { ModelHeader } from './ModelHeader.tsx';
import type { Model, Project } from './model.ts';
import { PlanCard } from './PlanCard.tsx';
import { Provenance } from './Provenance.tsx';
import { TrainingCurves } from './TrainingCurves.tsx';
import { ValidationCases } from './ValidationCases.tsx';

export interface ModelViewProps {
  readonly model: Model;
  /** All of the project. */
  readonly models: readonly Model[];
  /** Compared with it. */
  readonly against: Model | undefined;
  readonly project: Project;
}

/** Everything that is known of one model. */
export function ModelView({ model, models, against, project }: ModelViewProps) {
  const trpc = useTRPC();
  const { projectId, labels, role } = project;
  const { data: images = [] } = useQuery(trpc.images.list.queryOptions({ projectId }));
  const names = useMemo(() => new Map<string, string>(images.map(({ imageId, name }) => [imageId, name])), [images]);
  const mayTrain = can(role, 'model.train');
  const { version, validation, plan, reasons } = model;
  return (
    <article aria-label={`Model v${version}`} className="grid min-w-0 gap-4">
      <ModelHeader model={model} models={models} against={against} mayTrain={mayTrain} />
      {against ? <Comparison model={model} against={against} labels={labels} names={names} /> : null}
      {model.report ? (
        <Card title="Dry run">
          <CheckReport report={model.report} />
        </Card>
      ) : null}
      {model.origin === 'trained' ? (
        <Card title="Training">
          <TrainingCurves curve={model.curve} labels={labels} />
        </Card>
      ) : null}
      <div className="grid grid-cols-2 gap-4">
        <Card
          title="Dice by label"
          aside={model.score === null ? null : `mean ${score(model.score)} on ${model.heldOut.length} held out`}
        >
          {model.scores ? <LabelScores scores={model.scores} labels={labels} /> : null}
          <Measurement model={model} mayTrain={mayTrain} />
        </Card>
        <Card title="What it is made of">
          <Provenance model={model} mayAudit={can(role, 'audit.read')} />
        </Card>
      </div>
      {validation && validation.length > 0 ? (
        <Card title="Held-out images, worst first" aside="a model never learns from them">
          <ValidationCases cases={validation} labels={labels} projectId={projectId} names={names} />
        </Card>
      ) : null}
      {model.declaration === null ? null : (
        <Card title="Declaration">
          <div className="p-4">
            <JsonText value={model.declaration} />
          </div>
        </Card>
      )}
      {plan === null ? null : <PlanCard plan={plan} reasons={reasons ?? []} />}
    </article>
  );
}

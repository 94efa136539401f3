'use client';

import { Card, Nothing } from '../admin/Card.tsx';
import { score } from '../ui/format.ts';
import { LabelScores } from './LabelScores.tsx';
import { ModelHeader } from './ModelHeader.tsx';
import type { Model, Project } from './model.ts';
import { Provenance } from './Provenance.tsx';
import { TrainingCurves } from './TrainingCurves.tsx';

export interface ModelViewProps {
  readonly model: Model;
  readonly project: Project;
}

/** Everything that is known of one model. */
export function ModelView({ model, project }: ModelViewProps) {
  return (
    <article aria-label={`Model v${model.version}`} className="grid min-w-0 gap-4">
      <ModelHeader model={model} />
      <Card title="Training">
        <TrainingCurves curve={model.curve} labels={project.labels} />
      </Card>
      <div className="grid grid-cols-2 items-start gap-4">
        <Card
          title="Dice by label"
          aside={model.score === null ? null : `mean ${score(model.score)} on ${model.heldOut.length} held out`}
        >
          {model.scores ? (
            <LabelScores scores={model.scores} labels={project.labels} />
          ) : (
            <Nothing>Not yet measured: no reading was held out.</Nothing>
          )}
        </Card>
        <Card title="What it is made of">
          <Provenance model={model} />
        </Card>
      </div>
    </article>
  );
}

'use client';

import { Check, Download } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { score } from '../ui/format.ts';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import { addressOf } from './address.ts';
import { METHODS } from './method-text.ts';
import type { Model } from './model.ts';
import { UseModelDialog } from './UseModelDialog.tsx';

export interface ModelHeaderProps {
  readonly model: Model;
  /** All of the project. */
  readonly models: readonly Model[];
  readonly against: Model | undefined;
  readonly mayTrain: boolean;
}

/** Which model this is, whether it is used, and what can be done with it. */
export function ModelHeader({ model, models, against, mayTrain }: ModelHeaderProps) {
  const { version, method, isCurrent } = model;
  const [isAsking, setAsking] = useState(false);
  const current = models.find((one) => one.method === method && one.isCurrent);
  return (
    <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2">
      <h2 className="text-xl font-semibold tracking-tight">Model v{version}</h2>
      <Badge>{METHODS[method].title}</Badge>
      {model.name === null ? null : <Badge className="max-w-56 truncate">{model.name}</Badge>}
      {model.score === null ? (
        <Badge>not yet measured</Badge>
      ) : (
        <Badge tone="machine" className="numeric">
          Dice {score(model.score)}
        </Badge>
      )}
      <span className="mr-auto text-xs text-faint">
        <TimeAgo iso={model.publishedAt} />
      </span>
      <CompareWith model={model} models={models} against={against} />
      {model.hasOnnx ? (
        <a
          href={`/api/v1/models/${model.modelId}/onnx`}
          download
          className="flex h-8 items-center gap-1.5 rounded-md px-3 text-sm text-soft hover:bg-raised hover:text-ink"
        >
          <Download className="size-3.5" aria-hidden="true" /> ONNX
        </a>
      ) : null}
      {isCurrent ? (
        <Badge tone="ok" className="h-8 px-3">
          <Check className="size-3.5" aria-hidden="true" /> In use
        </Badge>
      ) : mayTrain ? (
        <Button look="primary" onClick={() => setAsking(true)}>
          Use this model
        </Button>
      ) : null}
      {isAsking ? <UseModelDialog model={model} current={current} onClose={() => setAsking(false)} /> : null}
    </header>
  );
}

function CompareWith({ model, models, against }: Pick<ModelHeaderProps, 'model' | 'models' | 'against'>) {
  const others = models.filter(({ modelId }) => modelId !== model.modelId);
  if (others.length === 0) return null;
  const show = (version: string) =>
    window.history.replaceState(
      null,
      '',
      addressOf({ version: model.version, against: version === '' ? undefined : Number(version) }),
    );
  return (
    <Select
      label="Compare with"
      value={against?.version ?? ''}
      options={[
        { value: '', text: 'Compare with…' },
        ...others.map(({ version, method, isCurrent }) => ({
          value: String(version),
          text: `Compare with v${version}${method === model.method ? '' : `, ${METHODS[method].title}`}${isCurrent ? ', in use' : ''}`,
        })),
      ]}
      onChange={({ target }) => show(target.value)}
    />
  );
}

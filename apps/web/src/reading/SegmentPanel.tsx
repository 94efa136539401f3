'use client';

import type { Prompt } from '@scholia/collab';
import { must } from '@scholia/core';
import type { Grid } from '@scholia/volume';
import { Eraser, Sparkles, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { useSelected } from '../ui/store.ts';
import { gridInMm } from './grid-mm.ts';
import { MethodParameters } from './MethodParameters.tsx';
import { PromptList } from './PromptList.tsx';
import { kindOf } from './prompt-facts.ts';
import { SegmentationProgress } from './SegmentationProgress.tsx';
import { StartChip } from './StartChip.tsx';
import { METHOD_CHOICES, type ParameterValues } from './segment-methods.ts';
import type { LabelChoice } from './use-label-choices.ts';
import { usePrompts } from './use-prompts.ts';
import type { OpenReading } from './use-reading.ts';
import type { Segmentation } from './use-segmentation.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface SegmentPanelProps {
  readonly opened: OpenViewer;
  readonly reading: OpenReading;
  readonly labels: readonly LabelChoice[];
  readonly grid: Grid;
  readonly segmentation: Segmentation;
  readonly mayUndoOthers: boolean;
  readonly isReadOnly: boolean;
}

/** What refines a prediction, unless somebody chooses otherwise. */
const REFINING = must(
  METHOD_CHOICES.find(({ usesChances }) => usesChances),
  'a method can start from a prediction',
);
const BOX = must(
  METHOD_CHOICES.find(({ takesBoxes }) => takesBoxes),
  'one of the methods looks into boxes',
);
const OPTIONS = METHOD_CHOICES.map(({ name, title }) => ({ value: name, text: title }));

/** From what was drawn to a proposal, for the chosen label, by a method without a model. */
export function SegmentPanel(props: SegmentPanelProps) {
  const { opened, reading, labels, grid, segmentation, mayUndoOthers, isReadOnly } = props;
  const value = useSelected(opened.view, (view) => view?.settings.label ?? 1);
  const prompts = usePrompts(reading);
  const [method, setMethod] = useState(METHOD_CHOICES[0]);
  const [valuesOf, setValuesOf] = useState<Readonly<Record<string, ParameterValues>>>({});
  const [isLive, setLive] = useState(false);
  const [isTogether, setTogether] = useState(false);
  const { state, request, cancel, start, startFrom } = segmentation;
  useEffect(() => {
    if (start) setMethod((now) => (now.usesChances ? now : REFINING));
  }, [start]);
  const parameters = valuesOf[method.name] ?? {};
  const isWaiting = state.status === 'waiting';
  const ask = () => {
    const prompted = isTogether && method.labelsCompete ? labelsPrompted(prompts, labels) : [];
    // Without scribbles of its own the chosen label would only be refused.
    const isAsked = prompted.length === 0 || prompted.includes(value);
    const [label, ...otherLabels] = isAsked ? [value, ...prompted.filter((one) => one !== value)] : prompted;
    const from = method.usesChances ? start?.proposalId : undefined;
    request({ label, otherLabels, method: method.name, parameters, from });
  };
  useAgainOnChange(reading, isLive && !isReadOnly, ask);
  return (
    <div className="grid grid-cols-1 gap-2">
      <Select
        label="Method"
        value={method.name}
        options={OPTIONS}
        disabled={isReadOnly}
        onChange={({ target }) =>
          setMethod(METHOD_CHOICES.find(({ name }) => name === target.value) ?? METHOD_CHOICES[0])
        }
        className="w-full"
      />
      <p className="text-xs text-soft">
        {method.hint(labels.find((one) => one.value === value)?.name ?? 'the structure')}
      </p>
      {start && method.usesChances ? (
        <StartChip model={start.model} isDisabled={isReadOnly} onRemove={() => startFrom(undefined)} />
      ) : null}
      <MethodParameters
        method={method}
        values={parameters}
        image={gridInMm(grid)}
        isDisabled={isReadOnly}
        onChange={(next) => setValuesOf({ ...valuesOf, [method.name]: next })}
      />
      <PromptList
        opened={opened}
        reading={reading}
        prompts={prompts}
        labels={labels}
        grid={grid}
        mayDeleteOthers={mayUndoOthers}
        isReadOnly={isReadOnly}
      />
      {!method.takesBoxes && prompts.some((prompt) => kindOf(prompt) === 'box' && prompt.op.value === value) ? (
        <p className="text-xs text-warn">
          To {method.title} all of the box is inside.{' '}
          <button type="button" className="underline hover:text-ink" onClick={() => setMethod(BOX)}>
            Look for what is in it
          </button>
        </p>
      ) : null}
      {method.labelsCompete ? (
        <Check text="All scribbled labels at once" isOn={isTogether} isDisabled={isReadOnly} onChange={setTogether} />
      ) : null}
      <Check text="Again after each scribble" isOn={isLive} isDisabled={isReadOnly} onChange={setLive} />
      <div className="flex items-center gap-1.5">
        <Button
          look="machine"
          className="flex-1"
          icon={<Sparkles className="size-3.5" />}
          isBusy={isWaiting}
          disabled={isReadOnly}
          onClick={ask}
        >
          Segment
        </Button>
        {isWaiting ? (
          <IconButton label="Cancel segmentation" icon={<X className="size-4" />} onClick={cancel} />
        ) : (
          <IconButton
            label="Clear scribbles"
            icon={<Eraser className="size-4" />}
            disabled={isReadOnly || prompts.length === 0}
            onClick={() => reading.client.clearPrompts()}
          />
        )}
      </div>
      {/* As high as the progress: the panels below stay where they are when it comes and goes. */}
      <div className="min-h-6">
        {isWaiting ? <SegmentationProgress {...state} /> : null}
        {state.status === 'failed' ? (
          <p role="alert" className="rounded-md bg-warn-dim px-2.5 py-1.5 text-xs text-warn">
            {state.message}
          </p>
        ) : null}
      </div>
    </div>
  );
}

interface CheckProps {
  readonly text: string;
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function Check({ text, isOn, isDisabled, onChange }: CheckProps) {
  return (
    <label className="flex items-center gap-2 text-xs text-soft">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={({ target }) => onChange(target.checked)}
        className="accent-machine"
      />
      {text}
    </label>
  );
}

function labelsPrompted(prompts: readonly Prompt[], labels: readonly LabelChoice[]): number[] {
  const prompted = new Set(prompts.map(({ op }) => op.value));
  return labels.flatMap(({ value }) => (prompted.has(value) ? value : []));
}

/** Asks whenever prompts have changed, by anybody's hand. */
function useAgainOnChange(reading: OpenReading, isLive: boolean, ask: () => void): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isLive) return;
    return reading.client.on('change', ({ prompts }) => {
      if (prompts.size > 0 && !reading.client.fold.prompts.isEmpty) latest.current();
    });
  }, [reading, isLive]);
}

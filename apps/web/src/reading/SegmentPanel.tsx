'use client';

import type { Prompt } from '@scholia/collab';
import { must } from '@scholia/core';
import type { ModelMethod } from '@scholia/domain';
import type { Grid } from '@scholia/volume';
import { Bot, Eraser, Sparkles, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { useSelected } from '../ui/store.ts';
import { gridInMm } from './grid-mm.ts';
import { MethodParameters } from './MethodParameters.tsx';
import { latencyText } from './model-text.ts';
import { PromptList } from './PromptList.tsx';
import { kindOf } from './prompt-facts.ts';
import { SegmentationProgress } from './SegmentationProgress.tsx';
import { StartChip } from './StartChip.tsx';
import { METHOD_CHOICES, type MethodChoice, MODEL_CHOICES, type ParameterValues } from './segment-methods.ts';
import type { LabelChoice } from './use-label-choices.ts';
import { usePrompts } from './use-prompts.ts';
import type { Proposal } from './use-proposals.ts';
import type { OpenReading } from './use-reading.ts';
import type { Segmentation } from './use-segmentation.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface SegmentPanelProps {
  readonly opened: OpenViewer;
  readonly reading: OpenReading;
  readonly labels: readonly LabelChoice[];
  readonly grid: Grid;
  readonly segmentation: Segmentation;
  /** The answer that is looked at, until it is accepted or discarded. */
  readonly answer: Proposal | undefined;
  /** Those that the project has a model for. */
  readonly modelsInUse: ReadonlySet<ModelMethod>;
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

/** From what was drawn to a proposal: for the chosen label by a method without a model, or by a model that the project has. */
export function SegmentPanel(props: SegmentPanelProps) {
  const { opened, reading, labels, grid, segmentation, answer, modelsInUse, mayUndoOthers, isReadOnly } = props;
  const value = useSelected(opened.view, (view) => view?.settings.label ?? 1);
  const prompts = usePrompts(reading);
  const { choices, options } = useMethodChoices(modelsInUse);
  const [chosen, setMethod] = useState<MethodChoice>();
  // With a model in use it is the first choice, until somebody makes another.
  const method = (chosen && choices.find(({ name }) => name === chosen.name)) ?? choices[0];
  const [valuesOf, setValuesOf] = useState<Readonly<Record<string, ParameterValues>>>({});
  const [liveChosen, setLive] = useState<boolean>();
  const isLive = liveChosen ?? method.takesClicks;
  const [isTogether, setTogether] = useState(false);
  const { state, request, cancel, start, startFrom } = segmentation;
  useEffect(() => {
    if (start) setMethod((now) => (now?.usesChances ? now : REFINING));
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
  const unprompted = UNPROMPTED.find((name) => modelsInUse.has(name));
  useAgainOnChange(reading, isLive && !isReadOnly, method.answersUnprompted, ask);
  return (
    <div className="grid grid-cols-1 gap-2">
      <Select
        label="Method"
        value={method.name}
        options={options}
        disabled={isReadOnly}
        onChange={({ target }) => {
          const next = choices.find(({ name }) => name === target.value);
          setMethod(next);
          if (next?.takesClicks) opened.viewer.setTool('click-inside');
        }}
        className="w-full"
      />
      <p className="text-xs text-soft">
        {method.hint(labels.find((one) => one.value === value)?.name ?? 'the structure')}
      </p>
      {start && method.usesChances ? (
        <StartChip model={start.model} isDisabled={isReadOnly} onRemove={() => startFrom(undefined)} />
      ) : null}
      {Object.keys(method.parameters).length > 0 ? (
        <MethodParameters
          method={method}
          values={parameters}
          image={gridInMm(grid)}
          isDisabled={isReadOnly}
          onChange={(next) => setValuesOf({ ...valuesOf, [method.name]: next })}
        />
      ) : null}
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
          {method.takesClicks
            ? `${method.title} does not look at boxes.`
            : `To ${method.title} all of the box is inside.`}{' '}
          <button type="button" className="underline hover:text-ink" onClick={() => setMethod(BOX)}>
            Look for what is in it
          </button>
        </p>
      ) : null}
      {method.labelsCompete ? (
        <Check text="All scribbled labels at once" isOn={isTogether} isDisabled={isReadOnly} onChange={setTogether} />
      ) : null}
      <Check
        text={method.takesClicks ? 'Again after each click' : 'Again after each scribble'}
        isOn={isLive}
        isDisabled={isReadOnly}
        onChange={setLive}
      />
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
      {unprompted ? (
        <Button
          icon={<Bot className="size-3.5" />}
          disabled={isReadOnly || isWaiting}
          onClick={() => request({ label: value, otherLabels: [], method: unprompted, parameters: {} })}
        >
          Auto segment
        </Button>
      ) : null}
      {/* As high as the progress: the panels below stay where they are when it comes and goes. */}
      <div className="min-h-10">
        {isWaiting ? <SegmentationProgress {...state} /> : null}
        {state.status === 'idle' && answer ? (
          <div role="status" className="numeric grid gap-1 text-2xs text-faint">
            <p>Answered in {latencyText(answer)}</p>
            <p aria-hidden="true">
              <Kbd keys="Enter" /> accepts, <Kbd keys="Esc" /> discards
            </p>
          </div>
        ) : null}
        {state.status === 'failed' ? (
          <p role="alert" className="rounded-md bg-warn-dim px-2.5 py-1.5 text-xs text-warn">
            {state.message}
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** What answers without a prompt, the best first. */
const UNPROMPTED: readonly ModelMethod[] = ['automatic', 'deepedit'];

/** Models first: they know what is looked for. Groups are named only where there are two. */
function useMethodChoices(modelsInUse: ReadonlySet<ModelMethod>) {
  return useMemo(() => {
    const ofModels = MODEL_CHOICES.filter(({ name }) => modelsInUse.has(name as ModelMethod)).map((choice) =>
      // What they choose from is whether slices are done again in 2D.
      modelsInUse.has('deepgrow-2d') ? choice : { ...choice, parameters: {} },
    );
    const choices = [...ofModels, ...METHOD_CHOICES];
    const groupOf = ({ takesClicks }: MethodChoice) => (takesClicks ? 'With a model' : 'Without a model');
    const options = choices.map((choice) => ({
      value: choice.name,
      text: choice.title,
      group: ofModels.length > 0 ? groupOf(choice) : undefined,
    }));
    return { choices, options };
  }, [modelsInUse]);
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

/** Asks whenever prompts have changed, by anybody's hand; when none is left, only what can answer that. */
function useAgainOnChange(reading: OpenReading, isLive: boolean, answersUnprompted: boolean, ask: () => void): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isLive) return;
    return reading.client.on('change', ({ prompts }) => {
      if (prompts.size > 0 && (answersUnprompted || !reading.client.fold.prompts.isEmpty)) latest.current();
    });
  }, [reading, isLive, answersUnprompted]);
}

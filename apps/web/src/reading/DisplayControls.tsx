'use client';

import type { IntensityRange } from '@scholia/tools';
import { Eye, EyeOff, Grid2x2, SquareDashed, WandSparkles } from 'lucide-react';
import { Select } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { NumberInput } from '../ui/NumberInput.tsx';
import { Slider } from '../ui/Slider.tsx';
import { useSelected } from '../ui/store.ts';
import type { OpenViewer } from './use-viewer.ts';
import { intensityText } from './voxel-text.ts';

/** The brush's size, in millimetres: the same in every plane, whatever the voxels. */
export function BrushControls({ opened, isReadOnly }: { readonly opened: OpenViewer; readonly isReadOnly: boolean }) {
  const { viewer, view } = opened;
  const radiusMm = useSelected(view, (state) => state?.settings.radiusMm ?? 4);
  const tool = useSelected(view, (state) => state?.tool ?? 'navigate');
  const mode = useSelected(view, (state) => state?.settings.policy.mode ?? 'all');
  return (
    <div className="grid gap-2">
      <Slider
        label="Brush size"
        value={Math.log2(radiusMm)}
        min={Math.log2(0.5)}
        max={Math.log2(40)}
        step={0.05}
        text={`${(2 * radiusMm).toFixed(1)} mm`}
        isDisabled={isReadOnly}
        onChange={(log) => viewer.setTool(tool, { radiusMm: 2 ** log })}
      />
      <div className="flex items-center justify-between gap-2 text-xs text-soft">
        Paint over
        <Select
          label="Paint over"
          value={mode === 'onlyEmpty' ? 'onlyEmpty' : 'all'}
          disabled={isReadOnly}
          onChange={(event) =>
            viewer.setTool(tool, { policy: { mode: event.target.value === 'onlyEmpty' ? 'onlyEmpty' : 'all' } })
          }
          options={[
            { value: 'all', text: 'Everything unlocked' },
            { value: 'onlyEmpty', text: 'Only unlabelled' },
          ]}
        />
      </div>
      <RangeControls opened={opened} isReadOnly={isReadOnly} />
    </div>
  );
}

/** The threshold brush: only where the image is as bright as that. */
function RangeControls({ opened, isReadOnly }: { readonly opened: OpenViewer; readonly isReadOnly: boolean }) {
  const { viewer, view } = opened;
  const { tool, range, window } = useSelected(view, (state) => ({
    tool: state?.tool ?? 'navigate',
    range: state?.settings.range,
    window: state?.window,
  }));
  const set = (next: IntensityRange | undefined) => viewer.setTool(tool, { range: next });
  const bound = (name: 'low' | 'high', label: string) =>
    range ? (
      <NumberInput
        label={label}
        value={range[name]}
        isDisabled={isReadOnly}
        onChange={(value) => set({ ...range, [name]: value })}
        className="h-7 w-16"
      />
    ) : null;
  return (
    <div className="flex h-7 items-center justify-between gap-2 text-xs text-soft">
      <label className="flex items-center gap-1.5">
        <input
          type="checkbox"
          checked={range !== undefined}
          disabled={isReadOnly}
          className="accent-accent"
          onChange={(event) =>
            set(
              event.target.checked && window
                ? { low: Math.round(window.min), high: Math.round(window.max) }
                : undefined,
            )
          }
        />
        Only intensities
      </label>
      {range ? (
        <span className="flex items-center gap-1">
          {bound('low', 'Lowest intensity')}–{bound('high', 'Highest intensity')}
        </span>
      ) : null}
    </div>
  );
}

export function DisplayControls({ opened }: { readonly opened: OpenViewer }) {
  const { viewer, view, presets } = opened;
  const { opacity, labelsShown, outline, layout } = useSelected(view, (state) => ({
    opacity: state?.opacity ?? 0.5,
    labelsShown: state?.labelsShown ?? true,
    outline: state?.outline ?? false,
    layout: state?.layout ?? 'quad',
  }));
  const { min, max } = useSelected(view, (state) => ({ min: state?.window.min ?? 0, max: state?.window.max ?? 1 }));
  const preset = presets.find((one) => one.min === min && one.max === max);
  return (
    <div className="grid gap-2">
      <Slider
        label="Label opacity"
        value={opacity}
        min={0}
        max={1}
        step={0.05}
        text={`${Math.round(opacity * 100)} %`}
        onChange={(value) => viewer.setOpacity(value)}
      />
      <div className="flex items-center gap-1">
        <IconButton
          label={labelsShown ? 'Hide labels' : 'Show labels'}
          keys="O"
          icon={labelsShown ? <Eye className="size-4" /> : <EyeOff className="size-4" />}
          isPressed={!labelsShown}
          onClick={() => viewer.setLabelsShown(!labelsShown)}
        />
        <IconButton
          label="Outlines only"
          keys="Shift+O"
          icon={<SquareDashed className="size-4" />}
          isPressed={outline}
          onClick={() => viewer.setOutline(!outline)}
        />
        <IconButton
          label="All four views"
          keys="."
          icon={<Grid2x2 className="size-4" />}
          isPressed={layout === 'quad'}
          onClick={() => viewer.setLayout('quad')}
        />
        <div className="ml-auto flex items-center gap-1">
          <IconButton
            label="Automatic window"
            keys="W"
            icon={<WandSparkles className="size-4" />}
            onClick={() => viewer.autoWindow()}
          />
          <Select
            label="Window preset"
            className="w-28"
            value={preset?.name ?? ''}
            onChange={(event) => {
              const chosen = presets.find(({ name }) => name === event.target.value);
              if (chosen) viewer.setWindow(chosen.min, chosen.max);
              else viewer.autoWindow();
            }}
            options={[
              { value: '', text: 'Automatic' },
              ...presets.map(({ name }) => ({ value: name, text: `CT ${name.toLowerCase()}` })),
            ]}
          />
        </div>
      </div>
      <p className="numeric flex justify-between text-2xs text-faint">
        <span>
          Black <span className="text-soft">{intensityText(min)}</span>
        </span>
        <span>
          White <span className="text-soft">{intensityText(max)}</span>
        </span>
      </p>
    </div>
  );
}

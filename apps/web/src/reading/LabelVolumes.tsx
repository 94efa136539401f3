import type { LabelChoice } from './use-label-choices.ts';

export interface LabelVolumesProps {
  /** By label. */
  readonly voxels: Readonly<Record<string, number>>;
  readonly labels: readonly LabelChoice[];
  readonly voxelMm3: number;
}

/** How much of each label there would be. */
export function LabelVolumes({ voxels, labels, voxelMm3 }: LabelVolumesProps) {
  return (
    <ul className="mt-1.5 grid gap-0.5 text-xs text-soft">
      {Object.entries(voxels).map(([value, count]) => {
        const label = labels.find((one) => String(one.value) === value);
        return (
          <li key={value} className="flex items-center gap-2">
            <span className="size-2 rounded-full" style={{ backgroundColor: label?.color ?? '#888' }} />
            <span className="truncate">{label?.name ?? `label ${value}`}</span>
            <span className="numeric ml-auto text-ink">{((count * voxelMm3) / 1000).toFixed(1)} mL</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Intensities shown from black to white, in the file's units. */
export interface IntensityWindow {
  readonly min: number;
  readonly max: number;
}

export interface WindowPreset extends IntensityWindow {
  readonly name: string;
}

const preset = (name: string, width: number, level: number): WindowPreset => ({
  name,
  min: level - width / 2,
  max: level + width / 2,
});

/** CT, Hounsfield units; width and level as customary. Alt+1 to Alt+9. */
export const CT_PRESETS: readonly WindowPreset[] = [
  preset('Brain', 80, 40),
  preset('Stroke', 40, 40),
  preset('Subdural', 200, 75),
  preset('Soft tissue', 400, 40),
  preset('Liver', 150, 90),
  preset('Lung', 1500, -600),
  preset('Bone', 2000, 400),
  preset('Angiography', 600, 300),
  preset('Full range', 4000, 1000),
];

/** Enough voxels for percentiles that nobody can tell from the exact ones. */
const SAMPLES = 65_536;

/** From percentile 1 to percentile 99 of evenly spaced samples, scaled by slope and intercept; never empty. */
export function autoWindow(voxels: ArrayLike<number>, slope = 1, intercept = 0): IntensityWindow {
  const step = Math.max(1, Math.floor(voxels.length / SAMPLES));
  const samples: number[] = [];
  for (let n = 0; n < voxels.length; n += step) if (Number.isFinite(voxels[n])) samples.push(voxels[n]);
  if (samples.length === 0) return { min: 0, max: 1 };
  const sorted = Float64Array.from(samples).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] * slope + intercept;
  const [a, b] = [at(0.01), at(0.99)];
  const [min, max] = a < b ? [a, b] : [b, a];
  if (max > min) return { min, max };
  // Nearly everything has one value: show it mid-grey with the rest of the range around it.
  const [low, high] = [at(0), at(1)];
  return low === high ? { min: min - 0.5, max: max + 0.5 } : { min: Math.min(low, high), max: Math.max(low, high) };
}

/** A drag of the window tool: right widens, up brightens (lowers the level); 300 CSS pixels change it by its own width. */
export function dragWindow({ min, max }: IntensityWindow, [dx, dy]: readonly [number, number]): IntensityWindow {
  const width = max - min;
  const level = (min + max) / 2 + (dy / 300) * width;
  const wider = Math.max(width * 2 ** (dx / 300), 1e-6 * Math.max(1, Math.abs(level)));
  return { min: level - wider / 2, max: level + wider / 2 };
}

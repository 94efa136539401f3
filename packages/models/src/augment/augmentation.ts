import { z } from 'zod';

/** How far training images may be varied. Shapes by one random map for each patch, intensities afterwards. */
export const augmentationSchema = z.strictObject({
  /** Radians about each axis. What differs between people lying in a scanner. */
  turn: z.number().min(0).max(Math.PI).default(0.15),
  scale: z.number().min(0).max(0.9).default(0.12),
  /** Share of the patch. */
  shift: z.number().min(0).max(0.5).default(0.06),
  /** Mirror half of the patches along x, y, z: not where left and right have labels of their own. */
  flip: z.tuple([z.boolean(), z.boolean(), z.boolean()]).default([false, false, false]),
  /** Standard deviation, in voxels, of how far control points 16 voxels apart are moved. */
  elastic: z.number().min(0).max(8).default(0),
  /** Contrast within 1 - gain and 1 + gain. */
  gain: z.number().min(0).max(0.9).default(0.2),
  /** In standard deviations of the image, as the others below. */
  brightness: z.number().min(0).max(2).default(0.2),
  /** Bends the tones: the image's power law is not the scanner's. */
  bend: z.number().min(0).max(1).default(0.1),
  noise: z.number().min(0).max(1).default(0.1),
  /** Natural logarithm of the strongest smooth change of brightness over a patch: coils of MR. */
  biasField: z.number().min(0).max(1).default(0),
});

export type Augmentation = z.output<typeof augmentationSchema>;

import { z } from 'zod';

/** Where an axis points as its index grows, for each of three axes: one letter of each pair, in any order. */
const AXES = /^(?=.*[RL])(?=.*[AP])(?=.*[SI])[RLAPSI]{3}$/;
/** More at once than any machine has memory for. */
export const MAX_PATCH_VOXELS = 2 ** 24;
/** Characters of the name of an input or output. */
export const MAX_NAME = 200;

const finite = z.number();
const size = z.int().min(1).max(4096);
const tensorName = z.string().min(1).max(MAX_NAME);
/** mm a voxel; null leaves an axis as fine as each image is. */
const spacing = z.number().positive().max(1000).nullable();

/** How the intensities of an image become the numbers that a network was trained on. */
export const intensitySchema = z.discriminatedUnion('by', [
  /** Cut off outside `low` and `high`, which become the ends of `to`. */
  z
    .strictObject({ by: z.literal('range'), low: finite, high: finite, to: z.enum(['0..1', '-1..1']) })
    .refine(({ low, high }) => low < high, { message: 'must be above low', path: ['high'] }),
  /** Less their mean, by their standard deviation, of each image by itself. */
  z.strictObject({
    by: z.literal('image'),
    /** Cut off at this percentile and at 100 less it, before anything is measured. (Default: 0) */
    clipPercent: z.number().min(0).max(10).default(0),
    /** Only voxels that are not 0 are measured and changed. (Default: false) */
    ofNonZero: z.boolean().default(false),
  }),
  /** Less a mean, by a standard deviation, the same for all images, after cutting off outside `low` and `high` where given. */
  z.strictObject({
    by: z.literal('fixed'),
    mean: finite,
    deviation: z.number().positive(),
    low: finite.nullable().default(null),
    high: finite.nullable().default(null),
  }),
]);

const inputSchema = z
  .strictObject({
    name: tensorName,
    /** [1, 1, D, H, W], or slice by slice [1, 1, H, W]. */
    layout: z.enum(['3d', '2d']),
    /** Where D, H and W point, e.g. 'RAS' of MONAI, 'SPL' of arrays that SimpleITK gave. In two dimensions D is across slices. */
    axes: z.string().regex(AXES, 'must be one letter of each of R/L, A/P and S/I, such as RAS'),
    /** Voxels along D, H, W of what goes in at once. */
    patch: z.tuple([size, size, size]),
    /** mm a voxel along D, H, W. */
    spacingMm: z.tuple([spacing, spacing, spacing]),
    intensity: intensitySchema,
  })
  .refine(({ layout, patch }) => layout === '3d' || patch[0] === 1, {
    message: 'must be 1 across slices, for a network that takes one at a time',
    path: ['patch'],
  })
  .refine(({ patch: [d, h, w] }) => d * h * w <= MAX_PATCH_VOXELS, {
    message: 'must be 16 million voxels at most',
    path: ['patch'],
  });

const outputSchema = z.strictObject({
  name: tensorName,
  /**
   * 'softmax logits' and 'sigmoid logits': scores, one channel each, before softmax or sigmoid. 'softmax' and 'sigmoid':
   * probabilities, after it. 'labels': one whole number for each voxel.
   */
  kind: z.enum(['softmax logits', 'softmax', 'sigmoid logits', 'sigmoid', 'labels']),
  /** The project's label of each channel, or of each number from 0 on; 0 for the background, and for what is not wanted. */
  labels: z
    .array(z.int().min(0).max(254))
    .min(1)
    .max(1000)
    .refine((all) => all.some((label) => label > 0), 'must name a label of the project'),
});

/** What a network that was trained elsewhere wants and gives. JSON, kept with the model. */
export const declarationSchema = z.strictObject({ input: inputSchema, output: outputSchema });

export type Declaration = z.output<typeof declarationSchema>;
export type DeclaredIntensity = z.output<typeof intensitySchema>;
export type OutputKind = Declaration['output']['kind'];

/** The project's labels that come out, in the order of classes 1, 2, ... */
export const labelsOf = ({ output }: Declaration): number[] => [...new Set(output.labels)].filter((label) => label > 0);

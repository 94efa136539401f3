import type {
  Digest,
  ImageId,
  Json,
  ModelId,
  ProjectId,
  ProposalId,
  ReadingId,
  TrainingRunId,
  UserId,
} from '@scholia/core';
import { z } from 'zod';

// The parts that payloads are made of. Each is a boundary schema: what it accepts is what the log may hold for ever.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const uuid = <Id extends string>() =>
  z.string().regex(UUID, 'must be a lower-case UUID') as unknown as z.ZodType<Id, string>;

export const projectId = uuid<ProjectId>();
export const imageId = uuid<ImageId>();
export const readingId = uuid<ReadingId>();
export const userId = uuid<UserId>();
export const proposalId = uuid<ProposalId>();
export const modelId = uuid<ModelId>();
export const runId = uuid<TrainingRunId>();
/** Ids that need no brand of their own: a token, a segmentation request. */
export const plainId = uuid<string>();

/** SHA-256, 64 lower-case hex digits. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits') as unknown as z.ZodType<
  Digest,
  string
>;
/** A log position as JSON holds it: decimal digits, since a bigint does not fit a JSON number. */
export const position = z.string().regex(/^(0|[1-9][0-9]{0,18})$/, 'must be a decimal log position');
/** Standard base64 with padding (RFC 4648 section 4). */
export const base64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'must be base64');

export const count = z.int().min(0);
export const uint32 = z.int().min(0).max(0xffff_ffff);
export const finite = z.number();
/** 0..1 */
export const fraction = z.number().min(0).max(1);
export const shortText = z.string().min(1).max(200);
/** Codes, method and worker names: no personal data, no free text. */
export const code = z.string().regex(/^[A-Za-z0-9._:@/-]{1,100}$/, 'must be a short code');
export const message = z.string().max(2000);
export const json = z.json() as unknown as z.ZodType<Json>;

/** A label value; 0 is background and 255 the background prompt. */
export const labelValue = z.int().min(1).max(254);
export const color = z.string().regex(/^#[0-9a-f]{6}$/, 'must be #rrggbb in lower case');
export const label = z.strictObject({ value: labelValue, name: shortText, color });
/** The labels of a project: at least one, values and names unique. */
export const labels = z
  .array(label)
  .min(1)
  .max(254)
  .refine((all) => new Set(all.map((one) => one.value)).size === all.length, 'label values must be unique')
  .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'label names must be unique');
/** Label value -> something, e.g. voxels or Dice. */
export const perLabel = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string().regex(/^[1-9][0-9]{0,2}$/), value);

/** Voxels per axis, ijk. */
export const dims = z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]);
/** Integer micrometres per voxel axis, ijk. */
export const spacingUm = dims;
/** Row-major 4x4, voxel ijk to RAS millimetres. */
export const affine = z.array(finite).length(16);

export const role = z.enum(['admin', 'annotator', 'reviewer', 'viewer', 'auditor']);
/** A blinded reading is of the person who opens it. */
export const readingMode = z.enum(['collaborative', 'blinded']);
export const operationKind = z.enum(['Stroke', 'Fill', 'Patch', 'Mask', 'Undo', 'Redo', 'ClearPrompts']);

/** UTC with milliseconds, by whichever clock the field names. */
export const instant = z.iso.datetime({ precision: 3 });

/** First and last slice of a run, both inclusive. */
const sliceRun = z.tuple([count, count]);
/** Parts of a stack of slices that dwell is counted by, each as many slices as the others, from slice 0 on. */
export const DWELL_PARTS = 16;
/** Most runs that one plane of one summary tells; of more, the longest. */
export const MAX_SLICE_RUNS = 200;
/** Most intensity windows that one summary tells: those that were on longest. */
export const MAX_WINDOWS = 8;

/** Slices of one plane, as runs that ascend and are apart. They are numbered along `axis`, the stored axis that the plane is perpendicular to. */
const coverage = {
  plane: z.enum(['axial', 'coronal', 'sagittal']),
  axis: z.literal([0, 1, 2]),
  of: z.int().min(1),
  runs: z.array(sliceRun).min(1),
};
export const planeCoverage = z.strictObject(coverage);

/** What was shown of one plane. `shown` counts the slices, `runs` says which: fewer than `shown` only where short runs were cut. */
export const planeViewing = z
  .strictObject({
    ...coverage,
    runs: coverage.runs.max(MAX_SLICE_RUNS),
    shown: z.int().min(1),
    dwellMs: count,
    dwellByPart: z.array(count).length(DWELL_PARTS),
  })
  .refine(({ runs, of }) => {
    const ascend = runs.every(([first, last], n) => first <= last && (n === 0 || first > runs[n - 1][1] + 1));
    return ascend && runs[runs.length - 1][1] < of;
  }, 'runs of slices must ascend, be apart, and lie in the image')
  .refine(({ runs, shown, of }) => {
    const told = runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    return told <= shown && shown <= of;
  }, 'the slices shown must be those of the runs, or more where runs were cut');

/** What somebody looked at for half a minute or so, by the clock of their browser: evidence, not proof. */
export const viewing = {
  from: instant,
  to: instant,
  dwellMs: count,
  planes: z
    .array(planeViewing)
    .min(1)
    .max(3)
    .refine((all) => new Set(all.map(({ plane }) => plane)).size === all.length, 'a plane is told once')
    .refine((all) => new Set(all.map(({ axis }) => axis)).size === all.length, 'an axis is told once'),
  /** Of intensities, in the file's units, three digits. */
  windows: z.array(z.strictObject({ centre: finite, width: finite, dwellMs: count })).max(MAX_WINDOWS),
  /** Between how near and how far: millimetres across the shorter side of the view under the pointer. */
  spanMm: z.strictObject({ min: finite, max: finite }).nullable(),
  toolsMs: z.record(code, count).refine((tools) => Object.keys(tools).length <= 24, 'at most 24 tools'),
  /** Of the dwell: while the computer was segmenting for them. */
  waitingMs: count,
} as const;

/** What a model is trained to do: the methods of @scholia/models, by the same names. */
export const modelMethod = z.enum(['automatic', 'deepedit', 'deepgrow-3d', 'deepgrow-2d']);
/** Of one training run; at most a month. */
export const trainingSeconds = z.int().min(1).max(2_678_400);
/** When a new model of a method takes over by itself. */
export const promotionRule = z.enum(['when-better', 'always', 'by-hand']);
/** One point of a training curve; `scores` is Dice by label where it was validated. */
export const curvePoint = z.strictObject({
  step: count,
  loss: finite,
  validationDice: fraction.nullable(),
  scores: perLabel(fraction).nullable().optional(),
});
/** Why a plan is as it is: what about, and a sentence for people. */
export const reason = z.strictObject({ about: code, text: message });
/** Dice of a held-out case: the mean over its labels, and by label. */
export const caseScore = z.strictObject({
  ...{ readingId, imageId },
  score: fraction.nullable(),
  scores: perLabel(fraction),
  /** The labels that it was measured against. Without them: those that the model's training run names. */
  labelBlob: digest.optional(),
});
/** Which images of a project: all of them; those that nobody has begun; those that are not submitted and not yet predicted by the model, as it would now. */
export const imageSelection = z.enum(['all', 'unlabelled', 'stale']);
/** Label values, each once. */
const someLabels = z
  .array(labelValue)
  .max(254)
  .refine((all) => new Set(all).size === all.length, 'a label is named once');
/** How images are predicted, where a model leaves the choice. */
export const predictionSettings = z.strictObject({
  /** Share of a window that the next one covers again. */
  overlap: z.number().min(0).max(0.9),
  /** Look at every window mirrored too, along the axes that the model learned to be mirrored along (test-time augmentation). */
  withMirrors: z.boolean(),
  /** Labels of which only the largest piece stays. */
  keepLargest: someLabels,
  /** Labels whose holes are filled. */
  fillHoles: someLabels,
});
/** What a dry run of a network found: one check after the other, in words for people. */
export const dryRunReport = z.strictObject({
  isUsable: z.boolean(),
  checks: z.array(
    z.strictObject({ what: code, isOk: z.boolean(), found: message, expected: message, hint: message.nullable() }),
  ),
});
/** A submitted reading as a training run uses it. */
export const trainingReading = z.strictObject({
  readingId,
  imageId,
  labelBlob: digest,
  position,
  heldOut: z.boolean(),
});
/** Who made a proposal: a method without a model, or a model with exact weights. */
export const proposalSource = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('method'), method: code }),
  /** As proposals were written while there was one method. */
  z.strictObject({ type: z.literal('graph-cut'), method: code }),
  z.strictObject({ type: z.literal('model'), modelId, weights: digest }),
]);

export type PlaneViewing = z.output<typeof planeViewing>;
export type Label = z.output<typeof label>;
export type ProposalSource = z.output<typeof proposalSource>;
export type TrainingReading = z.output<typeof trainingReading>;
export type CurvePoint = z.output<typeof curvePoint>;
export type ModelMethod = z.output<typeof modelMethod>;
export type PromotionRule = z.output<typeof promotionRule>;
export type PlanReason = z.output<typeof reason>;
export type DryRunReport = z.output<typeof dryRunReport>;
export type ImageSelection = z.output<typeof imageSelection>;
export type CaseScore = z.output<typeof caseScore>;

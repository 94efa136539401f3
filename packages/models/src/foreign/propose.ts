import { must } from '@scholia/core';
import { z } from 'zod';
import { type Declaration, declarationSchema, MAX_PATCH_VOXELS, type OutputKind } from './declaration.ts';
import type { OnnxFacts, OnnxPort } from './read-onnx.ts';

/** Key of a file's metadata under which it may say what it wants: JSON, any part of a declaration. */
const METADATA_KEY = 'scholia';

/** Voxels along an axis of any size. */
const FREE_SIZE = { '3d': 96, '2d': 256 } as const;

export interface Proposal {
  readonly declaration: Declaration;
  /** Members of it that nothing says, as 'input.axes': somebody has to look at them. */
  readonly guessed: readonly string[];
}

/**
 * A declaration to start from: what the file says of itself where it does, else what is usual. `labels` are the values of the
 * project's labels, in its order.
 */
export function proposeDeclaration(facts: OnnxFacts, labels: readonly number[]): Proposal {
  return (
    proposalFrom(facts, labels, toldBy(facts, labels)) ??
    must(proposalFrom(facts, labels, {}), 'what is usual is valid')
  );
}

/** Undefined where what is told does not go together. */
function proposalFrom(facts: OnnxFacts, labels: readonly number[], told: Told): Proposal | undefined {
  const input = facts.inputs.find(({ name }) => name === told.input?.name) ?? bestOf(facts.inputs);
  const output = facts.outputs.find(({ name }) => name === told.output?.name) ?? bestOf(facts.outputs);
  const layout = told.input?.layout ?? (input.dims?.length === 4 ? '2d' : '3d');
  const channels = told.output?.labels?.length ?? channelsOf(output, labels);
  const kind = told.output?.kind ?? kindOf(output, channels);
  const usual = {
    input: {
      axes: layout === '3d' ? 'RAS' : 'SPL',
      patch: patchOf(input, layout),
      spacingMm: layout === '3d' ? [1, 1, 1] : [null, null, null],
      intensity: { by: 'image' },
    },
    output: { kind, labels: labelsOfChannels(kind, channels, labels) },
  };
  const read = {
    input: { name: input.name, layout, ...(isFixed(input) && { patch: usual.input.patch }), ...told.input },
    output: { name: output.name, ...(isSaid(output) && { kind }), ...told.output },
  };
  const merged = { input: { ...usual.input, ...read.input }, output: { ...usual.output, ...read.output } };
  const guessed = (['input', 'output'] as const).flatMap((part) =>
    Object.keys(usual[part])
      .filter((member) => !Object.hasOwn(read[part], member))
      .map((member) => `${part}.${member}`),
  );
  const { data: declaration } = declarationSchema.safeParse(merged);
  return declaration && { declaration, guessed };
}

const member = z.record(z.string(), z.unknown()).default({});
const toldSchema = z.object({ input: member, output: member });

type Told = { readonly [Part in keyof Declaration]?: Partial<Declaration[Part]> };

/** What the file's metadata declare, as far as it can be used here. */
function toldBy({ metadata }: OnnxFacts, labels: readonly number[]): Told {
  const json = parsed(metadata[METADATA_KEY]);
  const told = toldSchema.safeParse(json);
  if (!told.success) return {};
  const { input, output } = declarationSchema.shape;
  const usable = <Shape extends z.ZodObject>(schema: Shape, given: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(given).filter(([name, value]) => schema.shape[name]?.safeParse(value).success),
    ) as Partial<z.output<Shape>>;
  const result = { input: usable(input, told.data.input), output: usable(output, told.data.output) };
  const isOurs = result.output.labels?.every((label) => label === 0 || labels.includes(label));
  if (!isOurs) delete result.output.labels;
  return result;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** The first that looks like an image, else the first. */
const bestOf = <Port extends OnnxPort>(ports: readonly Port[]): Port =>
  ports.find(({ dims }) => dims?.length === 5 || dims?.length === 4) ?? ports[0];

const isSize = (size: number | string | null | undefined): size is number => typeof size === 'number' && size > 0;

function isFixed({ dims }: OnnxPort): boolean {
  return dims?.slice(2).every(isSize) ?? false;
}

function patchOf({ dims }: OnnxPort, layout: '3d' | '2d'): number[] {
  const along = (axis: number) => {
    const size = dims?.[axis];
    return isSize(size) && size <= 1024 ? size : FREE_SIZE[layout];
  };
  const patch = layout === '3d' ? [along(2), along(3), along(4)] : [1, along(2), along(3)];
  return patch[0] * patch[1] * patch[2] <= MAX_PATCH_VOXELS
    ? patch
    : patch.map((size) => Math.min(size, FREE_SIZE['3d']));
}

function channelsOf({ dims }: OnnxPort, labels: readonly number[]): number {
  const channels = dims?.[1];
  return isSize(channels) && channels <= 1000 ? channels : labels.length + 1;
}

/** The file says what comes out: by its type, or by the operator that makes it. */
function isSaid({ type, madeBy }: OnnxFacts['outputs'][number]): boolean {
  return isWhole(type) || (madeBy !== null && ['Softmax', 'Sigmoid', 'ArgMax'].includes(madeBy));
}

const isWhole = (type: string) => /^(int|uint)\d+$/.test(type);

function kindOf({ type, madeBy }: OnnxFacts['outputs'][number], channels: number): OutputKind {
  if (isWhole(type) || madeBy === 'ArgMax') return 'labels';
  if (madeBy === 'Softmax') return 'softmax';
  if (madeBy === 'Sigmoid') return 'sigmoid';
  return channels === 1 ? 'sigmoid logits' : 'softmax logits';
}

/** The project's labels in their order, after the background where there is a channel for it; more channels are not wanted. */
function labelsOfChannels(kind: OutputKind, channels: number, labels: readonly number[]): number[] {
  if (kind === 'labels') return [0, ...labels];
  const hasBackground = kind === 'softmax' || kind === 'softmax logits' || channels === labels.length + 1;
  const inOrder = hasBackground && channels > 1 ? [0, ...labels] : labels;
  return Array.from({ length: channels }, (_, channel) => inOrder[channel] ?? 0);
}

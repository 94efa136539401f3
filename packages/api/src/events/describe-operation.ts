import { isClick, type Operation, type PatchOperation, type PatchTool, PROMPT_BACKGROUND } from '@scholia/collab';
import { assertNever } from '@scholia/core';
import { ERASE, patchBox, visitPatch } from '@scholia/volume';

/** What an operation's bytes do not say themselves. */
export interface OperationFacts {
  /** What the project calls a label. */
  labelName(value: number): string;
  /** The proposal that a mask names; undefined where nobody knows it. */
  readonly proposal?: { readonly by: string; readonly voxels: Readonly<Record<string, number>> } | undefined;
  /** What a marker names: a noun, and whose it was unless it was their own; undefined where that is long ago. */
  readonly target?: { readonly noun: string; readonly author?: string | undefined } | undefined;
}

/** One sentence for people about what an operation did. `by` is its author's name. Says nothing that would need a blob. */
export function describeOperation(op: Operation, by: string, facts: OperationFacts): string {
  return `${by} ${deedOf(op, facts)}.`;
}

function deedOf(op: Operation, facts: OperationFacts): string {
  switch (op.type) {
    case 'Stroke':
    case 'Fill':
      return shapedDeed(op, facts);
    case 'Patch':
      return patchDeed(op, facts);
    case 'Mask': {
      if (op.source.type === 'import') return 'imported labels from a file';
      const { proposal } = facts;
      if (!proposal) return 'accepted a proposal';
      return `accepted ${proposal.by}'s proposal for ${voxelsOf(proposal.voxels, facts)}`;
    }
    case 'Undo':
    case 'Redo': {
      const verb = op.type === 'Undo' ? 'undid' : 'redid';
      const { noun, author } = facts.target ?? { noun: 'an operation' };
      return `${verb} ${noun}${author ? ` by ${author}` : ''}${op.reason === undefined ? '' : `: ${op.reason}`}`;
    }
    case 'ClearPrompts':
      return 'cleared the scribbles';
    default:
      return assertNever(op);
  }
}

/** What an operation is called when another one takes it back: "a stroke". */
export function operationNoun(op: Operation): string {
  switch (op.type) {
    case 'Stroke':
      if (isClick(op)) return 'a click';
      return op.layer === 'prompts' ? 'a scribble' : op.value === 0 ? 'an erasure' : 'a stroke';
    case 'Fill':
      if (op.layer === 'prompts') return op.shape.type === 'box' ? 'a box' : 'a marked region';
      return op.value === 0 ? 'the erasure of a region' : 'a region';
    case 'Patch':
      return PATCHES[op.tool].noun;
    case 'Mask':
      return op.source.type === 'import' ? 'an import' : 'an accepted proposal';
    case 'Undo':
      return 'an undo';
    case 'Redo':
      return 'a redo';
    case 'ClearPrompts':
      return 'the clearing of the scribbles';
    default:
      return assertNever(op);
  }
}

function shapedDeed(op: Extract<Operation, { type: 'Stroke' | 'Fill' }>, facts: OperationFacts): string {
  if (op.layer === 'prompts') {
    const isBox = op.type === 'Fill' && op.shape.type === 'box';
    if (isBox && op.value !== PROMPT_BACKGROUND) return `drew a box around ${facts.labelName(op.value)}`;
    const verb = isClick(op)
      ? 'clicked'
      : op.type === 'Stroke'
        ? 'scribbled'
        : isBox
          ? 'drew a box'
          : 'marked a region';
    return op.value === PROMPT_BACKGROUND ? `${verb} outside` : `${verb} inside ${facts.labelName(op.value)}`;
  }
  const isErasure = op.value === 0;
  const only = op.policy.mode === 'onlyLabel' ? facts.labelName(op.policy.label) : undefined;
  const label = isErasure ? only : facts.labelName(op.value);
  const where = !isErasure && only !== undefined ? `, only where ${only} was` : '';
  if (op.type === 'Stroke') {
    const { shape, radiusUm } = op.shape;
    // Across, as the size of the brush is shown where it is chosen.
    const tool = `${shape === 'disc' ? 'a brush' : 'a ball'} (${Number((radiusUm / 500).toPrecision(3))} mm)`;
    const object = label === undefined ? '' : ` ${label}`;
    const place = shape === 'disc' ? ' on one slice' : '';
    return `${isErasure ? 'erased' : 'painted'}${object} with ${tool}${place}${where}`;
  }
  const { shape } = op;
  const region =
    shape.type === 'box'
      ? `a box of ${shape.from.map((from, axis) => shape.to[axis] - from + 1).join(' x ')} voxels`
      : `an outline on ${plural(shape.last - shape.first + 1, 'slice')}`;
  if (isErasure) return `erased ${label === undefined ? '' : `${label} in `}${region}`;
  return `filled ${region} with ${label}${where}`;
}

interface PatchWords {
  readonly noun: string;
  /** `label` is what was worked on; `erases` when nothing is left in its place. */
  readonly deed: (label: string, parameters: Readonly<Record<string, number>>, erases: boolean) => string;
}

/** Total: a new tool does not compile without its words. */
const PATCHES: Readonly<Record<PatchTool, PatchWords>> = {
  thresholdBrush: {
    noun: 'a stroke within intensities',
    deed: (label, _, erases) => `${erases ? 'erased' : `painted ${label}`} with a brush within intensities`,
  },
  floodFill: {
    noun: 'a fill',
    deed: (label, _, erases) => `${erases ? 'erased what is' : `filled ${label} with what is`} connected to a point`,
  },
  islands: { noun: 'the removal of islands', deed: (label) => `removed islands of ${label}` },
  fillHoles: { noun: 'the filling of holes', deed: (label) => `filled holes of ${label}` },
  smooth: { noun: 'a smoothing', deed: (label) => `smoothed ${label}` },
  margin: {
    noun: 'a margin',
    deed: (label, { marginMm }) => {
      if (marginMm === undefined) return `moved the border of ${label}`;
      return `${marginMm < 0 ? 'shrank' : 'grew'} ${label} by ${Math.abs(marginMm)} mm`;
    },
  },
  combine: { noun: 'a combination of labels', deed: (label) => `combined ${label} with another label` },
  interpolate: { noun: 'an interpolation', deed: (label) => `interpolated ${label} between slices` },
  restore: { noun: 'a restore', deed: (_, { position }) => `restored the labels of #${position}` },
};

function patchDeed({ tool, parameters, content }: PatchOperation, facts: OperationFacts): string {
  const counts = 'patch' in content ? countVoxels(content.patch) : undefined;
  const written = Object.keys(counts ?? {}).map(Number);
  const painted = written.filter((value) => value !== ERASE);
  // Tools that work on a whole label say which; those of the hand write but one.
  const value = parameters.label ?? (painted.length === 1 ? painted[0] : undefined);
  const label = value === undefined ? 'labels' : facts.labelName(value);
  const total = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  const size = total === undefined ? '' : `, ${plural(total, 'voxel')}`;
  return `${PATCHES[tool].deed(label, parameters, written.length > 0 && painted.length === 0)}${size}`;
}

/** Rows of a patch's box beyond which counting would take longer than telling is worth. */
const MOST_ROWS = 65_536;

/** Voxels by new label, of a patch that the operation carries itself. */
function countVoxels(patch: Uint8Array): Record<string, number> | undefined {
  const { from, to } = patchBox(patch);
  if ((to[1] - from[1] + 1) * (to[2] - from[2] + 1) > MOST_ROWS) return undefined;
  const counts: Record<string, number> = {};
  visitPatch(patch, (i0, i1, _j, _k, value) => {
    counts[value] = (counts[value] ?? 0) + i1 - i0 + 1;
  });
  return counts;
}

/** "liver, 18,204 voxels"; of several labels each with its own. */
function voxelsOf(voxels: Readonly<Record<string, number>>, facts: OperationFacts): string {
  const labels = Object.entries(voxels).filter(([, count]) => count > 0);
  if (labels.length === 0) return 'nothing';
  const [[value, count]] = labels;
  if (labels.length === 1) return `${facts.labelName(Number(value))}, ${plural(count, 'voxel')}`;
  const parts = labels.map(([each, n]) => `${facts.labelName(Number(each))} (${plural(n, 'voxel')})`);
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

const plural = (n: number, noun: string) => (n === 1 ? `one ${noun}` : `${n.toLocaleString('en-US')} ${noun}s`);

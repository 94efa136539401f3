import type { ToolContext, ToolState } from '../../tool.ts';
import type { Paint, PaintSettings } from '../paint.ts';
import type { StrokeBuilder } from '../stroke-builder.ts';

/** What distinguishes brush, eraser and scribbles: where they write, what, and how wide. */
export interface PaintKind {
  readonly layer: Paint['layer'];
  readonly value: number;
  readonly shape: PaintSettings['shape'];
  readonly radiusMm: number;
}

/** Pressed. Every sample extends the one stroke; `complete` emits it whole, `cancel` leaves no trace. */
export function painting(
  builder: StrokeBuilder,
  kind: PaintKind,
  settings: PaintSettings,
  context: ToolContext,
  idle: ToolState,
): ToolState {
  // What to paint over, locks and ranges are about labels: a scribble says what it says.
  const writing: Pick<Paint, 'policy' | 'locked' | 'range'> =
    kind.layer === 'prompts'
      ? { policy: { mode: 'all' }, locked: [] }
      : { policy: settings.policy, locked: settings.locked, ...(settings.range ? { range: settings.range } : {}) };
  const paint = (from: number): Paint => ({
    layer: kind.layer,
    value: kind.value,
    shape: builder.shape(from),
    ...writing,
  });
  const state: ToolState = {
    name: 'painting',
    // A second press (another button, another finger) while painting belongs to no gesture of ours.
    begin: () => state,
    update(sample) {
      const before = builder.count;
      if (builder.add(sample.ijk)) context.emit({ type: 'PaintExtended', added: paint(before - 1) });
      return state;
    },
    complete() {
      context.emit({ type: 'PaintCompleted', paint: paint(0) });
      return idle;
    },
    cancel() {
      context.emit({ type: 'PaintCancelled' });
      return idle;
    },
  };
  context.emit({ type: 'PaintExtended', added: paint(0) });
  return state;
}

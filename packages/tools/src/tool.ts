/**
 * Words. A **gesture** is one press, its moves, and its release. A **sample** is one pointer reading in voxels of the
 * stored image. A **state** is what a tool is doing now; every state answers the same four verbs. An **effect** is what a
 * tool asks its surroundings to do; tools themselves change nothing outside.
 */
import type { Vec3 } from '@scholia/geometry';
import type { Grid } from '@scholia/volume';
import type { SeedPaint } from './filling/tools.ts';
import type { RegionPaint } from './outlining/region-paint.ts';
import type { Paint, PaintSettings } from './painting/paint.ts';

/** Stored-image axis, as in NIfTI: 0 = i, 1 = j, 2 = k. */
export type Axis = 0 | 1 | 2;

export interface PointerSample {
  /** Continuous voxel coordinates in stored (file) order; voxel centres are integers. */
  readonly ijk: Vec3;
  /** The stored axis that the slice under the pointer is perpendicular to. */
  readonly axis: Axis;
  /** CSS pixels from the top left of the viewer. */
  readonly screen: readonly [number, number];
  /** Millimetres that one CSS pixel shows. */
  readonly mmPerPixel: number;
}

export type ToolEffect =
  /** The live stroke grew; `added` is only the new piece, and begins at the last point before it. */
  | { readonly type: 'PaintExtended'; readonly added: Paint }
  /** The gesture is over: commit the whole stroke, once. */
  | { readonly type: 'PaintCompleted'; readonly paint: Paint }
  /** The gesture is void: remove its preview, leave no trace. */
  | { readonly type: 'PaintCancelled' }
  /** A region under way, as it would be filled now. */
  | { readonly type: 'RegionOutlined'; readonly paint: RegionPaint }
  /** Commit the region, once. */
  | { readonly type: 'RegionCompleted'; readonly paint: RegionPaint }
  /** Fill from here, once. */
  | { readonly type: 'SeedPlaced'; readonly paint: SeedPaint }
  | { readonly type: 'CrosshairMoved'; readonly ijk: Vec3 }
  /** Drag since the last sample, CSS pixels, y down; `at` is where the gesture began. */
  | { readonly type: 'Panned'; readonly by: readonly [number, number]; readonly at: readonly [number, number] }
  | { readonly type: 'Zoomed'; readonly factor: number; readonly at: readonly [number, number] }
  | { readonly type: 'WindowDragged'; readonly by: readonly [number, number] };

/** All a tool may see of the viewer. */
export interface ToolContext {
  readonly grid: Grid;
  readonly settings: PaintSettings;
  emit(effect: ToolEffect): void;
}

/** The same four verbs in every state. Each returns the state that follows. Between gestures, complete and cancel end what rests. */
export interface ToolState {
  readonly name: string;
  begin(sample: PointerSample, context: ToolContext): ToolState;
  update(sample: PointerSample, context: ToolContext): ToolState;
  complete(context: ToolContext): ToolState;
  cancel(context: ToolContext): ToolState;
}

export interface ToolDefinition {
  /** Shown in menus and the status bar. */
  readonly title: string;
  /** True when the tool writes voxels: such a tool is refused in a read-only viewer. */
  readonly paints: boolean;
  /** True when it draws a border, or places a point, to be filled: it has no brush. */
  readonly outlines?: boolean | undefined;
  readonly idle: ToolState;
}

/** Runs one tool's machine. The only place that holds a tool's current state. */
export class ToolMachine {
  readonly definition: ToolDefinition;
  #state: ToolState;
  readonly #context: ToolContext;

  constructor(definition: ToolDefinition, context: ToolContext) {
    this.definition = definition;
    this.#state = definition.idle;
    this.#context = context;
  }

  get isActive(): boolean {
    return this.#state !== this.definition.idle;
  }
  get stateName(): string {
    return this.#state.name;
  }
  begin(sample: PointerSample): void {
    this.#state = this.#state.begin(sample, this.#context);
  }
  update(sample: PointerSample): void {
    this.#state = this.#state.update(sample, this.#context);
  }
  complete(): void {
    this.#state = this.#state.complete(this.#context);
  }
  cancel(): void {
    this.#state = this.#state.cancel(this.#context);
  }
}

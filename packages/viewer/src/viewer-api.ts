import type { ChangedBricks, OperationId, Presence, Prompt } from '@scholia/collab';
import type { Vec3 } from '@scholia/geometry';
import type { Axis, KeyAction, Paint, PaintSettings, RegionPaint, SeedPaint, ToolName } from '@scholia/tools';
import type { Labelmap } from '@scholia/volume';
import type { LabelStyle } from './labels/colours.ts';
import type { Look } from './look.ts';
import type { ViewerMetrics } from './metrics.ts';
import type { Layout } from './space/layout.ts';
import type { Plane } from './space/plane.ts';
import type { ViewerImage } from './stage/stage.ts';
import type { IntensityWindow } from './window.ts';

export interface ViewerOptions {
  /** Patient's left on the right of the screen. (Default: true) */
  readonly radiological?: boolean;
  /** Shows everything, paints nothing. (Default: false) */
  readonly readOnly?: boolean;
  /** Listens to keys on `window`. (Default: true) */
  readonly keyboard?: boolean;
  /** Actions that are not the viewer's own (undo, proposals); returns whether it did something. */
  readonly onAction?: (action: KeyAction) => boolean;
}

/** The image's voxels in stored order, i fastest; intensity in the file's units = voxel * slope + intercept. */
export interface Intensities {
  readonly voxels: ArrayLike<number>;
  readonly slope: number;
  readonly intercept: number;
}

/** Anything with a live labelmap: a `Fold` is one. */
export interface LabelSource {
  readonly labels: Labelmap;
}

export interface SliceState {
  /** Stored axis that the plane is perpendicular to, and the slice's number along it. */
  readonly axis: Axis;
  readonly index: number;
  readonly count: number;
}

export interface HoverState {
  readonly plane: Plane;
  /** Stored voxel under the pointer. */
  readonly ijk: Vec3;
  /** In the file's units. */
  readonly intensity: number;
  readonly label: number;
}

/** What the surroundings show and share. A new object at most once a frame, only when something in it has changed. */
export interface ViewState {
  readonly layout: Layout;
  readonly crosshair: Vec3;
  readonly slices: Readonly<Record<Plane, SliceState>>;
  readonly hover: HoverState | null;
  readonly window: IntensityWindow;
  readonly tool: ToolName;
  /** Tool in effect now, with held keys: `eraser` while E is down. */
  readonly activeTool: ToolName;
  readonly settings: PaintSettings;
  readonly opacity: number;
  readonly labelsShown: boolean;
  readonly outline: boolean;
  readonly isPainting: boolean;
  /** Of a box that was drawn and waits to be kept (Enter) or dropped (Escape); undefined: there is none. */
  readonly draftLabel: number | undefined;
  /** Ready to be sent as awareness; the server adds who. */
  readonly presence: Omit<Presence, 'userId' | 'name' | 'color' | 'following'>;
}

/** Takes a finished stroke, region or seed, for one operation. If it returns a promise, the preview stays until that settles. */
export type StrokeListener = (stroke: Paint | RegionPaint | SeedPaint) => unknown;
export type Unsubscribe = () => void;

export interface Viewer {
  /** Resolves when the image is on screen. Rejects with AppError 'runtime-unavailable' or 'unusable-file'. */
  load(image: ViewerImage): Promise<void>;

  /** Shows these labels from now on; null shows none. */
  setLabels(source: LabelSource | null): void;
  /** Some bricks of the source have changed (what `Fold.apply` returns). */
  labelsChanged(changed: ChangedBricks): void;
  setLabelStyles(labels: readonly LabelStyle[]): void;
  /** 0 to 1. (Default: 0.5) */
  setOpacity(opacity: number): void;
  setOutline(outline: boolean): void;
  setLabelsShown(shown: boolean): void;
  /** A proposal to look at, hatched; null takes it away. */
  setProposal(proposal: Labelmap | null): void;
  /** How unsure each voxel of the image is, 255 = most, as colours over it; null takes them away. */
  setUncertainty(uncertainty: Labelmap | null): void;
  /** The prompts in force, newest first. */
  setPrompts(prompts: readonly Prompt[]): void;
  /** Makes one of them stand out; null: none. */
  highlightPrompt(id: OperationId | null): void;
  setPeers(peers: readonly Presence[]): void;

  setTool(tool: ToolName, settings?: Partial<PaintSettings>): void;
  setReadOnly(readOnly: boolean): void;
  setLayout(layout: Layout): void;
  setSlice(axis: Axis, index: number): void;
  setCrosshair(ijk: Vec3): void;
  /** Shows what somebody else looks at. Not told as navigation (`onNavigate`); waits for the end of a gesture by doing nothing. */
  lookAs(look: Look): void;
  setWindow(min: number, max: number): void;
  /** Percentiles 1 and 99. */
  autoWindow(): void;
  /** Shows the whole image in every view. */
  fit(): void;

  /** Stored voxel under a point (CSS pixels from the viewer's top left), or null outside the image or over the 3D tile. */
  pickVoxel(x: number, y: number): { readonly plane: Plane; readonly ijk: Vec3 } | null;
  /** Where a stored voxel's centre is shown in a plane (CSS pixels), or null when that plane is not shown. */
  screenOf(plane: Plane, ijk: Vec3): readonly [number, number] | null;
  /** Does what a key would do; false when it is not the viewer's to do. */
  act(action: KeyAction): boolean;
  readonly view: ViewState | undefined;
  /** Of the image that is shown; undefined before one is. */
  readonly intensities: Intensities | undefined;
  /** Resolves when everything asked for so far is on the screen, the 3D tile included: for screenshots and tests. */
  settled(): Promise<void>;

  onStroke(listener: StrokeListener): Unsubscribe;
  onView(listener: (view: ViewState) => void): Unsubscribe;
  /** The person moves the views or begins a gesture in one, by pointer or key: they look for themselves now. */
  onNavigate(listener: () => void): Unsubscribe;
  /** The graphics context was lost or came back; the labels are safe either way. */
  onGraphics(listener: (state: 'lost' | 'restored') => void): Unsubscribe;

  readonly metrics: ViewerMetrics;
  destroy(): void;
}

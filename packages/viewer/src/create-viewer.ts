import type { ChangedBricks, OperationId, Presence, Prompt } from '@scholia/collab';
import { affine, spacingMm, type Vec3 } from '@scholia/geometry';
import { type Axis, type KeyAction, listenToKeys, type PaintSettings, type ToolName } from '@scholia/tools';
import type { Grid, Labelmap } from '@scholia/volume';
import { FrameLoop, type Wants } from './frame-loop.ts';
import { type GestureContext, Gestures } from './gestures.ts';
import { actOnKey } from './input/key-actions.ts';
import { isNavigationKey, tellNavigation } from './input/navigation.ts';
import { listenToPointer, type PointerActions } from './input/pointer-input.ts';
import { SliceSliders } from './input/slice-sliders.ts';
import { colourTable, type LabelStyle } from './labels/colours.ts';
import { LabelLayer } from './labels/label-layer.ts';
import { type Look, lookAs } from './look.ts';
import { ViewerMetrics } from './metrics.ts';
import { ViewModel } from './model.ts';
import { HeatSlices } from './overlay/heat-slices.ts';
import { paintOverlay } from './overlay/painter.ts';
import { PromptPictures } from './overlay/prompts.ts';
import { SlicePaths } from './overlay/slice-paths.ts';
import { cursorFor, hoverState, overlayScene, pickVoxel, placeStage } from './show.ts';
import type { Layout } from './space/layout.ts';
import { Orientation } from './space/orientation.ts';
import { PLANES, type Plane, type PlaneView, panBy, toScreen, toVoxel, zoomAt } from './space/plane.ts';
import { Stage, type ViewerImage } from './stage/stage.ts';
import { subscribe } from './subscribe.ts';
import { Surface } from './surface.ts';
import { Throttle } from './throttle.ts';
import { ViewTeller, viewState } from './view-state.ts';
import type {
  Intensities,
  LabelSource,
  StrokeListener,
  Unsubscribe,
  Viewer,
  ViewerOptions,
  ViewState,
} from './viewer-api.ts';
import { autoWindow, dragWindow } from './window.ts';

type Point = readonly [number, number];

/** A viewer that fills `container`. Nothing is drawn until `load`. */
export function createViewer(container: HTMLElement, options: ViewerOptions = {}): Viewer {
  return new ScholiaViewer(container, options);
}

/**
 * The composition root of this package: owns the model, the stage (WebGL), the overlay and the live gesture, and lets
 * them meet in one frame. What each part does is in its own file.
 */
class ScholiaViewer implements Viewer {
  readonly metrics = new ViewerMetrics();
  readonly #options: ViewerOptions;
  readonly #surface: Surface;
  readonly #model: ViewModel;
  readonly #loop: FrameLoop;
  readonly #stops: Unsubscribe[] = [];
  readonly #strokeListeners = new Set<StrokeListener>();
  readonly #teller = new ViewTeller();
  readonly #graphicsListeners = new Set<(state: 'lost' | 'restored') => void>();
  readonly #heat = new HeatSlices();
  readonly #proposal = new SlicePaths();
  readonly #prompts = new PromptPictures();
  readonly #livePrompt = new SlicePaths();

  readonly #gestures: Gestures;
  readonly #sliders: SliceSliders;
  readonly #navigateListeners = new Set<() => void>();

  #stage: Stage | undefined;
  #attaching: Promise<Stage> | undefined;
  #image: ViewerImage | undefined;
  #layer: LabelLayer | undefined;
  #source: LabelSource | null = null;
  #peers: readonly Presence[] = [];
  #readOnly: boolean;
  #destroyed = false;
  /** Counts loads: a slower, older one must not overwrite a newer. */
  #loads = 0;

  #pointer: Point | undefined;
  #lastPlane: Plane = 'axial';
  /** Niivue recolours the whole volume. */
  readonly #recolouring = new Throttle(() => {
    const { window } = this.#model;
    this.#stage?.setWindow(window.min, window.max);
    this.#labelsDrawn();
  });

  constructor(container: HTMLElement, options: ViewerOptions) {
    this.#options = options;
    this.#readOnly = options.readOnly ?? false;
    this.#model = new ViewModel(options.radiological ?? true);
    this.#surface = new Surface(container);
    this.#loop = new FrameLoop((wants) => this.#draw(wants));
    this.#model.size = this.#surface.resize();
    this.#gestures = new Gestures(this.#gestureContext());
    this.#sliders = new SliceSliders(this.#surface.root, (plane, slices) => {
      this.#navigated();
      this.#scroll(plane, slices);
    });
    this.#stops.push(
      this.#surface.onResize(() => this.#resized()),
      this.#listen(),
    );
    if (options.keyboard ?? true)
      this.#stops.push(listenToKeys(window, (action) => this.act(action) || (options.onAction?.(action) ?? false)));
  }

  // ---- image -------------------------------------------------------------------------------------------------------

  async load(image: ViewerImage): Promise<void> {
    const turn = ++this.#loads;
    this.#attaching ??= this.#attach();
    const stage = await this.#attaching;
    if (turn !== this.#loads || this.#destroyed) return;
    const map = await stage.load(image);
    if (turn !== this.#loads || this.#destroyed) return;
    this.#stage = stage;
    this.#image = image;
    const spacing = spacingMm(affine('ijk', 'ras', image.affine));
    const um = (mm: number) => Math.max(1, Math.round(mm * 1000));
    const grid: Grid = { dims: image.dims, spacingUm: [um(spacing[0]), um(spacing[1]), um(spacing[2])] };
    const orientation = new Orientation(map, image.dims, spacing);
    this.#model.open(orientation, grid);
    this.#prompts.open(grid);
    this.#layer = new LabelLayer(orientation, grid, stage.intensities());
    stage.useLabels(this.#layer.bitmap.voxels);
    this.#stage?.setColours(colourTable(this.#model.labels));
    this.autoWindow();
    this.setLabels(this.#source);
    this.#draw({ image: true, render: 'good' });
  }

  async #attach(): Promise<Stage> {
    const canvas = this.#surface.image;
    const stage = await Stage.attach(canvas, { radiological: this.#options.radiological ?? true });
    if (this.#destroyed) stage.destroy();
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      if (this.#destroyed || this.#surface.image !== canvas) return;
      this.#gestures.end('cancel');
      this.#stage = undefined;
      this.#attaching = undefined;
      for (const listener of this.#graphicsListeners) listener('lost');
      // If it fails, 'lost' is what the listeners know, and the truth.
      this.#restore().catch(() => undefined);
    });
    return stage;
  }

  /** A fresh canvas, the same image, the labels from their source: nothing of value lived on the graphics card. */
  async #restore(): Promise<void> {
    this.#surface.replaceImage();
    if (!this.#image) return;
    const { crosshair, window } = this.#model;
    await this.load(this.#image);
    this.#model.crosshair = crosshair;
    this.setWindow(window.min, window.max);
    for (const listener of this.#graphicsListeners) listener('restored');
  }

  // ---- what is shown -----------------------------------------------------------------------------------------------

  setLabels(source: LabelSource | null): void {
    this.#source = source;
    this.#layer?.show(source?.labels);
    this.#labelsDrawn();
  }

  labelsChanged(changed: ChangedBricks): void {
    if (changed.labels.size === 0) return;
    this.metrics.timed(() => this.#layer?.changed(changed.labels));
    this.#labelsDrawn();
  }

  setLabelStyles(labels: readonly LabelStyle[]): void {
    this.#model.labels = labels;
    const locked = labels.filter((l) => l.locked).map((l) => l.value);
    this.#model.settings = { ...this.#model.settings, locked };
    this.#stage?.setColours(colourTable(this.#model.labels));
    this.#labelsDrawn();
  }

  setOpacity(opacity: number): void {
    this.#model.opacity = Math.min(1, Math.max(0, opacity));
    this.#labelsDrawn();
    this.#tell();
  }

  setOutline(outline: boolean): void {
    this.#model.outline = outline;
    this.#labelsDrawn();
  }

  setLabelsShown(shown: boolean): void {
    this.#model.labelsShown = shown;
    this.#labelsDrawn();
  }

  setProposal(proposal: Labelmap | null): void {
    this.#proposal.show(proposal ?? undefined);
    this.#loop.request({});
  }

  setUncertainty(uncertainty: Labelmap | null): void {
    this.#heat.show(uncertainty ?? undefined);
    this.#loop.request({});
  }

  setPrompts(prompts: readonly Prompt[]): void {
    this.#prompts.show(prompts);
    this.#loop.request({});
  }

  highlightPrompt(id: OperationId | null): void {
    this.#prompts.highlight(id);
    this.#loop.request({});
  }

  setPeers(peers: readonly Presence[]): void {
    this.#peers = peers;
    this.#loop.request({});
  }

  /** The label picture changed: slices at once, the 3D tile when things are quiet. */
  #labelsDrawn(): void {
    this.#loop.request({ image: true });
    this.#loop.renderWhenIdle(() => this.#gestures.isActive);
  }

  // ---- view --------------------------------------------------------------------------------------------------------

  setTool(tool: ToolName, settings: Partial<PaintSettings> = {}): void {
    this.#model.setTool(tool, settings);
    this.#gestures.dropOtherDraft(tool);
    this.#loop.request({});
    this.#tell();
  }

  setReadOnly(readOnly: boolean): void {
    this.#readOnly = readOnly;
    if (readOnly) this.#gestures.stopPainting();
    this.#loop.request({});
  }

  setLayout(layout: Layout): void {
    this.#model.setLayout(layout);
    this.#loop.request({ render: 'good' });
  }

  setSlice(axis: Axis, index: number): void {
    if (this.#model.setSlice(axis, index)) this.#labelsDrawn();
  }

  setCrosshair(ijk: Vec3): void {
    const voxel = this.#model.orientation?.toCanonical(ijk);
    if (voxel && this.#model.setCrosshair(voxel)) this.#labelsDrawn();
  }

  lookAs(look: Look): void {
    if (!this.#gestures.isActive && lookAs(this.#model, look)) this.#labelsDrawn();
  }

  #scroll(plane: Plane, slices: number): void {
    if (!this.#gestures.isActive && this.#model.scroll(plane, slices)) this.#labelsDrawn();
  }

  setWindow(min: number, max: number): void {
    if (!(max > min)) return;
    this.#model.window = { min, max };
    this.#recolouring.request();
  }

  autoWindow(): void {
    const sampled = this.intensities;
    if (!sampled) return;
    const { min, max } = autoWindow(sampled.voxels, sampled.slope, sampled.intercept);
    this.setWindow(min, max);
  }

  fit(): void {
    this.#model.fit();
    this.#loop.request({ image: true });
  }

  /** A quick picture for each move, a good one when the hand rests. */
  #turned(): void {
    this.#loop.request({ render: 'quick' });
    this.#loop.renderWhenIdle(() => false);
  }

  pickVoxel(x: number, y: number): { readonly plane: Plane; readonly ijk: Vec3 } | null {
    return pickVoxel(this.#model, [x, y]);
  }

  screenOf(plane: Plane, ijk: Vec3): Point | null {
    const view = this.#model.views.find((v) => v.plane === plane);
    return view && this.#model.orientation ? toScreen(view, this.#model.orientation.toCanonical(ijk)) : null;
  }

  get intensities(): Intensities | undefined {
    return this.#stage?.intensities();
  }

  get view(): ViewState | undefined {
    return this.#teller.view;
  }

  async settled(): Promise<void> {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    // The 3D tile waits for the end of a gesture, so this does not wait for the 3D tile during one.
    const isBusy = () =>
      this.#loop.isPending || this.#recolouring.isDue || (this.#loop.isRenderDue && !this.#gestures.isActive);
    do await frame();
    while (!this.#destroyed && isBusy());
    // The last picture is drawn; one frame more, and it has been composed.
    await frame();
  }

  // ---- listeners ---------------------------------------------------------------------------------------------------

  onStroke(listener: StrokeListener): Unsubscribe {
    return subscribe(this.#strokeListeners, listener);
  }

  onView(listener: (view: ViewState) => void): Unsubscribe {
    if (this.view) listener(this.view);
    return subscribe(this.#teller.listeners, listener);
  }

  onNavigate(listener: () => void): Unsubscribe {
    return subscribe(this.#navigateListeners, listener);
  }

  #navigated(): void {
    for (const listener of this.#navigateListeners) listener();
  }

  onGraphics(listener: (state: 'lost' | 'restored') => void): Unsubscribe {
    return subscribe(this.#graphicsListeners, listener);
  }

  // ---- gestures ----------------------------------------------------------------------------------------------------

  act(action: KeyAction): boolean {
    if (isNavigationKey(action.action)) this.#navigated();
    return actOnKey(action, {
      viewer: this,
      model: this.#model,
      plane: this.#lastPlane,
      scroll: (plane, slices) => this.#scroll(plane, slices),
      resizeBrush: (factor) => this.#resizeBrush(factor),
      crosshairHere: () => this.#crosshairTo(this.#pointer),
      maximiseHere: () => this.#maximise(this.#pointer ?? [1, 1]),
      fixDraft: () => this.#gestures.endDraft('complete'),
      cancelStroke: () => this.#gestures.cancel(),
      refresh: () => this.#labelsDrawn(),
    });
  }

  #listen(): Unsubscribe {
    const { metrics } = this;
    const actions: PointerActions = {
      isReadOnly: () => this.#readOnly,
      begin: (tool, sample) => metrics.timed(() => this.#gestures.begin(tool, sample)),
      update: (sample) => metrics.timed(() => this.#gestures.update(sample)),
      complete: () => metrics.timed(() => this.#gestures.end('complete')),
      cancel: () => this.#gestures.end('cancel'),
      hover: (point) => this.#hover(point),
      turn: ([dx, dy]) => {
        this.#stage?.turn(dx, dy);
        this.#turned();
      },
      zoomRender: (factor) => {
        this.#stage?.zoomRender(factor);
        this.#turned();
      },
      zoom: (view, factor, at) => this.#setCamera(view, zoomAt(view, factor, at)),
      scroll: (view, slices) => {
        if (this.#model.scroll(view.plane, slices)) this.#labelsDrawn();
      },
      scrollTo: (view, slice) => {
        if (this.#model.scroll(view.plane, slice - this.#model.crosshair[PLANES[view.plane].normal]))
          this.#labelsDrawn();
      },
      resizeBrush: (factor) => this.#resizeBrush(factor),
      moveCrosshair: (_, point) => this.#crosshairTo(point),
      pickLabel: (point) => {
        const label = hoverState(this.#model, point, this.#stage, this.#source)?.label ?? 0;
        if (label !== 0) this.setTool(this.#model.tool === 'eraser' ? 'brush' : this.#model.tool, { label });
      },
      maximise: (point) => this.#maximise(point),
    };
    const told = tellNavigation(actions, () => this.#navigated());
    return listenToPointer(this.#surface.root, this.#model, told);
  }

  #gestureContext(): GestureContext {
    const at = (point: Point, move: (view: PlaneView) => PlaneView['camera']) => {
      const view = this.#model.viewAt(point);
      if (view) this.#setCamera(view, move(view));
    };
    return {
      model: this.#model,
      layer: () => this.#layer,
      livePrompt: this.#livePrompt,
      deliver: (paint) => [...this.#strokeListeners].map((listener) => listener(paint)),
      moveCrosshair: (ijk) => this.setCrosshair(ijk),
      pan: (point, by) => at(point, (view) => panBy(view, by)),
      zoom: (point, factor) => at(point, (view) => zoomAt(view, factor, point)),
      dragWindow: (by) => {
        const { min, max } = dragWindow(this.#model.window, by);
        this.setWindow(min, max);
      },
      labelsDrawn: () => this.#labelsDrawn(),
      overlayDrawn: () => this.#loop.request({}),
    };
  }

  #setCamera(view: PlaneView, camera: PlaneView['camera']): void {
    this.#model.setCamera(view.plane, camera);
    this.#loop.request({ image: true });
  }

  #resizeBrush(factor: number): void {
    this.setTool(this.#model.tool, { radiusMm: this.#model.settings.radiusMm * factor });
  }

  #maximise(point: Point): void {
    const tile = this.#model.tileAt(point);
    if (!tile) return;
    this.#model.maximise(tile.kind);
    this.#loop.request({ render: 'good' });
  }

  #crosshairTo(point: Point | undefined): void {
    const view = point && this.#model.viewAt(point);
    if (!view) return;
    const voxel = toVoxel(view, point, this.#model.crosshair[PLANES[view.plane].normal]);
    if (this.#model.setCrosshair(voxel)) this.#labelsDrawn();
  }

  #hover(point: Point | undefined): void {
    this.#pointer = point;
    const plane = point && this.#model.viewAt(point)?.plane;
    if (plane) this.#lastPlane = plane;
    this.#surface.root.style.cursor = cursorFor(this.#model, point, this.#gestures.draft, this.#readOnly);
    this.#loop.request({});
  }

  // ---- drawing -----------------------------------------------------------------------------------------------------

  #draw(wants: Readonly<Wants>): void {
    const start = performance.now();
    const stage = this.#stage;
    const { isPainting } = this.#gestures;
    const before = { uploads: stage?.uploads ?? 0, draws: stage?.niivue.draws ?? 0 };
    const box = stage && this.#layer?.dirty.take();
    if (stage && box && this.#layer) stage.uploadBox(this.#layer.bitmap.voxels, box);
    let drawing = performance.now();
    if (stage && this.#model.orientation && (wants.image || box)) {
      placeStage(stage, this.#model);
      drawing = performance.now();
      stage.draw(wants.render || 'keep');
    }
    this.#drawOverlay();
    this.#sliders.update(this.#model, this.#peers);
    const end = performance.now();
    const eventMs = this.metrics.takeEventMs();
    if (isPainting && stage && box)
      this.metrics.record({
        beforeDrawMs: eventMs + drawing - start,
        drawMs: end - drawing,
        uploads: stage.uploads - before.uploads,
        draws: stage.niivue.draws - before.draws,
        uploadedVoxels: (box.high[0] - box.low[0]) * (box.high[1] - box.low[1]) * (box.high[2] - box.low[2]),
      });
    if (this.#layer && !this.#layer.dirty.isEmpty) this.#loop.request({ image: true });
    this.#tell();
  }

  #drawOverlay(): void {
    const { context } = this.#surface;
    const scene = context && overlayScene(this.#model, this.#pointer, this.#gestures, this.#readOnly);
    if (!scene) return;
    const paths = { heat: this.#heat, proposal: this.#proposal, prompts: this.#prompts, livePrompt: this.#livePrompt };
    paintOverlay(context, { ...scene, ...paths, peers: this.#peers, inRender: (v) => this.#stage?.inRender(v) });
  }

  #tell(): void {
    const hover = this.#pointer ? hoverState(this.#model, this.#pointer, this.#stage, this.#source) : null;
    const { isPainting, draft } = this.#gestures;
    const now = { hover, plane: this.#lastPlane, isPainting, draftLabel: draft?.value };
    const view = viewState(this.#model, now);
    if (view) this.#teller.tell(view);
  }

  #resized(): void {
    if (this.#destroyed) return;
    this.#model.size = this.#surface.resize();
    // Same task as the resize: a cleared canvas would flash black.
    this.#draw({ image: true, render: 'good' });
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#loop.stop();
    this.#recolouring.stop();
    for (const stop of this.#stops) stop();
    const { listeners } = this.#teller;
    for (const set of [this.#strokeListeners, this.#navigateListeners, this.#graphicsListeners, listeners]) set.clear();
    this.#stage?.destroy();
    this.#stage = undefined;
    this.#layer = undefined;
    this.#source = null;
    this.#surface.remove();
  }
}

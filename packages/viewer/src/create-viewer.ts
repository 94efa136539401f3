import type { ChangedBricks, Presence } from '@scholia/collab';
import { assertNever } from '@scholia/core';
import { affine, spacingMm, type Vec3 } from '@scholia/geometry';
import {
  type Axis,
  type KeyAction,
  listenToKeys,
  type Paint,
  type PaintSettings,
  type PointerSample,
  SCRIBBLE_RADIUS_MM,
  TOOLS,
  type ToolEffect,
  ToolMachine,
  type ToolName,
} from '@scholia/tools';
import { type Grid, Labelmap, rasteriseStroke } from '@scholia/volume';
import { FrameLoop, type Wants } from './frame-loop.ts';
import { actOnKey } from './input/key-actions.ts';
import { listenToPointer } from './input/pointer-input.ts';
import { colourTable, type LabelStyle } from './labels/colours.ts';
import { LabelLayer, type Preview } from './labels/label-layer.ts';
import { ViewerMetrics } from './metrics.ts';
import { ViewModel } from './model.ts';
import { paintOverlay } from './overlay/painter.ts';
import type { BrushRing } from './overlay/scene.ts';
import { SlicePaths } from './overlay/slice-paths.ts';
import type { Layout } from './space/layout.ts';
import { Orientation } from './space/orientation.ts';
import { PLANES, type Plane, type PlaneView, panBy, toScreen, toVoxel, zoomAt } from './space/plane.ts';
import { Stage, type ViewerImage } from './stage/stage.ts';
import { shownExtent, stageTile } from './stage/tiles.ts';
import { Surface } from './surface.ts';
import type {
  HoverState,
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
  readonly #viewListeners = new Set<(view: ViewState) => void>();
  readonly #graphicsListeners = new Set<(state: 'lost' | 'restored') => void>();
  readonly #proposal = new SlicePaths();
  readonly #prompts = new SlicePaths();
  readonly #livePrompt = new SlicePaths();

  #stage: Stage | undefined;
  #image: ViewerImage | undefined;
  #layer: LabelLayer | undefined;
  #source: LabelSource | null = null;
  #peers: readonly Presence[] = [];
  #readOnly: boolean;
  #destroyed = false;
  /** Counts loads: a slower, older one must not overwrite a newer. */
  #loads = 0;

  #machine: ToolMachine | undefined;
  #preview: Preview | undefined;
  #livePromptMap: Labelmap | undefined;
  #pointer: Point | undefined;
  #lastPlane: Plane = 'axial';
  #windowTimer: ReturnType<typeof setTimeout> | undefined;
  #view: ViewState | undefined;
  #viewText = '';

  constructor(container: HTMLElement, options: ViewerOptions) {
    this.#options = options;
    this.#readOnly = options.readOnly ?? false;
    this.#model = new ViewModel(options.radiological ?? true);
    this.#surface = new Surface(container);
    this.#loop = new FrameLoop((wants) => this.#draw(wants));
    this.#model.size = this.#surface.resize();
    const observer = new ResizeObserver(() => this.#resized());
    observer.observe(this.#surface.root);
    this.#stops.push(() => observer.disconnect(), this.#watchPixelRatio(), this.#listen());
    if (options.keyboard ?? true)
      this.#stops.push(listenToKeys(window, (action) => this.act(action) || (options.onAction?.(action) ?? false)));
  }

  // ---- image -------------------------------------------------------------------------------------------------------

  async load(image: ViewerImage): Promise<void> {
    const turn = ++this.#loads;
    this.#stage ??= await this.#attach();
    if (turn !== this.#loads || this.#destroyed) return;
    const map = await this.#stage.load(image);
    if (turn !== this.#loads || this.#destroyed) return;
    this.#image = image;
    const spacing = spacingMm(affine('ijk', 'ras', image.affine));
    const um = (mm: number) => Math.max(1, Math.round(mm * 1000));
    const grid: Grid = { dims: image.dims, spacingUm: [um(spacing[0]), um(spacing[1]), um(spacing[2])] };
    const orientation = new Orientation(map, image.dims, spacing);
    this.#model.open(orientation, grid);
    this.#layer = new LabelLayer(orientation, grid);
    this.#stage.useLabels(this.#layer.bitmap.voxels);
    this.#applyColours();
    this.autoWindow();
    this.setLabels(this.#source);
    this.#draw({ image: true, render: true, overlay: true });
  }

  async #attach(): Promise<Stage> {
    const canvas = this.#surface.image;
    const stage = await Stage.attach(canvas, { radiological: this.#options.radiological ?? true });
    if (this.#destroyed) stage.destroy();
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      if (this.#destroyed || this.#surface.image !== canvas) return;
      this.#stage = undefined;
      for (const listener of this.#graphicsListeners) listener('lost');
      void this.#restore();
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
    this.#prompts.show(source?.prompts);
    this.#labelsDrawn();
  }

  labelsChanged(changed: ChangedBricks): void {
    this.metrics.timed(() => {
      if (changed.labels.size > 0) this.#layer?.changed(changed.labels);
      if (changed.prompts.size > 0) this.#prompts.show(this.#source?.prompts);
    });
    this.#labelsDrawn();
  }

  setLabelStyles(labels: readonly LabelStyle[]): void {
    this.#model.labels = labels;
    const locked = labels.filter((l) => l.locked).map((l) => l.value);
    this.#model.settings = { ...this.#model.settings, locked };
    this.#applyColours();
    this.#labelsDrawn();
  }

  setOpacity(opacity: number): void {
    this.#model.opacity = Math.min(1, Math.max(0, opacity));
    this.#labelsDrawn();
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

  setPeers(peers: readonly Presence[]): void {
    this.#peers = peers;
    this.#loop.request({});
  }

  #applyColours(): void {
    this.#stage?.setColours(colourTable(this.#model.labels));
  }

  /** The label picture changed: slices at once, the 3D tile when things are quiet. */
  #labelsDrawn(): void {
    this.#loop.request({ image: true });
    this.#loop.renderWhenIdle(() => this.#machine?.isActive ?? false);
  }

  // ---- view --------------------------------------------------------------------------------------------------------

  setTool(tool: ToolName, settings: Partial<PaintSettings> = {}): void {
    this.#model.tool = tool;
    const merged = { ...this.#model.settings, ...settings };
    this.#model.settings = { ...merged, radiusMm: Math.min(100, Math.max(0.1, merged.radiusMm)) };
    this.#loop.request({});
  }

  setReadOnly(readOnly: boolean): void {
    this.#readOnly = readOnly;
    if (readOnly && this.#machine?.definition.paints) this.#endGesture('cancel');
    this.#loop.request({});
  }

  setLayout(layout: Layout): void {
    this.#model.setLayout(layout);
    this.#loop.request({ render: true });
  }

  setSlice(axis: Axis, index: number): void {
    if (this.#model.setSlice(axis, index)) this.#moved();
  }

  setCrosshair(ijk: Vec3): void {
    const voxel = this.#model.orientation?.toCanonical(ijk);
    if (voxel && this.#model.setCrosshair(voxel)) this.#moved();
  }

  setWindow(min: number, max: number): void {
    if (!(max > min)) return;
    this.#model.window = { min, max };
    // Niivue recolours the whole volume; more often than the screen can show would only queue up.
    this.#windowTimer ??= setTimeout(() => {
      this.#windowTimer = undefined;
      const { window } = this.#model;
      this.#stage?.setWindow(window.min, window.max);
      this.#labelsDrawn();
    }, 0);
  }

  autoWindow(): void {
    const sampled = this.#stage?.intensities();
    if (!sampled) return;
    const { min, max } = autoWindow(sampled.voxels, sampled.slope, sampled.intercept);
    this.setWindow(min, max);
  }

  fit(): void {
    this.#model.fit();
    this.#loop.request({ image: true });
  }

  /** The crosshair moved; it shows in the 3D tile as well. */
  #moved(): void {
    this.#labelsDrawn();
  }

  pickVoxel(x: number, y: number): { readonly plane: Plane; readonly ijk: Vec3 } | null {
    const view = this.#model.viewAt([x, y]);
    const { orientation } = this.#model;
    if (!view || !orientation) return null;
    const voxel = toVoxel(view, [x, y], this.#model.crosshair[PLANES[view.plane].normal]);
    const ijk = orientation.toFile(voxel).map(Math.round) as [number, number, number];
    return ijk.every((v, axis) => v >= 0 && v < orientation.fileDims[axis]) ? { plane: view.plane, ijk } : null;
  }

  screenOf(plane: Plane, ijk: Vec3): Point | null {
    const view = this.#model.views.find((v) => v.plane === plane);
    return view && this.#model.orientation ? toScreen(view, this.#model.orientation.toCanonical(ijk)) : null;
  }

  get view(): ViewState | undefined {
    return this.#view;
  }

  // ---- listeners ---------------------------------------------------------------------------------------------------

  onStroke(listener: StrokeListener): Unsubscribe {
    this.#strokeListeners.add(listener);
    return () => this.#strokeListeners.delete(listener);
  }

  onView(listener: (view: ViewState) => void): Unsubscribe {
    this.#viewListeners.add(listener);
    if (this.#view) listener(this.#view);
    return () => this.#viewListeners.delete(listener);
  }

  onGraphics(listener: (state: 'lost' | 'restored') => void): Unsubscribe {
    this.#graphicsListeners.add(listener);
    return () => this.#graphicsListeners.delete(listener);
  }

  // ---- gestures ----------------------------------------------------------------------------------------------------

  act(action: KeyAction): boolean {
    return actOnKey(action, {
      viewer: this,
      model: this.#model,
      plane: this.#lastPlane,
      scroll: (plane, slices) => {
        if (!this.#machine?.isActive && this.#model.scroll(plane, slices)) this.#moved();
      },
      resizeBrush: (factor) => this.#resizeBrush(factor),
      crosshairHere: () => this.#crosshairTo(this.#pointer),
      maximiseHere: () => this.#maximise(this.#pointer ?? [1, 1]),
      cancelStroke: () => this.#endGesture('cancel'),
      refresh: () => this.#labelsDrawn(),
    });
  }

  #listen(): Unsubscribe {
    const { metrics } = this;
    return listenToPointer(this.#surface.root, this.#model, {
      isReadOnly: () => this.#readOnly,
      begin: (tool, sample) => metrics.timed(() => this.#beginGesture(tool, sample)),
      update: (sample) => metrics.timed(() => this.#machine?.update(sample)),
      complete: () => metrics.timed(() => this.#endGesture('complete')),
      cancel: () => this.#endGesture('cancel'),
      hover: (point) => this.#hover(point),
      turn: ([dx, dy]) => {
        this.#stage?.turn(dx, dy);
        this.#loop.request({ render: true });
      },
      zoomRender: (factor) => {
        this.#stage?.zoomRender(factor);
        this.#loop.request({ render: true });
      },
      zoom: (view, factor, at) => this.#setCamera(view, zoomAt(view, factor, at)),
      scroll: (view, slices) => {
        if (this.#model.scroll(view.plane, slices)) this.#moved();
      },
      scrollTo: (view, slice) => {
        if (this.#model.scroll(view.plane, slice - this.#model.crosshair[PLANES[view.plane].normal])) this.#moved();
      },
      resizeBrush: (factor) => this.#resizeBrush(factor),
      moveCrosshair: (_, point) => this.#crosshairTo(point),
      pickLabel: (point) => {
        const label = this.#hoverState(point)?.label ?? 0;
        if (label !== 0) this.setTool(this.#model.tool === 'eraser' ? 'brush' : this.#model.tool, { label });
      },
      maximise: (point) => this.#maximise(point),
    });
  }

  #beginGesture(tool: ToolName, sample: PointerSample): void {
    const { grid, settings } = this.#model;
    if (!grid || this.#machine?.isActive) return;
    this.#machine = new ToolMachine(TOOLS[tool], { grid, settings, emit: (effect) => this.#perform(effect) });
    this.#machine.begin(sample);
    this.#loop.request({});
  }

  #endGesture(how: 'complete' | 'cancel'): boolean {
    if (!this.#machine?.isActive) return false;
    this.#machine[how]();
    this.#machine = undefined;
    this.#loop.request({});
    return true;
  }

  #perform(effect: ToolEffect): void {
    const { grid } = this.#model;
    switch (effect.type) {
      case 'PaintExtended':
        if (effect.added.layer === 'prompts') this.#extendPrompt(effect.added);
        else if (this.#layer) {
          this.#preview ??= this.#layer.begin();
          this.#layer.extend(this.#preview, effect.added);
          this.#labelsDrawn();
        }
        return;
      case 'PaintCompleted':
        this.#deliver(effect.paint);
        return;
      case 'PaintCancelled':
        if (this.#preview) this.#layer?.end(this.#preview);
        this.#preview = undefined;
        this.#dropPrompt();
        this.#labelsDrawn();
        return;
      case 'CrosshairMoved':
        if (grid) this.setCrosshair(effect.ijk);
        return;
      case 'Panned': {
        const view = this.#model.viewAt(effect.at);
        if (view) this.#setCamera(view, panBy(view, effect.by));
        return;
      }
      case 'Zoomed': {
        const view = this.#model.viewAt(effect.at);
        if (view) this.#setCamera(view, zoomAt(view, effect.factor, effect.at));
        return;
      }
      case 'WindowDragged': {
        const { min, max } = dragWindow(this.#model.window, effect.by);
        this.setWindow(min, max);
        return;
      }
      default:
        assertNever(effect);
    }
  }

  /** Hands the stroke over, then shows the truth in place of the preview: at once, or when a listener's promise settles. */
  #deliver(paint: Paint): void {
    const preview = this.#preview;
    const prompt = this.#livePromptMap;
    this.#preview = undefined;
    const results = [...this.#strokeListeners].map((listener) => listener(paint));
    const finish = () => {
      if (preview) this.#layer?.end(preview);
      if (this.#livePromptMap === prompt) this.#dropPrompt();
      this.#labelsDrawn();
    };
    const waiting = results.filter((result) => result instanceof Promise);
    if (waiting.length === 0) finish();
    else void Promise.allSettled(waiting).then(finish);
  }

  #extendPrompt(piece: Paint): void {
    const { grid } = this.#model;
    if (!grid) return;
    const map = this.#livePromptMap ?? new Labelmap(grid.dims);
    this.#livePromptMap = map;
    rasteriseStroke(grid, piece.shape, (i0, i1, j, k) => map.fillRun(i0, i1, j, k, piece.value));
    this.#livePrompt.show(map);
    this.#loop.request({});
  }

  #dropPrompt(): void {
    this.#livePromptMap = undefined;
    this.#livePrompt.show(undefined);
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
    this.#loop.request({ render: true });
  }

  #crosshairTo(point: Point | undefined): void {
    const view = point && this.#model.viewAt(point);
    if (!view) return;
    const voxel = toVoxel(view, point, this.#model.crosshair[PLANES[view.plane].normal]);
    if (this.#model.setCrosshair(voxel)) this.#moved();
  }

  #hover(point: Point | undefined): void {
    this.#pointer = point;
    const plane = point && this.#model.viewAt(point)?.plane;
    if (plane) this.#lastPlane = plane;
    this.#surface.root.style.cursor = this.#cursor(point);
    this.#loop.request({});
  }

  #cursor(point: Point | undefined): string {
    if (!point || !this.#model.viewAt(point)) return 'grab';
    const tool = this.#model.activeTool;
    if (TOOLS[tool].paints) return this.#readOnly ? 'not-allowed' : 'none';
    return { navigate: 'crosshair', pan: 'grab', zoom: 'ns-resize', window: 'all-scroll' }[tool as 'pan'] ?? 'default';
  }

  // ---- drawing -----------------------------------------------------------------------------------------------------

  #draw(wants: Readonly<Wants>): void {
    const start = performance.now();
    const stage = this.#stage;
    const isPainting = this.#machine?.definition.paints === true;
    const before = { uploads: stage?.uploads ?? 0, draws: stage?.niivue.draws ?? 0 };
    const box = stage && this.#layer?.dirty.take();
    if (stage && box && this.#layer) stage.uploadBox(this.#layer.bitmap.voxels, box);
    let drawing = performance.now();
    if (stage && this.#model.orientation && (wants.image || box)) {
      this.#place(stage);
      drawing = performance.now();
      stage.draw(!wants.render);
    }
    this.#drawOverlay();
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

  #place(stage: Stage): void {
    const { ratio } = this.#model.size;
    const views = this.#model.views;
    const shown = (plane: Plane) => {
      const view = views.find((v) => v.plane === plane);
      return view ? shownExtent(view) : undefined;
    };
    stage.setTiles(
      this.#model.tiles.map((tile) => stageTile(tile, ratio)),
      [shown('axial'), shown('coronal'), shown('sagittal')],
    );
    stage.setCrosshair(this.#model.crosshair);
    const visible = this.#model.labelsShown && !this.#model.peeking;
    stage.setOpacity(visible ? this.#model.opacity : 0, this.#model.outline);
  }

  #drawOverlay(): void {
    const { orientation, tiles } = this.#model;
    const { context } = this.#surface;
    if (!context || !orientation) return;
    paintOverlay(context, {
      size: this.#model.size,
      views: this.#model.views,
      render: tiles.find((t) => t.kind === '3d')?.rect,
      activePlane: this.#pointer && this.#model.viewAt(this.#pointer)?.plane,
      orientation,
      crosshair: this.#model.crosshair,
      showsCrosshair: !this.#model.peeking && !this.#machine?.definition.paints,
      labels: this.#model.labels,
      proposal: this.#proposal,
      prompts: this.#prompts,
      livePrompt: this.#livePrompt,
      showsLabels: this.#model.labelsShown && !this.#model.peeking,
      brush: this.#brushRing(),
      peers: this.#peers,
    });
  }

  #brushRing(): BrushRing | undefined {
    const { activeTool, settings } = this.#model;
    const view = this.#pointer && this.#model.viewAt(this.#pointer);
    if (!view || !this.#pointer || !TOOLS[activeTool].paints || this.#readOnly) return undefined;
    const isScribble = activeTool.startsWith('scribble');
    const erases = (this.#machine?.definition ?? TOOLS[activeTool]) === TOOLS.eraser;
    const style = this.#model.labels.find((l) => l.value === settings.label);
    return {
      plane: view.plane,
      voxel: toVoxel(view, this.#pointer, this.#model.crosshair[PLANES[view.plane].normal]),
      radiusMm: isScribble ? Math.min(settings.radiusMm, SCRIBBLE_RADIUS_MM) : settings.radiusMm,
      isSphere: !isScribble && settings.shape === 'sphere',
      erases: erases || activeTool === 'scribble-background',
      color: style?.color ?? '#ffffff',
    };
  }

  #hoverState(point: Point): HoverState | null {
    const picked = this.pickVoxel(...point);
    if (!picked || !this.#stage || !this.#model.orientation) return null;
    const [i, j, k] = picked.ijk;
    return {
      ...picked,
      intensity: this.#stage.intensityAt(picked.ijk, this.#model.orientation.fileDims),
      label: this.#source?.labels.get(i, j, k) ?? 0,
    };
  }

  /** Tells listeners what is seen, if it is not what they know. */
  #tell(): void {
    const { orientation } = this.#model;
    if (!orientation) return;
    const { layout, window, tool, activeTool, settings, opacity, labelsShown, outline } = this.#model;
    const slices = this.#model.slices(orientation);
    const hover = this.#pointer ? this.#hoverState(this.#pointer) : null;
    const { axis, index } = slices[this.#lastPlane];
    const view: ViewState = {
      layout,
      crosshair: orientation.toFile(this.#model.crosshair),
      slices,
      hover,
      window,
      tool,
      activeTool,
      settings,
      opacity,
      labelsShown,
      outline,
      isPainting: this.#machine?.definition.paints ?? false,
      presence: {
        view: { axis, slice: index },
        ijk: hover?.ijk ?? null,
        tool: activeTool,
        radiusUm: Math.round(settings.radiusMm * 1000),
        label: settings.label,
      },
    };
    const text = JSON.stringify(view);
    if (text === this.#viewText) return;
    this.#viewText = text;
    this.#view = view;
    for (const listener of this.#viewListeners) listener(view);
  }

  #resized(): void {
    if (this.#destroyed) return;
    this.#model.size = this.#surface.resize();
    // Same task as the resize: a cleared canvas would flash black.
    this.#draw({ image: true, render: true, overlay: true });
  }

  /** The window moved to a screen of another density; a media query that no longer matches is the only notice. */
  #watchPixelRatio(): Unsubscribe {
    let query: MediaQueryList | undefined;
    const watch = () => {
      query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
      query.addEventListener('change', changed, { once: true });
    };
    const changed = () => {
      this.#resized();
      watch();
    };
    watch();
    return () => query?.removeEventListener('change', changed);
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#loop.stop();
    clearTimeout(this.#windowTimer);
    for (const stop of this.#stops) stop();
    this.#strokeListeners.clear();
    this.#viewListeners.clear();
    this.#graphicsListeners.clear();
    this.#stage?.destroy();
    this.#stage = undefined;
    this.#layer = undefined;
    this.#source = null;
    this.#surface.remove();
  }
}

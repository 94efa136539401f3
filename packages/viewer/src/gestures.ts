import { assertNever } from '@scholia/core';
import type { Vec3 } from '@scholia/geometry';
import {
  type Paint,
  type PointerSample,
  type RegionPaint,
  type SeedPaint,
  TOOLS,
  type ToolDefinition,
  type ToolEffect,
  ToolMachine,
  type ToolName,
} from '@scholia/tools';
import { type Grid, Labelmap, rasteriseStroke } from '@scholia/volume';
import type { LabelLayer, Preview } from './labels/label-layer.ts';
import type { ViewModel } from './model.ts';
import type { SlicePaths } from './overlay/slice-paths.ts';

/** What a gesture may do to the viewer. Points and drags are CSS pixels. */
export interface GestureContext {
  readonly model: ViewModel;
  layer(): LabelLayer | undefined;
  /** Shows the scribble under way. */
  readonly livePrompt: SlicePaths;
  /** Hands a finished stroke to whoever keeps strokes; their answers, promises among them. */
  deliver(paint: Paint | RegionPaint | SeedPaint): readonly unknown[];
  moveCrosshair(ijk: Vec3): void;
  pan(at: readonly [number, number], by: readonly [number, number]): void;
  zoom(at: readonly [number, number], factor: number): void;
  dragWindow(by: readonly [number, number]): void;
  labelsDrawn(): void;
  overlayDrawn(): void;
}

/** Runs one tool gesture at a time, and shows its stroke before it is a label. */
export class Gestures {
  readonly #context: GestureContext;
  #machine: ToolMachine | undefined;
  #preview: Preview | undefined;
  #prompt: Labelmap | undefined;
  #outline: RegionPaint | undefined;
  /** What rests between gestures, until it is fixed or dropped. */
  #draft: ToolMachine | undefined;

  constructor(context: GestureContext) {
    this.#context = context;
  }

  get isActive(): boolean {
    return this.#machine !== undefined;
  }
  get isPainting(): boolean {
    return this.#machine?.definition.paints ?? false;
  }
  get isErasing(): boolean {
    return this.#machine?.definition === TOOLS.eraser;
  }

  /** What was drawn and is not fixed yet. */
  get draft(): RegionPaint | undefined {
    return this.#draft && this.#outline;
  }

  /** The region under way, or at rest. */
  get outline(): RegionPaint | undefined {
    return this.#outline;
  }

  begin(tool: ToolName, sample: PointerSample): void {
    const { grid } = this.#context.model;
    if (!grid || this.#machine) return;
    const definition = TOOLS[tool];
    // A draft waits while one pans and zooms.
    if (definition.paints && this.#draft?.definition !== definition) this.endDraft('cancel');
    this.#machine = this.#draft?.definition === definition ? this.#draft : this.#machineOf(definition, grid);
    this.#machine.begin(sample);
    this.#context.overlayDrawn();
  }

  update(sample: PointerSample): void {
    this.#machine?.update(sample);
  }

  /** False if there was nothing to end. */
  end(how: 'complete' | 'cancel'): boolean {
    const machine = this.#machine;
    if (!machine) return false;
    machine[how]();
    this.#machine = undefined;
    if (machine.isActive) this.#draft = machine;
    this.#context.overlayDrawn();
    return true;
  }

  /** Fixes or drops the draft. False if there is none, or it is being dragged. */
  endDraft(how: 'complete' | 'cancel'): boolean {
    if (!this.#draft || this.isActive) return false;
    this.#draft[how]();
    this.#draft = undefined;
    this.#context.overlayDrawn();
    return true;
  }

  /** The gesture, or else the draft. False if there was neither. */
  cancel(): boolean {
    return this.end('cancel') || this.endDraft('cancel');
  }

  /** Nothing may be written any more. */
  stopPainting(): void {
    if (this.isPainting) this.end('cancel');
    this.endDraft('cancel');
  }

  /** With another tool in hand there would be no handles to pull. */
  dropOtherDraft(tool: ToolName): void {
    if (this.#draft?.definition !== TOOLS[tool]) this.endDraft('cancel');
  }

  #machineOf(definition: ToolDefinition, grid: Grid): ToolMachine {
    const { model } = this.#context;
    return new ToolMachine(definition, {
      grid,
      get settings() {
        return model.settings;
      },
      emit: (effect) => this.#perform(effect),
    });
  }

  #perform(effect: ToolEffect): void {
    const context = this.#context;
    switch (effect.type) {
      case 'PaintExtended':
        if (effect.added.layer === 'prompts') this.#extendPrompt(effect.added);
        else this.#extendLabels(effect.added);
        break;
      case 'PaintCompleted':
        this.#deliver(effect.paint);
        break;
      case 'RegionOutlined':
        this.#outline = effect.paint;
        context.overlayDrawn();
        break;
      case 'RegionCompleted':
        this.#outline = undefined;
        context.deliver(effect.paint);
        context.labelsDrawn();
        break;
      case 'SeedPlaced':
        context.deliver(effect.paint);
        context.labelsDrawn();
        break;
      case 'PaintCancelled':
        this.#outline = undefined;
        this.#drop(this.#preview, this.#prompt);
        break;
      case 'CrosshairMoved':
        context.moveCrosshair(effect.ijk);
        break;
      case 'Panned':
        context.pan(effect.at, effect.by);
        break;
      case 'Zoomed':
        context.zoom(effect.at, effect.factor);
        break;
      case 'WindowDragged':
        context.dragWindow(effect.by);
        break;
      default:
        assertNever(effect);
    }
  }

  /** Hands the stroke over, then shows the truth in place of the preview: at once, or when the answers have settled. */
  #deliver(paint: Paint): void {
    const [preview, prompt] = [this.#preview, this.#prompt];
    this.#preview = undefined;
    const waiting = this.#context.deliver(paint).filter((answer) => answer instanceof Promise);
    if (waiting.length === 0) this.#drop(preview, prompt);
    else void Promise.allSettled(waiting).then(() => this.#drop(preview, prompt));
  }

  #extendLabels(piece: Paint): void {
    const layer = this.#context.layer();
    if (!layer) return;
    this.#preview ??= layer.begin();
    layer.extend(this.#preview, piece);
    this.#context.labelsDrawn();
  }

  #extendPrompt(piece: Paint): void {
    const { model, livePrompt } = this.#context;
    if (!model.grid) return;
    const prompt = this.#prompt ?? new Labelmap(model.grid.dims);
    this.#prompt = prompt;
    rasteriseStroke(model.grid, piece.shape, (i0, i1, j, k) => prompt.fillRun(i0, i1, j, k, piece.value));
    livePrompt.show(prompt);
    this.#context.overlayDrawn();
  }

  #drop(preview: Preview | undefined, prompt: Labelmap | undefined): void {
    if (preview) this.#context.layer()?.end(preview);
    if (preview === this.#preview) this.#preview = undefined;
    // Another scribble may have begun while this one was being kept.
    if (prompt && prompt === this.#prompt) {
      this.#prompt = undefined;
      this.#context.livePrompt.show(undefined);
    }
    this.#context.labelsDrawn();
  }
}

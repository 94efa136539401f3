import type { Vec3 } from '@scholia/geometry';
import { type Axis, DEFAULT_PAINT_SETTINGS, type PaintSettings, type ToolName } from '@scholia/tools';
import type { Grid } from '@scholia/volume';
import type { LabelStyle } from './labels/colours.ts';
import { type Layout, type Tile, tilesOf } from './space/layout.ts';
import type { Orientation } from './space/orientation.ts';
import {
  contains,
  fitCamera,
  PLANE_NAMES,
  PLANES,
  type Plane,
  type PlaneCamera,
  type PlaneView,
} from './space/plane.ts';
import type { SliceState } from './viewer-api.ts';
import type { IntensityWindow } from './window.ts';

/** What is being looked at, and how. No drawing, no events. Voxels are canonical unless they are called ijk. */
export class ViewModel {
  size = { width: 1, height: 1, ratio: 1 };
  layout: Layout = 'quad';
  /** Layout to return to from a maximised view. */
  #unmaximised: Layout = 'quad';
  orientation: Orientation | undefined;
  grid: Grid | undefined;
  crosshair: Vec3 = [0, 0, 0];
  window: IntensityWindow = { min: 0, max: 1 };
  tool: ToolName = 'navigate';
  /** Held key or button that overrides the tool. */
  heldTool: ToolName | undefined;
  settings: PaintSettings = DEFAULT_PAINT_SETTINGS;
  opacity = 0.5;
  outline = false;
  labelsShown = true;
  peeking = false;
  labels: readonly LabelStyle[] = [];
  readonly #radiological: boolean;
  #cameras: Partial<Record<Plane, PlaneCamera>> = {};

  constructor(radiological: boolean) {
    this.#radiological = radiological;
  }

  open(orientation: Orientation, grid: Grid): void {
    this.orientation = orientation;
    this.grid = grid;
    this.#cameras = {};
    const { dims } = orientation;
    this.crosshair = [Math.floor(dims[0] / 2), Math.floor(dims[1] / 2), Math.floor(dims[2] / 2)];
  }

  setTool(tool: ToolName, settings: Partial<PaintSettings>): void {
    this.tool = tool;
    const merged = { ...this.settings, ...settings };
    this.settings = { ...merged, radiusMm: Math.min(100, Math.max(0.1, merged.radiusMm)) };
  }

  get activeTool(): ToolName {
    return this.heldTool ?? this.tool;
  }

  get tiles(): readonly Tile[] {
    return tilesOf(this.layout, this.size.width, this.size.height);
  }

  /** The 2D tiles, each with the mapping between its pixels and voxels. */
  get views(): readonly PlaneView[] {
    const { orientation } = this;
    if (!orientation) return [];
    return this.tiles.flatMap(({ kind, rect }) => {
      if (kind === '3d') return [];
      const camera = this.#cameras[kind] ?? fitCamera(kind, rect, orientation.dims, orientation.spacing);
      // Nose to the left in a sagittal view goes with the radiological convention.
      return [{ plane: kind, rect, camera, mirrored: this.#radiological, spacing: orientation.spacing }];
    });
  }

  viewAt(point: readonly [number, number]): PlaneView | undefined {
    return this.views.find((view) => contains(view.rect, point));
  }

  tileAt(point: readonly [number, number]): Tile | undefined {
    return this.tiles.find((tile) => contains(tile.rect, point));
  }

  setCamera(plane: Plane, camera: PlaneCamera): void {
    this.#cameras[plane] = camera;
  }

  fit(): void {
    this.#cameras = {};
  }

  setLayout(layout: Layout): void {
    if (layout === this.layout) return;
    if (this.layout === 'quad') this.#unmaximised = this.layout;
    this.layout = layout;
    // A camera is kept for a tile size; another layout starts from the whole image.
    this.fit();
  }

  maximise(kind: Tile['kind']): void {
    this.setLayout(this.layout === kind ? this.#unmaximised : kind);
  }

  /** Moves to whole voxels inside the image. Returns whether anything changed. */
  setCrosshair(voxel: Vec3): boolean {
    const dims = this.orientation?.dims;
    if (!dims) return false;
    const to = voxel.map((v, axis) => Math.min(dims[axis] - 1, Math.max(0, Math.round(v)))) as [number, number, number];
    if (to.every((v, axis) => v === this.crosshair[axis])) return false;
    this.crosshair = to;
    return true;
  }

  scroll(plane: Plane, slices: number): boolean {
    const to: [number, number, number] = [...this.crosshair];
    to[PLANES[plane].normal] += slices;
    return this.setCrosshair(to);
  }

  setSlice(axis: Axis, index: number): boolean {
    if (!this.orientation) return false;
    const plane = this.orientation.planeOf(axis);
    const to: [number, number, number] = [...this.crosshair];
    to[PLANES[plane].normal] = this.orientation.flipSlice(plane, index);
    return this.setCrosshair(to);
  }

  slices(orientation: Orientation): Record<Plane, SliceState> {
    const state = (plane: Plane): SliceState => {
      const { normal } = PLANES[plane];
      return {
        axis: orientation.fileAxis(plane),
        index: orientation.flipSlice(plane, this.crosshair[normal]),
        count: orientation.dims[normal],
      };
    };
    return Object.fromEntries(PLANE_NAMES.map((plane) => [plane, state(plane)])) as Record<Plane, SliceState>;
  }
}

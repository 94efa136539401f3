import type { Vec3 } from '@scholia/geometry';
import type { RegionPaint } from '@scholia/tools';
import type { LabelStyle } from '../labels/colours.ts';
import type { Orientation } from '../space/orientation.ts';
import type { Plane, PlaneView, Rect } from '../space/plane.ts';
import type { HeldBrush } from './brush-mark.ts';
import type { HeatSlices } from './heat-slices.ts';
import type { PromptPictures } from './prompts.ts';
import type { SlicePaths } from './slice-paths.ts';

/** Another person in the same reading, as presence tells it. All voxel numbers are of the stored grid. */
export interface Peer {
  readonly userId: string;
  readonly name: string;
  /** '#rrggbb' */
  readonly color: string;
  readonly view: { readonly axis: 0 | 1 | 2; readonly slice: number } | null;
  readonly ijk: Vec3 | null;
  readonly tool: string;
  readonly radiusUm: number;
  readonly label: number;
  readonly shape?: 'disc' | 'sphere' | undefined;
  readonly crosshair?: Vec3 | undefined;
}

/** What one frame of the overlay shows. Voxel positions are canonical. */
export interface OverlayScene {
  readonly size: { readonly width: number; readonly height: number; readonly ratio: number };
  readonly views: readonly PlaneView[];
  readonly render: Rect | undefined;
  /** Where a canonical voxel is in the 3D tile: shares of its width and height from the top left. */
  readonly inRender: (voxel: Vec3) => readonly [number, number] | undefined;
  readonly activePlane: Plane | undefined;
  /** Plane whose slice slider is under the pointer: the people on it are named. */
  readonly trackPlane: Plane | undefined;
  readonly orientation: Orientation;
  readonly crosshair: Vec3;
  readonly showsCrosshair: boolean;
  readonly labels: readonly LabelStyle[];
  /** How unsure the proposal is. */
  readonly heat: HeatSlices;
  readonly proposal: SlicePaths;
  readonly prompts: PromptPictures;
  readonly livePrompt: SlicePaths;
  readonly showsLabels: boolean;
  /** The region that somebody is drawing. */
  readonly outline: RegionPaint | undefined;
  readonly brush: BrushRing | undefined;
  readonly peers: readonly Peer[];
}

/** The own brush, where the pointer is. */
export interface BrushRing extends HeldBrush {
  readonly erases: boolean;
  readonly color: string;
}

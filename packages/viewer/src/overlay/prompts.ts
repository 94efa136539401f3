/** What people have told the machine, each scribble and box an object of its own. */
import { idText, isClick, type OperationId, PROMPT_BACKGROUND, type Prompt } from '@scholia/collab';
import { type Grid, Labelmap, rasteriseRegion, rasteriseStroke, type VoxelBox } from '@scholia/volume';
import { readableOn } from '../labels/colours.ts';
import { type PlaneView, sliceThrough } from '../space/plane.ts';
import { type BoxOnScreen, boxOnScreen, boxPath, cornersPath } from './box-lines.ts';
import { haloStroke, hatch } from './canvas.ts';
import type { OverlayScene } from './scene.ts';
import { SlicePaths } from './slice-paths.ts';

/** A mark that shows smaller than this, in CSS pixels, gets a glyph. */
const SMALL = 20;
const GLYPH_RADIUS = 6.5;

interface Picture {
  readonly prompt: Prompt;
  /** The smallest box around it, stored voxels, inclusive. */
  readonly box: VoxelBox;
  /** Undefined for a box, which needs none. */
  readonly paths: SlicePaths | undefined;
}

/** The prompts in force, and what was computed to draw them: kept for as long as each is there. */
export class PromptPictures {
  #prompts: readonly Prompt[] = [];
  /** By id, oldest first. */
  #pictures = new Map<string, Picture>();
  #grid: Grid | undefined;
  #highlighted: string | undefined;

  /** The grid of the image that is shown from now on. */
  open(grid: Grid): void {
    this.#grid = grid;
    this.#pictures = new Map();
    this.show(this.#prompts);
  }

  /** `prompts` newest first. */
  show(prompts: readonly Prompt[]): void {
    const known = this.#pictures;
    this.#prompts = prompts;
    this.#pictures = new Map();
    if (!this.#grid) return;
    for (const prompt of prompts.toReversed()) {
      const key = idText(prompt.id);
      this.#pictures.set(key, known.get(key) ?? pictureOf(this.#grid, prompt));
    }
  }

  highlight(id: OperationId | null): void {
    this.#highlighted = id ? idText(id) : undefined;
  }

  draw(context: CanvasRenderingContext2D, scene: OverlayScene, view: PlaneView): void {
    for (const [key, picture] of this.#pictures)
      this.#drawOne(context, scene, view, picture, key === this.#highlighted);
  }

  #drawOne(
    context: CanvasRenderingContext2D,
    scene: OverlayScene,
    view: PlaneView,
    picture: Picture,
    isHighlighted: boolean,
  ): void {
    const { prompt, box, paths } = picture;
    const { op } = prompt;
    // An eraser shows by what is missing.
    if (op.value === 0) return;
    const onScreen = boxOnScreen(scene.orientation, view, box, scene.crosshair);
    if (!onScreen.isCut) {
      // Where it is, though not in this slice.
      if (isHighlighted) haloStroke(context, boxPath(onScreen), '#ffffff', { width: 1.25, dash: [3, 4] });
      return;
    }
    if (!paths) {
      if (isHighlighted) glow(context, boxPath(onScreen));
      drawBox(context, scene, onScreen, op.value);
      return;
    }
    for (const path of paths.on(view, scene.orientation, sliceThrough(view, scene.crosshair)).values()) {
      if (isHighlighted) glow(context, path);
      drawMark(context, scene, op.value, path);
    }
    if (isClick(op) || Math.max(onScreen.width, onScreen.height) < SMALL)
      drawGlyph(context, scene, onScreen, op.value, isHighlighted);
  }
}

function pictureOf(grid: Grid, prompt: Prompt): Picture {
  const { op } = prompt;
  if (op.type === 'Fill' && op.shape.type === 'box') return { prompt, box: op.shape, paths: undefined };
  const voxels = new Labelmap(grid.dims);
  const from: [number, number, number] = [...grid.dims];
  const to: [number, number, number] = [0, 0, 0];
  const mark = (i0: number, i1: number, j: number, k: number) => {
    voxels.fillRun(i0, i1, j, k, op.value);
    for (const [axis, [low, high]] of [
      [i0, i1],
      [j, j],
      [k, k],
    ].entries()) {
      from[axis] = Math.min(from[axis], low);
      to[axis] = Math.max(to[axis], high);
    }
  };
  if (op.type === 'Stroke') rasteriseStroke(grid, op.shape, mark);
  else rasteriseRegion(grid, op.shape, mark);
  const paths = new SlicePaths();
  paths.show(voxels);
  return { prompt, box: { from, to }, paths };
}

const colorOf = (scene: OverlayScene, value: number) =>
  scene.labels.find((label) => label.value === value)?.color ?? '#c0c6d0';

/** A solid mark with a white edge for "inside", a dark hatched one for "outside". */
export function drawMark(context: CanvasRenderingContext2D, scene: OverlayScene, value: number, path: Path2D): void {
  if (value === PROMPT_BACKGROUND) {
    context.fillStyle = 'rgba(12, 14, 18, 0.7)';
    context.fill(path, 'evenodd');
    context.fillStyle = hatch(context, '#ffffff', false);
    context.fill(path, 'evenodd');
    haloStroke(context, path, '#ffffff', { width: 1, dash: [2, 2] });
    return;
  }
  context.globalAlpha = 0.85;
  context.fillStyle = colorOf(scene, value);
  context.fill(path, 'evenodd');
  context.globalAlpha = 1;
  haloStroke(context, path, '#ffffff', { width: 1 });
}

/** Hardly filled: what one looks for is in it. Its corners tell it from the outline of a label. */
function drawBox(context: CanvasRenderingContext2D, scene: OverlayScene, onScreen: BoxOnScreen, value: number): void {
  const isOutside = value === PROMPT_BACKGROUND;
  const color = isOutside ? '#ffffff' : colorOf(scene, value);
  const path = boxPath(onScreen);
  context.globalAlpha = isOutside ? 0.25 : 0.08;
  context.fillStyle = isOutside ? hatch(context, color, false) : color;
  context.fill(path);
  context.globalAlpha = 1;
  haloStroke(context, path, color, isOutside ? { width: 1, dash: [2, 2] } : { width: 1 });
  haloStroke(context, cornersPath(onScreen), color, { width: 3 });
}

/** A plus or a minus in a disc, where a single voxel would not be seen. */
function drawGlyph(
  context: CanvasRenderingContext2D,
  scene: OverlayScene,
  { left, top, width, height }: BoxOnScreen,
  value: number,
  isHighlighted: boolean,
): void {
  const [x, y] = [left + width / 2, top + height / 2];
  const isOutside = value === PROMPT_BACKGROUND;
  const color = isOutside ? '#0c0e12' : colorOf(scene, value);
  const disc = new Path2D();
  disc.arc(x, y, GLYPH_RADIUS, 0, 2 * Math.PI);
  if (isHighlighted) glow(context, disc);
  context.fillStyle = color;
  context.fill(disc);
  haloStroke(context, disc, '#ffffff', isOutside ? { width: 1.25, dash: [2, 2] } : { width: 1.25 });
  context.strokeStyle = readableOn(color);
  context.lineWidth = 1.75;
  const sign = new Path2D();
  sign.moveTo(x - 3, y);
  sign.lineTo(x + 3, y);
  if (!isOutside) {
    sign.moveTo(x, y - 3);
    sign.lineTo(x, y + 3);
  }
  context.stroke(sign);
}

function glow(context: CanvasRenderingContext2D, path: Path2D): void {
  context.save();
  context.shadowColor = '#ffffff';
  context.shadowBlur = 10;
  context.strokeStyle = '#ffffff';
  context.lineWidth = 6;
  context.lineJoin = 'round';
  context.stroke(path);
  context.restore();
}

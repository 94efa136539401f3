import { type Box, boxVoxels, union } from './box.ts';

/** Joining two boxes may cost this many clean voxels before they are kept apart. */
const WASTE = 64 * 1024;
/** Most voxels that one frame uploads; a larger box goes in slabs, frame after frame, so that the view stays alive. */
const FRAME_LIMIT = 4 * 1024 * 1024;

/**
 * What the drawing texture still lacks. One `take` a frame, so at most one upload a frame; far-apart changes stay separate
 * boxes, because their union could be the whole volume. The newest change goes first: it is under somebody's pointer.
 */
export class DirtyBoxes {
  #boxes: Box[] = [];

  get isEmpty(): boolean {
    return this.#boxes.length === 0;
  }

  add(box: Box): void {
    if (boxVoxels(box) === 0) return;
    let merged = box;
    this.#boxes = this.#boxes.filter((other) => {
      const joined = union(merged, other);
      if (boxVoxels(joined) > boxVoxels(merged) + boxVoxels(other) + WASTE) return true;
      merged = joined;
      return false;
    });
    this.#boxes.push(merged);
  }

  take(): Box | undefined {
    const box = this.#boxes.pop();
    if (!box) return undefined;
    const slice = (box.high[0] - box.low[0]) * (box.high[1] - box.low[1]);
    const slices = Math.max(1, Math.floor(FRAME_LIMIT / slice));
    const cut = box.low[2] + slices;
    if (cut >= box.high[2]) return box;
    this.#boxes.push({ low: [box.low[0], box.low[1], cut], high: box.high });
    return { low: box.low, high: [box.high[0], box.high[1], cut] };
  }

  clear(): void {
    this.#boxes = [];
  }
}

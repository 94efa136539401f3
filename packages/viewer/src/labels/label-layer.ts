import type { Paint } from '@scholia/tools';
import type { Grid, Labelmap } from '@scholia/volume';
import type { Orientation } from '../space/orientation.ts';
import type { Intensities } from '../viewer-api.ts';
import { DirtyBoxes } from './dirty-boxes.ts';
import { LabelBitmap } from './label-bitmap.ts';

/** A stroke that is shown but not yet part of the labels. */
export interface Preview {
  readonly pieces: Paint[];
  readonly bricks: Set<number>;
}

/** The drawn labels: truth copied brick by brick, previews painted over it, and what the GPU still has to be told. */
export class LabelLayer {
  readonly bitmap: LabelBitmap;
  readonly dirty = new DirtyBoxes();
  readonly #orientation: Orientation;
  readonly #grid: Grid;
  readonly #intensities: Intensities | undefined;
  readonly #previews = new Set<Preview>();
  #labels: Labelmap | undefined;
  #isBlank = true;

  /** `intensities`: of the image, for brushes that keep to a range. */
  constructor(orientation: Orientation, grid: Grid, intensities?: Intensities) {
    this.#intensities = intensities;
    this.#orientation = orientation;
    this.#grid = grid;
    this.bitmap = new LabelBitmap(orientation);
  }

  /** Replaces everything; previews go. */
  show(labels: Labelmap | undefined): void {
    this.#labels = labels;
    this.#previews.clear();
    if (!this.#isBlank) {
      this.bitmap.voxels.fill(0);
      this.dirty.clear();
      this.dirty.add({ low: [0, 0, 0], high: this.#orientation.dims });
    }
    this.#isBlank = true;
    if (!labels) return;
    for (const [index] of labels.bricks()) this.#copy(index);
  }

  /** The labels have changed in these bricks. */
  changed(bricks: Iterable<number>): void {
    for (const index of bricks) this.#copy(index);
    for (const preview of this.#previews) for (const piece of preview.pieces) this.#paint(piece, preview);
  }

  begin(): Preview {
    const preview = { pieces: [], bricks: new Set<number>() };
    this.#previews.add(preview);
    return preview;
  }

  extend(preview: Preview, piece: Paint): void {
    preview.pieces.push(piece);
    this.#paint(piece, preview);
  }

  /** The labels have the stroke now, or never will: what they say is shown again wherever the preview was. */
  end(preview: Preview): void {
    if (this.#previews.delete(preview)) this.changed(preview.bricks);
  }

  #copy(index: number): void {
    if (!this.#labels) return;
    this.#isBlank = false;
    this.dirty.add(this.bitmap.copyBrick(this.#labels, index));
  }

  #paint(piece: Paint, preview: Preview): void {
    const touched = this.bitmap.paint(this.#grid, piece, this.#intensities);
    if (!touched) return;
    this.#isBlank = false;
    for (const index of touched.bricks) preview.bricks.add(index);
    this.dirty.add(touched.box);
  }
}

import { Niivue } from '@niivue/niivue';
import { must } from '@scholia/core';

/** A tile in whole device pixels from the canvas's top left. `mm` is what a slice tile shows, in Niivue's own millimetres. */
export interface StageTile {
  readonly sliceType: number;
  readonly rect: readonly [left: number, top: number, width: number, height: number];
}

/** In-plane extent that a slice tile shows, millimetres from the outer corner of the first canonical voxel. */
export interface ShownExtent {
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
}

/** The last picture of the 3D tile. */
interface Kept {
  readonly framebuffer: WebGLFramebuffer;
  readonly texture: WebGLTexture;
  readonly depth: WebGLRenderbuffer;
  readonly width: number;
  readonly height: number;
  tile: string;
}

/**
 * Niivue 0.69 with four changes, each an override of one method, so that a new release is checked in one place:
 * it draws only when it is told to (`drawNow`); a slice fills its tile, at any zoom, instead of the largest box of the
 * image's shape inside it; it leaves crosshairs and letters to the overlay; and its 3D tile is drawn to a picture of its own, which
 * can be coarser than the tile and can be kept from an earlier frame.
 */
export class TiledNiivue extends Niivue {
  tiles: readonly StageTile[] = [];
  /** By Niivue slice type: 0 axial, 1 coronal, 2 sagittal. */
  shown: readonly (ShownExtent | undefined)[] = [];
  /** True while the kept picture of the 3D tile is good enough. */
  keepsRender = false;
  /** Pixels of the 3D picture per pixel of its tile, on each axis: casting rays is what costs. */
  renderScale = 1;
  /** How opaque the image is in the 3D tile; labels in it are always opaque. */
  renderOpacity = 0.4;
  draws = 0;
  #kept: Kept | undefined;

  /** Niivue asks for a draw from many setters; the frame loop draws once instead. */
  override drawScene(): string | undefined {
    return undefined;
  }

  drawNow(): void {
    const { width, height } = this.gl.canvas;
    this.customLayout = this.tiles.map(({ sliceType, rect: [left, top, w, h] }) => ({
      sliceType,
      position: [left / width, top / height, w / width, h / height],
    }));
    this.draws++;
    super.drawScene();
  }

  override draw2D(leftTopWidthHeight: number[], axCorSag: number): void {
    this.draw2DMain(leftTopWidthHeight.map(Math.round), axCorSag);
  }

  override screenFieldOfViewExtendedVox(axCorSag = 0): ReturnType<Niivue['screenFieldOfViewExtendedVox']> {
    const field = super.screenFieldOfViewExtendedVox(axCorSag);
    const shown = this.shown[axCorSag];
    if (!shown) return field;
    for (const axis of [0, 1]) {
      const origin = field.mnMM[axis];
      field.mnMM[axis] = origin + shown.low[axis];
      field.mxMM[axis] = origin + shown.high[axis];
      field.fovMM[axis] = shown.high[axis] - shown.low[axis];
    }
    return field;
  }

  override drawCrosshairs3D(...args: Parameters<Niivue['drawCrosshairs3D']>): void {
    const is2D = args[3] ?? false;
    if (!is2D) super.drawCrosshairs3D(...args);
  }

  override draw3D(...args: Parameters<Niivue['draw3D']>): string | undefined {
    const { gl } = this;
    const rect = (args[0] ?? [0, 0, 0, 0]).map(Math.round);
    const [left, top, width, height] = rect;
    if (!this.keepsRender || this.#kept?.tile !== rect.join()) this.#render(rect);
    const kept = must(this.#kept, 'a picture has just been rendered');
    const bottom = gl.canvas.height - top - height;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, kept.framebuffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    const to = [left, bottom, left + width, bottom + height] as const;
    gl.blitFramebuffer(0, 0, kept.width, kept.height, ...to, gl.COLOR_BUFFER_BIT, gl.LINEAR);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return undefined;
  }

  /** Frees the GPU memory that this class added. */
  release(): void {
    if (!this.#kept) return;
    this.gl.deleteFramebuffer(this.#kept.framebuffer);
    this.gl.deleteTexture(this.#kept.texture);
    this.gl.deleteRenderbuffer(this.#kept.depth);
    this.#kept = undefined;
  }

  #render(rect: readonly number[]): void {
    const { gl, drawOpacity } = this;
    const kept = this.#target(rect);
    gl.bindFramebuffer(gl.FRAMEBUFFER, kept.framebuffer);
    const [red, green, blue, alpha] = this.opts.backColor;
    gl.clearColor(red, green, blue, alpha);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.drawOpacity = drawOpacity > 0 ? 1 : 0;
    if (this.renderShader) {
      this.renderShader.use(gl);
      gl.uniform1f(this.renderShader.uniforms.backOpacity, this.renderOpacity);
    }
    // Niivue counts rows from the canvas's top: this one ends up at the bottom left, where the picture is.
    super.draw3D([0, gl.canvas.height - kept.height, kept.width, kept.height]);
    this.drawOpacity = drawOpacity;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  #target(rect: readonly number[]): Kept {
    const { gl } = this;
    const width = Math.max(1, Math.round(rect[2] * this.renderScale));
    const height = Math.max(1, Math.round(rect[3] * this.renderScale));
    const tile = rect.join();
    if (this.#kept?.width === width && this.#kept.height === height) {
      this.#kept.tile = tile;
      return this.#kept;
    }
    this.release();
    const texture = gl.createTexture();
    const depth = gl.createRenderbuffer();
    const framebuffer = gl.createFramebuffer();
    // Unit 15: no shader of Niivue reads it.
    gl.activeTexture(gl.TEXTURE15);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    gl.bindRenderbuffer(gl.RENDERBUFFER, depth);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT16, width, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    this.#kept = { framebuffer, texture, depth, width, height, tile };
    return this.#kept;
  }
}

import { Niivue } from '@niivue/niivue';

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

const RENDER = 4;

/**
 * Niivue 0.69 with four changes, each an override of one method, so that a new release is checked in one place:
 * it draws only when it is told to (`drawNow`); a slice fills its tile, at any zoom, instead of the largest box of the
 * image's shape inside it; it leaves crosshairs and letters to the overlay; and its 3D tile can be kept from an earlier frame.
 */
export class TiledNiivue extends Niivue {
  tiles: readonly StageTile[] = [];
  /** By Niivue slice type: 0 axial, 1 coronal, 2 sagittal. */
  shown: readonly (ShownExtent | undefined)[] = [];
  /** True while the kept picture of the 3D tile is good enough. */
  keepsRender = false;
  /** How opaque the image is in the 3D tile; labels in it are always opaque. */
  renderOpacity = 0.25;
  draws = 0;
  #kept: { framebuffer: WebGLFramebuffer; texture: WebGLTexture; key: string } | undefined;

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
    const rect = (args[0] ?? [0, 0, 0, 0]).map(Math.round);
    if (this.keepsRender && this.#showKept(rect)) return undefined;
    const { drawOpacity } = this;
    this.drawOpacity = drawOpacity > 0 ? 1 : 0;
    if (this.renderShader) {
      this.renderShader.use(this.gl);
      this.gl.uniform1f(this.renderShader.uniforms.backOpacity, this.renderOpacity);
    }
    const text = super.draw3D(rect, ...(args.slice(1) as [null, null, null, null, number]));
    this.drawOpacity = drawOpacity;
    this.#keep(rect);
    return text;
  }

  /** Frees the GPU memory that this class added. */
  release(): void {
    if (!this.#kept) return;
    this.gl.deleteFramebuffer(this.#kept.framebuffer);
    this.gl.deleteTexture(this.#kept.texture);
    this.#kept = undefined;
  }

  #keep(rect: readonly number[]): void {
    const { gl } = this;
    const key = rect.join();
    if (this.#kept?.key !== key) {
      this.release();
      const texture = gl.createTexture();
      const framebuffer = gl.createFramebuffer();
      // Unit 15: no shader of Niivue reads it.
      gl.activeTexture(gl.TEXTURE15);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, rect[2], rect[3]);
      gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
      this.#kept = { framebuffer, texture, key };
    }
    this.#copy(null, this.#bottomLeft(rect), this.#kept.framebuffer, [0, 0], rect);
  }

  #showKept(rect: readonly number[]): boolean {
    if (this.#kept?.key !== rect.join()) return false;
    this.#copy(this.#kept.framebuffer, [0, 0], null, this.#bottomLeft(rect), rect);
    this.screenSlices.push({
      leftTopWidthHeight: [...rect],
      axCorSag: RENDER,
      sliceFrac: 0,
      AxyzMxy: [],
      leftTopMM: [],
      fovMM: [0, 0],
    });
    return true;
  }

  #bottomLeft(rect: readonly number[]): readonly [number, number] {
    return [rect[0], this.gl.canvas.height - rect[1] - rect[3]];
  }

  #copy(
    from: WebGLFramebuffer | null,
    [fromX, fromY]: readonly [number, number],
    to: WebGLFramebuffer | null,
    [toX, toY]: readonly [number, number],
    [, , width, height]: readonly number[],
  ): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to);
    gl.blitFramebuffer(
      fromX,
      fromY,
      fromX + width,
      fromY + height,
      toX,
      toY,
      toX + width,
      toY + height,
      gl.COLOR_BUFFER_BIT,
      gl.NEAREST,
    );
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }
}

import { NVImage } from '@niivue/niivue';
import { AppError, must } from '@scholia/core';
import type { AxisMap, Vec3 } from '@scholia/geometry';
import type { Dims } from '@scholia/volume';
import type { Box } from '../labels/box.ts';
import type { Intensities } from '../viewer-api.ts';
import { axisMapOf } from './axis-map.ts';
import { sliceShader } from './slice-shader.ts';
import { type ShownExtent, type StageTile, TiledNiivue } from './tiled-niivue.ts';
import { RENDER_TYPE } from './tiles.ts';

/** Texture unit that Niivue 0.69 draws labels from. */
const DRAWING_UNIT = 7;

export interface ViewerImage {
  /** NIfTI-1, plain or gzipped, one 3D volume. */
  readonly bytes: ArrayBuffer;
  readonly dims: Dims;
  /** Stored voxel ijk -> world RAS mm, 16 numbers, row-major. Overrules what the header says. */
  readonly affine: readonly number[];
}

export type RenderQuality = 'keep' | 'quick' | 'good';

/** Without a graphics card a full-size 3D picture takes seconds. */
const RENDER_SCALE = { hardware: { quick: 0.6, good: 1 }, software: { quick: 0.25, good: 0.5 } } as const;

/** Everything that touches Niivue or WebGL. */
export class Stage {
  readonly niivue: TiledNiivue;
  uploads = 0;
  #scratch = new Uint8Array(0);
  #dims: Vec3 = [0, 0, 0];

  readonly #isSoftware: boolean;

  private constructor(niivue: TiledNiivue) {
    this.niivue = niivue;
    const { gl } = niivue;
    const info = gl.getExtension('WEBGL_debug_renderer_info');
    const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    this.#isSoftware = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
  }

  /** Throws AppError 'runtime-unavailable' in a browser without WebGL 2. */
  static async attach(canvas: HTMLCanvasElement, options: { radiological: boolean }): Promise<Stage> {
    const niivue = new TiledNiivue({
      interactive: false,
      isResizeCanvas: false,
      dragAndDropEnabled: false,
      isRadiologicalConvention: options.radiological,
      sagittalNoseLeft: options.radiological,
      isOrientationTextVisible: false,
      show3Dcrosshair: true,
      crosshairWidthUnit: 'mm',
      crosshairColor: [0.75, 0.8, 0.9, 0.55],
      backColor: [0.024, 0.027, 0.035, 1],
      isNearestInterpolation: false,
      isColorbar: false,
      loadingText: '',
      logLevel: 'error',
    });
    try {
      // Without antialiasing: slices need none, and a multisampled canvas could not take back the kept 3D tile.
      await niivue.attachToCanvas(canvas, false);
      niivue.setCustomSliceShader(sliceShader(Math.max(1, Math.round(window.devicePixelRatio))));
    } catch (cause) {
      throw new AppError(
        'runtime-unavailable',
        'This browser cannot draw 3D images (no WebGL 2). Turn on hardware acceleration, or use another browser.',
        { cause },
      );
    }
    return new Stage(niivue);
  }

  /** Shows an image and an empty drawing. Returns how Niivue permutes and flips its voxels for drawing. */
  async load(image: ViewerImage): Promise<AxisMap> {
    const { niivue } = this;
    const volume = await readVolume(image.bytes);
    const header = must(volume.hdr, 'Niivue has read the header');
    if ([1, 2, 3].some((axis) => header.dims[axis] !== image.dims[axis - 1]))
      throw new AppError('unusable-file', 'The image file and its record disagree about its size. Import it again.');
    // The record's geometry, not Niivue's own reading of qform and sform, decides.
    const row = (r: number) => image.affine.slice(4 * r, 4 * r + 4);
    header.affine = [row(0), row(1), row(2), [0, 0, 0, 1]];
    for (const axis of [0, 1, 2])
      header.pixDims[axis + 1] = Math.hypot(image.affine[axis], image.affine[axis + 4], image.affine[axis + 8]);
    volume.calculateRAS();
    const extent = [0, 1, 2].map((axis) => header.pixDims[axis + 1] * image.dims[axis]);
    niivue.opts.crosshairWidth = Math.max(...extent) / (this.#isSoftware ? 160 : 350);
    for (const old of [...niivue.volumes]) niivue.removeVolume(old);
    niivue.addVolume(volume);
    const dims = must(niivue.back?.dims, 'a loaded volume is the background');
    this.#dims = [dims[1], dims[2], dims[3]];
    niivue.drawBitmap = new Uint8Array(0);
    niivue.drawTexture = niivue.r8Tex(niivue.drawTexture, niivue.gl.TEXTURE0 + DRAWING_UNIT, [3, ...this.#dims], true);
    niivue.drawOpacity = 0.5;
    return axisMapOf(must(volume.permRAS, 'calculateRAS sets the permutation'));
  }

  /** Lets Niivue read the labels of `voxels` (canonical order, x fastest); nothing is copied. */
  useLabels(voxels: Uint8Array): void {
    this.niivue.drawBitmap = voxels;
  }

  /** Copies one box of canonical label voxels to the GPU. */
  uploadBox(voxels: Uint8Array, { low, high }: Box): void {
    const { gl, drawTexture } = this.niivue;
    const [width, height, depth] = [high[0] - low[0], high[1] - low[1], high[2] - low[2]];
    const size = width * height * depth;
    if (this.#scratch.length < size) this.#scratch = new Uint8Array(Math.max(size, 2 * this.#scratch.length));
    let to = 0;
    for (let z = low[2]; z < high[2]; z++) {
      for (let y = low[1]; y < high[1]; y++, to += width) {
        const from = low[0] + this.#dims[0] * (y + this.#dims[1] * z);
        this.#scratch.set(voxels.subarray(from, from + width), to);
      }
    }
    gl.activeTexture(gl.TEXTURE0 + DRAWING_UNIT);
    gl.bindTexture(gl.TEXTURE_3D, drawTexture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texSubImage3D(
      gl.TEXTURE_3D,
      0,
      low[0],
      low[1],
      low[2],
      width,
      height,
      depth,
      gl.RED,
      gl.UNSIGNED_BYTE,
      this.#scratch,
    );
    this.uploads++;
  }

  /** 256 RGBA colours, one per label; alpha 0 hides a label. */
  setColours(rgba: Uint8ClampedArray): void {
    this.niivue.drawLut = { lut: rgba, labels: [] };
    this.niivue.refreshColormaps();
  }

  /** Labels filled, with a stronger one-pixel border; `outline` leaves only the border. 0 hides both. */
  setOpacity(opacity: number, outline: boolean): void {
    // Below 1/255 nothing is seen, but Niivue still draws the border, which it skips at 0.
    this.niivue.drawOpacity = outline ? Math.min(opacity, 0.001) : opacity;
    this.niivue.drawRimOpacity = opacity === 0 ? -1 : outline ? 1 : Math.min(1, opacity + 0.35);
  }

  setWindow(min: number, max: number): void {
    const volume = this.niivue.volumes[0];
    if (!volume) return;
    volume.cal_min = min;
    volume.cal_max = max;
    this.niivue.updateGLVolume();
  }

  /** `shown` by Niivue slice type: axial, coronal, sagittal. */
  setTiles(tiles: readonly StageTile[], shown: readonly (ShownExtent | undefined)[]): void {
    this.niivue.tiles = tiles;
    this.niivue.shown = shown;
  }

  /** The slices through this canonical voxel are the ones shown. */
  setCrosshair(voxel: Vec3): void {
    const [x, y, z] = voxel.map((value, axis) => (value + 0.5) / this.#dims[axis]);
    this.niivue.scene.crosshairPos[0] = x;
    this.niivue.scene.crosshairPos[1] = y;
    this.niivue.scene.crosshairPos[2] = z;
  }

  turn(dxPixels: number, dyPixels: number): void {
    const { scene } = this.niivue;
    scene.renderAzimuth = (scene.renderAzimuth + dxPixels * 0.5) % 360;
    scene.renderElevation = Math.min(90, Math.max(-90, scene.renderElevation + dyPixels * 0.5));
  }

  /** Where a canonical voxel is in the 3D tile: shares of its width and height from the top left. */
  inRender([x, y, z]: Vec3): readonly [number, number] | undefined {
    const { niivue } = this;
    const tile = niivue.tiles.find(({ sliceType }) => sliceType === RENDER_TYPE);
    if (!tile || niivue.volumes.length === 0) return undefined;
    const mm = niivue.frac2mm([(x + 0.5) / this.#dims[0], (y + 0.5) / this.#dims[1], (z + 0.5) / this.#dims[2]]);
    const { renderAzimuth, renderElevation } = niivue.scene;
    const [m] = niivue.calculateMvpMatrix(null, [...tile.rect], renderAzimuth, renderElevation);
    // Column-major and orthographic: nothing to divide by.
    const along = (row: number) => m[row] * mm[0] + m[row + 4] * mm[1] + m[row + 8] * mm[2] + m[row + 12];
    return [(1 + along(0)) / 2, (1 - along(1)) / 2];
  }

  zoomRender(factor: number): void {
    const { sceneData } = this.niivue.scene;
    sceneData.volScaleMultiplier = Math.min(6, Math.max(0.3, sceneData.volScaleMultiplier * factor));
  }

  /** Intensity of a stored voxel in the file's units (slope and intercept applied). */
  intensityAt(ijk: Vec3, dims: Dims): number {
    const volume = this.niivue.volumes[0];
    const raw = volume?.img?.[ijk[0] + dims[0] * (ijk[1] + dims[1] * ijk[2])] ?? 0;
    return raw * (volume?.hdr?.scl_slope || 1) + (volume?.hdr?.scl_inter ?? 0);
  }

  /** All voxels as stored, with the numbers that scale them. */
  intensities(): Intensities | undefined {
    const volume = this.niivue.volumes[0];
    if (!volume?.img) return undefined;
    return { voxels: volume.img, slope: volume.hdr?.scl_slope || 1, intercept: volume.hdr?.scl_inter ?? 0 };
  }

  /** `render`: what to do about the 3D tile: show the last picture, make a quick one, or a good one. */
  draw(render: RenderQuality): void {
    this.niivue.keepsRender = render === 'keep';
    if (render !== 'keep') this.niivue.renderScale = RENDER_SCALE[this.#isSoftware ? 'software' : 'hardware'][render];
    this.niivue.drawNow();
  }

  destroy(): void {
    this.niivue.release();
    this.niivue.cleanup();
    this.niivue.volumes = [];
    this.niivue.drawBitmap = null;
    // Browsers allow few contexts at a time; without this an unmounted viewer would hold its own until collected.
    this.niivue.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

async function readVolume(bytes: ArrayBuffer): Promise<NVImage> {
  try {
    return await NVImage.loadFromUrl({ url: 'image.nii', name: 'image.nii', buffer: bytes, colormap: 'gray' });
  } catch (cause) {
    throw new AppError('unusable-file', 'The image could not be read. Load it again; if that fails, import it again.', {
      cause,
    });
  }
}

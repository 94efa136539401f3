import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import type { GridCase, PreparedCase } from '@scholia/models';

/**
 * A prepared case in a file of its own: intensities (float32), then classes (one byte each). Patches read the planes that they need, so memory does
 * not depend on how many cases there are, or how large; the operating system keeps in its cache what fits.
 */
export class PreparedFile implements GridCase {
  readonly dims: GridCase['dims'];
  readonly foreground: Int32Array;
  readonly #descriptor: number;
  #image = new Float32Array();
  #classes = new Uint8Array();

  private constructor(descriptor: number, { dims, foreground }: PreparedCase) {
    this.#descriptor = descriptor;
    this.dims = dims;
    this.foreground = foreground;
  }

  static write(file: string, prepared: PreparedCase): PreparedFile {
    const descriptor = openSync(file, 'w+');
    const { image, classes } = prepared;
    writeWhole(descriptor, new Uint8Array(image.buffer, image.byteOffset, image.byteLength), 0);
    writeWhole(descriptor, classes, image.byteLength);
    return new PreparedFile(descriptor, prepared);
  }

  planes(from: number, to: number) {
    const [dx, dy, dz] = this.dims;
    const plane = dx * dy;
    const voxels = (to - from) * plane;
    if (this.#classes.length < voxels) {
      this.#image = new Float32Array(voxels);
      this.#classes = new Uint8Array(voxels);
    }
    const image = this.#image.subarray(0, voxels);
    const classes = this.#classes.subarray(0, voxels);
    readWhole(this.#descriptor, new Uint8Array(image.buffer, 0, image.byteLength), 4 * from * plane);
    readWhole(this.#descriptor, classes, 4 * dz * plane + from * plane);
    return { image, classes };
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
}

/** Throws when the file is shorter. */
function readWhole(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new Error('bug: a prepared case is shorter than it was written');
    done += read;
  }
}

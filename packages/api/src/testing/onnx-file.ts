import { readFileSync } from 'node:fs';

/** A small network that PyTorch exported: of 4 x 5 x 6 voxels, to logits of background and two labels. */
export function onnxFile(): Uint8Array {
  const path = new URL('../../../models/src/foreign/fixtures/softmax-3d.onnx', import.meta.url);
  return new Uint8Array(readFileSync(path));
}

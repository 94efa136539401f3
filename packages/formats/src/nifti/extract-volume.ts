import { HEADER_BYTES } from './header.ts';
import { type OpenOptions, openNifti } from './open.ts';

/**
 * One volume of a 4D file as a 3D file of its own (uncompressed): header fields, byte order, scaling and voxel bytes are
 * kept, header extensions are not. Throws as `readNifti` does.
 */
export function extractVolume(bytes: Uint8Array, volume: number, limits: Omit<OpenOptions, 'volume'> = {}): Uint8Array {
  const { header, dims, voxels, head } = openNifti(bytes, { ...limits, volume });
  const offset = HEADER_BYTES[header.version] + 4;
  const file = new Uint8Array(offset + voxels.length);
  file.set(head);
  file.set(voxels, offset);
  const view = new DataView(file.buffer);
  [3, ...dims, 1, 1, 1, 1].forEach((value, n) => {
    if (header.version === 1) view.setInt16(40 + 2 * n, value, header.isLittleEndian);
    else view.setBigInt64(16 + 8 * n, BigInt(value), header.isLittleEndian);
  });
  if (header.version === 1) view.setFloat32(108, offset, header.isLittleEndian);
  else view.setBigInt64(168, BigInt(offset), header.isLittleEndian);
  return file;
}

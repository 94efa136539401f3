import { isAppError } from '@scholia/core';
import { type Dims, decodeLabelmap, decodePatch, Labelmap } from '@scholia/volume';

/**
 * What a blob that an operation names writes: a mask's labelmap (encodeLabelmap) or a patch (encodePatch; ERASE erases).
 * Bytes that are neither, or of another image, write nothing: everywhere alike, since their digest fits.
 */
export function changesInBlob(bytes: Uint8Array, dims: Dims): Labelmap {
  for (const decode of [() => decodeLabelmap(bytes, { dims }), () => decodePatch(bytes, dims)])
    try {
      return decode();
    } catch (error) {
      if (!isAppError(error)) throw error;
    }
  return new Labelmap(dims);
}

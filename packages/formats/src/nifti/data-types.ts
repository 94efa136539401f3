/** NIfTI-1 datatype codes that hold one real number a voxel (nifti1.h, NIFTI_TYPE_*). */
export const DATA_TYPES = {
  2: { name: 'uint8', bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  4: { name: 'int16', bytes: 2, read: (view: DataView, at: number, le: boolean) => view.getInt16(at, le) },
  8: { name: 'int32', bytes: 4, read: (view: DataView, at: number, le: boolean) => view.getInt32(at, le) },
  16: { name: 'float32', bytes: 4, read: (view: DataView, at: number, le: boolean) => view.getFloat32(at, le) },
  64: { name: 'float64', bytes: 8, read: (view: DataView, at: number, le: boolean) => view.getFloat64(at, le) },
  256: { name: 'int8', bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  512: { name: 'uint16', bytes: 2, read: (view: DataView, at: number, le: boolean) => view.getUint16(at, le) },
  768: { name: 'uint32', bytes: 4, read: (view: DataView, at: number, le: boolean) => view.getUint32(at, le) },
  1024: {
    name: 'int64',
    bytes: 8,
    read: (view: DataView, at: number, le: boolean) => Number(view.getBigInt64(at, le)),
  },
  1280: {
    name: 'uint64',
    bytes: 8,
    read: (view: DataView, at: number, le: boolean) => Number(view.getBigUint64(at, le)),
  },
} as const satisfies Record<
  number,
  { name: string; bytes: number; read: (view: DataView, at: number, le: boolean) => number }
>;

export type DataTypeCode = keyof typeof DATA_TYPES;
export type DataTypeName = (typeof DATA_TYPES)[DataTypeCode]['name'];

export function isDataType(code: number): code is DataTypeCode {
  return Object.hasOwn(DATA_TYPES, code);
}

/** What other codes are called, to say so. */
export const OTHER_TYPES: Readonly<Record<number, string>> = {
  1: '1-bit',
  32: 'complex',
  128: 'RGB colour',
  1536: '128-bit float',
  1792: 'complex',
  2048: 'complex',
  2304: 'RGBA colour',
};

import { DATA_TYPES, type DataType } from '../data-types.ts';

/** A NIfTI file to make by hand, independently of `writeNifti`: what a test wants to say about it, the rest is sound. */
export interface FileToBuild {
  readonly version?: 1 | 2;
  readonly isLittleEndian?: boolean;
  readonly dim?: readonly number[];
  readonly type?: DataType;
  readonly datatype?: number;
  readonly pixdim?: readonly number[];
  readonly slope?: number;
  readonly inter?: number;
  readonly units?: number;
  readonly qformCode?: number;
  readonly sformCode?: number;
  readonly qform?: readonly number[];
  readonly sform?: readonly number[];
  readonly voxels?: readonly number[];
}

/** 2 x 2 x 2 float32 voxels of 1 mm with an identity sform, unless told otherwise. */
export function buildFile(wanted: FileToBuild = {}): Uint8Array {
  const { version = 1, isLittleEndian: le = true, type = 'float32' } = wanted;
  const voxels = wanted.voxels ?? [0, 1, 2, 3, 4, 5, 6, 7];
  const { bytes: size, code } = DATA_TYPES[type];
  const head = version === 1 ? 348 : 540;
  const file = new Uint8Array(head + 4 + voxels.length * size);
  const view = new DataView(file.buffer);
  const int = (v1: number, v2: number, value: number) =>
    version === 1 ? view.setInt16(v1, value, le) : view.setInt32(v2, value, le);
  const float = (v1: number, v2: number, value: number) =>
    version === 1 ? view.setFloat32(v1, value, le) : view.setFloat64(v2, value, le);
  view.setInt32(0, head, le);
  file.set(version === 1 ? [0x6e, 0x2b, 0x31, 0] : [0x6e, 0x2b, 0x32, 0, 13, 10, 26, 10], version === 1 ? 344 : 4);
  (wanted.dim ?? [3, 2, 2, 2, 1, 1, 1, 1]).forEach((value, n) => {
    if (version === 1) view.setInt16(40 + 2 * n, value, le);
    else view.setBigInt64(16 + 8 * n, BigInt(value), le);
  });
  view.setInt16(version === 1 ? 70 : 12, wanted.datatype ?? code, le);
  view.setInt16(version === 1 ? 72 : 14, 8 * size, le);
  (wanted.pixdim ?? [1, 1, 1, 1, 1, 1, 1, 1]).forEach((value, n) => {
    float(76 + 4 * n, 104 + 8 * n, value);
  });
  if (version === 1) view.setFloat32(108, head + 4, le);
  else view.setBigInt64(168, BigInt(head + 4), le);
  float(112, 176, wanted.slope ?? 0);
  float(116, 184, wanted.inter ?? 0);
  if (version === 1) file[123] = wanted.units ?? 2;
  else view.setInt32(500, wanted.units ?? 2, le);
  int(252, 344, wanted.qformCode ?? 0);
  int(254, 348, wanted.sformCode ?? 1);
  (wanted.qform ?? [0, 0, 0, 0, 0, 0]).forEach((value, n) => {
    float(256 + 4 * n, 352 + 8 * n, value);
  });
  (wanted.sform ?? [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]).forEach((value, n) => {
    float(280 + 4 * n, 400 + 8 * n, value);
  });
  voxels.forEach((value, n) => {
    setVoxel(view, type, head + 4 + n * size, value, le);
  });
  return file;
}

function setVoxel(view: DataView, type: DataType, at: number, value: number, le: boolean): void {
  const write: Record<DataType, () => void> = {
    uint8: () => view.setUint8(at, value),
    int8: () => view.setInt8(at, value),
    uint16: () => view.setUint16(at, value, le),
    int16: () => view.setInt16(at, value, le),
    uint32: () => view.setUint32(at, value, le),
    int32: () => view.setInt32(at, value, le),
    uint64: () => view.setBigUint64(at, BigInt(value), le),
    int64: () => view.setBigInt64(at, BigInt(value), le),
    float32: () => view.setFloat32(at, value, le),
    float64: () => view.setFloat64(at, value, le),
  };
  write[type]();
}

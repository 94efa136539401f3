/** Networks and patches that are measured, small to large. */
export interface Size {
  /** Channels of each level of a U-Net, finest first. */
  readonly channels: readonly number[];
  /** Edge of the cubic patch, voxels. */
  readonly edge: number;
}

export const SIZES: readonly Size[] = [
  { channels: [8, 16, 32], edge: 48 },
  { channels: [16, 32, 64], edge: 48 },
  { channels: [16, 32, 64], edge: 64 },
  { channels: [16, 32, 64, 128], edge: 48 },
  { channels: [32, 64, 128], edge: 64 },
];

export const nameOf = ({ channels, edge }: Size): string => `U-Net ${channels.join('/')}, ${edge}^3`;

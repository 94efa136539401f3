import type { Plane } from '../space/plane.ts';

/** Red, green, yellow for axial, coronal, sagittal: the convention of 3D Slicer. */
export const PLANE_COLOURS = { axial: '#f2686a', coronal: '#63c77a', sagittal: '#e9cf5e' } as const satisfies Record<
  Plane,
  string
>;

export const THEME = {
  background: '#06070a',
  tileEdge: '#1e252f',
  activeEdge: '#4b5a70',
  text: '#c9d3e0',
  faint: '#7d8a9c',
  halo: 'rgba(0, 0, 0, 0.75)',
  font: '500 11px Inter, system-ui, sans-serif',
  letterFont: '600 13px Inter, system-ui, sans-serif',
} as const;

/** Width of the strip at a slice tile's right edge that shows and drags the slice. CSS pixels. */
export const TRACK_WIDTH = 14;

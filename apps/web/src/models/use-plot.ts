'use client';

import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Line } from './curves.ts';

export const PLOT_HEIGHT = 168;

export interface Plotted {
  readonly steps: readonly number[];
  readonly lines: readonly Line[];
  /** From 0 to 1 whatever the values are, so that plots can be compared. (Default: as the values need) */
  readonly isShare?: boolean | undefined;
  /** Plots of one group show the same step under the cursor. */
  readonly group: string;
  /** Names of lines that are not drawn. */
  readonly hidden: ReadonlySet<string>;
}

type Look = Pick<Line, 'name' | 'color' | 'isBold'>;

/** Keeps a uPlot in a box of the page. Tells which step is under the cursor, as its index. */
export function usePlot({ steps, lines, isShare = false, group, hidden }: Plotted): {
  readonly box: RefObject<HTMLDivElement | null>;
  readonly index: number | undefined;
} {
  const box = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<uPlot>();
  const [index, setIndex] = useState<number>();
  // Values come all the time while something is being trained; the plot is made anew, and its cursor lost, only for other lines.
  const looks = JSON.stringify(lines.map(({ name, color, isBold }): Look => ({ name, color, isBold })));
  const data = useMemo(() => [steps, ...lines.map(({ values }) => values)] as uPlot.AlignedData, [steps, lines]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const size = () => ({ width: element.clientWidth, height: PLOT_HEIGHT });
    const options = optionsFor(JSON.parse(looks) as Look[], isShare, group, setIndex);
    const made = new uPlot({ ...options, ...size() }, undefined, element);
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(element);
    setPlot(made);
    return () => {
      observer.disconnect();
      made.destroy();
      setPlot(undefined);
    };
  }, [looks, isShare, group]);
  useEffect(() => void plot?.setData(data), [plot, data]);
  useEffect(() => {
    const shown = plot?.series ?? [];
    for (const [at, { label }] of shown.entries())
      if (at > 0) plot?.setSeries(at, { show: !hidden.has(String(label)) });
  }, [plot, hidden]);
  return { box, index };
}

function optionsFor(
  looks: readonly Look[],
  isShare: boolean,
  group: string,
  onIndex: (index: number | undefined) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const theme = getComputedStyle(document.documentElement);
  const ink = (color: string) => (color.startsWith('--') ? theme.getPropertyValue(color).trim() : color);
  const axis: uPlot.Axis = {
    stroke: ink('--color-faint'),
    grid: { stroke: ink('--color-line'), width: 1 },
    ticks: { show: false },
    font: '10px Inter Variable, sans-serif',
    size: 36,
  };
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: group } },
    scales: { x: { time: false }, ...(isShare ? { y: { range: [0, 1] } } : {}) },
    axes: [{ ...axis, size: 22, grid: { show: false } }, axis],
    series: [
      {},
      ...looks.map(({ name, color, isBold }) => ({
        label: name,
        stroke: ink(color),
        width: isBold ? 2.25 : 1.5,
        spanGaps: true,
        // Dice is measured now and then: where, is to be seen, and a single measurement has no line.
        points: { show: isShare, size: 4 },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onIndex(cursor.idx ?? undefined)] },
  };
}

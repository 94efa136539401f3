'use client';

import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  readonly validationDice: number | null;
}

const HEIGHT = 150;

/** Loss (left axis) and Dice on held-out readings (right axis, where measured) over training steps. */
export function CurveChart({ curve, label }: { readonly curve: readonly CurvePoint[]; readonly label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const hasDice = curve.some(({ validationDice }) => validationDice !== null);
  useEffect(() => {
    const element = box.current;
    if (!element || curve.length === 0) return;
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(`--color-${name}`).trim();
    const axis = {
      stroke: color('faint'),
      grid: { stroke: color('line'), width: 1 },
      ticks: { show: false },
      font: '10px Inter Variable, sans-serif',
      size: 36,
    };
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, points: { size: 5 } },
        scales: { x: { time: false }, dice: { range: [0, 1] } },
        axes: [
          { ...axis, size: 22, grid: { show: false } },
          axis,
          { ...axis, scale: 'dice', side: 1, show: hasDice, grid: { show: false } },
        ],
        series: [
          {},
          { label: 'loss', stroke: color('soft'), width: 1.5, points: { show: false } },
          { label: 'Dice', scale: 'dice', stroke: color('machine'), width: 2, spanGaps: true, points: { size: 4 } },
        ],
      },
      [curve.map(({ step }) => step), curve.map(({ loss }) => loss), curve.map(({ validationDice }) => validationDice)],
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [curve, hasDice]);
  const last = curve.at(-1);
  return (
    <figure className="px-2 pt-3 pb-2">
      <div
        ref={box}
        role="img"
        aria-label={`${label}: loss ${last?.loss.toFixed(3) ?? 'unknown'} after ${last?.step ?? 0} steps`}
      />
      <figcaption className="flex gap-4 px-2 pt-1 text-2xs text-faint">
        <span className="flex items-center gap-1.5">
          <span className="h-0.5 w-3 bg-soft" /> loss
        </span>
        {hasDice ? (
          <span className="flex items-center gap-1.5">
            <span className="h-0.5 w-3 bg-machine" /> Dice, held out
          </span>
        ) : null}
      </figcaption>
    </figure>
  );
}

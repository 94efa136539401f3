'use client';

import { type RefObject, useLayoutEffect, useRef } from 'react';

const MOVE: KeyframeAnimationOptions = { duration: 420, easing: 'cubic-bezier(0.2, 0, 0, 1)' };

/**
 * Lets children of `container` that carry `data-flip` glide to their new places when `order` changes (first, last,
 * invert, play). Does nothing for people who prefer reduced motion.
 */
export function useFlip(container: RefObject<HTMLElement | null>, order: string): void {
  const tops = useRef<ReadonlyMap<string, number>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: `order` is what moves the children
  useLayoutEffect(() => {
    const children = [...(container.current?.querySelectorAll<HTMLElement>('[data-flip]') ?? [])];
    const before = tops.current;
    const now = new Map(children.map((child) => [child.dataset.flip ?? '', child.offsetTop]));
    tops.current = now;
    if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const child of children) {
      const id = child.dataset.flip ?? '';
      const from = before.get(id);
      const to = now.get(id);
      if (from === undefined || to === undefined || from === to) continue;
      child.animate([{ transform: `translateY(${from - to}px)` }, { transform: 'none' }], MOVE);
    }
  }, [container, order]);
}

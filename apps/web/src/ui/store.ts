'use client';

import { useRef, useSyncExternalStore } from 'react';

/** A value that changes often (every frame), and components that each want a small part of it. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What `useSelected` needs of a store. */
export type Readable<T> = Pick<Store<T>, 'get' | 'subscribe'>;

/** The part of a store that `select` returns; renders again only when that part changes (one level deep). */
export function useSelected<T, Part>(store: Readable<T>, select: (value: T) => Part): Part {
  const last = useRef<Part | undefined>(undefined);
  const snapshot = () => {
    const part = select(store.get());
    if (last.current !== undefined && isShallowEqual(last.current, part)) return last.current;
    last.current = part;
    return part;
  };
  return useSyncExternalStore(store.subscribe, snapshot, snapshot);
}

/** Plain objects and arrays by their members; anything else (a Map, say) only by being the same. */
export function isShallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.is(Reflect.get(a, key), Reflect.get(b, key)))
  );
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}

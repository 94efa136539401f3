/** Keeps what was used last, up to a total cost; what costs more than that by itself is not kept. */
export class RecentlyUsed<Value> {
  readonly #most: number;
  readonly #costOf: (value: Value) => number;
  readonly #drop: (value: Value) => Promise<void>;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Value>();

  constructor(
    most: number,
    costOf: (value: Value) => number,
    drop: (value: Value) => Promise<void> = async () => undefined,
  ) {
    this.#most = most;
    this.#costOf = costOf;
    this.#drop = drop;
  }

  /** The value of this key, made when it is not there. One at a time. */
  async get(key: string, make: () => Promise<Value>): Promise<Value> {
    const value = this.#kept.get(key) ?? (await make());
    this.#kept.delete(key);
    if (this.#costOf(value) <= this.#most) this.#kept.set(key, value);
    for (const [oldest, old] of this.#kept) {
      if (this.cost <= this.#most) break;
      this.#kept.delete(oldest);
      await this.#drop(old);
    }
    return value;
  }

  get cost(): number {
    let cost = 0;
    for (const value of this.#kept.values()) cost += this.#costOf(value);
    return cost;
  }
}

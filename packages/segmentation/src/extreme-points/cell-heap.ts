/** Binary heap of cells by cost, least first, in which a cell's cost can be lowered. 8 bytes per cell besides `costs`. */
export class CellHeap {
  readonly #costs: Float64Array;
  readonly #cells: Uint32Array;
  /** Place of a cell in the heap, from 1; 0 for those that are not in it. */
  readonly #places: Uint32Array;
  #size = 0;

  /** `costs` of all cells; whoever lowers one calls `put`. */
  constructor(costs: Float64Array) {
    this.#costs = costs;
    this.#cells = new Uint32Array(costs.length + 1);
    this.#places = new Uint32Array(costs.length);
  }

  /** Puts a cell into the heap, or moves it there after its cost was lowered. */
  put(cell: number): void {
    let place = this.#places[cell] || ++this.#size;
    for (; place > 1; place >>= 1) {
      const above = this.#cells[place >> 1];
      if (this.#costs[above] <= this.#costs[cell]) break;
      this.#set(place, above);
    }
    this.#set(place, cell);
  }

  /** Takes the cell of least cost out; -1 when none is left. */
  take(): number {
    if (this.#size === 0) return -1;
    const least = this.#cells[1];
    this.#places[least] = 0;
    const last = this.#cells[this.#size--];
    if (this.#size > 0) this.#sink(last);
    return least;
  }

  /** Fills the empty first place with a cell, or with what is less. */
  #sink(cell: number): void {
    let place = 1;
    for (let below = 2; below <= this.#size; below = 2 * place) {
      if (below < this.#size && this.#costs[this.#cells[below + 1]] < this.#costs[this.#cells[below]]) below++;
      if (this.#costs[this.#cells[below]] >= this.#costs[cell]) break;
      this.#set(place, this.#cells[below]);
      place = below;
    }
    this.#set(place, cell);
  }

  #set(place: number, cell: number): void {
    this.#cells[place] = cell;
    this.#places[cell] = place;
  }
}

// Blocks as a list with lists in it, without a page: what lies in what, and what may be done with it.

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** A new row's key, as the server makes them. */
function mintKey() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((one) => LETTERS[one & 31]).join("");
}

// The schema lies in piccolo-admin's store, which structuredClone cannot copy from.
export const copied = (value) => JSON.parse(JSON.stringify(value ?? null));

const same = (one, other) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));

/** Blocks of the kinds that the form's schema tells of; `rows` are those of the entry, in their order. */
export class Model {
  constructor({ kinds, top }, rows) {
    this.kinds = new Map(kinds.map((one) => [one.name, one]));
    this.top = top;
    this.rows = new Map();
    this.lists = new Map([["", []]]);
    for (const row of rows) this.#put({ ...row });
  }

  #put(row) {
    this.rows.set(row.key, row);
    if (!this.lists.has(row.key)) this.lists.set(row.key, []);
    this.list(row.within).push(row.key);
  }

  row(key) { return this.rows.get(key); }
  /** What the schema says of a block's kind; one that was taken from the declaration is shown by name. */
  kind(key) {
    const { kind } = this.row(key);
    return this.kinds.get(kind) ?? { name: kind, label: kind, fields: {}, holds: null, part: false };
  }
  /** The keys of what lies in a block, or in the entry itself. */
  list(within) {
    if (!this.lists.has(within)) this.lists.set(within, []);
    return this.lists.get(within);
  }
  index(key) { return this.list(this.row(key).within).indexOf(key); }

  /** The names of the kinds that may lie there, in the order in which they are offered. */
  holdable(within) {
    return within ? this.kind(within).holds?.kinds ?? [] : this.top;
  }
  most(within) { return within ? this.kind(within).holds?.most ?? Infinity : Infinity; }
  isFull(within) { return this.list(within).length >= this.most(within); }

  /** Whether a block may be put there: its kind may, there is room, and it is not within itself. */
  fits(key, within) {
    if (within !== this.row(key).within && this.isFull(within)) return false;
    for (let at = within; at; at = this.row(at).within) if (at === key) return false;
    return this.holdable(within).includes(this.row(key).kind);
  }

  /** All rows in reading order, as they are sent. */
  flat(within = "") {
    return this.list(within).flatMap((key) => [this.row(key), ...this.flat(key)]);
  }

  /** Whether it is the same as these rows. */
  equals(rows) {
    const own = this.flat();
    return own.length === rows.length && own.every((row, index) => same(row, rows[index]));
  }

  /** A new block with what it cannot be without; its key. */
  add(kind, within, index) {
    const { fields, holds, part } = this.kinds.get(kind);
    const blank = Object.fromEntries(Object.entries(fields).map(([column, { extra }]) => [column, copied(extra.default)]));
    const row = { key: mintKey(), kind, within, ...(part ? {} : { hidden: false }), ...blank };
    this.rows.set(row.key, row);
    this.lists.set(row.key, []);
    this.list(within).splice(index, 0, row.key);
    for (let count = 0; count < (holds?.fewest ?? 0); count++) this.add(holds.kinds[0], row.key, count);
    return row.key;
  }

  move(key, within, index) {
    const row = this.row(key);
    this.list(row.within).splice(this.index(key), 1);
    row.within = within;
    this.list(within).splice(index, 0, key);
  }

  /** The same once more, below it, with all that lies in it; its key. */
  duplicate(key) {
    const copied = this.#copy(key, this.row(key).within);
    this.list(this.row(key).within).splice(this.index(key) + 1, 0, copied);
    return copied;
  }

  #copy(key, within) {
    const row = { ...copied(this.row(key)), key: mintKey(), within };
    if (row.anchor) row.anchor = ""; // there is one of each
    this.rows.set(row.key, row);
    this.lists.set(row.key, this.list(key).map((one) => this.#copy(one, row.key)));
    return row.key;
  }

  /** Take a block away; what is answered brings it back, as near to its place as there still is one. */
  remove(key) {
    const { within } = this.row(key);
    const index = this.index(key);
    this.list(within).splice(index, 1);
    return () => {
      const there = !within || this.isThere(within) ? within : "";
      this.row(key).within = there;
      this.list(there).splice(Math.min(index, this.list(there).length), 0, key);
    };
  }

  isThere(key) {
    const row = this.rows.get(key);
    return Boolean(row) && this.list(row.within).includes(key) && (!row.within || this.isThere(row.within));
  }

  /** Where a block can go further in: into the last that can hold it of what lies in the one before it. */
  inward(key) {
    const before = this.list(this.row(key).within)[this.index(key) - 1];
    const found = before === undefined ? undefined : this.#holder(before, key);
    return found === undefined ? null : { within: found, index: this.list(found).length };
  }

  #holder(at, key) {
    if (this.fits(key, at)) return at;
    return this.list(at).map((one) => this.#holder(one, key)).findLast((one) => one !== undefined);
  }

  /** Where it can go further out: after the nearest block around it in whose list it may stand. */
  outward(key) {
    for (let around = this.row(key).within; around; around = this.row(around).within) {
      const { within } = this.row(around);
      if (this.fits(key, within)) return { within, index: this.index(around) + 1 };
    }
    return null;
  }

  /** Where it goes one step up or down: among its neighbours, or into the next list of the same block. */
  step(key, by) {
    const { within } = this.row(key);
    const to = this.index(key) + by;
    if (to >= 0 && to < this.list(within).length) return { within, index: to };
    if (!within || !this.kind(within).part) return null;
    const beside = this.list(this.row(within).within)[this.index(within) + by];
    if (beside === undefined || !this.fits(key, beside)) return null;
    return { within: beside, index: by > 0 ? 0 : this.list(beside).length };
  }
}

import { pickledCode } from '../errors.ts';
import type { PickleCursor } from './cursor.ts';
import { knownNames } from './globals.ts';
import { inert, KnownName, Tuple, type PickleValue } from './values.ts';

/** The memory of each kind of value as V8 keeps it, in bytes. */
const cost = {
  push: 24,
  list: 150,
  tuple: 80,
  map: 350,
  entry: 50,
  memo: 50,
  call: 250,
  storage: 100,
};

const typeOf = (value: PickleValue | undefined): string =>
  value === undefined || value === null ? 'nothing' : value.constructor.name;

/** The stack machine for pickle programs, without any operation that could run code. */
export class PickleMachine {
  readonly cursor: PickleCursor;
  readonly #persistent: (id: PickleValue) => PickleValue;
  readonly #stack: PickleValue[] = [];
  #deepest = 0;
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  /** @param persistent resolves the pickle's persistent ids for objects outside it */
  constructor(cursor: PickleCursor, persistent: (id: PickleValue) => PickleValue) {
    this.cursor = cursor;
    this.#persistent = persistent;
  }

  push(value: PickleValue): void {
    if (this.#stack.push(value) > this.#deepest) {
      this.#deepest++;
      this.cursor.keep(cost.push);
    }
  }

  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.#fail('takes from nothing');
    return this.#stack.pop() as PickleValue;
  }

  mark(): void {
    this.cursor.keep(cost.push);
    this.#marks.push(this.#stack.length);
  }

  /** Takes all values since the last mark off the stack. */
  popMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#fail('has no mark to go back to');
    const items = this.#stack.splice(mark);
    this.cursor.keep(16 * items.length);
    return items;
  }

  top(): PickleValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  remember(place = this.#memo.size): void {
    this.cursor.keep(cost.memo);
    this.#memo.set(place, this.top());
  }

  recall(place: number): void {
    const value = this.#memo.get(place);
    if (value === undefined) throw this.#fail(`recalls ${place}, which it never noted`);
    this.push(value);
  }

  list(items: PickleValue[]): void {
    this.cursor.keep(cost.list);
    this.push(items);
  }

  tuple(items: readonly PickleValue[]): void {
    this.cursor.keep(cost.tuple + 8 * items.length);
    this.push(new Tuple(items));
  }

  map(items: readonly PickleValue[]): void {
    this.cursor.keep(cost.map);
    this.push(new Map());
    this.set(items);
  }

  /** Takes the last `count` values off the stack, in their order. */
  last(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (list === inert) return;
    if (!Array.isArray(list)) throw this.#fail(`appends to ${typeOf(list)}`);
    this.cursor.keep(16 * items.length);
    for (const item of items) list.push(item);
  }

  /** Sets entries of the dictionary on the stack, from alternating keys and values. */
  set(items: readonly PickleValue[]): void {
    const map = this.top();
    if (map === inert) return;
    if (!(map instanceof Map) || items.length % 2 !== 0)
      throw this.#fail(`sets entries of ${typeOf(map)}`);
    this.cursor.keep((cost.entry * items.length) / 2);
    for (let i = 0; i < items.length; i += 2)
      map.set(items[i] as PickleValue, items[i + 1] as PickleValue);
  }

  /** @throws FormatError `FORMAT_PICKLE_CODE` for a name that is not of the fixed list */
  name(module: PickleValue, name: PickleValue): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw this.#fail('has a name that is not text');
    const known = knownNames.get(`${module}.${name}`);
    if (!known) throw pickledCode(this.cursor.where, `${module}.${name}`);
    this.push(known);
  }

  call(): void {
    const [callee, args] = this.last(2);
    if (callee === inert) return this.push(inert);
    if (!(callee instanceof KnownName && callee.call)) {
      const what = callee instanceof KnownName ? callee.name : typeOf(callee);
      throw this.#fail(`calls ${what}, which may not be called`);
    }
    if (!(args instanceof Tuple)) throw this.#fail(`calls ${callee.name} without arguments`);
    this.cursor.keep(cost.call + (Array.isArray(args.items[0]) ? 100 * args.items[0].length : 0));
    this.push(callee.call(args.items));
  }

  /** Drops attributes that a state dict does not need: `_metadata` of a dictionary, the state of a numpy scalar. */
  build(): void {
    this.pop();
    const of = this.top();
    if (!(of === inert || of instanceof Map)) throw this.#fail(`sets attributes of ${typeOf(of)}`);
  }

  persist(): void {
    this.cursor.keep(cost.storage);
    this.push(this.#persistent(this.pop()));
  }

  /** The value on the stack when the program ends. */
  result(): PickleValue {
    const result = this.pop();
    if (this.#stack.length > 0) throw this.#fail('leaves more than one thing');
    return result;
  }

  unknown(opcode: number, name: string | undefined): Error {
    const code = `0x${opcode.toString(16).padStart(2, '0')}`;
    return this.#fail(
      `holds the opcode ${name === undefined ? code : `${name} (${code})`}, which no state dict needs`,
    );
  }

  #fail(problem: string): Error {
    return this.cursor.fail(`at byte ${this.cursor.at}, its pickle ${problem}`);
  }
}

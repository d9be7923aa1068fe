/** Interns equal values of many objects: most runs have nearly the same settings. */
export class SharedValues {
  readonly #known = new Map<string, unknown>();

  /** The same fields, with equal texts, lists and objects shared. */
  in(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const own = { ...fields };
    for (const [name, value] of Object.entries(own)) own[name] = this.of(value);
    return own;
  }

  /** The first value seen that equals this one. */
  of<Value>(value: Value): Value {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value;
    const key = JSON.stringify(value);
    const known = this.#known.get(key) as Value | undefined;
    if (known === undefined) this.#known.set(key, value);
    return known ?? value;
  }
}

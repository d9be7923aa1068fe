/** Most runs have much the same settings: what is equal in many objects is kept once. */
export class SharedValues {
  readonly #known = new Map<string, unknown>();

  /** The same fields, with texts, lists and objects as they were first seen. */
  in(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const own = { ...fields };
    for (const [name, value] of Object.entries(own)) own[name] = this.of(value);
    return own;
  }

  /** A value as it was first seen. */
  of<Value>(value: Value): Value {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value;
    const key = JSON.stringify(value);
    const known = this.#known.get(key) as Value | undefined;
    if (known === undefined) this.#known.set(key, value);
    return known ?? value;
  }
}

/** A property of a subject, and its place in a tree from general to particular. */
export interface Concept {
  /** as it stands after "is": "in the kitchen" */
  readonly says: string;
  readonly parent: Concept | undefined;
  /** more particular concepts right under this one may hold at once */
  readonly open: boolean;
  /** what holds exactly when this does not, where there is such a concept */
  readonly complement?: Concept;
}

/** A tree of concepts: keys are general, what lies under a key is more particular. */
export interface Sketch {
  readonly [says: string]: Sketch | readonly string[];
}

/** All that can be said of a subject in one respect, of which neighbours in the tree exclude each other unless open. */
export interface Dimension {
  readonly name: string;
  readonly concepts: readonly Concept[];
}

export interface DimensionOptions {
  /** concepts whose direct parts do not exclude each other */
  readonly open?: readonly string[];
  /** the two topmost concepts leave nothing out: not one means the other */
  readonly whole?: boolean;
}

/** Reads a sketch. */
export function dimension(name: string, sketch: Sketch, options: DimensionOptions = {}): Dimension {
  const { open = [], whole = false } = options;
  const concepts: Writable<Concept>[] = [];
  const add = (part: Sketch | readonly string[], parent: Concept | undefined): void => {
    const under = isList(part) ? Object.fromEntries(part.map((says) => [says, []])) : part;
    for (const [says, parts] of Object.entries(under)) {
      const concept = { says, parent, open: open.includes(says) };
      concepts.push(concept);
      add(parts, concept);
    }
  };
  add(sketch, undefined);
  const [one, other] = concepts.filter(({ parent }) => parent === undefined);
  if (whole && one !== undefined && other !== undefined) {
    one.complement = other;
    other.complement = one;
  }
  return { name, concepts };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function isList(part: Sketch | readonly string[]): part is readonly string[] {
  return Array.isArray(part);
}

/** The concept itself, then ever more general ones. */
function lineage(concept: Concept): Concept[] {
  return concept.parent === undefined ? [concept] : [concept, ...lineage(concept.parent)];
}

/** Whether whatever is `a` is also `b`. */
export function implies(a: Concept, b: Concept): boolean {
  return lineage(a).includes(b);
}

/** Whether nothing is both `a` and `b`; both of one dimension. */
export function excludes(a: Concept, b: Concept): boolean {
  if (implies(a, b) || implies(b, a)) return false;
  const fork = lineage(a).find((general) => implies(b, general));
  return !(fork?.open ?? false);
}

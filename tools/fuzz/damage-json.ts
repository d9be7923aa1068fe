import { chance, edges, pick, several, small, type Draw } from './draw.ts';

/** JSON as a tree that can also hold what `JSON.parse` would not give: text that is written unchanged. */
class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Tree = unknown;

const names: readonly string[] = [
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e',
  ],
  ...['a.b.c', '../../x', '\u001b[31m', '"', '\\', 'ſ', '0', '-1', 'length', 'type', 'name'],
];

const texts: readonly string[] = [
  ...names,
  ...[
    '(a+)+$',
    '((((((((a*)*)*)*)*)*)*)*)*b',
    '[',
    '(?<',
    '\\',
    'a{99999}',
    '(?=x)',
    '\\p{L}',
    '.*',
  ],
  ...['F32', 'F16', 'BF16', 'F64', 'I64', 'BOOL', 'F8_E4M3', 'true', 'null', 'none', 'all-linear'],
];

const nested = (open: string, close: string, depth: number): Raw =>
  new Raw(open.repeat(depth) + (open === '[' ? '' : '0') + close.repeat(depth));

/** A value of any kind, odd more often than not. */
function anything(draw: Draw): Tree {
  const depth = pick(draw, [2, 5, 100, 10_000]);
  const kinds: readonly (() => Tree)[] = [
    () => pick(draw, [null, true, false, [], {}, [[]], [null], [{}]]),
    () => pick(draw, edges),
    () => pick(draw, [0.5, -0.5, 1e308, -1e308, 5e-324, -0, 1e21]),
    () =>
      new Raw(pick(draw, ['1e999', '-1e999', '1E400', '0.1e-400', '9'.repeat(400), 'NaN', '01'])),
    () => pick(draw, texts),
    () => pick(draw, texts).repeat(pick(draw, [2, 50, 2000])),
    () => several(draw, 40, () => pick<Tree>(draw, [...edges, ...texts, null])),
    () => Object.fromEntries(several(draw, 40, (i) => [pick(draw, names) + i, pick(draw, edges)])),
    () => nested('[', ']', depth),
    () => nested('{"a":', '}', depth),
  ];
  return pick(draw, kinds)();
}

interface Place {
  readonly parent: Record<string, Tree> | Tree[];
  readonly key: string | number;
}

function places(tree: Tree, found: Place[] = []): Place[] {
  if (tree instanceof Raw || typeof tree !== 'object' || tree === null) return found;
  const parent = tree as Record<string, Tree>;
  for (const key of Object.keys(parent)) {
    if (found.length > 5000) break;
    found.push({ parent, key });
    places(parent[key], found);
  }
  return found;
}

/** Changes one place of a tree, in place: its value, its name, its type, or how many of it there are. */
function changeOne(draw: Draw, tree: Tree): void {
  const all = places(tree);
  if (all.length === 0) return;
  const { parent, key } = pick(draw, all);
  const at = parent as Record<string | number, Tree>;
  const other = pick(draw, all);
  const changes: readonly (() => void)[] = [
    () => (at[key] = anything(draw)),
    () => (at[key] = anything(draw)),
    () => (at[key] = nudged(draw, at[key])),
    () => (at[key] = nudged(draw, at[key])),
    () => (at[key] = new Raw(textOf((other.parent as typeof at)[other.key]))), // from elsewhere
    () => (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete at[key]),
    () => {
      const value = at[key];
      if (Array.isArray(parent)) return void parent.splice(Number(key), 0, value, value);
      delete at[key];
      define(at, pick(draw, names), value);
    },
    () => define(at, pick(draw, names), anything(draw)),
    () =>
      (at[key] = new Raw(`${textOf(at[key])},${JSON.stringify(String(key))}:${textOf(at[key])}`)), // twice
  ];
  pick(draw, changes)();
}

/** `__proto__` is a name like any other. */
function define(target: object, name: string, value: Tree): void {
  if (Array.isArray(target)) return void target.push(value);
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function nudged(draw: Draw, value: Tree): Tree {
  if (typeof value === 'number') return value + pick(draw, [1, -1, 0.5, 8, -8, 2 ** 31, 2 ** 53]);
  if (typeof value === 'string')
    return pick(draw, [`${value}x`, value.slice(1), value.toUpperCase(), `${value}\n`]);
  if (typeof value === 'boolean') return !value;
  if (Array.isArray(value))
    return chance(draw, 0.5) ? value.concat(value) : value.slice(0, small(draw, value.length));
  return [value];
}

function textOf(tree: Tree): string {
  if (tree instanceof Raw) return tree.text;
  if (Array.isArray(tree)) return `[${tree.map(textOf).join(',')}]`;
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree) ?? 'null';
  const entries = Object.entries(tree as Record<string, Tree>);
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join(',')}}`;
}

/** The text of a value in which one to some places were changed; the value itself stays as it is. */
export function damagedJson(draw: Draw, value: unknown): string {
  const tree = structuredClone(value);
  if (typeof tree !== 'object' || tree === null || chance(draw, 0.02))
    return textOf(anything(draw));
  do changeOne(draw, tree);
  while (chance(draw, 0.4));
  return textOf(tree);
}

import type { MathNode } from 'mathjs';
import { wrongFormula } from '../errors.ts';
import { mathjs, placesIn, treeOf } from './formula-tree.ts';

/** The sizes of a parameter: the layer's outputs or inputs, and the rank; one size makes a diagonal. */
type Size = 'out' | 'in' | 'r';

/** An update P Qᵀ as products of parameters. */
export interface Formula {
  /** Diagonals multiply entry by entry, a matrix `[r, r]` from the right. */
  readonly p: readonly string[];
  readonly q: readonly string[];
  readonly shapes: Readonly<Record<string, readonly Size[]>>;
  /** The update is n^scale times as large. */
  readonly scale: number;
  /** Whether the update has the ramp u. */
  readonly hasRamp: boolean;
  readonly latex: string;
}

interface Factor {
  readonly node: MathNode;
  readonly name: string;
  readonly isDiagonal: boolean;
  readonly isTransposed: boolean;
}

/** What derivations and layers call something else. */
const taken = ['W', 'e', 'f', 'n', 'r', 's', 'u', 'w', 'x', 'alpha', 'weight', 'bias'];

/**
 * A formula of an adapted weight in mathjs's syntax, such as `W + alpha/r * u * diag(b) * B * A'`: W `[out, in]`, and the
 * product of a matrix `[out, r]`, others `[r, r]`, and one `[in, r]`, transposed; between them diagonals. In front
 * stand alpha/r, the ramp u, where the method has one, and a power n^(…).
 *
 * @throws {ScalingError} `SCALING_FORMULA` with the character
 */
export function formulaOf(text: string): Formula {
  const { isFunctionNode, isOperatorNode, isParenthesisNode, isSymbolNode } = mathjs();
  const tree = treeOf(text);
  const places = placesIn(text, tree);
  const wrong = (node: MathNode, what: string) => wrongFormula(text, places.get(node) ?? 0, what);
  const isNamed = (node: MathNode | undefined, name: string) =>
    node !== undefined && isSymbolNode(node) && node.name === name;
  const isOf = (node: MathNode | undefined, op: string) =>
    node !== undefined && isOperatorNode(node) && String(node.op) === op;
  const argumentsOf = (node: MathNode): MathNode[] =>
    isOperatorNode(node) || isFunctionNode(node) ? [...node.args] : [];

  const before = new Set<string>();
  let scale = 0;
  const factors: Factor[] = [];

  /** Takes what stands in front of the product once; else says that it is a factor. */
  function isInFront(node: MathNode): boolean {
    const [base, power] = isOf(node, '^') ? argumentsOf(node) : [];
    const name = isSymbolNode(node) ? node.name : isNamed(base, 'n') ? 'n' : '';
    if (!['alpha', 'u', 'n'].includes(name)) return false;
    if (before.has(name)) throw wrong(node, `${name} stands here twice`);
    before.add(name);
    if (name === 'n') scale = power ? numberOf(power, wrong) : 1;
    return true;
  }

  function read(node: MathNode, isTransposed = false): void {
    const parts = argumentsOf(node);
    const [first, second] = parts;
    if (isParenthesisNode(node) && !isTransposed) return read(node.content);
    if (isOf(node, '*') && !isTransposed) return parts.forEach((part) => read(part));
    if (isOf(node, '/') && first && !isTransposed) {
      read(first);
      if (!isNamed(second, 'r')) throw wrong(node, 'only alpha is divided, by r: alpha/r');
      if (before.has('r')) throw wrong(node, 'alpha is divided by r twice');
      before.add('r');
      return;
    }
    if (isOf(node, "'") && first && !isTransposed) return read(first, true);
    if (isInFront(node) && !isTransposed) return;
    const isDiagonal = isFunctionNode(node) && isNamed(node.fn, 'diag');
    const named = isDiagonal && parts.length === 1 ? first : node;
    if (!named || !isSymbolNode(named))
      throw wrong(node, "a factor is a matrix, B, a transposed one, A', or a diagonal, diag(d)");
    if (taken.includes(named.name)) throw wrong(named, `${named.name} has another meaning here`);
    factors.push({ node: named, name: named.name, isDiagonal, isTransposed });
  }

  const [weight, update] = isOf(tree, '+') ? argumentsOf(tree) : [];
  if (!update) throw wrong(tree, 'a formula is W + alpha/r * …');
  if (!isNamed(weight, 'W')) throw wrong(tree, 'only W stands before the one +');
  read(update);
  if (!before.has('alpha') || !before.has('r'))
    throw wrong(update, 'the update has the factor alpha/r');
  return {
    ...sidesOf(factors, wrong, update),
    scale,
    hasRamp: before.has('u'),
    latex: latexOf(tree),
  };
}

type Wrong = (node: MathNode, what: string) => Error;

function sidesOf(factors: readonly Factor[], wrong: Wrong, update: MathNode) {
  const matrices = factors.filter(({ isDiagonal }) => !isDiagonal);
  const [left, right] = [matrices[0], matrices.at(-1)];
  if (!left || !right || left === right)
    throw wrong(update, "the product has a matrix [out, r] and one transposed, as in B * A'");
  const shapes: Record<string, readonly Size[]> = {};
  const places = [factors.indexOf(left), factors.indexOf(right)] as const;
  factors.forEach(({ node, name, isDiagonal, isTransposed }, i) => {
    if (isTransposed !== (i === places[1]))
      throw wrong(
        node,
        isTransposed
          ? 'only the last matrix is transposed'
          : `the last matrix is transposed: ${name}'`,
      );
    const size =
      i < places[0] || (i === places[0] && !isDiagonal) ? 'out' : i < places[1] ? 'r' : 'in';
    const shape: readonly Size[] = isDiagonal ? [size] : [size, 'r'];
    const known = (shapes[name] ??= shape);
    const isOnBothSides = known[0] === 'out' && size === 'in';
    if (known.length !== shape.length || (known[0] !== size && !isOnBothSides))
      throw wrong(node, `${name} is [${shape.join(', ')}] here, and [${known.join(', ')}] before`);
  });
  const names = factors.map(({ name }) => name);
  return { p: names.slice(0, places[1]), q: names.slice(places[1]), shapes };
}

/** A number such as −1/2. */
function numberOf(node: MathNode, wrong: Wrong): number {
  const isPlain = node.filter((part) => part.type === 'SymbolNode').length === 0;
  const value: unknown = isPlain ? node.evaluate() : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw wrong(node, 'a power is a number');
  return value;
}

const latexOf = (tree: MathNode): string =>
  tree.toTex({
    handler: (node: MathNode, options: object) => {
      const { isOperatorNode } = mathjs();
      if (!isOperatorNode(node) || String(node.op) !== "'") return undefined;
      return `${node.args[0]?.toTex(options) ?? ''}^{\\top}`;
    },
  });

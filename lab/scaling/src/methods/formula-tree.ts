import { createRequire } from 'node:module';
import type * as library from 'mathjs';
import type { MathNode } from 'mathjs';
import { wrongFormula } from '../errors.ts';

/** mathjs, loaded by the first formula: that takes longer than most commands. */
export const mathjs = () => createRequire(import.meta.url)('mathjs/number') as typeof library;

/** The tree of a text in mathjs's syntax. @throws {ScalingError} `SCALING_FORMULA` with the character */
export function treeOf(text: string): MathNode {
  try {
    return mathjs().parse(text);
  } catch (error) {
    const { message, char } = error as SyntaxError & { readonly char: number };
    throw wrongFormula(text, char - 1, message.replace(/ \(char \d+\)$/, ''));
  }
}

/** Where each node's own sign stands in its text, from 0: mathjs does not keep it. */
export function placesIn(text: string, tree: MathNode): ReadonlyMap<MathNode, number> {
  const { isOperatorNode } = mathjs();
  const places = new Map<MathNode, number>();
  let from = 0;
  const visit = (node: MathNode): void => {
    const parts: MathNode[] = [];
    node.forEach((part) => parts.push(part));
    // The sign of an operator stands behind its first part, but for a minus.
    const isBehind = isOperatorNode(node) && (node.isBinary() || signOf(node) === "'");
    parts.splice(0, isBehind ? 1 : 0).forEach(visit);
    const sign = signOf(node);
    const at =
      from + Math.max(0, sign ? text.slice(from).indexOf(sign) : text.slice(from).search(/\S/));
    places.set(node, at);
    from = at + sign.length;
    parts.forEach(visit);
  };
  visit(tree);
  return places;
}

/** How a node's own sign is written; empty where it has none. */
function signOf(node: MathNode): string {
  const { isConstantNode, isOperatorNode, isParenthesisNode, isSymbolNode } = mathjs();
  if (isSymbolNode(node)) return node.name;
  if (isOperatorNode(node)) return node.implicit ? '' : node.op;
  if (isConstantNode(node)) return String(node.value);
  return isParenthesisNode(node) ? '(' : '';
}

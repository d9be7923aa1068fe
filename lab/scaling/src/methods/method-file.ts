import { parameterInFile, type DeclaredMethod, type DeclaredParameter } from '@singlora/records';
import { wrongFormula } from '../errors.ts';
import { formulaOf, type Formula } from './formula.ts';
import { mathjs, placesIn, treeOf } from './formula-tree.ts';

/**
 * A method in a file: its title behind #, the formula of the adapted weight, and a line for each parameter that does not start or
 * learn as usual, all in mathjs's syntax:
 *
 *     # VeRA (arXiv 2310.11454)
 *     W + alpha/r * diag(b) * B * diag(d) * A'
 *     A = {trained: false}
 *
 * @throws {ScalingError} `SCALING_FORMULA` with the character
 */
export function methodInFile(name: string, text: string): DeclaredMethod {
  const lines = text.split('\n').map((line) => line.trim());
  const title = lines.find((line) => line.startsWith('#'))?.replace(/^#+\s*/, '');
  const [formula = '', ...others] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const read = formulaOf(formula);
  const usual = Object.keys(read.shapes).map((one) => [one, parameterInFile.parse({})] as const);
  const parameters: DeclaredMethod['parameters'] = Object.fromEntries([
    ...usual,
    ...others.map((line) => parameterIn(line, read)),
  ]);
  const zeros = [...read.p, ...read.q].filter((one) => parameters[one]?.start === 'zero');
  if (zeros.length > 1)
    throw wrongFormula(
      formula,
      formula.lastIndexOf(zeros[1] ?? ''),
      `${zeros.join(' and ')} start as 0 together, so nothing has a gradient: let one do so, on one side`,
    );
  if (Object.values(parameters).every(({ trained }) => !trained))
    throw wrongFormula(formula, 0, 'none of its parameters is trained');
  return { name, title: title || name, formula, parameters };
}

const starts = parameterInFile.shape.start.unwrap().options;

/** A line such as `A = {start: zero, rate: -1/2}`. */
function parameterIn(line: string, { shapes, p, q }: Formula): [string, DeclaredParameter] {
  const { isAssignmentNode, isFunctionNode, isObjectNode, isSymbolNode } = mathjs();
  const tree = treeOf(line);
  if (!isAssignmentNode(tree) || !isObjectNode(tree.value))
    throw wrongFormula(line, 0, 'a line after the formula is A = {start: zero, rate: -1/2}');
  const { name, value } = tree;
  const places = placesIn(line, tree);
  value.traverse((node) => {
    const isKnown = isSymbolNode(node)
      ? starts.some((start) => start === node.name)
      : !isFunctionNode(node);
    if (!isKnown)
      throw wrongFormula(
        line,
        places.get(node) ?? 0,
        `a value is a number, true, false, or one of ${starts.join(', ')}`,
      );
  });
  const { data, error } = parameterInFile.safeParse(
    value.evaluate(Object.fromEntries(starts.map((start) => [start, start]))),
  );
  const wrongAt = (key: string, what: string) =>
    wrongFormula(line, line.indexOf(key, line.indexOf('{')), what);
  if (!data) {
    const [issue] = error.issues;
    const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
    throw wrongAt(String(key), issue?.message ?? '');
  }
  const shape = shapes[name];
  if (!shape) throw wrongFormula(line, 0, `the formula has no ${name}`);
  const isOfOneSide =
    shape.length === 2 && shape[0] !== 'r' && !(p.includes(name) && q.includes(name));
  const { start, trained } = data;
  if (['principal', 'gradient'].includes(start) && !isOfOneSide)
    throw wrongAt('start', `${start} is for a matrix of one side`);
  if (!trained && !['random', 'principal'].includes(start))
    throw wrongAt('trained', 'what is not trained starts as random or principal');
  return [name, data];
}

import { badMethod } from './errors.ts';
import { loraParameters, loraSides } from './lora-factors.ts';
import { magnitudeParameter } from './magnitude.ts';
import type { CommonConfig } from './config.ts';
import type { Method, ParameterSpec } from './method.ts';
import type { Layer } from './slot.ts';

type Specs = Readonly<Record<string, ParameterSpec>>;

/**
 * Refuses, before training, a method whose declaration contradicts itself: its saved files could not be read again.
 * @throws {CoreError} `ADAPTER_BAD_METHOD`, naming every problem
 */
export function checkDeclared(method: Method, layer: Layer, config: CommonConfig, specs: Specs) {
  const problems = [...namesOf(method, layer, specs), ...filesOf(method, layer, config, specs)];
  if (problems.length > 0) throw badMethod(method.name, problems);
}

/** Problems with the names of parameters and keys, which shared code relies on. */
function* namesOf({ sides }: Method, { kind }: Layer, specs: Specs): Generator<string> {
  const { magnitude } = sides;
  const named =
    kind === 'embedding' ? [] : [...sides.p, ...sides.q, ...(magnitude ? [magnitude] : [])];
  for (const name of new Set(named))
    if (!(name in specs)) yield `sides names "${name}", and parameters has no such tensor`;
  for (const name of ['weight', 'bias'])
    if (name in specs)
      yield `parameters has "${name}", the name of the layer's own: choose another`;
  const keys = Object.values(specs).map(({ key }) => key);
  for (const [i, key] of keys.entries())
    if (keys.some((other, j) => i !== j && (other === key || other.endsWith(`.${key}`))))
      yield `the key "${key}" is, or ends, that of another tensor: choose another`;
}

/** Problems with `peft`: PEFT's type decides what the files hold. */
function* filesOf(
  { name, peft: { type, marks }, sides }: Method,
  layer: Layer,
  config: CommonConfig,
  specs: Specs,
): Generator<string> {
  if (type === 'SINGLORA') {
    if (marks['method'] !== name) yield `peft.marks has to be { method: '${name}' }`;
    return;
  }
  const own = `{ type: 'SINGLORA', marks: { method: '${name}' } }`;
  const advice = `Declare peft as ${own}: the adapter is then saved as it is, and beside it as a plain LoRA of the same update`;
  if (type !== 'LORA') {
    yield `peft.type is ${JSON.stringify(type)}, and there are 'LORA' and 'SINGLORA'. ${advice}`;
    return;
  }
  const hasMagnitude = sides.magnitude !== undefined;
  if ((marks['use_dora'] ?? false) !== hasMagnitude)
    yield `peft.marks.use_dora has to be ${hasMagnitude}, as a magnitude is${hasMagnitude ? '' : ' not'} among its sides`;
  const lora = loraParameters(layer, { ...config, init_lora_weights: true });
  const wanted = [...Object.values(lora), ...(hasMagnitude ? [magnitudeParameter(layer)] : [])];
  const isLoras = (side: 'p' | 'q') => sides[side].join() === loraSides[side].join();
  if (
    textOf(Object.values(specs)) !== textOf(wanted) ||
    !isLoras('p') ||
    !isLoras('q') ||
    sides.negatives
  )
    yield `peft.type is 'LORA', and its tensors are not those of PEFT's LoRA (${textOf(wanted)}, P = lora_B, Q = lora_A) but ${textOf(Object.values(specs))}. ${advice}`;
}

/** The tensors in a file, by their keys and shapes. */
const textOf = (specs: readonly ParameterSpec[]): string =>
  specs
    .map(({ key, shape, fileShape = shape }) => `${key} [${fileShape.join(', ')}]`)
    .sort()
    .join(', ');

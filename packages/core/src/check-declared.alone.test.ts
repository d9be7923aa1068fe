import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createAdapter } from './adapter.ts';
import { seeded, slotOf, startTensorFlow } from './kit.test.support.ts';
import type { Method } from './method.ts';
import { methods } from './registry.ts';

beforeAll(startTensorFlow);

const registry = methods as Map<string, Method>;
const declared = new Map(registry);
afterEach(() => declared.forEach((method, name) => registry.set(name, method)));

/** The error for a method on a layer where `other` overrides parts of its declaration. */
function said(name: string, other: Partial<Method>): string {
  const method = declared.get(name)!;
  registry.set(name, { ...method, ...other });
  const config = method.schema.parse({ method: name, r: 2, target_modules: ['layer'] });
  try {
    createAdapter([slotOf('layer', 4, 6)], config as never, seeded(1));
    return '';
  } catch (error) {
    expect(error).toMatchObject({ code: 'ADAPTER_BAD_METHOD' });
    return (error as Error).message;
  }
}

const lora = { type: 'LORA', marks: { use_dora: false } } as const;
const withKeys = (name: string, keys: Readonly<Record<string, string>>): Partial<Method> => ({
  parameters: (layer, config) =>
    Object.fromEntries(
      Object.entries(declared.get(name)!.parameters(layer, config)).map(([parameter, spec]) => [
        parameter,
        { ...spec, key: keys[parameter] ?? spec.key },
      ]),
    ),
});

describe('a method that is declared wrongly is refused before it trains', () => {
  it.each<[string, string, Partial<Method>, RegExp]>([
    [
      'tensors that no LoRA has',
      'singlora',
      { peft: lora },
      /'LORA', and its tensors.*but singlora_A \[6, 2\]\. Declare peft as \{ type: 'SINGLORA', marks: \{ method: 'singlora' \} \}/,
    ],
    [
      'a formula that is not LoRA’s',
      'lora',
      { sides: { p: ['lora_B'], q: ['lora_A'], negatives: () => 1 } },
      /'LORA', and its tensors are not/,
    ],
    [
      'a type that there is not',
      'symlora',
      { peft: { type: 'VERA' as 'LORA', marks: {} } },
      /"VERA", and there are/,
    ],
    [
      'the marks of another method',
      'symlora',
      { peft: declared.get('singlora')!.peft },
      /marks has to be \{ method: 'symlora' \}/,
    ],
    ['a magnitude that PEFT is not told of', 'dora', { peft: lora }, /use_dora has to be true/],
    [
      'no magnitude where PEFT is told of one',
      'lora',
      { peft: declared.get('dora')!.peft },
      /use_dora has to be false/,
    ],
    [
      'sides of tensors that there are not',
      'singlora',
      { sides: { p: ['A'], q: ['B'] } },
      /names "B"/,
    ],
    [
      'a key twice',
      'symlora',
      withKeys('symlora', { lambda: 'symlora_Q' }),
      /"symlora_Q" is, or ends/,
    ],
    [
      'a key that ends another',
      'symlora',
      withKeys('symlora', { Q: 'x.symlora_lambda' }),
      /"symlora_lambda" is, or ends/,
    ],
  ])('with %s', (_, name, other, message) => {
    expect(said(name, other)).toMatch(message);
  });

  it('and every method of ours is as it should be', () => {
    for (const name of declared.keys()) expect(said(name, {})).toBe('');
  });
});

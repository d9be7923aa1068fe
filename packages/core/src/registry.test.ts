import { expect, it } from 'vitest';
import type { Method } from './method.ts';
import { addMethod, methods } from './registry.ts';

it('takes no method without its parts, nor one under a name in use', () => {
  const before = [...methods.keys()];
  expect(() => addMethod(undefined as never)).toThrow(/it lacks name \(type: string\)/);
  expect(() => addMethod({ name: 'vera', kinds: [] } as unknown as Method)).toThrow(
    /vera cannot be trained.*\n.*it lacks schema \(type: object\)\./,
  );
  expect(() => addMethod({ ...methods.get('lora')! })).toThrow(/there is a method of this name/);
  expect([...methods.keys()]).toEqual(before);
});

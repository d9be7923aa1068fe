import { expect, it } from 'vitest';
import { checkEnvironment } from './environment.ts';

it.each([
  [{ SINGLORA_BACKEND: 'tensorflwo' }, /tensorflwo.*Did you mean 'tensorflow'/],
  [{ SINGLORA_CORES: 'many' }, /SINGLORA_CORES is 'many'/],
  [{ SINGLORA_FUSED: 'no' }, /SINGLORA_FUSED is 'no'. Set it to 0 or 1, or leave it out/],
  [{ SINGLORA_TF32: 'yes' }, /SINGLORA_TF32 is 'yes'/],
])('a wrong value is named: %j', (env, says) => {
  expect(() => checkEnvironment(env)).toThrow(says);
});

it('right and empty values pass', () => {
  for (const env of [{}, { SINGLORA_FUSED: '', SINGLORA_CORES: '' }, { SINGLORA_TF32: '1' }])
    expect(() => checkEnvironment(env)).not.toThrow();
});

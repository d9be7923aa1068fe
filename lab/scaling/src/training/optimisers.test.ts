import { expect, it } from 'vitest';
import { optimiserOf } from './optimisers.ts';

it('takes ε and β₂ after the name of Adam', () => {
  expect(optimiserOf('adam')).toMatchObject({ entries: 'constant', betas: [0.9, 0.999] });
  const own = optimiserOf('adamw:epsilon=0.001:beta2=0.95', 0.1);
  expect(own).toMatchObject({ entries: 'damped', betas: [0.9, 0.95], decays: true });
  expect(own.title).toBe('AdamW, weight decay 0.1');
});

it('derives with an ε of 0 where it is PyTorch’s, and with one that damps where it is larger', () => {
  expect(optimiserOf('adam:epsilon=1e-8').entries).toBe('constant');
  expect(optimiserOf('adam:epsilon=1e-3').entries).toBe('damped');
});

it.each(['gd:epsilon=1', 'adam:beta1=0.5', 'adam:epsilon', 'adam:epsilon=-1', 'adam:beta2=1'])(
  'refuses %s',
  (name) => {
    expect(() => optimiserOf(name)).toThrow(/Unknown setting in the optimiser .* have epsilon/);
  },
);

import { expect, it } from 'vitest';
import { bySide } from './protocol.ts';

const told = (...sides: (readonly [label: string, text: string])[]) =>
  bySide(
    sides.map(([label, text]) => ({ label, text })),
    ({ text }) => text,
  );

it('says once what all sides agree on, and else what each has, numbers ascending', () => {
  expect(told(['LoRA', '8'], ['SingLoRA', '8'])).toBe('8');
  expect(told(['LoRA', '0.01'], ['LoRA', '3e-4'], ['LoRA', '1e-3'])).toBe('3e-4, 1e-3, 0.01');
  expect(told(['LoRA', 'width'], ['LoRA', 'rank'])).toBe('width, rank');
  expect(told(['LoRA', '8'], ['SingLoRA', '12'])).toBe('LoRA: 8; SingLoRA: 12');
});

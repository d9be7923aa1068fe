import { expect, it } from 'vitest';
import { baseOfShapes } from '../shapes.test.support.ts';
import { squareKinds } from './orientation.ts';

const square = 'h.0.c_proj.weight';
const norm = { 'h.0.ln.weight': [4], 'h.0.ln.bias': [4] };
const layers = new Map([[square, { kind: 'conv1d', inFeatures: 4, outFeatures: 4 } as const]]);

it('asks no normalisation, which is no matrix, how a square matrix lies', async () => {
  const alone = await baseOfShapes({ [square]: [4, 4], ...norm });
  expect(squareKinds(alone, layers)(square, 'conv1d')).toBe('conv1d');
  const other = { 'h.0.mlp.c_fc.weight': [4, 6], 'h.0.mlp.c_fc.bias': [6] };
  const wide = await baseOfShapes({ [square]: [4, 4], ...norm, ...other });
  expect(squareKinds(wide, layers)(square, 'conv1d')).toBe('conv1d');
});

it('takes a part of the model itself for no neighbour of another: in a base of both kinds it is refused', async () => {
  const both = await baseOfShapes({
    'classifier.weight': [4, 4],
    'c_attn.weight': [4, 8],
    'c_attn.bias': [8],
    'h.0.up.weight': [6, 4],
    'h.0.up.bias': [6],
  });
  const square = { kind: 'linear', inFeatures: 4, outFeatures: 4 } as const;
  const kinds = squareKinds(both, new Map([['classifier.weight', square]]));
  expect(() => kinds('classifier.weight', 'linear')).toThrow('classifier.weight is square');
});

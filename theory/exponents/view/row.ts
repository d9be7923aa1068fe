import { sentence } from '@singlora/reporting';
import type { Claim } from '../../report/view.ts';
import type { Rates } from '../record.ts';
import type { Asked } from './derived.ts';
import { timesText } from './rates-text.ts';
import type { ExponentRun } from './subject.ts';

export type Row = Claim<ExponentRun>;

export const descent = 'gradient' as const;
export const adam = 'constant' as const;

/** "SingLoRA under Adam: c = −1/2 at any fixed number of steps": a part of a row's evidence. */
export const said = (name: string, asked: Asked | undefined) =>
  asked ? [`${name}: ${timesText(asked.solution)}`] : [];

export const evidenceOf = (parts: readonly (readonly string[])[]) =>
  `Derived: ${sentence(parts.flat())}`;

export const has = (rates: Rates, c: number): boolean =>
  rates.some(([low, high]) => (low ?? -Infinity) <= c && c <= (high ?? Infinity));

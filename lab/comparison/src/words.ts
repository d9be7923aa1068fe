import { isDeepStrictEqual } from 'node:util';
import { format } from '@singlora/reporting/text';

/** `learningRate` → "learning rate". */
export const wordsOf = (key: string) => key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

/** A value of a configuration in words. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  if (typeof value === 'number') return format.setting(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, item]) => `${wordsOf(key)} ${valueText(item)}`)
      .join(', ');
  return JSON.stringify(value);
}

/** "batch size 8, not 32"; undefined where the setting has the wanted value. */
export const departureText = (key: string, value: unknown, wanted: unknown): string | undefined =>
  isDeepStrictEqual(value, wanted)
    ? undefined
    : `${wordsOf(key)} ${valueText(value)}, not ${valueText(wanted)}`;

/** A ramp's length T, in few words: 0.01 of the steps → "1%", 0 → "none", `{ steps: 1000 }` → "1,000 steps". */
export function rampText(value: unknown): string {
  const steps = rampSteps(value);
  if (steps !== undefined) return format.plural(steps, 'step');
  if (typeof value !== 'number') return valueText(value);
  return value === 0 ? 'none' : `${format.setting(100 * value)}%`;
}

/** The same for places that do not say of what: "1% of the steps". */
export const rampLengthText = (value: unknown): string =>
  typeof value === 'number' && value > 0 ? `${rampText(value)} of the steps` : rampText(value);

/** The T of a ramp that was given in steps. */
export function rampSteps(value: unknown): number | undefined {
  const { steps } = { ...(value as { readonly steps?: unknown } | null) };
  return typeof steps === 'number' ? steps : undefined;
}

const startOf = (value: unknown) => ({
  ...(value as { readonly dist?: unknown; readonly fan?: unknown } | null),
});

/** "fan = width". */
export const fanText = (value: unknown): string => `fan = ${valueText(startOf(value).fan)}`;

/** Whether the whole start is drawn at random, so that the initial update is not zero. */
export const isRandomStart = (value: unknown): boolean =>
  ['uniform', 'normal'].includes(String(startOf(value).dist));

/** Whether a start is the paper's: random or unnamed. The paper's claims do not cover other starts, which need no ramp. */
export const isPapersStart = (value: unknown): boolean =>
  (value ?? null) === null || isRandomStart(value);

/** The mark of a start in few words: "fan = width" for a random start, "principal start". */
export function startText(value: unknown): string {
  const { dist, fan } = startOf(value);
  if (dist !== undefined && !isRandomStart(value)) return `${valueText(dist)} start`;
  return fan === undefined ? `start ${valueText(value)}` : fanText(value);
}

/** "normal, fan = width", "principal". */
export function initText(value: unknown): string {
  const { dist, fan } = startOf(value);
  return fan === undefined ? valueText(dist ?? value) : `${valueText(dist)}, ${fanText(value)}`;
}

/** The model's name without its owner or folder. */
export function shortModel(model: string): string {
  return model.split(/[/\\]/).filter(Boolean).at(-1) ?? model;
}

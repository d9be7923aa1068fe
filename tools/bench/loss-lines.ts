import { lossesBeside, type LossesRecord } from '@singlora/records';
import { sideText } from './text.ts';

/** The record in lines: every side's mean losses, and how far its steps are from the first side's. */
export function lossLines(record: LossesRecord): string[] {
  const { case: name, setting } = record;
  const lines = lossesBeside(record).map(({ side, means, largest, rms }) => {
    const spans = means.map(({ from, to, mean }) => `${from}–${to} ${mean.toFixed(4)}`).join(', ');
    return `  ${sideText(side).padEnd(34)} ${spans}; difference ${largest.toExponential(1)} at most, ${rms.toExponential(1)} root mean square`;
  });
  return [`${name}: ${setting.steps} steps, ${setting.data}`, ...lines];
}

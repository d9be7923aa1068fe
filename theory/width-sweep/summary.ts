import { atAllSteps, atFirstStep, type Cell } from '@singlora/scaling';
import { countAgreement } from '@singlora/statistics';

/** Agreement by exponent at the first step and of all steps, and what it is worth. */
export function summaryOf(cells: readonly Cell[]): Record<string, number> {
  const [first, peak] = [
    countAgreement(cells.flatMap(atFirstStep)),
    countAgreement(cells.flatMap(atAllSteps)),
  ];
  const power = first.power.map(({ shift, differing }) => [`shifted${shift}`, differing] as const);
  return {
    cells: cells.length,
    agrees: first.agrees,
    differs: first.differs,
    undecided: first.undecided,
    ...Object.fromEntries(power),
    laterAgrees: peak.agrees,
    laterDiffers: peak.differs,
    laterUndecided: peak.undecided,
    hollow: cells.filter(({ verdict }) => verdict === 'hollow').length,
  };
}

/** What {@link summaryOf} says in one line. */
export const says =
  '{cells} rates; first step: {agrees} exponents as predicted, {differs} not, {undecided} undecided' +
  ' (of all predictions shifted by 0.1, 0.25 and 0.5, {shifted0.1}, {shifted0.25} and {shifted0.5} would not be)' +
  '; all steps: {laterAgrees} exponents as predicted, {laterDiffers} not, {laterUndecided} undecided[; {hollow>0} hollow]; {seconds} s';

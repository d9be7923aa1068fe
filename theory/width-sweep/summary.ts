import { atAllSteps, atFirstStep, type MeasuredCell } from '@singlora/scaling';
import { countAgreement } from '@singlora/statistics';

/** A cell in one line: the measured steps, with what is derived for other numbers of steps. */
export function cellLine(cell: MeasuredCell, steps: number): string {
  const { rateExponent, verdict, slope, predicted, agreement } = cell;
  const measured = slope
    ? `slope ${slope.slope.toFixed(2)} (95 % ${slope.low.toFixed(2)} to ${slope.high.toFixed(2)})`
    : 'no slope';
  const derived = predicted === null ? 'exactly 0' : exponent(predicted);
  const differs = agreement === 'differs' || (agreement === null && !cell.agrees);
  return (
    `rate n^${Number(rateExponent.toFixed(3))}: ${verdict} for ${steps} steps, ${measured}; predicted ${derived}${differs ? ' — DIFFERS' : ''}` +
    `${totalText(cell)}${laterText(cell)}${lossText(cell)}`
  );
}

/** The slope of the output's total change after the last step, in words. */
function totalText({ quantities: { totalF } }: MeasuredCell): string {
  const { slope, low, high, predicted } = totalF.at(-1) ?? {};
  if (slope === undefined || predicted === undefined) return '';
  return `; f − f₀ ${slope.toFixed(2)} (${low?.toFixed(2)} to ${high?.toFixed(2)}), predicted ${predicted === null ? 'exactly 0' : exponent(predicted)}`;
}

const exponent = (value: number) =>
  Math.abs(value) > 10 ? `above ${Math.sign(value) * 10}` : value.toFixed(2);

/** What is derived for other numbers of steps, in words. */
function laterText({ later }: MeasuredCell): string {
  if (!later) return '; nothing is derived of this optimiser';
  const always = {
    stable: 'Θ(1) at every fixed number of steps',
    vanishing: 'vanishing at every fixed number of steps',
    exploding: 'exploding at some fixed number of steps',
  }[later.fixed];
  return `; in the limit ${always}${later.logTime ? ', Θ(1) after Θ(log n)' : ''}`;
}

/** The loss where Δf moves but nothing is learned, in words. */
function lossText({ verdict, loss: { start, end } }: MeasuredCell): string {
  if (verdict !== 'hollow') return '';
  const times = (value: number | null) =>
    value === null ? 'not finite' : `${Number(value.toPrecision(3))} times`;
  return `; the loss at the widest is ${times(end)} the frozen model’s, ${times(start)} before the first step`;
}

/** Agreement of exponents at the first step and over all steps, with its power. */
export function sweepSummary(cells: readonly MeasuredCell[]): Record<string, number> {
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

/** {@link sweepSummary} in one line. */
export const summarySentence =
  '{cells} rates; first step: {agrees} exponents as predicted, {differs} not, {undecided} undecided' +
  ' (of all predictions shifted by 0.1, 0.25 and 0.5, {shifted0.1}, {shifted0.25} and {shifted0.5} would not be)' +
  '; all steps: {laterAgrees} exponents as predicted, {laterDiffers} not, {laterUndecided} undecided[; {hollow>0} hollow]; {seconds} s';

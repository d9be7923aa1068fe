import { availableParallelism } from 'node:os';

/** A step of a run, measured. */
export interface TimedStep {
  /** the number of completed steps, this one included; of `totalSteps` */
  readonly step: number;
  readonly totalSteps: number;
  readonly seconds: number;
  readonly loss?: number;
}

/** Where to report the cost, and the machine. */
interface CostOptions {
  readonly log: (line: string) => void;
  readonly cores?: number;
  /** how many runs are made at a time, each on its share of the cores */
  readonly jobs?: number;
}

/** When the measurement suffices: after 50 steps, or after 3 steps that took 30 seconds. */
const enough = { steps: 50, slowSteps: 3, seconds: 30 };
/** The smallest cost worth reporting, in seconds. */
const worthTelling = 600;

/**
 * Reports once, after the first measured steps, what the runs will cost, if that is long. The first
 * step is ignored, since it compiles.
 * @returns takes each step, and the number of steps of the runs after its own
 */
export function costTeller({
  log,
  cores = availableParallelism(),
  jobs = 1,
}: CostOptions): (measured: TimedStep, ahead: () => readonly number[]) => void {
  let compiled = false;
  let told = false;
  let [steps, seconds] = [0, 0];
  return ({ step, totalSteps, seconds: taken }, ahead) => {
    if (told) return;
    if (!compiled) {
      compiled = true;
      return;
    }
    steps += 1;
    seconds += taken;
    const isSlow = steps >= enough.slowSteps && seconds >= enough.seconds;
    if (steps < enough.steps && !isSlow) return;
    told = true;
    const pace = seconds / steps;
    const others = ahead();
    const share = pace / jobs;
    const left = share * others.reduce((sum, some) => sum + some, totalSteps - step);
    if (left < worthTelling) return;
    const coreHours = (count: number) => rounded((count * cores) / 3600);
    const all =
      others.length > 0
        ? `, ${coreHours(left)} for the ${others.length + 1} runs that are left`
        : '';
    log(
      `  Training takes about ${coreHours(share * totalSteps)} core-hours for this run${all}: ` +
        `${rounded(left / 3600)} hours on this machine's ${cores === 1 ? 'one core' : `${cores} cores`}, at ${rounded(pace)} s a step`,
    );
  };
}

const twoDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const rounded = (value: number): string => twoDigits.format(value);

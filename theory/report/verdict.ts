import { markup, type Html, type PhaseState } from '@singlora/reporting';
import { sweepVerdictNames, type SweepVerdictName } from '../record.ts';

const looks: Readonly<Record<SweepVerdictName, Omit<PhaseState, 'name'>>> = {
  stable: { mark: '=', colour: 'var(--c3)' },
  vanishing: { mark: '↓', colour: 'var(--c1)' },
  exploding: { mark: '↑', colour: 'var(--c2)' },
  diverged: { mark: '×', colour: 'var(--ink)' },
  undecided: { mark: '?', colour: 'var(--rule-2)', ink: 'var(--ink)' },
  bends: { mark: '~', colour: 'var(--c4)' },
  hollow: { mark: '○', colour: 'var(--c6)' },
};

/** The appearance of each verdict, in the legend's order. */
export const verdictStates: readonly PhaseState[] = sweepVerdictNames.map((name) => ({
  name,
  ...looks[name],
}));

/** "↑ exploding". */
export const markedVerdict = (name: SweepVerdictName) => `${looks[name].mark} ${name}`;

export const verdictColour = (name: SweepVerdictName) => looks[name].colour;

/** The legend that all phase diagrams of a page share. */
export function verdictKey(): Html {
  const keys = verdictStates.map(
    ({ name, mark, colour, ink = 'var(--paper)' }) =>
      markup`<span><i class="mark" style="background:${colour};color:${ink}">${mark}</i>${name}</span>\n`,
  );
  return markup`<p class="key">${keys}</p>`;
}

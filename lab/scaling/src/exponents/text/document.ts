import { conclusionOf } from './conclusion.ts';
import { statementsOf } from './derivation.ts';
import type { ExponentProblem, ExponentStep } from '../prediction/problem.ts';
import { settingOf } from './setting.ts';
import type { Solution } from '../rates/solve.ts';
import type { Statement } from './statement.ts';

/** The whole derivation, to follow line by line: plain text, and the body of a LaTeX document. */
export function derivationOf(
  problem: ExponentProblem,
  steps: readonly ExponentStep[],
  solutions: readonly Solution[],
): Statement {
  const sections = [
    { heading: 'Setting', statements: settingOf(problem) },
    ...steps.map((step) => ({ heading: `Step ${step.step}`, statements: statementsOf(step) })),
    {
      heading: `Rate exponents c over ${steps.length} steps`,
      statements: solutions.map(conclusionOf),
    },
  ];
  return {
    text: sections
      .map(({ heading, statements }) =>
        [heading, ...statements.map(({ text }) => `  ${text}`)].join('\n'),
      )
      .join('\n\n'),
    latex: sections
      .map(({ heading, statements }) =>
        [
          `\\subsection*{${heading}}`,
          '\\begin{itemize}',
          ...statements.map(({ latex }) => `  \\item ${latex}`),
          '\\end{itemize}',
        ].join('\n'),
      )
      .join('\n\n'),
  };
}

import { quantityNames, type TabledStep } from '@singlora/scaling';

/** The exponents of n as a table for a terminal, with one row per quantity and one column per step. */
export function tableText(steps: readonly TabledStep[]): string {
  const head = ['exponent of n', ...steps.map(({ step }) => `step ${step}`)];
  const rows = quantityNames.map((name) => [
    name,
    ...steps.map(
      ({
        quantities: {
          [name]: { text },
        },
      }) => (text === '-Infinity' ? '= 0' : text),
    ),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// Prints how often verdicts on slopes are wrong:  node tools/launch.mjs theory/error-rates.ts [RECORDS]
import { designs, errorRate, shapes } from '@singlora/scaling';

const sets = Number(process.argv[2] ?? 2000);
console.log(
  `Shares of ${sets} made-up records of each shape: judged falsely / rightly; the rest is undecided or bends.`,
);
for (const { widths, seeds, scatters } of designs)
  for (const scatter of scatters) {
    console.log(
      `\nn from ${widths[0]} to ${widths.at(-1)}, ${seeds} seeds, scatter ${100 * scatter} %`,
    );
    for (const name of Object.keys(shapes)) {
      const { wrong, right } = errorRate(name, { widths, seeds, scatter }, sets);
      const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(8);
      console.log(`${name.padEnd(20)}${percent(wrong)}${percent(right)}`);
    }
  }

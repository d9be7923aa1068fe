import type { Plan } from '@singlora/runner';
import { contenderOf, familyOf, optimiserOf, type TransferConfig } from '@singlora/scaling';
import type { TransferSettings } from './settings.ts';

/** A run's identity. */
export interface TransferRunConfig extends TransferConfig {
  readonly preset: string;
}

/** One run a family, optimiser and method; each covers all widths, seeds and rates. */
export function planTransfer(
  settings: TransferSettings,
  preset: string,
): Plan<TransferRunConfig>[] {
  const { families, methods, optimisers, ...shared } = settings;
  return families.map(familyOf).flatMap((family) =>
    optimisers.flatMap((optimiser) =>
      methods.map((method) => {
        contenderOf(method, family, optimiserOf(optimiser)); // a name that does not exist is told now
        const widths = shared.widths.filter((width) => width <= (family.widest ?? Infinity));
        const axes = { family: family.name, method, optimiser };
        return {
          label: `${family.name} · ${method} · ${optimiser}`,
          config: { ...axes, ...shared, widths, preset },
        };
      }),
    ),
  );
}

import type { QuantityName } from '../prediction/problem.ts';
import { say, type StatementPart } from '../text/statement.ts';

/** A demand on a quantity: its order at every step from some step on. */
export interface Demand {
  readonly quantity: QuantityName;
  readonly order: 'O(1)' | 'Θ(1)';
  /** The first, second or third step that has a gradient; absent: the very first, gradient or not. */
  readonly from?: 1 | 2 | 3;
}

export interface Goal {
  readonly name: string;
  readonly title: readonly StatementPart[];
  readonly demands: readonly Demand[];
}

const stable: readonly Demand[] = [{ quantity: 'deltaF', order: 'O(1)' }];
const learning: readonly Demand[] = [...stable, { quantity: 'deltaF', order: 'Θ(1)', from: 2 }];
const balanced = (from: 2 | 3): readonly Demand[] => [
  ...learning,
  { quantity: 'delta1', order: 'Θ(1)', from },
  { quantity: 'delta2', order: 'Θ(1)', from },
];

/**
 * "Stable" has several meanings, each a separate goal: the paper's, that Δf is Θ(1) (`learning`); LoRA+'s "efficient" (arXiv
 * 2402.12354); and with a readout, the paper's for the network's output (`network`). A falling loss is not among them: exponents
 * say how far a step goes, not whether it helps.
 *
 * They are ordered from the weakest to the strongest, with `network` last. A parameter that starts at zero blocks others in the
 * first step, so a quantity has to move from the second step on, as in LoRA+. In its "efficient", both δ₁ and δ₂ contribute, and
 * neither the inner feature nor f nor their changes blow up. Features that do blow up can carry δ₁ from the third step on.
 */
export const goals: readonly Goal[] = [
  {
    name: 'stable',
    title: say`$Δf = O(1)$ at every step`,
    demands: stable,
  },
  {
    name: 'learning-at-once',
    title: say`$Δf = O(1)$, and $Θ(1)$ from the first step on`,
    demands: [...stable, { quantity: 'deltaF', order: 'Θ(1)', from: 1 }],
  },
  {
    name: 'learning',
    title: say`$Δf = O(1)$, and $Θ(1)$ from the second step on`,
    demands: learning,
  },
  {
    name: 'balanced-later',
    title: say`$Δf = O(1)$, $Θ(1)$ from the second step on, and $δ₁, δ₂ = Θ(1)$ from the third`,
    demands: balanced(3),
  },
  {
    name: 'balanced',
    title: say`$Δf = O(1)$, and $Δf, δ₁, δ₂ = Θ(1)$ from the second step on`,
    demands: balanced(2),
  },
  {
    name: 'efficient',
    title: say`$f, Qᵀx, Δf, Δ(Qᵀx) = O(1)$, and $Δf, δ₁, δ₂ = Θ(1)$ from the second step on`,
    demands: [
      ...balanced(2),
      ...(['f', 'Qx', 'deltaQx'] as const).map((quantity): Demand => ({ quantity, order: 'O(1)' })),
    ],
  },
  {
    name: 'network',
    title: say`$Δf, Δo = O(1)$, and $Δo = Θ(1)$ from the second step on`,
    demands: [
      ...stable,
      { quantity: 'deltaOut', order: 'O(1)' },
      { quantity: 'deltaOut', order: 'Θ(1)', from: 2 },
    ],
  },
];

/** The goal with this name. */
export const goalOf = (name: string): Goal => goals.find((goal) => goal.name === name) as Goal;

/* oxlint-disable typescript/no-non-null-assertion -- typed arrays are read within their lengths */
import { randomStream } from '@singlora/runtime';

/**
 * A training of the paper's toy f = (W0 + P Qᵀ) x on ½‖f − y‖² in double precision. The rate is
 * k/n. Momentum is damped, v ← βv + (1 − β)g; PyTorch's undamped v ← βv + g has the effective rate k/((1 − β)n).
 */
interface Training {
  readonly method: 'singlora' | 'lora';
  /** 0 is gradient descent. */
  readonly momentum: number;
  readonly k: number;
  readonly rank: number;
  /** The numbers of steps after which to record, ascending; the last ends the training. */
  readonly steps: readonly number[];
}

/** Above this multiple of the frozen model's loss training has diverged; below the other it has fitted, and stops. */
const [lost, fitted] = [1e6, 1e-20];

/**
 * The loss relative to the frozen model's after these steps, null once it diverged, and the step by which it diverged. x and y
 * have entries N(0, 1), W0 and A N(0, 1/n), and LoRA's B is 0. The training depends only on d = y − W0 x, where W0 x is N(0,
 * |x|²/n) given x. With g = f − y, SingLoRA's gradient is g (Aᵀx)ᵀ + x (Aᵀg)ᵀ, and LoRA's are g (Ax)ᵀ and (Bᵀg) xᵀ.
 */
export function trainLong({ method, momentum, k, rank, steps }: Training, n: number, seed: number) {
  const random = randomStream(seed, 'log-time', n);
  const normals = (count: number, std: number) =>
    Float64Array.from({ length: count }, () => std * random.normal());
  const x = normals(n, 1);
  const std = Math.sqrt(x.reduce((sum, value) => sum + value ** 2, 0)) / n ** 0.5;
  const d = normals(n, 1).map((value) => value - std * random.normal());
  // [n, rank], row-major; LoRA's Q is its A, transposed.
  const q = normals(n * rank, 1 / Math.sqrt(n));
  const p = method === 'singlora' ? q : new Float64Array(n * rank);
  const [moveP, moveQ] = [new Float64Array(n * rank), new Float64Array(n * rank)];
  const frozen = d.reduce((sum, value) => sum + value ** 2, 0);
  const losses: (number | null)[] = [];
  let last: number | null = null;
  let diverged: number | null = null;
  for (let step = 0; step <= (steps.at(-1) ?? 0); step++) {
    const inner = new Float64Array(rank); // Qᵀx
    for (let i = 0; i < n; i++)
      for (let j = 0; j < rank; j++) inner[j]! += q[i * rank + j]! * x[i]!;
    const error = new Float64Array(n);
    const back = new Float64Array(rank); // Pᵀg
    let loss = 0;
    for (let i = 0; i < n; i++) {
      let f = -d[i]!;
      for (let j = 0; j < rank; j++) f += p[i * rank + j]! * inner[j]!;
      error[i] = f;
      loss += f * f;
      for (let j = 0; j < rank; j++) back[j]! += p[i * rank + j]! * f;
    }
    const isLost = !(loss < lost * frozen);
    if (isLost) diverged ??= step;
    last = isLost ? null : loss / frozen;
    if (steps.includes(step)) losses.push(last);
    if (isLost || loss < fitted * frozen) break;
    const rate = ((1 - momentum) * k) / n;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < rank; j++) {
        const at = i * rank + j;
        const [ofP, ofQ] = [error[i]! * inner[j]!, x[i]! * back[j]!];
        moveP[at] = momentum * moveP[at]! + ofP;
        moveQ[at] = momentum * moveQ[at]! + ofQ;
        if (p === q) q[at]! -= rate * (moveP[at] + moveQ[at]);
        else {
          p[at]! -= rate * moveP[at];
          q[at]! -= rate * moveQ[at];
        }
      }
  }
  const missing = steps.length - losses.length;
  return { losses: [...losses, ...Array<number | null>(missing).fill(last)], diverged };
}

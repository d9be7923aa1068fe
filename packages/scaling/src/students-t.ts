/** 97.5 % quantile of the standard normal distribution. */
export const normalQuantile975 = 1.959963985;

/**
 * 97.5 % quantile of Student's t with any number of degrees of freedom from 1 on, whole or not.
 * G. W. Hill, Algorithm 396, Comm. ACM 13(10), 1970, with the symbols of that paper.
 */
export function tQuantile975(degreesOfFreedom: number): number {
  const n = Math.max(1, degreesOfFreedom);
  const p = 0.05; // of both tails
  if (n === 1) return 1 / Math.tan((p * Math.PI) / 2);
  const a = 1 / (n - 0.5);
  const b = 48 / a ** 2;
  let c = (((20700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  let y = (d * p) ** (2 / n);
  if (y > 0.05 + a) {
    // Expansion about the normal quantile; the lower one, as the paper has it.
    const x = -normalQuantile975;
    y = x ** 2;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y ** 2);
  } else {
    y =
      ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) *
        ((n + 1) / (n + 2)) +
      1 / y;
  }
  return Math.sqrt(n * y);
}

/** How a face looks at the moment. */
export interface Expression {
  /** What a prompt says of it. */
  readonly phrase: string;
  /** How far the middle of the mouth hangs below its corners. */
  readonly smile: number;
  /** How far the mouth is open. */
  readonly open: number;
  /** How much the brows are raised. */
  readonly brows: number;
  /** How far they are turned down to the nose, in radians. */
  readonly frown: number;
  /** How far the eyes are open, of usual. */
  readonly eyes: number;
}

/** Every expression. */
export const expressions = {
  calm: { phrase: 'looking calm', smile: 0.02, open: 0, brows: 0, frown: 0, eyes: 1 },
  smiling: { phrase: 'smiling', smile: 0.16, open: 0, brows: 0.02, frown: 0, eyes: 0.85 },
  laughing: { phrase: 'laughing', smile: 0.06, open: 0.2, brows: 0.05, frown: 0, eyes: 0.7 },
  surprised: {
    phrase: 'looking surprised',
    smile: -0.1,
    open: 0.26,
    brows: 0.11,
    frown: 0,
    eyes: 1.3,
  },
  angry: { phrase: 'looking angry', smile: -0.12, open: 0, brows: -0.05, frown: -0.3, eyes: 0.8 },
} as const satisfies Record<string, Expression>;

/** What an expression is called. */
export type ExpressionName = keyof typeof expressions;

export const expressionNames = Object.keys(expressions) as readonly ExpressionName[];

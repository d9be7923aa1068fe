import { powerParts } from './html.ts';

/** The characters with a special form in LaTeX: in text, and in mathematics. */
const inText =
  '\\ \\textbackslash{}  ^ \\textasciicircum{}  ~ \\textasciitilde{}  { \\{  } \\}  $ \\$  & \\&  # \\#  _ \\_  % \\%  ' +
  "[ {[}  * {*}  – --  — ---  … \\dots{}  ’ '  ‘ `  “ ``  ” ''  \u00a0 ~  \u200b \\allowbreak{}";
const inMaths =
  '< <  > >  | |  ± \\pm  − -  × \\times  · \\cdot  ÷ \\div  → \\to  ↑ \\uparrow  ↓ \\downarrow  ∝ \\propto  ≈ \\approx  ' +
  '≤ \\le  ≥ \\ge  ≠ \\ne  ½ \\frac{1}{2}  ∞ \\infty  √ \\surd  ‖ \\|  ᵀ ^{\\top}  ₀ _0  ₁ _1  ₂ _2  ₃ _3  ² ^2  ³ ^3  ' +
  'α \\alpha  β \\beta  γ \\gamma  δ \\delta  ε \\epsilon  η \\eta  λ \\lambda  μ \\mu  Δ \\Delta  Θ \\Theta  Λ \\Lambda';
const pairsOf = (marks: string) =>
  marks.split('  ').map((pair) => pair.split(' ') as [mark: string, latex: string]);
const marks = new Map([
  ...pairsOf(inText),
  ...pairsOf(inMaths).map(([mark, latex]) => [mark, `$${latex}$`] as const),
]);

/** The characters that pdfLaTeX can typeset directly. */
const known = /[\x20-\x7e§©°À-ÏÑ-ÖØ-Ýß-ïñ-öø-ýÿ]/;

/** Replaces a character that pdfLaTeX does not know by its code. */
const plain = (text: string) =>
  text
    .replace(/\s/g, (space) => (space === '\xa0' ? space : ' '))
    .replace(
      /[^A-Za-z0-9 ]/gu,
      (mark) =>
        marks.get(mark) ??
        (known.test(mark) ? mark : `U+${mark.codePointAt(0)?.toString(16).toUpperCase() ?? ''}`),
    );

const raised = (text: string) => `$^{${text.replace('−', '-').replace('γ', '\\gamma')}}$`;

/** Keeps a number on one line with its error. */
const unbroken = (text: string) => text.replaceAll(' ± ', '\u00a0±\u00a0');

/** The same, but long words (addresses, hashes) may break after a mark or eight letters. */
const breakable = (text: string) =>
  unbroken(text).replace(/\S{17,}/gu, (word) =>
    (word.match(/[^/_=.,:;-]{0,7}[/_=.,:;-]|.{1,8}/gu) ?? []).join('\u200b'),
  );

/** The length of the longest unbreakable part of a text. */
export const longestWord = (text: string): number =>
  Math.max(
    ...breakable(text)
      .split(/[ \u200b]/)
      .map(({ length }) => length),
  );

/** A text in LaTeX, for pdfLaTeX, with its powers as superscripts; `wraps`: in lines, where long words may break. */
export const latex = (text: string, wraps = true) =>
  powerParts(text)
    .map((part, at) =>
      at % 2 === 1 ? raised(part) : plain(wraps ? breakable(part) : unbroken(part)),
    )
    .join('');

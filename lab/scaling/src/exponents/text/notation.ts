/** How the symbols of a derivation are written in LaTeX. */
const latexSymbols: Readonly<Record<string, string>> = {
  ᵀ: '^{\\top}',
  Δ: '\\Delta ',
  δ: '\\delta',
  η: '\\eta ',
  λ: '\\lambda ',
  ω: '\\omega ',
  ε: '\\varepsilon',
  Θ: '\\Theta',
  '∂': '\\partial ',
  '∘': '\\circ ',
  '·': '\\,',
  '−': '-',
  '‖': '\\|',
  '⟨': '\\langle ',
  '⟩': '\\rangle ',
  '′': "'",
  '₀': '_0',
  '₁': '_1',
  '₂': '_2',
  '₃': '_3',
};

/** A formula of symbols, such as `∂L/∂A = e(Aᵀx)`, in LaTeX. */
export const formulaLatex = (formula: string): string =>
  formula
    .replaceAll('sign(', '\\operatorname{sign}(')
    .replace(/[^\x20-\x7e]/gu, (symbol) => latexSymbols[symbol] ?? symbol)
    .trim();

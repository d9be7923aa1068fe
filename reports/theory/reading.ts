import { markup, pageOnly, type Section } from '@singlora/reporting';

/** The section on the meaning of the page's words; its Markdown is left out. */
export const readingSection: Section = {
  id: 'reading',
  title: 'How to read this page',
  short: 'How to read',
  folded: true,
  body: pageOnly(markup`<ul>
<li><strong>Θ(1)</strong> in the width n: neither growing nor shrinking as n does. What is measured is the root mean square over the entries of a vector, so that its size does not count its length; Θ(n<sup>p</sup>) means that it grows as n<sup>p</sup>.</li>
<li><strong>A slope</strong> stands for the exponent p: the least-squares slope of the logarithm of what was measured on the logarithm of n, over several widths and seeds, with a 95% interval over seeds (Student’s t, noise of its own at every width). It is an exponent at these widths; the limit is what the prediction is about, and finite widths bend every power law a little.</li>
<li><strong>Verdicts</strong> stand where two fits agree: the power law, and the same beside a correction n<sup>−1/2</sup> of finite widths. Stable: the power law’s exponent is equivalent to 0 within ±0.1 and the correction does not exclude it, or the correction’s lies there. Vanishing, exploding: both lie wholly below, wholly above, and neither a constant nor a logarithm explains it. Bends: they contradict each other. Diverged: some value was not finite. Undecided: these seeds and widths do not tell; where more would, the page says about how many. High loss: stable in size, but far above the untrained model’s loss.</li>
<li><strong>c and γ.</strong> Rates are η ∝ n<sup>c</sup>, entries of A start as n<sup>γ</sup>. γ = −1/2 is a fan of the width, γ = 0 a fan of the rank.</li>
<li><strong>Presets</strong> are never pooled. Of each check the largest recorded one is shown and named; a smoke run shows that everything works, and little else.</li>
</ul>`),
};

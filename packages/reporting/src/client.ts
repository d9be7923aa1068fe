/**
 * What the page runs in the browser: draws each chart live when it comes near the screen, keeping
 * the drawn one if that fails, and lets commands be copied. Expressions are interpreted, never
 * evaluated, so the page needs no `unsafe-eval`.
 */
export const clientScript = `'use strict';
(() => {
  const options = {
    mode: 'vega-lite', renderer: 'svg', actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true, id: 'tooltip' },
  };
  const draw = async (plot) => {
    const live = document.createElement('div');
    live.className = 'live';
    plot.append(live);
    try {
      await vegaEmbed(live, JSON.parse(plot.querySelector('.spec').textContent), options);
      plot.querySelector('.still').remove();
    } catch (error) {
      live.remove();
      console.error(error);
    }
  };
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      draw(target);
    }
  }, { rootMargin: '400px' });
  if (typeof vegaEmbed === 'function') document.querySelectorAll('.plot').forEach((plot) => watch.observe(plot));

  for (const block of document.querySelectorAll('.copyable')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      const code = block.querySelector('code');
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        button.textContent = 'Selected';
      }
      setTimeout(() => { button.textContent = 'Copy'; }, 1500);
    });
    block.append(button);
  }
})();
`;
